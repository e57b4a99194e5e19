"""Several must agree: which number counts, who is counted, when it takes effect, and what waits."""

import json
from dataclasses import dataclass
from datetime import timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.cases import permissions, services
from linli.apps.cases.models import Agreement, Case, Delay
from linli.apps.cases.rules.approvals import (
    AgreedAlready,
    ApprovalKind,
    NeededOutOfRange,
    Standing,
    decisive,
)
from linli.apps.cases.rules.clocks import ClockEventKind, DelayKind, DelayState
from linli.apps.cases.rules.delays import DelayDecided
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import ExclusionReason, Level, PauseReason
from linli.apps.cases.rules.ladder import BREACH
from linli.apps.cases.rules.refusals import SettingBackdated, SettingEnded
from linli.apps.cases.rules.replay import TrailBroken, replay_agreements
from linli.apps.cases.rules.texts import TextMissing
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.selectors.approvals import (
    delay_approvals,
    exclusion_approvals,
    needed_for,
)
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.decisions import decision_cases, decision_counts
from linli.apps.cases.selectors.delays import to_decide_page
from linli.apps.cases.services import delays
from linli.apps.cases.services.approval_rules import For, end_needed, set_needed, void_needed
from linli.apps.cases.services.ladder import climb
from linli.apps.notices.models import Addressee, Notice
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.access import Actor, Grant
from linli.core.errors import NotAllowed
from linli.kit.days import local_day
from tests.factories.case_pages import account_of
from tests.factories.cases import NOW, SYSTEM, act, case_in, make_town, worker
from tests.factories.organisations import seat_of

pytestmark = pytest.mark.django_db
TODAY = local_day(NOW)
_A, _S = CaseAction, CaseState


@pytest.fixture
def town():
    return make_town()


def let(town, needed, kind=ApprovalKind.HANG_UP, *, place=None, **options):
    return set_needed(
        actor=SYSTEM, place_id=(place or town.tree.township).pk, what=For(kind, **options),
        needed=needed, valid_from=TODAY, now=NOW,
    )  # fmt: skip


def ask(town, case, *, kind=DelayKind.HANG_UP, hours=2):
    hangs = kind == DelayKind.HANG_UP
    return delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=kind, text="待维修资金到位",
        reason=PauseReason.FUNDS if hangs else PauseReason.PARTS, until=town.at(24 * 20),
        review_on=(town.at(24 * 10)).date() if hangs else None, now=town.at(hours),
    )  # fmt: skip


def agree(town, delay, actor, *, is_granted=True, text="同意", hours=3):
    delays.decide_delay(
        actor=actor, delay_id=delay.pk, is_granted=is_granted, text=text, now=town.at(hours)
    )
    return Delay.objects.get(pk=delay.pk)


def proposed(town):
    return case_in(town, _S.EXCLUSION_PROPOSED)


def told(case):
    """Return what the trail tells of agreements in a case."""
    events = AuditEvent.objects.filter(subject_type="case", subject_id=str(case.pk))
    return replay_agreements(
        json.loads(facts) | {"kind": kind}
        for kind, facts in events.order_by("pk").values_list("kind", "facts")
    )


@dataclass
class Rule:
    scope_path: str
    category_id: int | None = None
    level: str | None = None


def test_the_nearest_place_counts_and_there_the_more_particular():
    far = Rule("0001", 7, Level.URGENT)
    rows = [
        Rule("00010002"), Rule("00010002", None, Level.URGENT), Rule("00010002", 7),
        Rule("00010002", 7, Level.URGENT),
    ]  # fmt: skip

    for number in range(1, len(rows) + 1):
        assert decisive([far, *reversed(rows[:number])]) is rows[number - 1]
    assert decisive([far]) is far
    assert decisive([]) is None


