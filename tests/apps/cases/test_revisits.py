"""The desk asks the reporter: what it records, who may, whom the list holds, what figures say."""

import json
from collections import Counter
from dataclasses import replace

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.cases import permissions, services
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.counts import Count, RateName, counts_of, rate
from linli.apps.cases.rules.flow import CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import AnswerWay, Channel, Confirmation, Disclosure, Outcome
from linli.apps.cases.rules.refusals import (
    AppealedAlready,
    EvidenceMissing,
    NotAsked,
    NotDisputable,
)
from linli.apps.cases.selectors.figures import facts_of
from linli.apps.cases.selectors.questions import asked
from linli.apps.cases.selectors.revisits import to_call_count, to_call_page
from linli.apps.notices.models import Addressee
from linli.apps.notices.services import hand_out_next
from linli.core.errors import NotAllowed
from linli.kit.days import local_day
from tests.factories.accounts import make_account
from tests.factories.cases import SYSTEM, act, case_in, make_town, report_of, worker
from tests.factories.cases import WAYS as STEPS_TO

pytestmark = pytest.mark.django_db
PHONE = AnswerWay.TELEPHONE


@pytest.fixture
def town():
    return make_town()


def told_by_phone(town, state=CaseState.CHECKED, disclosure=Disclosure.SEALED):
    """Return a case of somebody without an account, entered from the telephone."""
    report = report_of(
        town, channel=Channel.TELEPHONE, name="赵大爷", phone="13800001234", disclosure=disclosure
    )
    case = services.report_on_behalf(actor=town.clerk, report=report, now=town.at(0))
    for action, player in STEPS_TO[state]:
        case = act(town, case, action, getattr(town, player))
    return Case.objects.get(pk=case.pk)


def agree(town, case, who, **given):
    return services.record_agreement(actor=who, case_id=case.pk, way=PHONE, now=town.at(2), **given)


def listed(actor, town):
    return [row.row.number for row in to_call_page(actor, after="", now=town.at(2)).rows]


@pytest.mark.parametrize("disclosure", list(Disclosure))
def test_an_agreement_that_was_recorded_names_the_helper_whatever_the_reporter_chose(
    town, disclosure
):
    case = told_by_phone(town, disclosure=disclosure)

    agree(town, case, town.second_clerk, text="赵大爷说灯亮了")

    case.refresh_from_db()
    step = CaseStep.objects.filter(case=case).latest("number")
    event = AuditEvent.objects.get(kind="case.assisted_confirmed")
    source = town.second_clerk.grants[0].source
    assert (case.state, case.confirmation) == (CaseState.CLOSED, Confirmation.ASSISTED)
    assert (step.action, step.part) == (CaseAction.ASSISTED_CONFIRM, Part.HELPER)
    assert (step.account_id, step.post) == (town.second_clerk.account_id, source)
    assert event.account_id == town.second_clerk.account_id
    assert json.loads(event.facts)["way"] == PHONE


def test_an_objection_that_was_recorded_opens_the_case_again_in_the_reporters_words(town):
    case = told_by_phone(town)
    with pytest.raises(EvidenceMissing):
        services.record_dispute(
            actor=town.second_clerk, case_id=case.pk, way=PHONE, text="", now=town.at(2)
        )

    services.record_dispute(
        actor=town.second_clerk, case_id=case.pk, way=PHONE, text="晚上又灭了", now=town.at(2)
    )

    case.refresh_from_db()
    step = CaseStep.objects.filter(case=case, part=Part.HELPER).latest("number")
    assert (case.state, case.reopened, case.is_to_call) == (CaseState.OPEN, 1, False)
    assert step.text == "晚上又灭了"


def test_an_objection_after_the_end_and_an_appeal_are_recorded_as_well(town):
    closed = told_by_phone(town)
    services.lapse_case(actor=SYSTEM, case_id=closed.pk, now=town.at(24 * 60))
    excluded = told_by_phone(town, CaseState.EXCLUSION_PROPOSED)
    services.confirm_exclusion(actor=town.second_clerk, case_id=excluded.pk, now=town.at(2))
    withdrawn = told_by_phone(town, CaseState.REPORTED)
    Case.objects.filter(pk=withdrawn.pk).update(
        state=CaseState.CLOSED, outcome=Outcome.WITHDRAWN, closed_at=town.at(1)
    )

    def dispute(case, day):
        return services.record_dispute(
            actor=town.third_clerk, case_id=case.pk, way=PHONE, text="不同意", now=town.at(24 * day)
        )

    assert dispute(closed, 61).state == CaseState.OPEN
    assert dispute(excluded, 61).state == CaseState.APPEALED
    services.uphold_exclusion(
        actor=town.dispatcher, case_id=excluded.pk, text="维持", now=town.at(24 * 62)
    )
    with pytest.raises(AppealedAlready):
        dispute(excluded, 63)
    with pytest.raises(NotDisputable):
        dispute(withdrawn, 63)


@pytest.mark.parametrize(
    ("who", "reason"),
    [
        ("clerk", "cases.others_record"),  # passed the check
        ("handler", "cases.others_record"),
        ("grid_worker", "access.no_post_here"),
        ("district", "access.no_post_here"),
    ],
)
def test_who_has_a_part_in_it_and_who_has_no_desk_records_nothing(town, who, reason):
    case = told_by_phone(town)

    with pytest.raises(NotAllowed) as refusal:
        agree(town, case, getattr(town, who))
    with pytest.raises(NotAllowed):
        services.record_no_answer(
            actor=getattr(town, who), case_id=case.pk, way=PHONE, now=town.at(2)
        )

    assert refusal.value.facts["reason"] == reason


