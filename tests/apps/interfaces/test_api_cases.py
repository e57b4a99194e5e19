"""Cases over the JSON interface: what a key lists, reads and does, and what it is refused."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

import pytest

from linli.apps.accounts.selectors import actor_of
from linli.apps.cases import services as cases
from linli.apps.cases.models import Case, CaseStep, Delay
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Channel, Disclosure
from linli.apps.cases.selectors.visibility import visible_to
from linli.apps.interfaces.models import ApiKey, KeyReading
from linli.apps.interfaces.rules.keys import KeyAct
from linli.kit.days import local_day
from tests.factories.cases import case_in, make_case, make_category, picture
from tests.factories.interfaces import make_program

pytestmark = pytest.mark.django_db
# Cases of the town are of March 2026; programs call by the clock, which stands later.


def numbers(answer):
    return [row["number"] for row in answer.json()["rows"]]


def test_a_committee_lists_the_cases_of_its_place_newest_first_page_by_page(town):
    program = make_program(town.committee)
    made = [make_case(town, now=town.at(hour)) for hour in range(23)]

    first = program.get("cases")
    rest = program.get("cases", after=first.json()["next"])

    assert first.status_code == 200
    assert numbers(first) + numbers(rest) == [case.number for case in reversed(made)]
    assert rest.json()["next"] == ""


def test_lists_hold_what_was_asked_for(town):
    program = make_program(town.committee)
    other = make_category(town.tree.county, "trash", name_en="Rubbish")
    open_case = case_in(town, CaseState.OPEN)
    rubbish = make_case(town, category_id=other.pk, now=town.at(2))
    sent = case_in(town, CaseState.DISPATCHED)

    assert numbers(program.get("cases", state="OPEN")) == [open_case.number]
    assert numbers(program.get("cases", category="trash")) == [rubbish.number]
    assert numbers(program.get("cases", body=town.team.pk)) == [sent.number]
    assert set(numbers(program.get("cases", place=town.compound.code))) == {
        open_case.number, rubbish.number, sent.number,
    }  # fmt: skip
    assert numbers(program.get("cases", reported_since=town.at(1).isoformat())) == [rubbish.number]
    assert program.get("cases", place=town.tree.village.code).status_code == 404


def test_changes_come_oldest_first_and_none_is_missed(town):
    program = make_program(town.committee)
    quiet = make_case(town)
    touched = case_in(town, CaseState.OPEN)

    found = program.get("cases", updated_since=town.at(0.5).isoformat()).json()

    assert [row["number"] for row in found["rows"]] == [touched.number]
    assert datetime.fromisoformat(found["rows"][0]["changed_at"]) == town.at(1)
    everything = numbers(program.get("cases", updated_since=town.at(-1).isoformat()))
    assert everything == [quiet.number, touched.number]


@pytest.mark.parametrize("body", ["committee", "office", "team", "department"])
def test_no_list_shows_more_than_the_key_sees(town, body):
    for state in (CaseState.OPEN, CaseState.HANDLING, CaseState.CLOSED):
        case_in(town, state)
    make_case(town, place_id=town.tree.village.pk)
    owner = getattr(town, body)
    program = make_program(owner)

    now = datetime.now(UTC)
    actor = actor_of(ApiKey.objects.get().account, now=now)
    seen = set(visible_to(actor, day=local_day(now)).values_list("number", flat=True))
    states = [str(state) for state in CaseState]

    listed = set(numbers(program.get("cases", state=states, size=100)))
    changed = set(
        numbers(program.get("cases", state=states, size=100, updated_since="2026-01-01T00:00:00Z"))
    )

    assert listed <= seen
    assert changed == seen
    for case in Case.objects.all():
        expected = 200 if case.number in seen else 404
        assert program.get(f"cases/{case.number}").status_code == expected


def test_a_file_holds_the_thread_but_not_the_name_and_is_noted(town):
    program = make_program(town.committee)
    case = case_in(town, CaseState.HANDLING, disclosure=Disclosure.OPEN, name="王秀英")

    answer = program.get(f"cases/{case.number}")

    file = answer.json()
    assert answer.headers["ETag"] == f'"{case.version}"'
    assert file["text"] == "3号楼前路灯不亮"
    assert [step["kind"] for step in file["thread"]] == ["reported", "accept", "dispatch", "take"]
    assert "王秀英" not in answer.content.decode()
    assert "13800001234" not in answer.content.decode()
    assert [(one.operation, one.subject) for one in KeyReading.objects.all()] == [
        ("read_case", case.number)
    ]
    same = program.get(f"cases/{case.number}", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    assert not same.content


def test_a_contact_is_read_only_where_the_reporter_shows_it_and_the_key_may(town):
    open_case = case_in(town, CaseState.HANDLING, disclosure=Disclosure.HANDLERS)
    sealed = case_in(town, CaseState.HANDLING, disclosure=Disclosure.SEALED)
    hidden = case_in(town, CaseState.HANDLING, disclosure=Disclosure.ANONYMOUS, phone="")
    team, office = make_program(town.team), make_program(town.office)
    without = make_program(town.team, acts=(KeyAct.READ_CASES,))

    assert team.get(f"cases/{open_case.number}/contact").json() == {
        "name": "王秀英", "phone": "13800001234",
    }  # fmt: skip
    for program, case in ((team, sealed), (team, hidden), (office, open_case)):
        refused = program.get(f"cases/{case.number}/contact")
        assert (refused.status_code, refused.json()["code"]) == (403, "interfaces.contact_hidden")
    refused = without.get(f"cases/{open_case.number}/contact")
    assert (refused.status_code, refused.json()["code"]) == (403, "interfaces.act_not_in_key")
    assert list(KeyReading.objects.values_list("operation", flat=True)) == ["read_contact"]


def test_a_case_goes_its_whole_way_through_programs(town):
    desk, board, team = (make_program(body) for body in (town.committee, town.office, town.team))
    app = make_program(town.committee, acts=(KeyAct.REPORT,))

    reported = app.post("cases", {
        "category": "lighting", "place": town.compound.code, "text": "路灯不亮 🔦 𠮷",
        "name": "李建国", "phone": "13900001111",
    })  # fmt: skip
    assert reported.status_code == 201, reported.content
    number, slip = reported.json()["number"], reported.json()["slip"]
    way = [
        (desk, "accept", {"level": "URGENT"}),
        (board, "dispatch", {"body": town.team.pk, "legal_basis": "物业服务合同第三条"}),
        (team, "take", {}),
        (team, "feed-back", {"outcome": "SOLVED", "text": "已更换灯泡"}, picture()),
        (desk, "pass-check", {}),
        (app, "confirm", {"slip": slip}),
    ]
    version = reported.headers["ETag"].strip('"')
    for program, name, given, *photos in way:
        send = program.send if name == "feed-back" else program.post
        done = send(f"cases/{number}/{name}", given, *photos, version=version)
        assert done.status_code == 200, (name, done.content)
        version = done.headers["ETag"].strip('"')

    case = Case.objects.get(number=number)
    assert (case.state, case.outcome, case.channel) == ("CLOSED", "SOLVED", "INTERFACE")
    assert case.text == "路灯不亮 🔦 𠮷"
    assert case.photos.get().step.action == CaseAction.FEED_BACK
    rated = app.post(f"cases/{number}/rate", {"slip": slip, "rating": 5}, version=version)
    assert rated.status_code == 200
    assert Case.objects.get(number=number).rating == 5
    accounts = set(CaseStep.objects.filter(case=case).values_list("account_id", flat=True))
    assert len(accounts) == 4  # desk, board, team, app: every step names its program


def test_who_handled_does_not_check_though_it_is_a_program(town):
    desk = make_program(town.committee)
    case = case_in(town, CaseState.FED_BACK)

    Case.objects.filter(pk=case.pk).update(handler_account_id=ApiKey.objects.get().account_id)

    refused = desk.post(f"cases/{case.number}/pass-check")

    assert (refused.status_code, refused.json()["code"]) == (403, "cases.handler_checks")


def test_an_act_needs_the_version_and_a_stale_one_is_told_what_happened(town):
    desk = make_program(town.committee)
    case = make_case(town)

    missing = desk.post(f"cases/{case.number}/accept", version=None)
    stale = desk.post(f"cases/{case.number}/accept", version=case.version + 4)
    malformed = desk.post(f"cases/{case.number}/accept", headers={"If-Match": "next"})

    assert (missing.status_code, missing.json()["code"]) == (428, "interfaces.version_missing")
    assert (stale.status_code, stale.json()["code"]) == (412, "cases.stale")
    assert case.number in stale.json()["detail"]
    assert malformed.status_code == 400
    assert Case.objects.get(pk=case.pk).state == CaseState.REPORTED


def test_the_same_command_acts_once_and_a_refused_one_leaves_no_key(town):
    desk, board = make_program(town.committee), make_program(town.office)
    case = make_case(town)
    path = f"cases/{case.number}/accept"

    without = desk.post(path, key="")
    early = board.post(f"cases/{case.number}/dispatch", {"body": town.team.pk}, key="dispatch-1")
    first = desk.post(path, key="accept-1", version=case.version)
    again = desk.post(path, key="accept-1", version=case.version)
    other = desk.post(path, {"text": "x"}, key="accept-1", version=case.version)
    late = board.post(f"cases/{case.number}/dispatch", {"body": town.team.pk}, key="dispatch-1")

    assert (without.status_code, without.json()["code"]) == (
        400, "interfaces.command_key_missing",
    )  # fmt: skip
    assert (early.status_code, early.json()["code"]) == (409, "state.illegal_transition")
    assert first.status_code == again.status_code == 200
    assert first.json() == again.json()
    assert (other.status_code, other.json()["code"]) == (422, "cases.key_used")
    assert late.status_code == 200
    assert CaseStep.objects.filter(case=case, action=CaseAction.ACCEPT).count() == 1


def test_a_lost_answer_to_a_return_can_be_asked_for_again(town):
    team = make_program(town.team)
    case = case_in(town, CaseState.DISPATCHED)
    given = {"basis": "物业管理条例第五十一条", "text": "属于供电公司"}

    first = team.post(f"cases/{case.number}/return", given, key="return-1", version=case.version)
    again = team.post(f"cases/{case.number}/return", given, key="return-1", version=case.version)

    assert first.json() == again.json()
    assert first.json()["state"] == "OPEN"
    assert team.get(f"cases/{case.number}").status_code == 404


def test_a_report_names_its_program_and_keeps_of_the_reporter_what_was_chosen(town):
    app = make_program(town.committee, acts=(KeyAct.REPORT,))
    given = {"category": "lighting", "place": town.compound.code, "text": "灯坏"}

    named = app.post("cases", given | {"name": "李建国", "phone": "13900001111"})
    unnamed = app.post("cases", given)
    anonymous = app.post("cases", given | {"disclosure": "ANONYMOUS"})

    assert (unnamed.status_code, unnamed.json()["code"]) == (400, "cases.contact_missing")
    for answer in (named, anonymous):
        case = Case.objects.get(number=answer.json()["number"])
        assert case.channel == Channel.INTERFACE
        assert case.entered_by_id is not None
        assert case.reporter_account_id is None
        assert case.reporter_id is None
    assert app.get(f"cases/{named.json()['number']}").status_code == 403
    remark = app.post(
        f"cases/{named.json()['number']}/remarks",
        {"text": "灯杆也歪了", "slip": named.json()["slip"]},
    )
    assert remark.status_code == 201
    wrong = app.post(f"cases/{named.json()['number']}/remarks", {"text": "x", "slip": "AAAA-AAAA"})
    assert wrong.status_code == 404


@pytest.mark.parametrize("channel", ["SMS", "CHAT"])
def test_a_message_service_sends_in_what_came_by_message(town, channel):
    service = make_program(town.committee, acts=(KeyAct.REPORT,))
    given = {
        "category": "lighting", "place": town.compound.code, "text": "灯坏",
        "channel": channel, "name": "李建国", "phone": "13900001111",
    }  # fmt: skip

    answer = service.post("cases", given)

    case = Case.objects.get(number=answer.json()["number"])
    assert case.channel == channel
    assert case.entered_by_id is not None
    assert case.reporter_account_id is None


def test_a_counter_enters_what_came_by_telephone_and_others_do_not(town):
    desk, app = make_program(town.committee), make_program(
        town.committee, acts=(KeyAct.REPORT,)
    )  # fmt: skip
    given = {
        "category": "lighting", "place": town.compound.code, "text": "灯坏",
        "channel": "TELEPHONE", "name": "李建国", "phone": "13900001111",
    }  # fmt: skip

    assert desk.post("cases", given).status_code == 201
    refused = app.post("cases", given)

    assert (refused.status_code, refused.json()["code"]) == (403, "access.no_post_here")


def test_reports_outside_the_scope_are_refused(town):
    app = make_program(town.committee, acts=(KeyAct.REPORT,))
    given = {"category": "lighting", "place": town.tree.village.code, "text": "灯坏",
             "disclosure": "ANONYMOUS"}  # fmt: skip

    assert app.post("cases", given).status_code == 404
    assert app.post("cases", given | {"place": "nowhere"}).status_code == 400
    assert (
        app.post("cases", given | {"category": "none", "place": town.compound.code}).json()["code"]
        == "cases.category_not_here"
    )


def test_pictures_come_in_and_go_out(town):
    team = make_program(town.team)
    case = case_in(town, CaseState.HANDLING)

    file = BytesIO(picture(size=(40, 30)))
    file.name = "a.jpg"
    sent = team.client.post(
        f"/api/v1/cases/{case.number}/photos",
        {"photo": file},
        headers=team.headers | {"Idempotency-Key": "photo-0001"},
    )
    assert sent.status_code == 201, sent.content
    (shown,) = team.get(f"cases/{case.number}").json()["photos"]

    picture_sent = team.client.get(shown["address"], headers=team.headers)

    assert picture_sent.status_code == 200
    assert picture_sent["Content-Type"] == "image/jpeg"
    assert list(KeyReading.objects.values_list("operation", flat=True)) == [
        "read_case", "read_photo",
    ]  # fmt: skip
    stranger = make_program(town.department, acts=(KeyAct.READ_CASES,))
    assert stranger.client.get(shown["address"], headers=stranger.headers).status_code == 404


def test_calls_and_tasks_of_a_department(town):
    desk, department = make_program(town.committee), make_program(town.department)
    case_in(town, CaseState.OPEN)
    sent = cases.dispatch_case(
        actor=town.dispatcher,
        case_id=Case.objects.get(state=CaseState.OPEN).pk,
        body=town.team.pk,
        assists=[town.department.pk],
        now=town.at(2),
    )

    (task,) = department.get("tasks").json()["rows"]
    assert (task["case"], task["kind"], task["state"]) == (sent.number, "ASSIST", "SENT")
    arrived = department.post(f"tasks/{task['id']}/arrive", key="arrive-01")
    again = department.post(f"tasks/{task['id']}/arrive", key="arrive-01")
    done = department.post(f"tasks/{task['id']}/result", {"text": "已协助断电"})

    assert arrived.status_code == 200
    assert arrived.json() == again.json()
    assert done.json()["state"] == "DONE"
    assert department.get("tasks").json()["rows"] == []
    assert department.get(f"tasks/{task['id']}").json()["answer"] == "已协助断电"
    assert desk.get(f"tasks/{task['id']}").status_code == 404
    assert desk.post(f"tasks/{task['id']}/arrive").status_code == 404


def test_asking_for_more_time_waits_for_a_person(town):
    now = datetime.now(UTC)
    team = make_program(town.team)
    case = make_case(town, now=now)
    services = {"accept": town.clerk, "dispatch": town.dispatcher, "take": town.handler}
    cases.accept_case(actor=services["accept"], case_id=case.pk, now=now)
    cases.dispatch_case(actor=services["dispatch"], case_id=case.pk, body=town.team.pk, now=now)
    cases.take_case(actor=services["take"], case_id=case.pk, now=now)
    due = Case.objects.get(pk=case.pk).due_at
    given = {
        "kind": "EXTENSION", "reason": "PARTS", "text": "等待灯具到货",
        "until": (due + timedelta(days=3)).isoformat(),
    }  # fmt: skip

    answer = team.post(f"cases/{case.number}/delays", given, key="delay-001")
    again = team.post(f"cases/{case.number}/delays", given, key="delay-001")

    assert answer.status_code == 201, answer.content
    assert answer.json() == again.json()
    assert answer.json()["state"] == "ASKED"
    assert Delay.objects.count() == 1


def test_whoever_has_the_case_notes_the_first_contact_once(town):
    now = datetime.now(UTC)
    desk = make_program(town.committee)
    stranger = make_program(town.department)
    case = make_case(town, now=now)
    address, given = f"cases/{case.number}/first-contact", {"way": "VISIT", "is_reached": True}

    vain = desk.post(address, given | {"is_reached": False}, key="vain-0001")
    noted = desk.post(address, given, key="contact-01")
    again = desk.post(address, given, key="contact-01")
    twice = desk.post(address, given, key="contact-02")

    assert [one.status_code for one in (vain, noted, again, twice)] == [200, 200, 200, 409]
    assert twice.json()["code"] == "cases.contacted_already"
    file = desk.get(f"cases/{case.number}").json()
    assert file["contact_way"] == "VISIT"
    assert datetime.fromisoformat(file["contacted_at"]) >= now
    assert stranger.post(address, given).status_code == 404