def test_one_is_enough_where_nobody_has_set_a_number(town):
    def needed(kind=ApprovalKind.HANG_UP, level=Level.ORDINARY, path=town.compound.path):
        return needed_for(kind, path=path, category_id=town.category.pk, level=level, day=TODAY)

    assert needed() == 1
    let(town, 3, place=town.tree.county)
    let(town, 2)
    let(town, 4, level=Level.URGENT)
    assert (needed(), needed(level=Level.URGENT), needed(ApprovalKind.PAUSE)) == (2, 4, 1)
    assert needed(path=town.tree.village.path) == 3

    case = case_in(town, _S.HANDLING)
    delay = agree(town, ask(town, case, kind=DelayKind.PAUSE), town.dispatcher)
    assert (delay.state, delay.needed, delay.agreed) == (DelayState.GRANTED, 1, 1)
    assert Agreement.objects.get().account_id == town.dispatcher.account_id


def test_numbers_are_set_corrected_ended_and_taken_out_with_their_trail(town):
    first = let(town, 2)
    assert let(town, 3).pk == first.pk
    later = set_needed(
        actor=town.dispatcher, place_id=town.tree.township.pk, what=For(ApprovalKind.HANG_UP),
        needed=5, valid_from=TODAY + timedelta(days=3), now=NOW,
    )  # fmt: skip
    first.refresh_from_db()
    assert (first.needed, first.valid_to) == (3, later.valid_from)

    void_needed(actor=SYSTEM, rule_ids=[later.pk], now=NOW)
    first.refresh_from_db()
    assert first.valid_to is None
    end_needed(actor=SYSTEM, rule_id=first.pk, valid_to=TODAY + timedelta(days=1), now=NOW)
    with pytest.raises(SettingEnded):
        end_needed(actor=SYSTEM, rule_id=first.pk, valid_to=TODAY + timedelta(days=1), now=NOW)

    events = AuditEvent.objects.filter(subject_type="approval_rule").order_by("pk")
    kinds = [kind.partition(".")[2] for kind in events.values_list("kind", flat=True)]
    assert kinds == ["set", "set", "set", "voided", "ended"]
    for number in (0, 6):
        with pytest.raises(NeededOutOfRange):
            let(town, number)
    with pytest.raises(SettingBackdated):
        set_needed(
            actor=SYSTEM, place_id=town.tree.township.pk, what=For(ApprovalKind.PAUSE), needed=2,
            valid_from=TODAY - timedelta(days=1), now=NOW,
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        set_needed(
            actor=town.clerk, place_id=town.tree.township.pk, what=For(ApprovalKind.PAUSE),
            needed=2, valid_from=TODAY, now=NOW,
        )  # fmt: skip


def test_more_time_is_granted_with_the_last_yes_and_not_before(town):
    let(town, 2)
    case = case_in(town, _S.HANDLING)
    due = running_clock(case).due_at
    delay = ask(town, case)
    version = Case.objects.get(pk=case.pk).version

    half = agree(town, delay, town.dispatcher, text="经费已列入计划")
    case.refresh_from_db()
    assert (half.state, half.agreed, half.decided_at) == (DelayState.ASKED, 1, None)
    assert (case.was_delayed, case.put_off, case.version) == (False, None, version)
    assert running_clock(case).due_at == due
    inside = dossiers.thread_of(case, inner=True, now=town.at(4))[0]
    assert (inside.is_inner, inside.text) == (True, "经费已列入计划")
    assert "经费" not in str(dossiers.thread_of(case, inner=False, now=town.at(4)))

    whole = agree(town, delay, town.district, hours=5)
    case.refresh_from_db()
    assert (whole.state, whole.agreed, whole.decided_by_id) == (
        DelayState.GRANTED, 2, town.district.account_id,
    )  # fmt: skip
    assert (case.was_delayed, case.put_off, running_clock(case).due_at) == (True, "HANG_UP", None)
    paused = running_clock(case).events.get(kind=ClockEventKind.PAUSED)
    assert json.loads(paused.facts)["since"].startswith(town.at(2).isoformat()[:16])
    assert told(case) == {delay.pk: Standing(2, 2)}
    with pytest.raises(DelayDecided):
        agree(town, delay, worker(Role.DISTRICT_ADMIN, town.tree.county.path), hours=6)


def test_the_same_person_and_whoever_asked_never_make_two(town):
    let(town, 2)
    case = case_in(town, _S.HANDLING)
    admin = worker(Role.TOWNSHIP_ADMIN, town.tree.township.path)
    both = Actor(
        account_id=town.handler.account_id, person_id=town.handler.person_id,
        grants=(*town.handler.grants, *admin.grants),
    )  # fmt: skip
    delay = ask(town, case)

    agree(town, delay, town.dispatcher)
    with pytest.raises(AgreedAlready):
        agree(town, delay, town.dispatcher, hours=4)
    with pytest.raises(NotAllowed):
        agree(town, delay, both, hours=4)
    program = Actor(account_id=77, is_program=True, grants=town.dispatcher.grants)
    for nobody in (program, SYSTEM):
        with pytest.raises(NotAllowed):
            agree(town, delay, nobody, hours=4)

    assert Delay.objects.get(pk=delay.pk).agreed == Agreement.objects.count() == 1


def test_one_refusal_with_reasons_ends_it_also_of_whoever_agreed(town):
    let(town, 3)
    case = case_in(town, _S.HANDLING)
    delay = ask(town, case)
    agree(town, delay, town.dispatcher)

    with pytest.raises(TextMissing):
        agree(town, delay, town.district, is_granted=False, text=" ", hours=4)
    refused = agree(town, delay, town.dispatcher, is_granted=False, text="方案有变", hours=4)

    assert (refused.state, refused.decision_text) == (DelayState.REFUSED, "方案有变")
    assert not Case.objects.get(pk=case.pk).was_delayed
    again = agree(town, ask(town, case, hours=5), town.dispatcher, hours=6)
    assert (again.state, again.agreed) == (DelayState.ASKED, 1)


def test_what_waits_keeps_the_number_it_was_asked_with(town):
    let(town, 2)
    first, second = case_in(town, _S.HANDLING), case_in(town, _S.HANDLING)
    delay, exclusion = ask(town, first), proposed(town)
    let(town, 1)
    let(town, 4, ApprovalKind.EXCLUSION)

    assert agree(town, delay, town.dispatcher).state == DelayState.ASKED
    assert agree(town, ask(town, second), town.dispatcher).state == DelayState.GRANTED
    after = services.confirm_exclusion(
        actor=town.second_clerk, case_id=exclusion.pk, now=town.at(3)
    )
    assert after.state == _S.CLOSED


def test_the_time_to_decide_and_the_ladder_go_on(town):
    let(town, 2)
    case = case_in(town, _S.HANDLING)
    clock = running_clock(case)
    delay = delays.ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.HANG_UP, text="待资金",
        reason=PauseReason.FUNDS, until=clock.due_at + timedelta(days=20),
        review_on=local_day(clock.due_at) + timedelta(days=5),
        now=clock.due_at - timedelta(hours=1),
    )  # fmt: skip
    delays.decide_delay(
        actor=town.dispatcher, delay_id=delay.pk, is_granted=True, text="",
        now=clock.due_at - timedelta(minutes=30),
    )  # fmt: skip
    clock.rung, clock.next_rung_at = BREACH, clock.due_at
    clock.save(update_fields=["rung", "next_rung_at"])

    climbing = {"actor": SYSTEM, "case_id": case.pk, "clock_id": clock.pk}
    assert not climb(**climbing, now=clock.due_at + timedelta(minutes=1))
    clock.refresh_from_db()
    assert clock.next_rung_at == delay.decide_by
    assert climb(**climbing, now=delay.decide_by + timedelta(minutes=1))
    clock.refresh_from_db()
    assert clock.breached_at is not None


