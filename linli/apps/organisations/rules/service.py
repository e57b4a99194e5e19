"""Service of members who reported to their compound (双报到): offers, needs, claims, facts.

A need is published by those who work in the compound; a member claims it, serves, and it counts
once both sides have confirmed. There are no points and no ranking, and nobody is told but the
bodies concerned and, on the member's own request and once a quarter, the work unit.
Source: [rule:report-in-service].
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from linli.apps.organisations.rules.events import Event
from linli.core.errors import InvalidInput, RuleViolation
from linli.core.machine import Machine, Transition


class Skill(StrEnum):
    """What somebody can help with (服务特长)."""

    PATROL = "PATROL"  # 巡逻值守
    ELDER_CARE = "ELDER_CARE"  # 助老陪护
    CHILDREN = "CHILDREN"  # 儿童托管辅导
    REPAIR = "REPAIR"  # 水电维修
    LEGAL = "LEGAL"  # 法律咨询
    MEDICAL = "MEDICAL"  # 医疗健康
    MEDIATION = "MEDIATION"  # 矛盾调解
    IT = "IT"  # 电脑手机指导
    WRITING = "WRITING"  # 文字宣传
    SPORTS_ARTS = "SPORTS_ARTS"  # 文体活动
    CLEANING = "CLEANING"  # 环境整治
    DRIVING = "DRIVING"  # 接送搬运
    OTHER = "OTHER"  # 其他


class ClaimState(StrEnum):
    """Where a claimed need stands (认领状态)."""

    CLAIMED = "CLAIMED"  # 已认领
    SERVED = "SERVED"  # 已服务，待另一方确认
    CONFIRMED = "CONFIRMED"  # 双方已确认
    WITHDRAWN = "WITHDRAWN"  # 已退回


class ClaimAction(StrEnum):
    """What may be done with a claim (认领操作)."""

    NOTE = "NOTE"  # 登记服务
    CONFIRM = "CONFIRM"  # 确认
    DISPUTE = "DISPUTE"  # 不予确认
    WITHDRAW = "WITHDRAW"  # 退回


_S, _A = ClaimState, ClaimAction
CLAIM_FLOW: Machine[ClaimState, ClaimAction] = Machine(
    initial=_S.CLAIMED,
    rows=[
        Transition(_S.CLAIMED, _A.NOTE, _S.SERVED),
        Transition(_S.CLAIMED, _A.WITHDRAW, _S.WITHDRAWN),
        Transition(_S.SERVED, _A.CONFIRM, _S.CONFIRMED),
        # Whoever has not noted it says that it was not so; it can be noted anew.
        Transition(_S.SERVED, _A.DISPUTE, _S.CLAIMED),
    ],
)
TAKING = frozenset({_S.CLAIMED, _S.SERVED, _S.CONFIRMED})
"""Claims that take one of the places of a need."""

LONGEST_MINUTES = 24 * 60
MOST_WANTED = 200
KEPT_DAYS = 366


class NotReportedIn(RuleViolation):
    """Only whoever has reported in, confirmed by both sides, offers and claims."""

    code = "organisations.not_reported_in"


class NeedClosed(RuleViolation):
    """The need is over, or enough people have claimed it."""

    code = "organisations.need_closed"


class ClaimedAlready(RuleViolation):
    """The member has claimed this need already."""

    code = "organisations.claimed_already"


class OtherSideConfirms(RuleViolation):
    """Whoever has noted a service does not confirm it: the other side does."""

    code = "organisations.other_side_confirms"


class ServiceDayImpossible(InvalidInput):
    """The day lies before the claim, or in the future."""

    code = "organisations.service_day_impossible"


class MinutesUnbelievable(InvalidInput):
    """Not between a quarter of an hour and a day."""

    code = "organisations.minutes_unbelievable"


class WantedUnbelievable(InvalidInput):
    """Nobody at all, or more people than a compound gathers."""

    code = "organisations.wanted_unbelievable"


class QuarterNotOver(InvalidInput):
    """Facts are given for a quarter that is over, and for the last four only."""

    code = "organisations.quarter_not_over"


class AskedAlready(RuleViolation):
    """Facts of this quarter were asked for already: once a quarter is enough."""

    code = "organisations.facts_asked_already"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """A quarter of a year."""

    year: int
    number: int

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, 3 * self.number - 2, 1)

    @property
    def behind(self) -> date:
        """Return the first day after it."""
        return self.next.first

    @property
    def next(self) -> "Quarter":
        """Return the quarter after it."""
        if self.number == 4:
            return Quarter(self.year + 1, 1)
        return Quarter(self.year, self.number + 1)

    @property
    def before(self) -> "Quarter":
        """Return the quarter before it."""
        if self.number == 1:
            return Quarter(self.year - 1, 4)
        return Quarter(self.year, self.number - 1)

    def __str__(self) -> str:
        return f"{self.year}Q{self.number}"


def quarter_of(day: date) -> Quarter:
    """Return the quarter in which a day lies."""
    return Quarter(day.year, (day.month + 2) // 3)


def quarters_to_ask(today: date) -> list[Quarter]:
    """Return the last four quarters that are over, the newest first."""
    found = [quarter_of(today).before]
    while len(found) < 4:
        found.append(found[-1].before)
    return found


def check_quarter(quarter: Quarter, today: date) -> None:
    """Refuse a quarter that is not over or too long ago; raises QuarterNotOver."""
    if quarter not in quarters_to_ask(today):
        raise QuarterNotOver(field="quarter")


def check_service(claimed_on: date, served_on: date, minutes: int, today: date) -> None:
    """Refuse an impossible day or length; raises ServiceDayImpossible, MinutesUnbelievable."""
    if not claimed_on <= served_on <= today:
        raise ServiceDayImpossible(field="served_on")
    if not 15 <= minutes <= LONGEST_MINUTES:
        raise MinutesUnbelievable(field="minutes")


@dataclass(frozen=True, slots=True)
class OfferGiven(Event):
    """A member said what they can help with; the trail says neither who nor what."""

    kind = "service.offered"

    report_in_id: int
    offered_on: date


@dataclass(frozen=True, slots=True)
class OfferTakenBack(Event):
    """A member took their offer back."""

    kind = "service.offer_taken_back"

    report_in_id: int


@dataclass(frozen=True, slots=True)
class NeedPublished(Event):
    """Somebody who works in the compound published what is needed there."""

    kind = "need.published"

    need_id: int
    branch_id: int
    place_id: int
    title: str
    skill: Skill
    wanted: int
    needed_on: date | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class NeedEnded(Event):
    """A need is over."""

    kind = "need.ended"

    need_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class NeedClaimed(Event):
    """A member claimed a need; the trail does not say who."""

    kind = "service.claimed"

    claim_id: int
    need_id: int
    report_in_id: int
    claimed_on: date


@dataclass(frozen=True, slots=True)
class ServiceNoted(Event):
    """One side noted that the service was given."""

    kind = "service.noted"

    claim_id: int
    served_on: date
    minutes: int
    noted_by_person: bool


@dataclass(frozen=True, slots=True)
class ServiceConfirmed(Event):
    """The other side confirmed it."""

    kind = "service.confirmed"

    claim_id: int
    confirmed_on: date


@dataclass(frozen=True, slots=True)
class ServiceDisputed(Event):
    """The other side said that it was not so."""

    kind = "service.disputed"

    claim_id: int


@dataclass(frozen=True, slots=True)
class ClaimWithdrawn(Event):
    """A member gave a claim back."""

    kind = "service.withdrawn"

    claim_id: int


@dataclass(frozen=True, slots=True)
class FactsAsked(Event):
    """A member asked for the facts of a quarter for their work unit."""

    kind = "service.facts_asked"

    statement_id: int
    report_in_id: int
    year: int
    quarter: int
    asked_on: date


@dataclass(frozen=True, slots=True)
class FactsIssued(Event):
    """The branch confirmed the facts of a quarter."""

    kind = "service.facts_issued"

    statement_id: int
    issued_on: date
    services: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ServiceForgotten(Event):
    """What was kept of report-ins that ended long ago was deleted; the trail keeps numbers."""

    kind = "service.forgotten"

    report_ins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class RowsForgotten(Event):
    """Rows about people were deleted after their period; the trail keeps their numbers."""

    kind = "organisations.forgotten"

    table: str
    numbers: tuple[int, ...]
