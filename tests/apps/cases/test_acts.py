"""What single acts promise beyond their row of the flow."""

from datetime import timedelta

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import services
from linli.apps.cases.models import Case, CaseStep, CommandKey, Follower, Photo
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.clocks import DelayKind, Step
from linli.apps.cases.rules.fields import AFTER_CLOSING
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Confirmation, Disclosure, Outcome, PauseReason
from linli.apps.cases.rules.names import NameSight
from linli.apps.cases.rules.refusals import (
    ArbitrationBinds,
    BodyTwice,
    CalledAlready,
    CaseClosed,
    ClockSetBack,
    ItemsOpen,
    KeyUsed,
    NothingSealed,
    NotYetLapsed,
    RatedAlready,
    RatingImpossible,
    RatingOutOfRange,
    SlipExpired,
    StaleCase,
)
from linli.apps.cases.rules.tasks import TaskKind, TaskState
from linli.apps.cases.rules.texts import TextTooLong
from linli.apps.cases.selectors.near import similar_cases
from linli.apps.cases.selectors.photos import open_photo
from linli.apps.cases.selectors.visibility import has_opened, sight_of_name, visible_to
from linli.apps.cases.services import calls
from linli.apps.cases.services.delays import ask_delay, decide_delay
from linli.apps.notices.models import Addressee, Notice
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from linli.kit.sealed_fields import opened
from linli.kit.sentences import sentence
from linli.kit.ticks import SomeFailed
from tests.factories.cases import (
    NOW,
    SYSTEM,
    act,
    called,
    case_in,
    give_cell,
    join,
    make_case,
    make_category,
    make_item,
    make_town,
    picture,
    report_of,
)
from tests.factories.damage import damaged

pytestmark = pytest.mark.django_db
TODAY = NOW.date()


@pytest.fixture
def town():
    return make_town()


def test_an_act_on_an_old_page_is_refused_with_what_has_happened(town):
    case = make_case(town)
    services.accept_case(actor=town.clerk, case_id=case.pk, version=0, now=NOW)

    with pytest.raises(StaleCase) as refusal:
        services.answer_case(
            actor=town.second_clerk, case_id=case.pk, version=0, text="答复", now=NOW
        )

    assert case.number in sentence(refusal.value)


def test_a_clock_set_back_is_refused(town):
    case = make_case(town)

    with pytest.raises(ClockSetBack):
        services.accept_case(actor=town.clerk, case_id=case.pk, now=NOW - timedelta(minutes=1))
    case.refresh_from_db()
    assert case.state == CaseState.REPORTED


def test_a_foreign_case_does_not_exist(town):
    case = make_case(town)

    for actor in (town.stranger, town.neighbour, Actor()):
        with pytest.raises(NotFound):
            services.add_remark(actor=actor, case_id=case.pk, text="?", now=NOW)
    with pytest.raises(NotFound):
        services.accept_case(actor=town.clerk, case_id=1, now=NOW)


def test_a_remark_on_a_closed_case_says_what_to_do(town):
    case = case_in(town, CaseState.CLOSED)

    with pytest.raises(CaseClosed) as refusal:
        services.add_remark(actor=town.reporter, case_id=case.pk, text="又坏了", now=town.at(5))
    assert case.number in sentence(refusal.value)


def test_texts_are_kept_or_refused_never_cut(town):
    rare = "𠮷野家门口🙂<script>alert(1)</script>\u202e"
    case = make_case(town, text=rare)

    assert case.text == "𠮷野家门口🙂<script>alert(1)</script>"
    with pytest.raises(TextTooLong):
        make_case(town, text="长" * 100_000)
    with pytest.raises(TextTooLong):
        make_case(town, text="长" * 2001)