def test_what_one_has_agreed_to_leaves_ones_own_lists_only(town):
    let(town, 2)
    let(town, 2, ApprovalKind.EXCLUSION)
    delay, exclusion = ask(town, case_in(town, _S.HANDLING)), proposed(town)

    def waits(actor, hours=4):
        now = town.at(hours)
        counts = decision_counts(actor, now=now)
        listed = to_decide_page(actor, after="", now=now).rows
        second = decision_cases(actor, "second", after="", now=now).rows
        assert (len(listed), len(second)) == (counts.get("delays", 0), counts["second"])
        return len(listed), len(second)

    assert (waits(town.dispatcher), waits(town.district)) == ((1, 1), (1, 1))
    agree(town, delay, town.dispatcher)
    services.confirm_exclusion(actor=town.dispatcher, case_id=exclusion.pk, now=town.at(3))

    assert (waits(town.dispatcher), waits(town.district)) == ((0, 0), (1, 1))
    assert waits(town.second_clerk) == (0, 1)
    # Sent back and proposed again, it is agreed to anew.
    services.reject_exclusion(
        actor=town.district, case_id=exclusion.pk, text="请再核实", now=town.at(5)
    )
    act(town, exclusion, _A.PROPOSE_EXCLUSION, town.clerk, hours=6)
    assert waits(town.dispatcher, 7) == (0, 1)
    assert told(exclusion) == {None: Standing(2, 0)}


