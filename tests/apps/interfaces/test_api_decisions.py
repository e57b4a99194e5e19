"""Calls, rulings, what is solved on the spot and more time, over the JSON interface."""

from datetime import UTC, datetime, timedelta

import pytest

from linli.apps.cases.models import Case, CaseStep, CommandKey, Delay, Photo, Task
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import DelayKind, DelayState
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.rules.pictures import MOST_PHOTOS
from linli.apps.cases.rules.tasks import CallRuling, TaskState
from linli.apps.cases.services import calls, delays
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.apps.interfaces.models import ApiKey
from linli.apps.interfaces.rules.keys import KeyAct
from linli.kit.days import local_day
from tests.factories.cases import SYSTEM, called, case_in, give_cell, make_case, make_item, picture
from tests.factories.interfaces import make_program

pytestmark = pytest.mark.django_db
BASIS = "住建局三定规定第4条"


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


def refused(town):
    give_cell(town)
    task = called(town)
    return calls.decline(
        actor=town.officer, task_id=task.pk, basis=BASIS, text="不属本局", now=town.at(2)
    )


def asked(town, *, kind=DelayKind.PAUSE, reason=PauseReason.PARTS, **options):
    case = case_in(town, CaseState.HANDLING)
    return case, delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=kind, reason=reason, text="等灯具到货",
        until=town.at(24 * 20), now=town.at(2), **options,
    )  # fmt: skip


def granted(town, **options):
    case, delay = asked(town, **options)
    delays.decide_delay(
        actor=town.dispatcher, delay_id=delay.pk, is_granted=True, text="", now=town.at(3)
    )
    return case, delay


def test_a_department_refuses_a_call_and_the_board_binds_it_to_come(town):
    give_cell(town)
    task = called(town)
    department, board = make_program(town.department), make_program(town.office)

    given = {"basis": BASIS, "text": "不属本局"}
    answer = department.post(f"tasks/{task.pk}/refuse", given)
    assert (answer.status_code, answer.json()["state"]) == (200, "REFUSED")
    (waiting,) = board.get("refusals").json()["rows"]
    assert (waiting["id"], waiting["basis"], waiting["ruling"]) == (task.pk, BASIS, None)
    ruling = {"ruling": "COME", "text": "按职责清单应当到场"}
    ruled = board.post(f"tasks/{task.pk}/rule", ruling, key="ruling-01")

    assert (ruled.status_code, ruled.json()["id"]) == (200, task.pk)
    assert board.get("refusals").json()["rows"] == []
    again = Task.objects.exclude(pk=task.pk).get()
    assert (again.state, again.is_binding) == (TaskState.SENT, True)
    second = department.post(f"tasks/{again.pk}/refuse", given)
    assert (second.status_code, second.json()["code"]) == (409, "cases.call_binds")
    assert department.post(f"tasks/{again.pk}/arrive").status_code == 200
    done = department.post(f"tasks/{again.pk}/result", {"text": "已清障"})
    assert (done.status_code, done.json()["state"]) == (200, "DONE")


def test_who_refused_and_who_has_no_board_does_not_rule(town):
    task = refused(town)
    ruling = {"ruling": "STANDS", "text": "理由成立"}
    outside = make_program(town.office, place=town.tree.sibling_community)

    statuses = {
        "department": make_program(town.department).post(f"tasks/{task.pk}/rule", ruling),
        "desk": make_program(town.committee).post(f"tasks/{task.pk}/rule", ruling),
        "outside": outside.post(f"tasks/{task.pk}/rule", ruling),
        "without the act": make_program(town.office, acts=(KeyAct.WORK,)).post(
            f"tasks/{task.pk}/rule", ruling
        ),
    }

    found = {who: (one.status_code, one.json()["code"]) for who, one in statuses.items()}
    assert found == {
        "department": (403, "cases.own_refusal"),
        "desk": (403, "access.no_post_here"),
        "outside": (404, "access.not_found"),
        "without the act": (403, "interfaces.act_not_in_key"),
    }
    assert Task.objects.get(pk=task.pk).ruling is None
    ruled = make_program(town.office).post(f"tasks/{task.pk}/rule", ruling)
    assert ruled.status_code == 200
    assert Task.objects.get(pk=task.pk).ruling == CallRuling.STANDS


