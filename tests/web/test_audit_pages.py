"""The auditor's pages."""

from datetime import timedelta

import pytest

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.audit import selectors, services
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.core.access import Actor, Grant
from linli.kit.days import local_day
from tests.apps.audit.test_trail import fill
from tests.factories.organisations import make_body
from tests.factories.places import make_compound, make_tree

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


def listed(client, **query):
    page = client.get("/trail/", query, headers={"accept-language": "en"})
    return {int(row.number) for row, _label in page.context["rows"]}


def test_acts_are_found_by_their_words_and_by_day(client, now):
    fill(now - timedelta(days=30), count=4)
    fill(now, count=4)
    sign_in(client, now, "AUDIT_ADMIN", "")
    numbers = dict(AuditEvent.objects.values_list("pk", "kind"))
    renamed = {pk for pk, kind in numbers.items() if kind == "place.renamed"}
    old = set(
        AuditEvent.objects.filter(at__lt=now - timedelta(days=1)).values_list("pk", flat=True)
    )
    today = local_day(now)

    assert listed(client, kind="place renamed") >= renamed
    assert listed(client, kind="place.renamed") == renamed
    assert listed(client, kind="no such words") == set()
    assert listed(client, until=today - timedelta(days=2)) == old
    assert listed(client, since=today) == set(numbers) - old
    assert client.get("/trail/", {"since": "soon"}).status_code == 400


def test_days_are_found_without_an_index_on_them_in_few_queries(
    client, now, django_assert_max_num_queries
):
    for days in range(40, 0, -1):
        fill(now - timedelta(days=days), count=3, batch=100)
    wanted = local_day(now) - timedelta(days=20)
    actor = Actor(account_id=1, grants=(Grant("AUDIT_ADMIN", ""),))

    with django_assert_max_num_queries(22):
        rows, _after = selectors.event_page(
            actor, selectors.EventFilter(since=wanted, until=wanted)
        )

    assert {local_day(row.at) for row in rows} == {wanted}
    assert len(rows) == 3


def test_posts_are_shown_by_name(client, now):
    body = make_body(make_compound(make_tree().community))
    seat = body.seats.first()
    grant = Grant("PROPERTY_STAFF", body.scope_path, source=f"seat:{seat.pk}")
    services.record(
        actor=Actor(account_id=7, name="李经理", grants=(grant,)),
        kind="place.renamed",
        subject_type="place",
        subject_id=1,
        now=now,
        grant=grant,
    )
    sign_in(client, now, "AUDIT_ADMIN", "")

    page = client.get("/trail/", {"who": "李经理"}, headers={"accept-language": "en"})

    assert body.name in page.content.decode()
    assert f"seat:{seat.pk}" not in page.content.decode()


def test_acts_leave_as_a_file_for_a_purpose_with_a_watermark(client, now):
    fill(now, count=6)
    account = sign_in(client, now, "AUDIT_ADMIN", "0001")
    send = {"kind": "place.renamed", "purpose": "年度合规审计"}

    refused = client.post("/trail/file/", {**send, "purpose": " "})
    file = client.post("/trail/file/", send, headers={"accept-language": "en"})

    assert refused.status_code == 302
    lines = b"".join(file.streaming_content).decode("utf-8-sig").splitlines()
    fitting = AuditEvent.objects.filter(kind="place.renamed", scope_path="0001").count()
    assert len(lines) == 1 + fitting + 1
    assert "年度合规审计" in lines[-1]
    noted = AuditEvent.objects.get(kind="audit.exported")
    assert (noted.account_id, noted.scope_path) == (account.pk, "0001")
    assert facts_of(noted) == {"filters": {"kind": "place.renamed"}, "purpose": "年度合规审计"}