def test_an_exclusion_takes_effect_with_the_last_yes(town):
    let(town, 3, ApprovalKind.EXCLUSION)
    case = proposed(town)
    clock, version = running_clock(case), case.version
    common = {"case_id": case.pk, "version": version}

    half = services.confirm_exclusion(
        actor=town.second_clerk, text="已到现场", now=town.at(2), **common
    )
    assert (half.state, half.version, half.outcome) == (_S.EXCLUSION_PROPOSED, version, None)
    assert running_clock(half) == clock
    assert _A.CONFIRM_EXCLUSION not in permissions.actions_open_to(
        town.second_clerk, half, day=TODAY
    )
    assert _A.REJECT_EXCLUSION in permissions.actions_open_to(town.second_clerk, half, day=TODAY)
    with pytest.raises(AgreedAlready):
        services.confirm_exclusion(actor=town.second_clerk, now=town.at(3), **common)
    with pytest.raises(NotAllowed):
        services.confirm_exclusion(actor=town.clerk, now=town.at(3), **common)
    services.confirm_exclusion(actor=town.third_clerk, now=town.at(3), **common)
    whole = services.confirm_exclusion(actor=town.dispatcher, now=town.at(4), **common)

    assert (whole.state, whole.outcome, whole.version) == (_S.CLOSED, "EXCLUDED", version + 1)
    actions = [step.action for step in whole.steps.order_by("number")][1:]
    assert actions == [
        _A.PROPOSE_EXCLUSION, _A.AGREE_EXCLUSION, _A.AGREE_EXCLUSION, _A.CONFIRM_EXCLUSION,
    ]  # fmt: skip
    assert told(case) == {None: Standing(3, 3)}
    shown = dossiers.thread_of(whole, inner=False, now=town.at(5))
    assert (len(shown), "已到现场" in str(shown)) == (3, False)
    # Whoever agreed has decided on it before, and does not look at the appeal.
    act(town, whole, _A.APPEAL, town.reporter, hours=5)
    for actor in (town.second_clerk, town.third_clerk, town.dispatcher):
        assert decision_counts(actor, now=town.at(6))["appeals"] == 0
        with pytest.raises(NotAllowed):
            act(town, whole, _A.OVERTURN, actor, hours=6)
    act(town, whole, _A.OVERTURN, town.district, hours=6)
    assert not Agreement.objects.filter(case=case, counts=True).exists()


def test_a_rejection_among_several_says_why(town):
    let(town, 2, ApprovalKind.EXCLUSION)
    case = proposed(town)
    services.confirm_exclusion(actor=town.second_clerk, case_id=case.pk, now=town.at(2))

    with pytest.raises(TextMissing):
        services.reject_exclusion(actor=town.dispatcher, case_id=case.pk, now=town.at(3))
    after = services.reject_exclusion(
        actor=town.dispatcher, case_id=case.pk, text="事实不清", now=town.at(3)
    )

    assert (after.state, after.exclusion, after.exclusion_needed) == (_S.REPORTED, None, None)


