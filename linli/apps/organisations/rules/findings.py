"""What a body looks like under the rules of law: one finding for each thing that does not fit.

A finding carries the rule with its source, a code with a sentence, and facts. Where the registers
can't tell (nobody declared anything, a birth date is unknown) the finding is a warning that says
so, never silence. Source: [rule:body-limits].
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date

from linli.apps.organisations.rules.basis import Statement
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.rules.limits import Limit, Severity, Test

ADULT_YEARS = 18


@dataclass(frozen=True, slots=True)
class Holder:
    """What the rules need to know of somebody in a seat; None means the registers can't tell."""

    person_id: int
    kind: SeatKind
    starts: date
    term_ends: date | None = None
    is_acting: bool = False
    is_owner: bool | None = None
    works_for_manager: bool = False
    manager_tie: bool | None = None
    close_relative: bool | None = None
    household_ids: frozenset[int] = frozenset()
    is_woman: bool | None = None
    born: date | None = None
    sits_in: frozenset[BodyType] = frozenset()


@dataclass(frozen=True, slots=True)
class BodyView:
    """What the rules need to know of a body on a day.

    `members` is None for whoever may not count the members of a branch, and where none are
    entered.
    """

    type: BodyType
    day: date
    seats: Mapping[SeatKind, int]
    holders: tuple[Holder, ...] = ()
    term_ends: date | None = None
    households: int | None = None
    members: int | None = None
    since: date | None = None

    @property
    def counted_seats(self) -> int:
        """Return the number of seats that make up the size."""
        counted = TYPES[self.type].counted
        return sum(number for kind, number in self.seats.items() if kind in counted)

    @property
    def counted_holders(self) -> tuple[Holder, ...]:
        """Return the holders of those seats."""
        counted = TYPES[self.type].counted
        return tuple(holder for holder in self.holders if holder.kind in counted)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that does not fit a rule; `person_id` when it concerns one holder."""

    limit: Limit
    code: str
    severity: Severity
    facts: Mapping[str, object] = field(default_factory=dict)
    person_id: int | None = None


Check = Callable[[BodyView, Limit], Iterator[Finding]]


def findings(view: BodyView, limits: Iterable[Limit]) -> list[Finding]:
    """Return everything that does not fit, errors first."""
    found = [finding for limit in limits for finding in CHECKS[limit.test](view, limit)]
    return sorted(found, key=lambda finding: finding.severity != Severity.ERROR)


def _finding(
    limit: Limit, code: str, *, person_id: int | None = None, unsure: bool = False, **facts: object
) -> Finding:
    severity = Severity.WARNING if unsure else limit.severity
    return Finding(limit, f"organisations.finding.{code}", severity, facts, person_id)


def _size(view: BodyView, limit: Limit) -> Iterator[Finding]:
    have, least = view.counted_seats, limit.least
    if (
        limit.small_households is not None
        and view.households is not None
        and view.households < limit.small_households
    ):
        least = limit.small_least
    unsure = limit.small_members is not None and view.members is None
    if limit.small_members is not None and (view.members or 0) < limit.small_members:
        least = limit.small_least if view.members is not None else least
    if least is not None and have < least:
        yield _finding(limit, "too_few", unsure=unsure, have=have, least=least)
    if limit.most is not None and have > limit.most:
        yield _finding(limit, "too_many", have=have, most=limit.most)
    if limit.is_odd and have % 2 == 0:
        yield _finding(limit, "even", have=have)


def years_after(day: date, years: int) -> date:
    """Return the same day `years` later; the 29th of February becomes the 1st of March."""
    try:
        return day.replace(year=day.year + years)
    except ValueError:
        return date(day.year + years, 3, 1)


def _term(view: BodyView, limit: Limit) -> Iterator[Finding]:
    if view.term_ends is not None and view.term_ends <= view.day:
        yield _finding(limit, "term_over", unsure=True, ended=last_day(view.term_ends))
    for holder in view.counted_holders:
        if holder.is_acting:
            continue
        if holder.term_ends is None:
            yield _finding(limit, "term_open", person_id=holder.person_id, unsure=True)
            continue
        if limit.most is not None and holder.term_ends > years_after(holder.starts, limit.most):
            yield _finding(limit, "term_long", person_id=holder.person_id, most=limit.most)
        if limit.least is not None and holder.term_ends < years_after(holder.starts, limit.least):
            yield _finding(
                limit, "term_short", person_id=holder.person_id, unsure=True, least=limit.least
            )


def _one_leader(view: BodyView, limit: Limit) -> Iterator[Finding]:
    seats = view.seats.get(TYPES[view.type].lead, 0)
    if seats != 1:
        yield _finding(limit, "leaders", seats=seats)


def _women(view: BodyView, limit: Limit) -> Iterator[Finding]:
    holders = view.counted_holders
    if not holders or any(holder.is_woman for holder in holders):
        return
    unknown = any(holder.is_woman is None for holder in holders)
    yield _finding(limit, "women_unknown" if unknown else "no_woman", unsure=unknown)


def _owners(view: BodyView, limit: Limit) -> Iterator[Finding]:
    for holder in view.holders:
        if holder.is_owner is None:
            yield _finding(limit, "owner_unknown", person_id=holder.person_id, unsure=True)
        elif not holder.is_owner:
            yield _finding(limit, "not_owner", person_id=holder.person_id)


def _adults(view: BodyView, limit: Limit) -> Iterator[Finding]:
    for holder in view.holders:
        if holder.born is not None and years_after(holder.born, ADULT_YEARS) > holder.starts:
            yield _finding(limit, "minor", person_id=holder.person_id)


def _manager(view: BodyView, limit: Limit) -> Iterator[Finding]:
    for holder in view.holders:
        if holder.works_for_manager:
            yield _finding(limit, "manager_staff", person_id=holder.person_id)
        elif holder.manager_tie:
            yield _finding(limit, "manager_tie", person_id=holder.person_id)
        elif holder.manager_tie is None:
            yield _finding(limit, "tie_undeclared", person_id=holder.person_id, unsure=True)


def _relatives(view: BodyView, limit: Limit) -> Iterator[Finding]:
    holders = view.counted_holders
    for holder in holders:
        housemates = [
            other
            for other in holders
            if other.person_id != holder.person_id and other.household_ids & holder.household_ids
        ]
        if holder.close_relative:
            yield _finding(limit, "relative", person_id=holder.person_id)
        elif housemates:
            # Living together is no proof of kinship: somebody has to look.
            yield _finding(limit, "same_household", person_id=holder.person_id, unsure=True)
        elif holder.close_relative is None:
            yield _finding(limit, "relatives_undeclared", person_id=holder.person_id, unsure=True)


def _half(view: BodyView, limit: Limit) -> Iterator[Finding]:
    held, seats = len(view.counted_holders), view.counted_seats
    if 2 * held < seats:
        yield _finding(limit, "below_half", held=held, seats=seats)


def _members(view: BodyView, limit: Limit) -> Iterator[Finding]:
    if view.members is None:
        return
    if limit.least is not None and view.members < limit.least:
        yield _finding(limit, "few_members", have=view.members, least=limit.least)
    if limit.most is not None and view.members > limit.most:
        yield _finding(limit, "many_members", have=view.members, most=limit.most)


def _leader_held(view: BodyView, limit: Limit) -> Iterator[Finding]:
    lead = TYPES[view.type].lead
    if view.seats.get(lead, 0) and not any(holder.kind == lead for holder in view.holders):
        yield _finding(limit, "leader_vacant")


def _not_beside(view: BodyView, limit: Limit) -> Iterator[Finding]:
    for holder in view.counted_holders:
        for kind in sorted(holder.sits_in & limit.beside):
            yield _finding(limit, "sits_beside", person_id=holder.person_id, other=kind)


def _owners_half(view: BodyView, limit: Limit) -> Iterator[Finding]:
    holders = view.counted_holders
    owners = sum(holder.is_owner is True for holder in holders)
    unknown = sum(holder.is_owner is None for holder in holders)
    if 2 * (owners + unknown) < len(holders):
        yield _finding(limit, "owners_below_half", have=owners, holders=len(holders))
    elif 2 * owners < len(holders):
        yield _finding(limit, "owners_half_unknown", unsure=True, have=owners, holders=len(holders))


def _lifetime(view: BodyView, limit: Limit) -> Iterator[Finding]:
    if view.since is None or limit.most is None:
        return
    days = (view.day - view.since).days
    if days > limit.most:
        yield _finding(limit, "too_long", days=days, most=limit.most)


def _nothing(view: BodyView, limit: Limit) -> Iterator[Finding]:
    """Test nothing: the rule is listed because it says what must not be asked."""
    yield from ()


CHECKS: Mapping[Test, Check] = {
    Test.SIZE: _size,
    Test.TERM: _term,
    Test.ONE_LEADER: _one_leader,
    Test.WOMEN_INCLUDED: _women,
    Test.OWNERS_ONLY: _owners,
    Test.ADULTS: _adults,
    Test.NO_MANAGER_TIE: _manager,
    Test.NO_CLOSE_RELATIVES: _relatives,
    Test.HALF_FILLED: _half,
    Test.FEES_NO_BAR: _nothing,
    Test.MEMBERS: _members,
    Test.LEADER_HELD: _leader_held,
    Test.NOT_BESIDE: _not_beside,
    Test.OWNERS_HALF: _owners_half,
    Test.LIFETIME: _lifetime,
}

# What a person declares, and for which test it counts.
STATEMENTS: Mapping[Test, Statement] = {
    Test.NO_MANAGER_TIE: Statement.MANAGER_TIE,
    Test.NO_CLOSE_RELATIVES: Statement.CLOSE_RELATIVE,
}
