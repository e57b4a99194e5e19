"""A due time says in words how it came about, in both languages."""

from datetime import datetime, timedelta

import pytest
from django.utils.translation import override

from linli.apps.cases.rules.clocks import DelayKind, Step
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import PauseReason
from linli.apps.cases.selectors.explain import panel_of, stories_of
from linli.apps.cases.services import clocks
from linli.apps.cases.services.delays import ask_delay, decide_delay
from tests.factories.cases import act, case_in, make_town
from tests.factories.clocks import SYSTEM, make_case
from tests.factories.places import make_tree

pytestmark = pytest.mark.django_db


def shanghai(text: str) -> datetime:
    return datetime.fromisoformat(f"{text}+08:00")


@pytest.fixture
def case():
    return make_case(make_tree().community)


def said(case, language="en", at="2026-02-13T17:30"):
    with override(language):
        clock = case.clocks.filter(task=None).latest("pk")
        return list(panel_of(case, clock, now=shanghai(at)).sentences)


def test_finished_steps_tell_what_moved_their_due_time():
    town = make_town()
    case = case_in(town, CaseState.HANDLING)
    until = town.at(30 * 24)
    delay = ask_delay(
        actor=town.handler, case_id=case.pk, kind=DelayKind.EXTENSION, reason=PauseReason.PARTS,
        until=until, text="等配件", now=town.at(2),
    )  # fmt: skip
    decide_delay(actor=town.dispatcher, delay_id=delay.pk, is_granted=True, text="", now=town.at(3))
    act(town, case, CaseAction.FEED_BACK, town.handler, hours=4)

    with override("en"):
        *_before, story = stories_of(case, with_tasks=False)

    assert (story.step, story.due_at, story.stopped_at) == ("Handling", until, town.at(4))
    assert [(move.label, move.due_at, move.reason) for move in story.moves] == [
        ("Extended", until, "Waiting for material or spare parts")
    ]
    assert not story.is_late
    assert len(stories_of(case, with_tasks=True)) == 4


def test_a_make_up_day_is_named(case):
    clocks.start_step(case, Step.ACCEPT, actor=SYSTEM, now=shanghai("2026-02-13T17:20"))

    assert said(case) == [
        "The clock began on Friday 13 February 2026, 17:20.",
        "The limit is 4 working hours, as the platform brings it; no office has set another.",
        "The office is open 08:30–12:00, 14:00–18:00.",
        "Friday 13 February: 40 working minutes.",
        "Saturday 14 February is a make-up working day: 200 working minutes.",
        "So it is due on Saturday 14 February 2026, 11:50.",
    ]


def test_weekends_holidays_and_working_days_are_told(case):
    clocks.start_step(case, Step.HANDLE, actor=SYSTEM, now=shanghai("2026-09-23T10:00"))

    said_now = said(case)
    assert said_now[1:-1] == [
        "The limit is 5 working days, as the platform brings it; no office has set another.",
        "Wednesday 23 September itself does not count.",
        "Thursday 24 September is a working day and counts.",
        "Friday 25 September is not worked: Mid-Autumn Festival.",
        "Saturday 26 September and Sunday 27 September are not worked.",
        "Monday 28 September to Wednesday 30 September are 3 working days.",
        "Thursday 1 October to Saturday 3 October are not worked: National Day.",
        "Sunday 4 October is not worked.",
        *said_now[9:12],
        "Thursday 8 October is a working day and counts.",
    ]
    assert said_now[-1] == "So it is due on Thursday 8 October 2026, 18:00."


def test_pauses_prolongations_and_changes_say_why(case):
    clock = clocks.start_step(case, Step.ACCEPT, actor=SYSTEM, now=shanghai("2026-03-02T09:00"))
    at = shanghai("2026-03-02T10:00")
    clocks.pause_clock(case, clock, since=at, reason="PARTS", actor=SYSTEM, now=at)
    assert said(case)[-1] == "It stands now, so there is no due time until it goes on."

    clocks.resume_clock(case, clock, actor=SYSTEM, now=shanghai("2026-03-04T17:00"))
    later = clock.due_at + timedelta(days=1)
    clocks.extend_clock(case, clock, until=later, reason="WEATHER", actor=SYSTEM, now=at)

    assert said(case)[4:] == [
        "From Monday 2 March 2026, 10:00 it stood: Waiting for material or spare parts. "
        "3 working hours were left.",
        "On Wednesday 4 March 2026, 17:00 it went on with what was left.",
        "Wednesday 4 March: 60 working minutes.",
        "Thursday 5 March: 120 working minutes.",
        "It was prolonged to Friday 6 March 2026, 10:30: Bad weather.",
        "So it is due on Friday 6 March 2026, 10:30.",
    ]


def test_chinese_is_complete(case):
    clocks.start_step(case, Step.ACCEPT, actor=SYSTEM, now=shanghai("2026-02-13T17:20"))

    words = said(case, "zh-hans")

    assert words[0] == "2026年2月13日（星期五）17:20开始计时。"
    assert words[-2] == "2月14日（星期六）为调休上班日：计200分钟工作时间。"
    assert not any(letter.isascii() and letter.isalpha() for line in words for letter in line)