def test_a_call_is_taken_back_by_whoever_may_call_from_there(town):
    give_cell(town)
    task = called(town)
    department, desk = make_program(town.department), make_program(town.committee)

    foreign = department.post(f"tasks/{task.pk}/call-off", {"text": "已自行恢复"})
    done = desk.post(f"tasks/{task.pk}/call-off", {"text": "已自行恢复"}, key="call-off-1")
    again = desk.post(f"tasks/{task.pk}/call-off", {"text": "已自行恢复"}, key="call-off-1")

    assert foreign.status_code == 403
    assert (done.status_code, done.json()["state"]) == (200, "CANCELLED")
    assert again.json() == done.json()
    assert CaseStep.objects.filter(case=task.case, kind="called_off").count() == 1


def solve(program, case, *photos):
    given = {"outcome": "SOLVED", "text": "已清理"}
    return program.send(f"cases/{case}/solve-on-spot", given, *photos, key="solve-001")


def test_what_a_round_finds_is_reported_and_solved_on_the_spot(town):
    desk = make_program(town.committee)
    other = make_program(town.committee)
    report = {
        "category": "lighting", "place": town.compound.code, "text": "灯罩掉落",
        "channel": "GRID", "disclosure": "OPEN",
    }  # fmt: skip
    number = desk.post("cases", report).json()["number"]

    without = solve(desk, number)
    foreign = solve(other, number, picture())
    many = solve(desk, number, *[picture(size=(8, 6 + extra)) for extra in range(MOST_PHOTOS + 1)])
    done = solve(desk, number, picture())
    again = solve(desk, number, picture())

    assert without.status_code == 422
    assert (foreign.status_code, foreign.json()["code"]) == (403, "cases.only_finder")
    assert (many.status_code, many.json()["code"]) == (409, "cases.too_many_photos")
    assert (done.status_code, done.json()["state"]) == (200, "FED_BACK")
    assert again.json() == done.json()
    case = Case.objects.get(number=number)
    assert (case.channel, case.outcome, Photo.objects.filter(case=case).count()) == (
        "GRID", "SOLVED", 1,
    )  # fmt: skip
    checked = desk.post(f"cases/{number}/pass-check")
    assert (checked.status_code, checked.json()["code"]) == (403, "cases.handler_checks")


def test_the_board_finds_a_request_for_more_time_and_decides(town):
    case, delay = asked(town)
    board, team = make_program(town.office), make_program(town.team)

    (row,) = board.get("delays").json()["rows"]
    wordless = board.post(f"delays/{delay.pk}/decide", {"is_granted": False})
    given = {"is_granted": True, "text": "同意"}
    decided = board.post(f"delays/{delay.pk}/decide", given, key="decide-01")

    assert (row["id"], row["case"], row["kind"], row["reason"]) == (
        delay.pk, case.number, "PAUSE", "PARTS",
    )  # fmt: skip
    assert (wordless.status_code, wordless.json()["code"]) == (400, "cases.text_missing")
    assert (decided.status_code, decided.json()["state"]) == (200, "GRANTED")
    assert board.get("delays").json()["rows"] == []
    assert [one["state"] for one in board.get(f"cases/{case.number}").json()["delays"]] == [
        "GRANTED"
    ]
    assert team.get("delays").json()["rows"] == []
    late = board.post(f"delays/{delay.pk}/decide", given)
    assert (late.status_code, late.json()["code"]) == (409, "cases.delay_decided")


def test_where_several_people_must_agree_a_program_reads_how_far_and_may_only_refuse(town):
    set_needed(
        actor=SYSTEM, place_id=town.tree.township.pk, what=For(ApprovalKind.PAUSE), needed=2,
        valid_from=local_day(town.at(0)), now=town.at(0),
    )  # fmt: skip
    case, delay = asked(town)
    board = make_program(town.office)
    agreed = {"is_granted": True, "text": "", "delay_id": delay.pk, "now": town.at(3)}
    delays.decide_delay(actor=town.dispatcher, **agreed)

    (row,) = board.get("delays").json()["rows"]
    (shown,) = board.get(f"cases/{case.number}").json()["delays"]
    yes = board.post(f"delays/{delay.pk}/decide", {"is_granted": True})
    no = board.post(f"delays/{delay.pk}/decide", {"is_granted": False, "text": "资料不全"})

    assert (row["needed"], row["agreed"], row["state"]) == (2, 1, "ASKED")
    assert (shown["needed"], shown["agreed"]) == (2, 1)
    assert (yes.status_code, yes.json()["code"]) == (403, "cases.only_people_agree")
    assert (no.status_code, no.json()["state"]) == (200, "REFUSED")