def test_pages_name_the_posts_that_can_still_agree_and_say_when_they_are_too_few(town):
    let(town, 3)
    case = case_in(town, _S.HANDLING)
    board, district = account_of(town.dispatcher), account_of(town.district)
    account_of(town.handler)
    closed = account_of(worker(Role.DISTRICT_ADMIN, town.tree.county.path))
    closed.is_active = False
    closed.save()
    delay = ask(town, case)

    def standing():
        return delay_approvals([Delay.objects.get(pk=delay.pk)], now=town.at(4))[delay.pk]

    found = standing()
    assert found.standing == Standing(3, 0, 2)
    assert found.standing.is_short
    office = f"{town.office.name} · "
    assert [post.startswith(office) for post in found.posts] == [True, False]
    mine = Grant(Role.TOWNSHIP_ADMIN, town.tree.township.path, town.dispatcher.grants[0].source)
    agree(town, delay, Actor(account_id=board.pk, grants=(mine,)))
    found = standing()
    assert (found.standing, len(found.posts)) == (Standing(3, 1, 1), 1)
    assert [one.post.startswith(office) for one in found.given] == [True]
    assert district.pk not in {one.account_id for one in found.given}


def test_whoever_proposed_is_not_among_those_who_can_still_agree(town):
    let(town, 2, ApprovalKind.EXCLUSION)
    first, second = account_of(town.clerk), account_of(town.second_clerk)
    case = case_in(town, _S.REPORTED)
    services.propose_exclusion(
        actor=Actor(account_id=first.pk, person_id=first.person_id, grants=town.clerk.grants),
        case_id=case.pk, reason=ExclusionReason.NO_FACTS, text="无此事", now=town.at(1),
    )  # fmt: skip

    found = exclusion_approvals([case.pk], now=town.at(2))[case.pk]

    assert (found.standing.needed, found.standing.left) == (2, 1)
    assert found.standing.is_short
    assert second.is_active


def test_all_posts_that_may_agree_are_told_where_several_must(town):
    post = seat_of(town.office, SeatKind.OFFICER)
    deputy = worker(Role.TOWNSHIP_ADMIN, town.tree.township.path)
    grant = Grant(Role.TOWNSHIP_ADMIN, town.tree.township.path, f"seat:{post.pk}")
    account_of(Actor(account_id=1, person_id=deputy.person_id, grants=(grant,)))

    def heard(kind="cases.delay_asked"):
        notice = Notice.objects.filter(kind=kind).order_by("-pk").first()
        return {row.target_id for row in Addressee.objects.filter(notice=notice)}

    head = seat_of(town.office, SeatKind.HEAD).pk
    ask(town, case_in(town, _S.HANDLING))
    assert heard() == {head}
    let(town, 2)
    delay = ask(town, case_in(town, _S.HANDLING))
    assert heard() == {head, post.pk}
    before = Notice.objects.count()
    agree(town, delay, town.dispatcher)
    assert Notice.objects.count() == before


def test_a_trail_in_which_a_yes_is_missing_is_noticed():
    asked = {"kind": "case.delay_asked", "delay": 1, "needed": 3, "version": 1}
    yes = {"kind": "case.delay_agreed", "delay": 1, "needed": 3, "version": 1}
    last = {"kind": "case.delay_granted", "delay": 1, "needed": 3, "agreed": 3, "version": 2}

    assert replay_agreements([asked, yes | {"agreed": 1}]) == {1: Standing(3, 1)}
    for events in (
        [yes | {"agreed": 1}],
        [asked, yes | {"agreed": 2}],
        [asked, yes | {"agreed": 1, "needed": 2}],
        [asked, last | {"agreed": 1}],
    ):
        with pytest.raises(TrailBroken):
            replay_agreements(events)
