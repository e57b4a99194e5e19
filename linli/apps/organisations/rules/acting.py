"""Who acts for a post: the holder, whoever stands in for somebody away, or nobody of its own.

Days are half-open: `ends` is the first day on which something no longer holds. Substitution
chains: A away, B stands in; B away from that post too, C stands in. A chain that leads back to
somebody in it ends with nobody, so resolving always ends.
Source: [rule:substitution-chain].
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import pairwise

from linli.core.errors import RuleViolation


class SubstitutionCircle(RuleViolation):
    """The substitute is, on one of these days, represented by the very person that is away."""

    code = "organisations.substitution_circle"


class DutyKind(StrEnum):
    """How a post is covered on a day (在岗状态)."""

    HELD = "HELD"  # 任职人在岗
    COVERED = "COVERED"  # 有人代理
    UNCOVERED = "UNCOVERED"  # 任职人不在且无人代理
    VACANT = "VACANT"  # 空缺


@dataclass(frozen=True, slots=True)
class Holding:
    """A person in the post from a day to a day."""

    person_id: int
    starts: date
    ends: date | None
    acting: bool = False

    def on(self, day: date) -> bool:
        """Tell whether it holds on `day`."""
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True)
class Away:
    """A person away from the post from a day to a day, with whoever stands in."""

    person_id: int
    substitute_id: int | None
    starts: date
    ends: date
    suspends: bool = False

    def on(self, day: date) -> bool:
        """Tell whether it holds on `day`."""
        return self.starts <= day < self.ends


@dataclass(frozen=True, slots=True)
class Duty:
    """Who acts on a day; `chain` names holder, substitute, substitute's substitute in order."""

    kind: DutyKind
    person_id: int | None = None
    chain: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Right:
    """A person entitled by the post from a day to a day."""

    person_id: int
    starts: date
    ends: date | None
    acting: bool


def on_duty(holdings: Iterable[Holding], aways: Sequence[Away], day: date) -> Duty:
    """Return who acts for the post on `day`."""
    holder = next((holding for holding in holdings if holding.on(day)), None)
    if holder is None:
        return Duty(DutyKind.VACANT)
    absent = {away.person_id: away for away in aways if away.on(day)}
    chain = [holder.person_id]
    while (away := absent.get(chain[-1])) is not None:
        if away.substitute_id is None or away.substitute_id in chain:
            return Duty(DutyKind.UNCOVERED, None, tuple(chain))
        chain.append(away.substitute_id)
    kind = DutyKind.HELD if len(chain) == 1 else DutyKind.COVERED
    return Duty(kind, chain[-1], tuple(chain))


def entitled(holdings: Sequence[Holding], aways: Sequence[Away], day: date) -> dict[int, bool]:
    """Return person → acting for everybody the post entitles on `day`.

    The holder keeps the rights of the post while away, unless suspended; of the substitutes only
    the last of the chain has them. Source: [rule:rights-follow-posts].
    """
    rights: dict[int, bool] = {}
    holder = next((holding for holding in holdings if holding.on(day)), None)
    if holder is None:
        return rights
    suspended = any(
        away.suspends and away.on(day) and away.person_id == holder.person_id for away in aways
    )
    if not suspended:
        rights[holder.person_id] = holder.acting
    duty = on_duty(holdings, aways, day)
    if duty.person_id is not None:
        rights.setdefault(duty.person_id, True)
    return rights


def turning_days(holdings: Iterable[Holding], aways: Iterable[Away], since: date) -> list[date]:
    """Return `since` and every later day on which something begins or ends, in order."""
    days = {since}
    for holding in holdings:
        days.add(holding.starts)
        if holding.ends is not None:
            days.add(holding.ends)
    for away in aways:
        days.update((away.starts, away.ends))
    return sorted(day for day in days if day >= since)


def rights(holdings: Sequence[Holding], aways: Sequence[Away], since: date) -> list[Right]:
    """Return the rights that follow from the post from `since` on, as spans without gaps."""
    days = turning_days(holdings, aways, since)
    spans: list[Right] = []
    running: dict[tuple[int, bool], date] = {}
    for day in days:
        current = set(entitled(holdings, aways, day).items())
        ended = [key for key in running if key not in current]
        spans += [Right(key[0], running.pop(key), day, key[1]) for key in ended]
        for key in current:
            running.setdefault(key, day)
    spans += [Right(person, starts, None, acting) for (person, acting), starts in running.items()]
    return sorted(spans, key=lambda span: (span.starts, span.person_id, span.acting))


def check_no_circle(aways: Sequence[Away], added: Away) -> None:
    """Refuse an absence whose substitute would, some day of it, be represented by its person.

    Raises SubstitutionCircle with that day.
    """
    every = [*aways, added]
    for day in turning_days([], every, added.starts):
        if not added.on(day):
            continue
        absent = {away.person_id: away.substitute_id for away in every if away.on(day)}
        seen, person = {added.person_id}, added.substitute_id
        while person is not None and person not in seen:
            seen.add(person)
            person = absent.get(person)
        if person is not None:
            raise SubstitutionCircle(day=day.isoformat(), field="substitute")


def covers(holdings: Sequence[Holding], aways: Sequence[Away], person_id: int, away: Away) -> bool:
    """Tell whether the person holds or stands in for the post on some day of `away`."""
    days = [*turning_days(holdings, aways, away.starts), away.ends]
    return any(
        away.on(day) and person_id in on_duty(holdings, aways, day).chain
        for day, _next in pairwise(days)
    )