def test_a_key_acts_once_and_not_for_something_else(town):
    first = services.report_case(
        actor=town.reporter, report=report_of(town), key="device-0001", now=NOW
    )
    again = [
        services.report_case(
            actor=town.reporter, report=report_of(town), key="device-0001", now=NOW
        ).pk
        for _ in range(9)
    ]

    assert set(again) == {first.pk}
    assert Case.objects.count() == 1
    with pytest.raises(KeyUsed):
        services.report_case(
            actor=town.reporter, report=report_of(town, text="其他"), key="device-0001", now=NOW
        )


def test_a_refused_command_leaves_no_key(town):
    with pytest.raises(TextTooLong):
        services.report_case(
            actor=town.reporter, report=report_of(town, text="长" * 3000), key="device-2", now=NOW
        )

    assert not CommandKey.objects.exists()


def test_the_key_of_an_anonymous_report_names_nobody(town):
    report = report_of(town, disclosure=Disclosure.ANONYMOUS)
    services.report_case(actor=town.reporter, report=report, key="device-0003", now=NOW)

    row = CommandKey.objects.get()
    assert (row.owner, "device" in row.key) == ("open", False)


def test_an_anonymous_reporter_comes_back_with_the_slip_alone(town):
    case = case_in(town, CaseState.REPORTED, disclosure=Disclosure.ANONYMOUS)
    code = opened(case.slip_code).lower().replace("-", " ")

    with pytest.raises(NotFound):
        services.withdraw_case(actor=town.reporter, case_id=case.pk, now=NOW)
    services.withdraw_case(actor=Actor(), slip=code, case_id=case.pk, now=NOW)

    case.refresh_from_db()
    assert case.outcome == Outcome.WITHDRAWN
    with pytest.raises(SlipExpired):
        services.dispute_case(
            actor=Actor(), slip=code, case_id=case.pk, text="?", now=NOW + timedelta(days=366)
        )


@pytest.mark.parametrize(
    ("disclosure", "seen"),
    [
        (Disclosure.OPEN, {"clerk": "SHOWN", "dispatcher": "SHOWN", "handler": "SHOWN",
                           "grid_worker": "SHOWN", "neighbour": "HIDDEN", "reporter": "SHOWN"}),
        (Disclosure.HANDLERS, {"clerk": "SHOWN", "dispatcher": "HIDDEN", "handler": "SHOWN",
                               "grid_worker": "HIDDEN", "neighbour": "HIDDEN",
                               "reporter": "SHOWN"}),
        (Disclosure.SEALED, {"clerk": "OPENABLE", "dispatcher": "HIDDEN", "handler": "HIDDEN",
                             "grid_worker": "HIDDEN", "neighbour": "HIDDEN", "reporter": "SHOWN"}),
        (Disclosure.ANONYMOUS, dict.fromkeys(
            ("clerk", "dispatcher", "handler", "grid_worker", "neighbour", "reporter"), "HIDDEN")),
    ],
)  # fmt: skip
def test_who_sees_the_name(town, disclosure, seen):
    slip_only = disclosure == Disclosure.ANONYMOUS
    case = case_in(town, CaseState.REPORTED if slip_only else CaseState.HANDLING,
                   disclosure=disclosure)  # fmt: skip
    join(case, town.neighbour, now=town.at(4))

    assert {name: str(sight_of_name(getattr(town, name), case, day=TODAY)) for name in seen} == seen


def test_opening_a_sealed_contact_is_an_act_with_a_reason(town):
    case = make_case(town, disclosure=Disclosure.SEALED)

    with pytest.raises(NotAllowed):
        services.open_contact(actor=town.dispatcher, case_id=case.pk, reason="核实", now=NOW)
    services.open_contact(actor=town.clerk, case_id=case.pk, reason="电话核实地点", now=NOW)

    assert sight_of_name(town.clerk, case, day=TODAY) == NameSight.OPENABLE
    assert has_opened(town.clerk, case, now=NOW)
    assert not has_opened(town.second_clerk, case, now=NOW)
    assert not has_opened(town.clerk, case, now=town.at(1))
    assert AuditEvent.objects.get(kind="case.contact_opened").account_id == town.clerk.account_id
    assert CaseStep.objects.get(kind="contact").is_inner is False
    other = make_case(town, disclosure=Disclosure.ANONYMOUS)
    with pytest.raises(NothingSealed):
        services.open_contact(actor=town.clerk, case_id=other.pk, reason="核实", now=NOW)


