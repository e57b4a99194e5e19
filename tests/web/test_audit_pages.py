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

    with django_assert_num_queries(6):
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


OURS = {"who": "李经理"}


def note(kind, subject_type, subject_id, now, **facts):
    return services.record(
        actor=Actor(account_id=7, name="李经理"),
        kind=kind,
        subject_type=subject_type,
        subject_id=subject_id,
        now=now,
        facts=facts,
    )


@pytest.mark.parametrize("count", [1, 3])
def test_objects_are_called_as_people_call_them_in_one_query_a_kind(
    client, now, count, django_assert_num_queries
):
    tree = make_tree()
    bodies = [make_body(make_compound(tree.community)) for _ in range(count)]
    account = sign_in(client, now, "AUDIT_ADMIN", "")
    for body in bodies:
        note("body.founded", "body", body.pk, now)
        note("place.renamed", "place", body.place_id, now)
        note("person.viewed", "person", 12, now)
        note("accounts.password_set", "account", account.pk, now)
        note("case.accepted", "case", 937263683377832345, now)
    client.get("/trail/", OURS)

    with django_assert_num_queries(9):
        page = client.get("/trail/", OURS, headers={"accept-language": "zh-hans"})

    assert {row.subject for row, _words in page.context["rows"]} == {
        *(f"组织 {body.name}" for body in bodies),
        *(f"地点 {body.place.name}" for body in bodies),
        "人员 12 号",
        f"账号 {account.username}",
        "案卷 937263683377832345 号",
    }


def test_acts_are_found_by_the_kind_of_object_its_number_and_what_it_is_called(client, now):
    place = make_tree().community
    account = sign_in(client, now, "AUDIT_ADMIN", "")
    renamed = note("place.renamed", "place", place.pk, now).pk
    other = note("place.renamed", "place", place.pk + 1, now).pk
    set_anew = note("accounts.password_set", "account", account.pk, now).pk

    assert listed(client, thing="account") == {set_anew}
    assert listed(client, **OURS, thing="place", number=place.pk) == {renamed}
    assert listed(client, **OURS, thing="place", number=place.code) == {renamed}
    assert listed(client, **OURS, number=place.code) == {renamed}
    assert listed(client, thing="account", number=account.username) == {set_anew}
    assert listed(client, thing="account", number=place.code) == set()
    assert listed(client, **OURS, subject="place") == {renamed, other}
    assert listed(client, **OURS, subject=f"place:{place.pk}") == {renamed}
    assert listed(client, subject="nothing:1") == set()


def test_an_old_address_shows_what_it_filters_by(client, now):
    sign_in(client, now, "AUDIT_ADMIN", "")

    page = client.get("/trail/", {"subject": "case:1"}, headers={"accept-language": "zh-hans"})

    assert '<option value="case" selected>案卷</option>' in page.content.decode()
    assert 'name="number" value="1"' in page.content.decode()


def test_facts_are_read_in_words_and_stay_as_recorded(client, now):
    place = make_tree().community
    sign_in(client, now, "AUDIT_ADMIN", "")
    changes = {"state": "HANDLING", "place": place.pk, "is_repeat": False, "handled_at": now}
    act = note("case.taken", "case", 1, now, changes=changes, part="HANDLER", ended=[7])

    page = client.get(f"/trail/{act.pk}/", headers={"accept-language": "zh-hans"})

    assert {fact.word: fact.lines for fact in page.context["facts"]} == {
        "变动": [
            "处置完成时间：2026-03-02 09:30",
            "重复上报：否",
            f"地点：{place.name}",
            "状态：处置中",
        ],
        "随之结束的任务": ["7 号"],
        "本案角色": ["承办单位"],
    }
    assert "case:1" in page.content.decode()
    assert "&quot;HANDLING&quot;" in page.content.decode()


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
    assert "Name: 第" in lines[1]
    assert "Place no. " in lines[1]
    assert "年度合规审计" in lines[-1]
    noted = AuditEvent.objects.get(kind="audit.exported")
    assert (noted.account_id, noted.scope_path) == (account.pk, "0001")
    assert facts_of(noted) == {"filters": {"kind": "place.renamed"}, "purpose": "年度合规审计"}
