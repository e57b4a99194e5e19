"""What a case counts for: a pure function of the case as it stands.

A figure is a sum of these counts; an act changes it by the difference between the counts of the
case after and before. So a summary kept by the acts and a count over all cases have one
definition. Part and whole of a rate are counted on the same day: the report's, or the day the
limit ended. Source: [rule:case-figures].
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import NamedTuple

from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.contacts import ContactStanding
from linli.apps.cases.rules.figures import Aside, Rate
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import REVISITED, Confirmation, Outcome

SATISFIED_FROM = 4  # of five


class Count(StrEnum):
    """What is counted, and on which day (统计量)."""

    # on the day of the report
    REPORTED = "REPORTED"  # 上报数
    SORTED = "SORTED"  # 受理数
    FILED = "FILED"  # 立案数
    REPEATED = "REPEATED"  # 重复诉求数
    # on the day the task had to be taken
    SHOULD_TAKE = "SHOULD_TAKE"  # 应接收数
    TAKEN_IN_TIME = "TAKEN_IN_TIME"  # 按期接收数
    # on the day the reporter had to be contacted
    SHOULD_CONTACT = "SHOULD_CONTACT"  # 应联系数
    CONTACTED_IN_TIME = "CONTACTED_IN_TIME"  # 按时联系数
    OUT_OF_REACH = "OUT_OF_REACH"  # 多次联系未果数
    # on the day handling had to be finished, granted delays included
    SHOULD_CLOSE = "SHOULD_CLOSE"  # 应结案数
    HANDLED = "HANDLED"  # 已处置数
    HANDLED_IN_TIME = "HANDLED_IN_TIME"  # 按期处置数
    CLOSED = "CLOSED"  # 已结案数
    CLOSED_IN_TIME = "CLOSED_IN_TIME"  # 按期结案数
    DELAYED = "DELAYED"  # 曾延期、缓办、挂账数
    DELAYED_IN_TIME = "DELAYED_IN_TIME"  # 其中按期结案数
    LEFT_OUT = "LEFT_OUT"  # 剔除、撤回、并案等不计入数
    REWORKED = "REWORKED"  # 返工数
    SENT_RIGHT = "SENT_RIGHT"  # 一次派遣准确数
    # on the day it had to be finished before its clock stood still, as long as it stands
    PAUSED = "PAUSED"  # 缓办中
    HUNG_UP = "HUNG_UP"  # 挂账中
    # on the day of closing
    ENDED = "ENDED"  # 当日结案数
    SOLVED = "SOLVED"  # 已解决
    PARTLY = "PARTLY"  # 部分解决
    NOT_POSSIBLE = "NOT_POSSIBLE"  # 客观上无法解决
    NOT_OURS = "NOT_OURS"  # 不属受理范围
    ANSWERED = "ANSWERED"  # 已答复
    REFERRED = "REFERRED"  # 转调解
    MERGED = "MERGED"  # 并案
    WITHDRAWN = "WITHDRAWN"  # 撤回
    EXCLUDED = "EXCLUDED"  # 剔除
    CONFIRMED = "CONFIRMED"  # 回访到：上报人已答复
    ASSISTED = "ASSISTED"  # 其中经回访、窗口代录
    CONFIRMED_SOLVED = "CONFIRMED_SOLVED"  # 上报人确认已解决
    SILENT = "SILENT"  # 已询问，逾期未答复
    UNREACHED = "UNREACHED"  # 未能询问到，或无询问记录
    RATED = "RATED"  # 已评价
    SATISFIED = "SATISFIED"  # 满意
    REOPENED = "REOPENED"  # 曾因异议重办


class Plight(StrEnum):
    """What an open case is beside its state, counted as it stands now (红色清单)."""

    OPEN = "UNDER_WAY"  # 在办
    OVERDUE = "OVERDUE"  # 超期
    LATE_AT_DESK = "LATE_AT_DESK"  # 超期未受理
    REOPENED = "AGAIN"  # 曾有异议
    DANGER = "DANGER"  # 有危险
    RETURNED = "BACK"  # 曾被退回
    PAUSED = "STANDS"  # 缓办中
    HUNG_UP = "HANGS"  # 挂账中


class Standing(StrEnum):
    """For what a standing count is kept."""

    PLACE = "PLACE"
    CELL = "CELL"
    BODY = "BODY"


_PUT_OFF = {DelayKind.PAUSE: Count.PAUSED, DelayKind.HANG_UP: Count.HUNG_UP}
_CONTACTS: dict[ContactStanding, tuple[Count, ...]] = {
    ContactStanding.OWED: (Count.SHOULD_CONTACT,),
    ContactStanding.IN_TIME: (Count.SHOULD_CONTACT, Count.CONTACTED_IN_TIME),
    ContactStanding.UNREACHABLE: (Count.OUT_OF_REACH,),
}
# Outcomes that are no handling: they don't count among what should be closed.
LEFT_OUT = frozenset(
    {Outcome.EXCLUDED, Outcome.WITHDRAWN, Outcome.MERGED, Outcome.REFERRED, Outcome.NOT_OURS}
)


@dataclass(frozen=True, slots=True)
class CaseFacts:
    """A case as figures see it; days are local days, times are compared by the caller."""

    county: int | None
    township: int | None
    community: int | None
    cell: int | None
    category: int
    lead: int | None
    state: CaseState
    reported: date
    is_filed: bool = False
    take_due: date | None = None
    taken_in_time: bool = False
    contact_due: date | None = None
    contact: ContactStanding | None = None
    handle_due: date | None = None
    is_handled: bool = False
    handled_in_time: bool = False
    put_off: DelayKind | None = None
    put_off_due: date | None = None
    was_delayed: bool = False
    returned: int = 0
    failed_checks: int = 0
    reopened: int = 0
    outcome: Outcome | None = None
    closed: date | None = None
    confirmation: Confirmation | None = None
    rating: int | None = None
    is_overdue: bool = False
    is_danger: bool = False
    is_repeat: bool = False


class Key(NamedTuple):
    """What a count belongs to; `day` is None for what stands now.

    Of cases what stands now alone knows the body; a count of calls knows day and body.
    """

    name: str
    day: date | None
    county: int | None
    township: int | None
    community: int | None
    cell: int | None
    category: int | None
    body: int | None


def counts_of(case: CaseFacts | None) -> Counter[Key]:
    """Return what a case counts for now; nothing for no case."""
    counts: Counter[Key] = Counter()
    if case is None:
        return counts
    place = (case.county, case.township, case.community, case.cell)
    for name, day in _dated(case):
        counts[Key(str(name), day, *place, case.category, None)] += 1
    for stands in _standing(case):
        counts[Key(stands, None, *place, None, case.lead)] += 1
    return counts


def _standing(case: CaseFacts) -> Iterator[str]:
    yield str(case.state)
    if case.state == CaseState.CLOSED:
        return
    plights = {
        Plight.OPEN: True,
        Plight.OVERDUE: case.is_overdue,
        Plight.LATE_AT_DESK: case.is_overdue and case.state == CaseState.REPORTED,
        Plight.REOPENED: case.reopened,
        Plight.DANGER: case.is_danger,
        Plight.RETURNED: case.returned,
        Plight.PAUSED: case.put_off == DelayKind.PAUSE,
        Plight.HUNG_UP: case.put_off == DelayKind.HANG_UP,
    }
    yield from (str(plight) for plight, is_so in plights.items() if is_so)


def change(before: CaseFacts | None, after: CaseFacts | None) -> dict[Key, int]:
    """Return by how much each count changes, without those that stay."""
    delta = counts_of(after)
    delta.subtract(counts_of(before))
    return {key: number for key, number in delta.items() if number}


def _dated(case: CaseFacts) -> Iterator[tuple[Count, date]]:
    yield Count.REPORTED, case.reported
    if case.is_repeat:
        yield Count.REPEATED, case.reported
    if case.state not in {CaseState.REPORTED, CaseState.EXCLUSION_PROPOSED}:
        yield Count.SORTED, case.reported
        if case.is_filed:
            yield Count.FILED, case.reported
    if case.take_due is not None:
        yield Count.SHOULD_TAKE, case.take_due
        if case.taken_in_time:
            yield Count.TAKEN_IN_TIME, case.take_due
    if case.contact_due is not None and case.contact is not None:
        yield from ((name, case.contact_due) for name in _CONTACTS[case.contact])
    if case.handle_due is not None:
        yield from ((name, case.handle_due) for name in _due(case))
    if case.put_off is not None and case.put_off_due is not None:
        yield _PUT_OFF[case.put_off], case.put_off_due
    if case.closed is not None:
        yield from ((name, case.closed) for name in _ended(case))


def _due(case: CaseFacts) -> Iterator[Count]:
    if case.outcome in LEFT_OUT:
        yield Count.LEFT_OUT
        return
    yield Count.SHOULD_CLOSE
    if case.is_handled:
        yield Count.HANDLED
        if case.handled_in_time:
            yield Count.HANDLED_IN_TIME
        if case.failed_checks or case.reopened:
            yield Count.REWORKED
        if not case.returned:
            yield Count.SENT_RIGHT
    if case.state == CaseState.CLOSED:
        yield Count.CLOSED
        if case.handled_in_time:
            yield Count.CLOSED_IN_TIME
    if case.was_delayed:
        yield Count.DELAYED
        if case.state == CaseState.CLOSED and case.handled_in_time:
            yield Count.DELAYED_IN_TIME


def _ended(case: CaseFacts) -> Iterator[Count]:
    yield Count.ENDED
    if case.outcome is not None:
        yield Count(case.outcome.value)
    if case.confirmation is not None:
        yield from _answered(case, case.confirmation)
    if case.rating is not None:
        yield Count.RATED
        if case.rating >= SATISFIED_FROM:
            yield Count.SATISFIED
    if case.reopened:
        yield Count.REOPENED


def _answered(case: CaseFacts, confirmation: Confirmation) -> Iterator[Count]:
    if confirmation in REVISITED:
        yield Count.CONFIRMED
        if case.outcome == Outcome.SOLVED:
            yield Count.CONFIRMED_SOLVED
        if confirmation == Confirmation.ASSISTED:
            yield Count.ASSISTED
        return
    yield Count.SILENT if confirmation == Confirmation.SILENT else Count.UNREACHED


class RateName(StrEnum):
    """The indicators, in the order they are shown (指标)."""

    FILED = "FILED"  # 立案率
    CONTACTED_IN_TIME = "CONTACTED_IN_TIME"  # 响应率
    TAKEN_IN_TIME = "TAKEN_IN_TIME"  # 按期接收率
    CLOSED = "CLOSED"  # 结案率
    CLOSED_IN_TIME = "CLOSED_IN_TIME"  # 按期结案率
    CLOSED_IN_TIME_UNDELAYED = "CLOSED_IN_TIME_UNDELAYED"  # 按期结案率（扣除延期、缓办、挂账）
    HANDLED_IN_TIME = "HANDLED_IN_TIME"  # 按期处置率
    SENT_RIGHT = "SENT_RIGHT"  # 准确派遣率
    REWORKED = "REWORKED"  # 返工率
    DELAYED = "DELAYED"  # 延期率
    SOLVED = "SOLVED"  # 解决率
    SATISFIED = "SATISFIED"  # 满意率


@dataclass(frozen=True, slots=True)
class Formula:
    """How an indicator follows from counts (指标算法).

    What is `left_out` is told beside it, as is what stands still where the whole is what was due;
    `without` names what is taken from the part and from the whole.
    """

    part: Count
    whole: Count
    left_out: tuple[Count, ...] = ()
    without: tuple[Count, Count] | None = None


_D, _LEFT = Count.SHOULD_CLOSE, (Count.LEFT_OUT,)
RATES: dict[RateName, Formula] = {
    RateName.FILED: Formula(Count.FILED, Count.SORTED),
    RateName.TAKEN_IN_TIME: Formula(Count.TAKEN_IN_TIME, Count.SHOULD_TAKE),
    RateName.CONTACTED_IN_TIME: Formula(
        Count.CONTACTED_IN_TIME, Count.SHOULD_CONTACT, (Count.OUT_OF_REACH,)
    ),
    RateName.CLOSED: Formula(Count.CLOSED, _D, _LEFT),
    RateName.CLOSED_IN_TIME: Formula(Count.CLOSED_IN_TIME, _D, _LEFT),
    RateName.CLOSED_IN_TIME_UNDELAYED: Formula(
        Count.CLOSED_IN_TIME, _D, _LEFT, without=(Count.DELAYED_IN_TIME, Count.DELAYED)
    ),
    RateName.HANDLED_IN_TIME: Formula(Count.HANDLED_IN_TIME, _D, _LEFT),
    RateName.SENT_RIGHT: Formula(Count.SENT_RIGHT, Count.HANDLED),
    RateName.REWORKED: Formula(Count.REWORKED, Count.HANDLED),
    RateName.DELAYED: Formula(Count.DELAYED, _D, _LEFT),
    RateName.SOLVED: Formula(
        Count.CONFIRMED_SOLVED, Count.CONFIRMED, (Count.SILENT, Count.UNREACHED)
    ),
    RateName.SATISFIED: Formula(Count.SATISFIED, Count.RATED),
}


def rate(name: RateName, totals: "Counter[str]") -> Rate:
    """Return an indicator from the totals of a period."""
    formula = RATES[name]
    part, whole = totals[formula.part], totals[formula.whole]
    left_out = sum(totals[count] for count in formula.left_out)
    if formula.without is not None:
        in_part, in_whole = (totals[count] for count in formula.without)
        part, whole, left_out = part - in_part, whole - in_whole, left_out + in_whole
    is_of_due = formula.whole == Count.SHOULD_CLOSE
    aside = Aside(totals[Count.PAUSED], totals[Count.HUNG_UP]) if is_of_due else None
    return Rate(part, whole, left_out, aside)
