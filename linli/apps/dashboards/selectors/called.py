"""How departments answered the calls of a place: the other side of the same page.

Source: [rule:call-figures].
"""

from collections import Counter
from dataclasses import dataclass

from linli.apps.cases.rules.call_counts import CallCount, CallRateName, call_rate
from linli.apps.cases.rules.figures import Rate, breaks_down
from linli.apps.cases.selectors.call_figures import by_body
from linli.apps.cases.selectors.figures import level_of
from linli.apps.cases.selectors.rows import body_names
from linli.apps.dashboards.rules.periods import Period
from linli.apps.places.models import Place


@dataclass(frozen=True, slots=True)
class CalledBody:
    """One department and the counts of the calls to it."""

    body_id: int
    name: str
    counts: Counter[str]

    def rates(self) -> list[tuple[CallRateName, Rate]]:
        """Return its indicators in their order."""
        return call_rates(self.counts)


@dataclass(frozen=True, slots=True)
class Called:
    """The calls of a place in a period: of all departments, and of each in the order of names."""

    totals: Counter[str]
    bodies: list[CalledBody]

    @property
    def has_table(self) -> bool:
        """Tell whether there are enough calls for a table by department."""
        return breaks_down(self.totals[CallCount.SENT], self.totals[CallCount.DUE])

    def rates(self) -> list[tuple[CallRateName, Rate]]:
        """Return the indicators of all departments together, in their order."""
        return call_rates(self.totals)


def call_rates(counts: Counter[str]) -> list[tuple[CallRateName, Rate]]:
    """Return the indicators of calls from counts."""
    return [(name, call_rate(name, counts)) for name in CallRateName]


def called_bodies(place: Place, period: Period) -> Called:
    """Return the calls of a place; periods begin and end with a month."""
    counts = by_body(
        place.pk, level_of(place), period.first.replace(day=1), period.last.replace(day=1)
    )
    found = {body: +one for body, one in counts.items() if +one}
    names = body_names(found)
    totals: Counter[str] = Counter()
    for one in found.values():
        totals.update(one)
    ordered = sorted(found, key=lambda body: (names[body], body))
    return Called(totals, [CalledBody(body, names[body], found[body]) for body in ordered])