def test_a_sealed_reporter_is_not_named_in_thread_and_trail(town):
    case = case_in(town, CaseState.CLOSED, disclosure=Disclosure.SEALED)
    mine = town.reporter.account_id

    assert not CaseStep.objects.filter(case=case, account_id=mine).exists()
    assert not AuditEvent.objects.filter(subject_id=str(case.pk), account_id=mine).exists()


def test_lists_and_single_cases_agree_on_who_sees(town):
    case = case_in(town, CaseState.HANDLING)
    seeing = {
        name
        for name in ("reporter", "clerk", "grid_worker", "dispatcher", "handler", "district",
                     "neighbour", "stranger", "officer")
        if visible_to(getattr(town, name), day=TODAY).filter(pk=case.pk).exists()
    }  # fmt: skip

    assert seeing == {"reporter", "clerk", "grid_worker", "dispatcher", "handler", "district"}
    assert not visible_to(Actor(), day=TODAY).exists()


def test_a_merge_informs_everybody_and_can_be_taken_back(town):
    case, other = make_case(town), make_case(town, actor=town.neighbour)
    join(case, town.officer)
    services.merge_case(actor=town.clerk, case_id=case.pk, target=other.number, now=NOW)

    followers = Follower.objects.filter(case=other, left_at=None)
    accounts = {town.reporter.account_id, town.officer.account_id}
    assert set(followers.values_list("account_id", flat=True)) == accounts
    assert visible_to(town.reporter, day=TODAY).filter(pk=other.pk).exists()

    services.unmerge_case(actor=town.clerk, case_id=case.pk, text="不是同一处", now=NOW)
    case.refresh_from_db()
    assert (case.state, case.merged_into_id, case.outcome) == (CaseState.REPORTED, None, None)
    assert not followers.exists()
    assert Follower.objects.filter(case=case, left_at=None).count() == 1


def test_the_third_return_goes_to_the_arbiter_whose_word_binds(town):
    case = case_in(town, CaseState.ARBITRATION)
    case = act(town, case, CaseAction.ARBITRATE, town.district, hours=2)

    assert case.returned == 3
    with pytest.raises(ArbitrationBinds):
        act(town, case, CaseAction.DISAGREE, town.handler, hours=3)


def test_re_filing_keeps_clock_and_thread(town):
    case = case_in(town, CaseState.HANDLING)
    of_step = case.clocks.exclude(step=Step.CONTACT)
    clock = of_step.get(stopped_at=None)
    water = make_category(town.tree.county, "water")
    services.refile_case(actor=town.clerk, case_id=case.pk, category=water.pk, now=town.at(3))

    assert of_step.get(stopped_at=None) == clock
    assert list(case.steps.order_by("number").values_list("kind", flat=True))[-2:] == [
        "take",
        "refiled",
    ]


def test_a_line_of_the_check_list_holds_the_act_back(town):
    item = make_item(town.category)
    case = case_in(town, CaseState.HANDLING)

    with pytest.raises(ItemsOpen):
        act(town, case, CaseAction.FEED_BACK, town.handler, hours=2)
    with pytest.raises(NotAllowed):
        services.mark_item(actor=town.clerk, case_id=case.pk, item=item.pk, now=town.at(2))
    services.mark_item(actor=town.handler, case_id=case.pk, item=item.pk, now=town.at(2))
    assert act(town, case, CaseAction.FEED_BACK, town.handler, hours=2).state == "FED_BACK"


def test_reopening_keeps_one_thread(town):
    case = case_in(town, CaseState.CLOSED)
    case = act(town, case, CaseAction.DISPUTE, town.reporter, hours=4)

    assert (case.state, case.reopened, case.closed_at) == (CaseState.OPEN, 1, None)
    numbers = list(case.steps.order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, len(numbers) + 1))


