"""What everybody may read about the cases of a place. Source: [rule:small-numbers]."""

from dataclasses import dataclass
from datetime import date

from linli.apps.cases.models import Category
from linli.apps.cases.rules.counts import Count, RateName, rate
from linli.apps.cases.rules.figures import PublicRate, public_count, public_rate
from linli.apps.cases.selectors import figures
from linli.apps.dashboards.rules.periods import Period, check_over
from linli.apps.dashboards.selectors.overview import OUTCOMES, category_counts
from linli.apps.places.models import Place

PUBLIC_RATES = (RateName.CLOSED, RateName.CLOSED_IN_TIME, RateName.SOLVED, RateName.SATISFIED)


@dataclass(frozen=True, slots=True)
class PublicFigures:
    """Counts to the nearest five, None for fewer than five; small categories are put together."""

    place: Place
    period: Period
    categories: list[tuple[Category, int]]
    other: int | None
    outcomes: list[tuple[Count, int | None]]
    rates: list[tuple[RateName, PublicRate]]

    @property
    def is_empty(self) -> bool:
        """Tell whether no count is large enough to be shown."""
        ended = any(number is not None for _name, number in self.outcomes)
        return not (self.categories or self.other or ended or self.rates)


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
    )