def test_nobody_decides_on_their_own_request_and_nobody_outside(town):
    _case, delay = asked(town)
    team, board = make_program(town.team), make_program(town.office)
    outside = make_program(town.office, place=town.tree.sibling_community)
    given = {"is_granted": True}

    own = team.post(f"delays/{delay.pk}/decide", given)
    foreign = outside.post(f"delays/{delay.pk}/decide", given)
    Delay.objects.filter(pk=delay.pk).update(asked_by_id=first_account(town.office))
    same = board.post(f"delays/{delay.pk}/decide", given)

    assert (own.status_code, own.json()["code"]) == (403, "access.no_post_here")
    assert foreign.status_code == 404
    assert (same.status_code, same.json()["code"]) == (403, "cases.delay_second_person")
    assert Delay.objects.get(pk=delay.pk).state == DelayState.ASKED
    assert outside.get("delays").json()["rows"] == []


def first_account(body):
    return ApiKey.objects.filter(body=body).order_by("asked_at").first().account_id


def test_a_pause_is_ended_by_whoever_works_on_it(town):
    case, delay = granted(town)
    team, stranger = make_program(town.team), make_program(town.department)

    outside = stranger.post(f"delays/{delay.pk}/end", {"text": "已到货"})
    ended = team.post(f"delays/{delay.pk}/end", {"text": "已到货"}, key="end-0001")
    again = team.post(f"delays/{delay.pk}/end", {"text": "已到货"}, key="end-0001")

    assert outside.status_code == 404
    assert (ended.status_code, ended.json()["state"]) == (200, "ENDED")
    assert again.json() == ended.json()
    assert CaseStep.objects.filter(case=case, kind="delay_ended").count() == 1


def test_what_hangs_is_looked_at_again(town):
    now = datetime.now(UTC)
    case, delay = granted(
        town, kind=DelayKind.HANG_UP, reason=PauseReason.HUNG_UP,
        review_on=local_day(town.at(24 * 10)),
    )  # fmt: skip
    board = make_program(town.office)
    day = local_day(now + timedelta(days=30))

    far = board.post(f"delays/{delay.pk}/look-again", {"review_on": "2030-01-01", "text": "仍缺"})
    done = board.post(
        f"delays/{delay.pk}/look-again", {"review_on": day.isoformat(), "text": "仍缺资金"}
    )

    assert (far.status_code, far.json()["code"]) == (400, "cases.review_missing")
    assert (done.status_code, done.json()["review_on"]) == (200, day.isoformat())
    assert Delay.objects.get(pk=delay.pk).review_on == day
    assert CaseStep.objects.filter(case=case, kind="looked_again").count() == 1


def test_a_repeated_command_is_answered_as_the_first_time_not_as_it_stands_now(town):
    desk, board = make_program(town.committee), make_program(town.office)
    case = make_case(town)

    accepted = desk.post(f"cases/{case.number}/accept", key="accept-1", version=case.version)
    sent = board.post(
        f"cases/{case.number}/dispatch",
        {"body": town.team.pk, "assists": [town.department.pk]},
        key="dispatch-1",
    )
    task = Task.objects.get(body=town.department)
    department = make_program(town.department)
    arrived = department.post(f"tasks/{task.pk}/arrive", key="arrive-01")
    department.post(f"tasks/{task.pk}/result", {"text": "已断电"})

    late = desk.post(f"cases/{case.number}/accept", key="accept-1", version=case.version)
    once_more = department.post(f"tasks/{task.pk}/arrive", key="arrive-01")

    assert sent.json()["state"] == "DISPATCHED"
    assert Case.objects.get(pk=case.pk).state == "DISPATCHED"
    assert (late.json(), late.headers["ETag"]) == (accepted.json(), accepted.headers["ETag"])
    assert late.json()["state"] == "OPEN"
    assert once_more.json() == arrived.json()
    assert arrived.json()["state"] == "TAKEN"
    assert Task.objects.get(pk=task.pk).state == TaskState.DONE


