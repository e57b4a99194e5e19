"""What everybody may read about the cases of a place. Source: [rule:small-numbers]."""

from collections import Counter
from dataclasses import dataclass
from datetime import date

from linli.apps.cases.models import Category
from linli.apps.cases.rules.call_counts import CallCount, CallRateName
from linli.apps.cases.rules.counts import Count, RateName, rate
from linli.apps.cases.rules.figures import PublicRate, public_count, public_rate
from linli.apps.cases.selectors import figures
from linli.apps.dashboards.rules.periods import Period, check_over
from linli.apps.dashboards.selectors.called import Called, called_bodies
from linli.apps.dashboards.selectors.overview import OUTCOMES, category_counts
from linli.apps.places.models import Place

PUBLIC_RATES = (
    RateName.CONTACTED_IN_TIME, RateName.CLOSED, RateName.CLOSED_IN_TIME, RateName.SOLVED,
    RateName.SATISFIED,
)  # fmt: skip


PUBLIC_CALLS = (
    CallCount.SENT, CallCount.ARRIVED_IN_TIME, CallCount.REFUSED, CallCount.RESULT_IN_TIME
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class PublicCalls:
    """How departments answered calls; those with fewer than five are put together.

    The numbers of a department are those of `PUBLIC_CALLS`, to the nearest five, None for fewer
    than five. With fewer than twenty calls departments are not told apart.
    """

    totals: list[tuple[CallCount, int | None]]
    rates: list[tuple[CallRateName, PublicRate]]
    bodies: list[tuple[str, list[int | None]]]
    other: list[int | None] | None

    @property
    def is_empty(self) -> bool:
        """Tell whether no count is large enough to be shown."""
        return all(number is None for _name, number in self.totals)


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """Counts to the nearest five, None for fewer than five; small categories are put together."""

    place: Place
    period: Period
    categories: list[tuple[Category, int]]
    other: int | None
    outcomes: list[tuple[Count, int | None]]
    rates: list[tuple[RateName, PublicRate]]
    called: PublicCalls

    @property
    def is_empty(self) -> bool:
        """Tell whether no count is large enough to be shown."""
        ended = any(number is not None for _name, number in self.outcomes)
        of_cases = self.categories or self.other or ended or self.rates
        return not of_cases and self.called.is_empty


def public_figures(place: Place, period: Period, *, today: date) -> PublicFigures:
    """Return the figures of a place for everybody, of a period that is over.

    A period that still runs would let anybody count along from day to day. Raises PeriodNotOver.
    """
    check_over(period, today)
    totals = figures.totals(place, period.first, period.last)
    rows = [(row, counts[Count.REPORTED]) for row, counts in category_counts(place, period)]
    shown = [(row, public_count(number)) for row, number in rows]
    small = sum(number for row, number in rows if public_count(number) is None)
    rates = [(name, public_rate(rate(name, totals))) for name in PUBLIC_RATES]
    return PublicFigures(
        place=place,
        period=period,
        categories=[(row, number) for row, number in shown if number is not None],
        other=public_count(small),
        outcomes=[(name, public_count(totals[name])) for name in OUTCOMES],
        rates=[(name, one) for name, one in rates if one is not None],
        called=_called(called_bodies(place, period)),
    )


def _called(found: Called) -> PublicCalls:
    shown = found.bodies if found.has_table else []
    small = [body for body in shown if public_count(body.counts[CallCount.SENT]) is None]
    rest: Counter[str] = Counter()
    for body in small:
        rest.update(body.counts)
    rates = [(name, public_rate(one)) for name, one in found.rates()]
    return PublicCalls(
        totals=[(name, public_count(found.totals[name])) for name in CallCount],
        rates=[(name, one) for name, one in rates if one is not None],
        bodies=[(body.name, _public(body.counts)) for body in shown if body not in small],
        other=_public(rest) if small else None,
    )


def _public(counts: Counter[str]) -> list[int | None]:
    return [public_count(counts[name]) for name in PUBLIC_CALLS]