def test_a_handler_who_has_a_desk_a_program_and_the_reporter_record_nothing_either(town):
    case = told_by_phone(town)
    Case.objects.filter(pk=case.pk).update(handler_account_id=town.third_clerk.account_id)
    program = replace(town.second_clerk, person_id=None, is_program=True)
    own = case_in(town, CaseState.CHECKED, actor=town.second_clerk)
    case.refresh_from_db()

    def reason(actor, found):
        day = local_day(town.at(2))
        return permissions.can_record_answer(actor, found, day=day).reason

    assert reason(town.third_clerk, case) == "cases.others_record"
    assert reason(program, case) == "cases.only_people_record"
    assert reason(town.second_clerk, own) == "cases.answer_yourself"
    assert permissions.can_record_answer(town.dispatcher, case, day=local_day(town.at(2)))


def test_an_attempt_answers_nothing_and_is_shown_in_the_list(town):
    case = told_by_phone(town)
    services.record_no_answer(
        actor=town.second_clerk, case_id=case.pk, way=PHONE, text="无人接听", now=town.at(2)
    )

    case.refresh_from_db()
    assert (case.state, case.is_to_call) == (CaseState.CHECKED, True)
    assert asked([case])[case.pk].tries == 1
    with pytest.raises(NotAsked):
        services.record_no_answer(
            actor=town.second_clerk,
            case_id=told_by_phone(town, CaseState.OPEN).pk,
            way=PHONE,
            now=town.at(2),
        )


def test_the_list_holds_whom_no_account_reaches_the_first_to_lapse_first(town):
    known = make_account(person_id=town.reporter.person_id)
    with_account = case_in(
        town, CaseState.CHECKED, actor=replace(town.reporter, account_id=known.pk)
    )
    nameless = told_by_phone(town, disclosure=Disclosure.ANONYMOUS)
    later, sooner = told_by_phone(town), told_by_phone(town)
    Case.objects.filter(pk=sooner.pk).update(due_at=town.at(3))

    assert listed(town.second_clerk, town) == [sooner.number, later.number]
    assert listed(town.dispatcher, town) == [sooner.number, later.number]
    assert listed(town.clerk, town) == []  # passed the checks
    assert listed(town.stranger, town) == []
    assert to_call_count(town.second_clerk, now=town.at(2)) == 2
    assert [with_account.is_to_call, nameless.is_to_call] == [False, False]

    agree(town, sooner, town.second_clerk)

    assert listed(town.second_clerk, town) == [later.number]


def hand_out(now):
    while (found := hand_out_next(now=now)) is not None and found.handed_at is not None:
        pass


def test_who_was_asked_and_silent_is_told_apart_from_who_was_not_reached(town):
    known = make_account(person_id=town.reporter.person_id)
    reached = case_in(town, CaseState.CHECKED, actor=replace(town.reporter, account_id=known.pk))
    Addressee.objects.exclude(kind="ACCOUNT").delete()
    hand_out(town.at(2))
    unreached = told_by_phone(town)
    for case in (reached, unreached):
        services.lapse_case(actor=SYSTEM, case_id=case.pk, now=town.at(24 * 60))
        case.refresh_from_db()

    assert reached.confirmation == Confirmation.SILENT
    assert unreached.confirmation == Confirmation.UNREACHED


@pytest.mark.parametrize(
    ("confirmation", "counted"),
    [
        (Confirmation.CONFIRMED, {Count.CONFIRMED, Count.CONFIRMED_SOLVED}),
        (Confirmation.ASSISTED, {Count.CONFIRMED, Count.CONFIRMED_SOLVED, Count.ASSISTED}),
        (Confirmation.SILENT, {Count.SILENT}),
        (Confirmation.UNREACHED, {Count.UNREACHED}),
        (Confirmation.LAPSED, {Count.UNREACHED}),
    ],
)
def test_figures_keep_revisited_silent_and_unreached_apart(town, confirmation, counted):
    case = case_in(town, CaseState.CLOSED)
    kept = {Count.CONFIRMED, Count.CONFIRMED_SOLVED, Count.ASSISTED, Count.SILENT, Count.UNREACHED}

    names = {key.name for key in counts_of(replace(facts_of(case), confirmation=confirmation))}

    assert names & kept == counted


def test_the_share_solved_leaves_out_both_who_was_silent_and_who_was_not_reached():
    totals = Counter()
    totals.update(
        {Count.CONFIRMED: 30, Count.CONFIRMED_SOLVED: 24, Count.SILENT: 5, Count.UNREACHED: 2}
    )

    found = rate(RateName.SOLVED, totals)

    assert (found.part, found.whole, found.left_out) == (24, 30, 7)


def test_a_reporter_with_an_account_is_told_what_was_recorded(town):
    case = case_in(town, CaseState.CHECKED, disclosure=Disclosure.SEALED)

    agree(town, case, worker(next(iter(permissions.SORTERS)), town.tree.township.path))

    told = Addressee.objects.filter(notice__kind="cases.news").latest("pk")
    assert told.target_id == town.reporter.account_id
    assert services.dispute_case(
        actor=town.reporter, case_id=case.pk, text="我没有说过", now=town.at(3)
    )
