"""Every act of a case's life, twice at the same time and ten times over: one order, once.

The rows of the flow are taken from its table, so that an act added there is asked here as well.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import pytest

from linli.apps.cases import permissions, services
from linli.apps.cases.models import ApprovalRule, Case, CaseStep
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.flow import FLOW, CaseAction, CaseState
from linli.apps.cases.rules.kinds import Channel, Disclosure, PauseReason
from linli.apps.cases.rules.refusals import CaseLeft, StaleCase
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.near import join_token
from linli.apps.cases.services import calls, delays
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.apps.cases.services.climbing import note_climbed
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.access import Actor
from linli.core.errors import DomainError
from linli.core.machine import IllegalTransition
from linli.kit.sentences import sentence
from tests.concurrency.test_one_seat import at_once
from tests.factories.cases import (
    EVIDENCE,
    NOW,
    SERVICES,
    SYSTEM,
    WAYS,
    Town,
    called,
    case_in,
    found_case,
    give_cell,
    join,
    make_case,
    make_category,
    make_item,
    make_town,
    picture,
    report_of,
)
from tests.factories.cases import act as do
from tests.factories.films import a_clip
from tests.factories.organisations import seat_of
from tests.factories.voices import a_voice

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
_A, _S = CaseAction, CaseState
TEN = 10
PLAYERS = ("reporter", "clerk", "second_clerk", "third_clerk", "grid_worker", "dispatcher",
           "district", "handler")  # fmt: skip
BASIS = "物业管理条例第五十一条"


@pytest.fixture
def town(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    made = make_town()
    give_cell(made)
    return made


@dataclass
class Command:
    """One command: its service and what it is given besides key and version."""

    service: Callable[..., Any]
    given: dict[str, Any] = field(default_factory=dict)

    def __call__(self, **more: Any) -> Any:
        return self.service(**self.given, **more)


def prepared(town: Town, state: CaseState, action: CaseAction) -> Case:
    """Return a case to which the action of this row may be done."""
    if (state, action) == (_S.REPORTED, _A.SOLVE_ON_SPOT):
        return found_case(town)
    if action == _A.FAIL_SPOT:
        return do(town, found_case(town), _A.SOLVE_ON_SPOT, town.grid_worker)
    ways = {
        (_S.DISPATCHED, _A.DISAGREE): WAYS[_S.ARBITRATION][:-1],
        (_S.CLOSED, _A.APPEAL): WAYS[_S.APPEALED][:-1],
        (_S.CLOSED, _A.ASSISTED_APPEAL): WAYS[_S.APPEALED][:-1],
        (_S.CLOSED, _A.UNMERGE): ((_A.MERGE, "clerk"),),
    }
    case = make_case(town)
    for step, player in ways.get((state, action), WAYS[state]):
        case = do(town, case, step, getattr(town, player))
    return Case.objects.get(pk=case.pk)


def players(town: Town, case: Case, action: CaseAction) -> list[Actor]:
    """Return everybody who may do the action."""
    day = town.at(2).date()
    if action == _A.LAPSE:
        return [Actor.system("clock")]
    found = [getattr(town, name) for name in PLAYERS]
    return [one for one in found if permissions.can_act(one, case, action, day=day)]


def command(town: Town, case: Case, action: CaseAction, actor: Actor) -> Command:
    """Return the command that does the action, with its evidence."""
    now = town.at(2) + timedelta(days=60 if action == _A.LAPSE else 0)
    given = {"actor": actor, "case_id": case.pk, "now": now}
    return Command(SERVICES[action], given | EVIDENCE.get(action, lambda _town: {})(town))


def rival(town: Town, case: Case, first: CaseAction, actor: Actor) -> Command:
    """Return a command that somebody else may try at the same time, another act if there is one."""
    for row in FLOW:
        if row.state == case.state and row.action not in {first, _A.LAPSE}:
            others = [one for one in players(town, case, row.action) if one != actor]
            if others and row.action != _A.UNMERGE:
                return command(town, case, row.action, others[0])
    others = players(town, case, first)
    return command(town, case, first, others[-1])


@pytest.mark.parametrize("state", CaseState)
def test_of_two_acts_at_once_one_is_done_and_the_other_is_told(town, state):
    for row in (row for row in FLOW if row.state == state):
        case = prepared(town, state, row.action)
        one = command(town, case, row.action, players(town, case, row.action)[0])
        other = rival(town, case, row.action, one.given["actor"])
        other.given["now"] = one.given["now"]
        # The clock sends no version: it sees under the lock whether there is anything to do.
        with_version = {} if row.action == _A.LAPSE else {"version": case.version}
        steps = case.steps.count()

        results = at_once(
            lambda one=one, given=with_version: one(**given),
            lambda other=other, given=with_version: other(**given),
        )

        refused = [result for result in results if isinstance(result, DomainError)]
        assert len(refused) == 1, (row.action, results)
        # CaseLeft: the reporter has taken it back, and the body that had it sees it no more.
        plain = StaleCase | IllegalTransition | CaseLeft
        assert isinstance(refused[0], plain), (row.action, refused)
        assert sentence(refused[0])
        (done,) = [result for result in results if not isinstance(result, DomainError)]
        found = Case.objects.get(pk=case.pk)
        assert (found.state, found.version) == (done.state, done.version)
        assert found.steps.count() == steps + 1


@pytest.mark.parametrize("state", CaseState)
def test_each_act_sent_ten_times_is_done_once(town, state):
    for row in (row for row in FLOW if row.state == state):
        if row.action == _A.AGREE_EXCLUSION:
            set_needed(
                actor=SYSTEM, place_id=town.tree.county.pk, what=For(ApprovalKind.EXCLUSION),
                needed=2, valid_from=NOW.date(), now=NOW,
            )  # fmt: skip
        else:
            ApprovalRule.objects.all().delete()
        case = prepared(town, state, row.action)
        send = command(town, case, row.action, players(town, case, row.action)[0])
        version = {} if row.action == _A.LAPSE else {"version": case.version}
        key = f"ten-times-{row.state}-{row.action}"
        steps = case.steps.count()

        results = at_once(
            *[lambda send=send, key=key, version=version: send(key=key, **version)] * TEN
        )

        assert {getattr(result, "pk", result) for result in results} == {case.pk}, row.action
        found = Case.objects.get(pk=case.pk)
        assert (found.state, found.steps.count()) == (row.next, steps + 1), row.action


def beside(town: Town) -> dict[str, tuple[Command, bool]]:
    """Return every act beside the flow, ready to be done, and whether it takes a key."""
    other = make_category(town.tree.county, "water")
    now = {"now": town.at(3)}

    def on(case: Case, actor: Actor, **given: Any) -> dict[str, Any]:
        return {"actor": actor, "case_id": case.pk, **given, **now}

    def task(actor: Actor, **given: Any) -> dict[str, Any]:
        return {"actor": actor, "task_id": called(town).pk, **given, **now}

    def handling() -> Case:
        return case_in(town, _S.HANDLING)

    def asked(kind: DelayKind = DelayKind.PAUSE) -> Any:
        hangs = kind == DelayKind.HANG_UP
        return delays.ask_delay(
            actor=town.handler, case_id=handling().pk, kind=kind, text="等待配件",
            reason=PauseReason.FUNDS if hangs else PauseReason.PARTS,
            until=town.at(24 * 15), now=town.at(2),
            review_on=town.at(24 * 20).date() if hangs else None,
        )  # fmt: skip

    def granted(kind: DelayKind = DelayKind.PAUSE) -> Any:
        return delays.decide_delay(
            actor=town.dispatcher, delay_id=asked(kind).pk, is_granted=True, text="同意",
            now=town.at(2),
        )  # fmt: skip

    refused = called(town)
    calls.decline(
        actor=town.officer, task_id=refused.pk, basis=BASIS, text="非本局职责", now=town.at(2)
    )
    arrived = called(town)
    calls.arrive(actor=town.officer, task_id=arrived.pk, now=town.at(2))
    late = handling()
    note_climbed(late, running_clock(late), seat_of(town.office, SeatKind.HEAD).pk, now=town.at(2))
    followed = make_case(town)
    join(followed, town.neighbour, now=town.at(2))
    joined = make_case(town)
    token = join_token(joined.number, town.neighbour, now=town.at(2))
    closed = case_in(town, _S.CLOSED)
    found = replace(report_of(town), channel=Channel.GRID, disclosure=Disclosure.OPEN)
    sealed = make_case(town, disclosure=Disclosure.SEALED)
    voiced = make_case(town, clips=(a_voice(),))
    ready = {
        "report": (services.report_case,
                   {"actor": town.reporter, "report": report_of(town), **now}),
        "report_on_behalf": (services.report_on_behalf,
                             {"actor": town.grid_worker, "report": found, **now}),
        "report_and_call": (
            services.report_and_call,
            {"actor": town.grid_worker, "report": found, "body_ids": [town.department.pk],
             "legal_basis": BASIS, **now},
        ),
        "remark": (services.add_remark, on(make_case(town), town.reporter, text="还没来")),
        "photo": (services.add_photo, on(make_case(town), town.reporter, data=picture())),
        "video": (services.add_clip, on(make_case(town), town.reporter, clip=a_clip())),
        "voice": (services.add_clip, on(make_case(town), town.reporter, clip=a_voice())),
        "said": (
            services.write_down,
            on(voiced, town.clerk, digest=a_voice().digest, said="三号楼漏水"),
        ),
        "refile": (services.refile_case, on(make_case(town), town.clerk, category=other.pk)),
        "rate": (services.rate_case, on(closed, town.reporter, rating=4)),
        "join": (services.join_case, on(joined, town.neighbour, token=token)),
        "leave": (services.leave_case, on(followed, town.neighbour)),
        "item": (services.mark_item, on(make_case(town), town.clerk, item=0)),
        "contact": (services.open_contact, on(sealed, town.clerk, reason="回访核实")),
        "instruct": (services.answer_escalation, on(late, town.dispatcher, text="今天派人")),
        "call": (
            calls.call_upwards,
            on(make_case(town), town.grid_worker, body_ids=[town.department.pk], text="请到场",
               legal_basis=BASIS),
        ),
        "arrive": (calls.arrive, task(town.officer)),
        "result": (calls.report_result,
                   {"actor": town.officer, "task_id": arrived.pk, "text": "已处理", **now}),
        "decline": (calls.decline, task(town.officer, basis=BASIS, text="非本局职责")),
        "ask": (
            delays.ask_delay,
            on(handling(), town.handler, kind=DelayKind.PAUSE, reason=PauseReason.PARTS,
               text="等待配件", until=town.at(24 * 15)),
        ),
        "rule": (
            calls.rule_on_call,
            {"actor": town.dispatcher, "task_id": refused.pk, "must_come": True,
             "text": "依清单裁定", **now},
        ),
        "call_off": (calls.call_off, task(town.grid_worker, text="已自行解决")),
        "decide": (
            delays.decide_delay,
            {"actor": town.dispatcher, "delay_id": asked().pk, "is_granted": True,
             "text": "同意", **now},
        ),
        "end": (delays.end_delay,
                {"actor": town.handler, "delay_id": granted().pk, **now}),
    }  # fmt: skip
    # Only now, as it holds every case back from then on.
    ready["item"][1]["item"] = make_item(town.category, _A.ACCEPT).pk
    without_key = {"rule", "call_off", "decide", "end"}
    return {
        name: (Command(service, given), name not in without_key)
        for name, (service, given) in ready.items()
    }


def test_each_act_beside_the_flow_sent_ten_times_is_done_once(town):
    for name, (send, takes_key) in beside(town).items():
        steps, cases = CaseStep.objects.count(), Case.objects.count()
        key = {"key": f"ten-times-{name}"} if takes_key else {}

        results = at_once(*[lambda send=send, key=key: send(**key)] * TEN)

        done = [result for result in results if not isinstance(result, DomainError)]
        assert len(done) == (TEN if takes_key else 1), (name, results)
        assert len({repr(result) for result in done}) == 1, name
        new = 2 if name == "report_and_call" else 1
        assert CaseStep.objects.count() == steps + new, name
        assert Case.objects.count() == cases + name.startswith("report"), name


def test_each_act_beside_the_flow_done_by_two_at_once_is_done_once(town):
    # Two remarks, two openings of a name and two reports are two; each of the others is one.
    several = {"report", "report_on_behalf", "report_and_call", "remark", "contact"}
    for name, (send, _takes_key) in beside(town).items():
        if name in several:
            continue
        steps = CaseStep.objects.count()

        results = at_once(send, send)

        assert CaseStep.objects.count() == steps + 1, (name, results)
        for refusal in (result for result in results if isinstance(result, DomainError)):
            assert sentence(refusal), name
