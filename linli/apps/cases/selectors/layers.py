"""The layer of the building picture that cases know: what was open in which dwelling on a day."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import date, timedelta

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.models import Case
from linli.apps.cases.models.indexes import HURRIED
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.apps.places.rules import UnitKind
from linli.apps.places.rules.layers import Layer, Mark, reached_by, works_around
from linli.apps.places.selectors import paths_of_units
from linli.core.access import Actor
from linli.kit.days import day_start

_ANY = pgettext_lazy("sign: a number of cases", "1+")
_OPEN, _HURRIED = _("Open cases"), _("Open cases, one of them urgent")
_NONE = Mark("plain", pgettext_lazy("sign: no open case", "–"), _("No open case"))


def _cases(actor: Actor, unit_ids: Sequence[int], day: date) -> Mapping[int, Mark]:
    """Return how many cases were open in each unit at the end of the day.

    Only the rights of a post at the place count here: whoever has a task in one dwelling sees its
    case on their list, and whoever reported one sees it among their reports.
    """
    units = reached_by(actor, STAFF_VIEWERS, paths_of_units(unit_ids, kinds=frozenset(UnitKind)))
    over = day_start(day + timedelta(days=1))
    rows = Case.objects.filter(
        Q(closed_at__isnull=True) | Q(closed_at__gte=over), unit__in=units, reported_at__lt=over
    )
    numbers: Counter[int] = Counter()
    levels: dict[int, set[str]] = defaultdict(set)
    for unit, level in rows.values_list("unit_id", "level"):
        numbers[unit] += 1
        levels[unit].add(level)
    return {unit: _mark(numbers[unit], levels[unit]) for unit in units}


def _mark(number: int, levels: set[str]) -> Mark:
    if not number:
        return _NONE
    if levels & set(HURRIED):
        return Mark("danger", f"{number}!", _HURRIED)
    return Mark("warn", str(number), _OPEN)


OPEN_CASES = Layer(
    "cases",
    _OPEN,
    (Mark("danger", "!", _HURRIED), Mark("warn", _ANY, _OPEN), _NONE),
    _cases,
    lambda actor, path: works_around(actor, STAFF_VIEWERS, path),
    note=_(
        "The sign is the number of cases reported from the dwelling. What concerns the stairs or "
        "the whole building stands in the list of cases."
    ),
)
