"""The auditor's pages."""

import pytest

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.audit.models import AuditEvent
from tests.apps.audit.test_trail import fill

pytestmark = pytest.mark.django_db


def sign_in(client, now, role, path):
    account = Account.objects.create(username=f"{role}{path}", created_at=now)
    RoleGrant.objects.create(
        account=account, role=role, scope_path=path, source="test", starts_at=now
    )
    client.force_login(account)
    return account


def test_auditor_reads_an_act_with_its_proof(client, now):
    fill(now)
    sign_in(client, now, "AUDIT_ADMIN", "")
    event = AuditEvent.objects.order_by("pk")[3]

    page = client.get(f"/trail/{event.pk}/", headers={"accept-language": "en"})

    assert page.status_code == 200
    assert b"Path to the root" in page.content


def test_act_outside_the_auditors_place_is_not_found(client, now):
    fill(now)
    sign_in(client, now, "AUDIT_ADMIN", "0002")
    outside = AuditEvent.objects.filter(scope_path="0001").first()

    assert client.get(f"/trail/{outside.pk}/").status_code == 404


def test_others_are_refused(client, now):
    sign_in(client, now, "DISTRICT_ADMIN", "")

    assert client.get("/trail/").status_code == 403
    assert client.post("/trail/seals/check/").status_code == 403


def test_check_says_that_the_trail_is_whole(client, now):
    fill(now)
    sign_in(client, now, "AUDIT_ADMIN", "")

    page = client.post("/trail/seals/check/", headers={"accept-language": "en"})

    assert b"The trail is whole" in page.content


@pytest.mark.parametrize("count", [1, 3])
def test_list_costs_the_same_for_one_row_and_for_three(
    client, now, count, django_assert_num_queries
):
    fill(now, count=count)
    sign_in(client, now, "AUDIT_ADMIN", "")
    client.get("/trail/")

    with django_assert_num_queries(5):
        client.get("/trail/")


def test_cursor_of_somebody_else_is_a_plain_error(client, now):
    sign_in(client, now, "AUDIT_ADMIN", "")

    assert client.get("/trail/?after=%%%").status_code == 400
