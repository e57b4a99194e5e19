"""What a call of a department counts for (吹哨统计): a pure function of the call as it stands.

The same way as `counts`: an act changes a figure by the difference between after and before. Both
sides are counted by their limits: arrival on the day it was due, the result on the day it was.
Source: [rule:call-figures].
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.apps.cases.rules.counts import Key
from linli.apps.cases.rules.figures import Rate
from linli.apps.cases.rules.tasks import CallRuling, TaskState


class CallCount(StrEnum):
    """What is counted of calls, and on which day (吹哨统计量)."""

    # on the day of the call
    SENT = "CALL_SENT"  # 吹哨数
    # on the day the department had to be on the spot
    DUE = "CALL_DUE"  # 应到场数
    ARRIVED = "CALL_ARRIVED"  # 已到场数
    ARRIVED_IN_TIME = "CALL_ARRIVED_IN_TIME"  # 按时到场数
    REFUSED = "CALL_REFUSED"  # 拒绝到场数
    STANDS = "CALL_STANDS"  # 拒绝成立数
    OVERRULED = "CALL_OVERRULED"  # 裁定应当到场数
    TAKEN_BACK = "CALL_TAKEN_BACK"  # 到期前取消数
    # on the day the result was due
    RESULT_DUE = "CALL_RESULT_DUE"  # 应反馈数
    RESULT = "CALL_RESULT"  # 已反馈数
    RESULT_IN_TIME = "CALL_RESULT_IN_TIME"  # 按时反馈数


@dataclass(frozen=True, slots=True)
class CallFacts:
    """A call as figures see it; days are local days, times are compared by the caller."""

    county: int | None
    township: int | None
    community: int | None
    body: int
    state: TaskState
    sent: date
    arrive_due: date | None = None
    result_due: date | None = None
    is_arrived: bool = False
    arrived_in_time: bool = False
    result_in_time: bool = False
    ended_in_time: bool = False  # before the due time of the step it was in
    ruling: CallRuling | None = None


def counts_of_call(call: CallFacts | None) -> "Counter[Key]":
    """Return what a call counts for now; nothing for no call."""
    counts: Counter[Key] = Counter()
    if call is None:
        return counts
    place = (call.county, call.township, call.community)
    for name, day in _dated(call):
        counts[Key(str(name), day, *place, None, None, call.body)] += 1
    return counts


def _dated(call: CallFacts) -> Iterator[tuple[CallCount, date]]:
    yield CallCount.SENT, call.sent
    if call.arrive_due is not None:
        yield from ((name, call.arrive_due) for name in _arrival(call))
    is_back = call.state == TaskState.CANCELLED and call.ended_in_time
    if call.result_due is not None and not is_back:
        yield CallCount.RESULT_DUE, call.result_due
        if call.state == TaskState.DONE:
            yield CallCount.RESULT, call.result_due
            if call.result_in_time:
                yield CallCount.RESULT_IN_TIME, call.result_due


def _arrival(call: CallFacts) -> Iterator[CallCount]:
    """Yield what holds of an arrival that was due.

    A call that is taken back before the department was late with it asks nothing of anybody.
    """
    if call.state == TaskState.CANCELLED and not call.is_arrived and call.ended_in_time:
        yield CallCount.TAKEN_BACK
        return
    yield CallCount.DUE
    if call.is_arrived:
        yield CallCount.ARRIVED
        if call.arrived_in_time:
            yield CallCount.ARRIVED_IN_TIME
    if call.state == TaskState.REFUSED:
        yield CallCount.REFUSED
        if call.ruling == CallRuling.STANDS:
            yield CallCount.STANDS
        elif call.ruling == CallRuling.COME:
            yield CallCount.OVERRULED


class CallRateName(StrEnum):
    """The indicators of called departments, in the order they are shown (吹哨指标)."""

    ARRIVED_IN_TIME = "CALL_ARRIVED_IN_TIME"  # 按时到场率
    REFUSED = "CALL_REFUSED"  # 拒绝到场率
    RESULT_IN_TIME = "CALL_RESULT_IN_TIME"  # 按时反馈率


def call_rate(name: CallRateName, totals: "Counter[str]") -> Rate:
    """Return an indicator of calls from the totals of a period.

    A refusal that the arbiter let stand owes no arrival and is told apart.
    """
    due, stands = totals[CallCount.DUE], totals[CallCount.STANDS]
    if name == CallRateName.ARRIVED_IN_TIME:
        left_out = stands + totals[CallCount.TAKEN_BACK]
        return Rate(totals[CallCount.ARRIVED_IN_TIME], due - stands, left_out)
    if name == CallRateName.REFUSED:
        return Rate(totals[CallCount.REFUSED], due, totals[CallCount.TAKEN_BACK])
    return Rate(totals[CallCount.RESULT_IN_TIME], totals[CallCount.RESULT_DUE])