def test_the_slip_of_a_report_comes_again_with_the_repeated_answer(town):
    app = make_program(town.committee, acts=(KeyAct.REPORT,))
    given = {
        "category": "lighting", "place": town.compound.code, "text": "灯坏",
        "disclosure": "ANONYMOUS",
    }  # fmt: skip

    first = app.post("cases", given, key="report-01")
    make_program(town.committee).post(f"cases/{first.json()['number']}/accept")
    again = app.post("cases", given, key="report-01")

    assert first.json() == again.json()
    assert first.headers["Location"] == again.headers["Location"]
    assert "slip" not in CommandKey.objects.filter(case_id__isnull=False).first().answer


def test_a_key_for_another_command_is_refused_and_named(town):
    desk = make_program(town.committee)
    one, two = make_case(town), make_case(town)

    desk.post(f"cases/{one.number}/accept", key="accept-1")
    other = desk.post(f"cases/{two.number}/accept", key="accept-1")
    short = desk.post(f"cases/{two.number}/accept", key="a")

    assert (other.status_code, other.json()["code"], other.json()["field"]) == (
        422, "cases.key_used", "Idempotency-Key",
    )  # fmt: skip
    assert (short.status_code, short.json()["field"]) == (400, "Idempotency-Key")
    assert Case.objects.get(pk=two.pk).state == CaseState.REPORTED


def test_a_result_may_come_with_pictures_and_without(town):
    team = make_program(town.team)
    shown, told = case_in(town, CaseState.HANDLING), case_in(town, CaseState.HANDLING)
    given = {"outcome": "SOLVED", "text": "已更换灯泡"}
    many = [picture(size=(8, 6 + extra)) for extra in range(MOST_PHOTOS + 1)]

    refused = team.send(f"cases/{shown.number}/feed-back", given, *many)
    done = team.send(f"cases/{shown.number}/feed-back", given, picture(), key="feed-back-1")
    again = team.send(f"cases/{shown.number}/feed-back", given, picture(), key="feed-back-1")
    other = team.send(f"cases/{shown.number}/feed-back", given, key="feed-back-1")
    plain = team.send(f"cases/{told.number}/feed-back", given)

    assert (refused.status_code, refused.json()["code"]) == (409, "cases.too_many_photos")
    assert (done.status_code, again.json()) == (200, done.json())
    assert (other.status_code, other.json()["code"]) == (422, "cases.key_used")
    assert (plain.status_code, plain.json()["state"]) == (200, "FED_BACK")
    assert [photo.step.action for photo in Photo.objects.all()] == [CaseAction.FEED_BACK]


def test_a_program_ticks_the_check_list_that_holds_its_act_back(town):
    line = make_item(town.category, CaseAction.FEED_BACK)
    team, board = make_program(town.team), make_program(town.office)
    reading = make_program(town.team, acts=(KeyAct.READ_CASES,))
    case = case_in(town, CaseState.HANDLING)
    given = {"outcome": "SOLVED", "text": "已更换灯泡"}

    early = team.send(f"cases/{case.number}/feed-back", given)
    foreign = board.post(f"cases/{case.number}/items/{line.pk}")
    without = reading.post(f"cases/{case.number}/items/{line.pk}")
    unknown = team.post(f"cases/{case.number}/items/{line.pk + 1}")
    done = team.post(f"cases/{case.number}/items/{line.pk}", key="tick-0001", version=None)
    again = team.post(f"cases/{case.number}/items/{line.pk}", key="tick-0001", version=None)

    assert (early.status_code, early.json()["code"]) == (409, "cases.items_open")
    assert (foreign.status_code, without.status_code, unknown.status_code) == (403, 403, 404)
    assert (done.status_code, again.json()) == (200, done.json())
    assert team.get(f"cases/{case.number}").json()["items"] == [
        {
            "id": line.pk, "action": "FEED_BACK", "text_zh": "已断电并设置警示",
            "text_en": "Power cut and warning set up", "is_gate": True, "is_ticked": True,
        }
    ]  # fmt: skip
    assert CaseStep.objects.filter(case=case, kind="item").count() == 1
    assert team.send(f"cases/{case.number}/feed-back", given).status_code == 200