def test_who_assisted_before_a_dispute_assists_no_more_and_is_told(town):
    case = make_case(town)
    act(town, case, CaseAction.ACCEPT, town.clerk)
    services.dispatch_case(
        actor=town.dispatcher, case_id=case.pk, body=town.team.pk, assists=[town.department.pk],
        now=town.at(1),
    )  # fmt: skip
    for action, who in (
        (CaseAction.TAKE, "handler"),
        (CaseAction.FEED_BACK, "handler"),
        (CaseAction.PASS_CHECK, "clerk"),
        (CaseAction.DISPUTE, "reporter"),
    ):
        act(town, case, action, getattr(town, who), hours=2)

    (assist,) = case.tasks.filter(kind=TaskKind.ASSIST)
    assert assist.state == TaskState.CANCELLED
    assert not case.clocks.filter(task=assist, stopped_at=None).exists()
    (notice,) = Notice.objects.filter(kind="cases.called_off")
    assert set(Addressee.objects.filter(notice=notice).values_list("kind", "target_id")) == {
        ("POST", assist.seat_id)
    }

    services.dispatch_case(
        actor=town.dispatcher, case_id=case.pk, body=town.department.pk, now=town.at(3)
    )
    open_tasks = case.tasks.filter(body=town.department, state__in=OPEN_TASKS)
    assert [task.kind for task in open_tasks] == [TaskKind.LEAD]


def test_no_body_has_two_open_parts_in_a_case(town):
    give_cell(town)
    task = called(town)
    case = task.case
    act(town, case, CaseAction.ACCEPT, town.clerk, hours=2)
    given = {"actor": town.dispatcher, "case_id": case.pk, "now": town.at(2)}

    with pytest.raises(BodyTwice):
        services.dispatch_case(body=town.department.pk, **given)
    with pytest.raises(BodyTwice):
        services.dispatch_case(body=town.team.pk, assists=[town.department.pk], **given)
    calls.call_off(actor=town.grid_worker, task_id=task.pk, text="不必来了", now=town.at(2))
    services.dispatch_case(body=town.department.pk, **given)

    for action in (CaseAction.TAKE, CaseAction.FEED_BACK):
        act(town, case, action, town.officer, hours=3)
    with pytest.raises(CalledAlready):  # a failed check would give it its task back
        calls.call_upwards(
            actor=town.grid_worker, case_id=case.pk, body_ids=[town.department.pk],
            text="再来一次", legal_basis="", now=town.at(4),
        )  # fmt: skip


def test_a_case_on_a_township_is_near_by_in_that_township_alone(town):
    other = make_case(town, place_id=town.tree.other_township.pk, text="路灯不亮")
    own = make_case(town, place_id=town.tree.township.pk, text="路灯不亮")

    found = similar_cases(town.tree.township.path, town.category, "路灯不亮")

    assert [one.number for one in found] == [own.number]
    assert other.community_id is None


def test_a_silent_reporter_lets_the_case_lapse_after_the_time_not_before(town):
    case = case_in(town, CaseState.CHECKED)

    with pytest.raises(NotYetLapsed):
        services.lapse_case(actor=SYSTEM, case_id=case.pk, now=town.at(2))
    assert services.lapse_due_cases(actor=SYSTEM, now=town.at(2)) == 0
    assert services.lapse_due_cases(actor=SYSTEM, now=NOW + timedelta(days=60)) == 1
    case.refresh_from_db()
    assert case.confirmation == Confirmation.UNREACHED  # no message went out in between


def test_the_reporter_rates_once_after_closing(town):
    case = case_in(town, CaseState.CHECKED)
    give = {"case_id": case.pk, "now": town.at(5)}

    with pytest.raises(RatingImpossible):
        services.rate_case(actor=town.reporter, rating=5, **give)
    act(town, case, CaseAction.CONFIRM, town.reporter, hours=4)
    with pytest.raises(RatingOutOfRange):
        services.rate_case(actor=town.reporter, rating=6, **give)
    with pytest.raises(NotAllowed):
        services.rate_case(actor=town.clerk, rating=5, **give)
    services.rate_case(actor=town.reporter, rating=4, **give)
    with pytest.raises(RatedAlready):
        services.rate_case(actor=town.reporter, rating=5, **give)


def test_what_a_closed_case_says_about_people_is_erased_after_its_time(town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = make_case(town, photos=(picture(),))
    services.withdraw_case(actor=town.reporter, case_id=case.pk, now=NOW)
    later = NOW + timedelta(days=AFTER_CLOSING.days + 1)

    assert services.erase_old_cases(actor=SYSTEM, now=NOW + timedelta(days=900)) == 0
    assert services.erase_old_cases(actor=SYSTEM, now=later) == 1
    assert services.erase_old_cases(actor=SYSTEM, now=later) == 0
    case.refresh_from_db()
    assert (case.reporter_id, case.reporter_phone, case.text) == (None, None, "–")
    assert case.outcome == Outcome.WITHDRAWN
    assert not Photo.objects.exists()
    assert set(case.steps.values_list("account_id", "text")) == {(None, "")}


def test_a_report_of_one_dash_is_erased_like_any_other(town):
    case = make_case(town, text="–")
    services.withdraw_case(actor=town.reporter, case_id=case.pk, now=NOW)
    later = NOW + timedelta(days=AFTER_CLOSING.days + 1)

    assert services.erase_old_cases(actor=SYSTEM, now=later) == 1
    assert services.erase_old_cases(actor=SYSTEM, now=later) == 0

    case.refresh_from_db()
    assert (case.reporter_account_id, case.erased_at) == (None, later)


def test_who_asked_for_time_and_who_decided_is_erased_too(town):
    case = case_in(town, CaseState.HANDLING)
    delay = ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.PAUSE, reason=PauseReason.PARTS,
        until=town.at(72), text="等配件", now=town.at(2),
    )  # fmt: skip
    decide_delay(actor=town.dispatcher, delay_id=delay.pk, is_granted=True, text="", now=town.at(3))
    services.withdraw_case(actor=town.reporter, case_id=case.pk, now=town.at(4))
    later = NOW + timedelta(days=AFTER_CLOSING.days + 1)

    assert services.erase_old_cases(actor=SYSTEM, now=later) == 1

    delay.refresh_from_db()
    assert (delay.asked_by_id, delay.decided_by_id, delay.text) == (0, None, "")


def test_a_case_on_which_erasing_breaks_keeps_no_other(town):
    stuck, *_others = cases = [make_case(town) for _ in range(4)]
    for case in cases:
        services.withdraw_case(actor=town.reporter, case_id=case.pk, now=NOW)
    later = NOW + timedelta(days=AFTER_CLOSING.days + 1)

    with damaged("cases_case", stuck.pk), pytest.raises(SomeFailed) as failed:
        services.erase_old_cases(actor=SYSTEM, now=later, most=2)
    assert (list(failed.value.numbers), failed.value.outcome) == ([stuck.pk], 2)

    assert services.erase_old_cases(actor=SYSTEM, now=later) == 2
    stuck.refresh_from_db()
    assert stuck.text == "–"


def test_a_photo_is_served_to_those_who_see_the_case(town, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    case = make_case(town, photos=(picture(),))
    join(case, town.neighbour)
    asked = {"number": case.number, "digest": Photo.objects.get().digest, "now": NOW}

    for actor in (town.clerk, town.reporter):
        with open_photo(actor=actor, **asked) as file:
            assert file.read(2) == b"\xff\xd8"
    for actor in (town.neighbour, town.stranger, Actor()):
        with pytest.raises(NotFound):
            open_photo(actor=actor, **asked)
