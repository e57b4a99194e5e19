"""Layers of the building picture that the register of people knows: households, handover, letting.

They tell of dwellings, never of persons, and only to whoever reads the register there.
Source: [rule:picture-layers].
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.accounts.rules import REGISTER_READERS
from linli.apps.people.models import Holding, Household
from linli.apps.people.rules.kinds import OWNING, Tenure
from linli.apps.places.rules import UnitKind
from linli.apps.places.rules.layers import Layer, Mark, reached_by, works_around
from linli.apps.places.selectors import paths_of_units
from linli.core.access import Actor
from linli.kit.dated import in_force

_HOMES = frozenset({UnitKind.DWELLING})
_HELD = frozenset({UnitKind.DWELLING, UnitKind.SHOP, UnitKind.OTHER})

_KNOWN = Mark("ok", pgettext_lazy("sign: a household is entered", "✓"), _("Household entered"))
_SEVERAL = Mark("info", pgettext_lazy("sign: several households", "++"), _("Several households"))
_UNKNOWN = Mark("warn", pgettext_lazy("sign: no household is entered", "?"),
                _("No household entered"))  # fmt: skip

_HANDED_OVER = Mark("ok", pgettext_lazy("sign: handed over", "✓"), _("Handed over"))
_NOT_HANDED_OVER = Mark("warn", pgettext_lazy("sign: sold, not handed over", "N"),
                        _("Sold, not yet handed over"))  # fmt: skip
_UNSOLD = Mark("muted", pgettext_lazy("sign: unsold", "U"), _("Unsold, with the developer"))
_NO_OWNER = Mark("plain", pgettext_lazy("sign: no owner is entered", "?"), _("No owner entered"))

_LET = Mark("info", pgettext_lazy("sign: let", "T"), _("Let: a tenant is entered"))
_NOT_LET = Mark("ok", pgettext_lazy("sign: not let", "O"), _("Owner entered, no tenant"))
_NOBODY = Mark("plain", pgettext_lazy("sign: neither owner nor tenant is entered", "?"),
               _("Neither owner nor tenant entered"))  # fmt: skip


def _reached(actor: Actor, unit_ids: Sequence[int], kinds: Collection[UnitKind]) -> set[int]:
    """Return the units of these kinds about which the actor may read the register."""
    return reached_by(actor, REGISTER_READERS, paths_of_units(unit_ids, kinds=kinds))


def _households(actor: Actor, unit_ids: Sequence[int], day: date) -> Mapping[int, Mark]:
    units = _reached(actor, unit_ids, _HOMES)
    found = list(
        Household.objects.filter(in_force(day), unit__in=units).values_list("unit_id", flat=True)
    )
    marks = (_UNKNOWN, _KNOWN, _SEVERAL)
    return {unit: marks[min(2, found.count(unit))] for unit in units}


def _tenures(actor: Actor, unit_ids: Sequence[int], day: date) -> Iterator[tuple[int, set[str]]]:
    """Yield each unit about which the actor may read, with how it is held on the day."""
    units = _reached(actor, unit_ids, _HELD)
    held: dict[int, set[str]] = {unit: set() for unit in units}
    rows: QuerySet[Holding, tuple[int, str]] = Holding.objects.filter(
        in_force(day), unit__in=units
    ).values_list("unit_id", "tenure")
    for unit, tenure in rows:
        held[unit].add(tenure)
    yield from held.items()


def _handover(actor: Actor, unit_ids: Sequence[int], day: date) -> Mapping[int, Mark]:
    def mark(tenures: set[str]) -> Mark:
        if Tenure.UNDELIVERED in tenures:
            return _NOT_HANDED_OVER
        if Tenure.UNSOLD in tenures:
            return _UNSOLD
        return _HANDED_OVER if tenures & OWNING else _NO_OWNER

    return {unit: mark(tenures) for unit, tenures in _tenures(actor, unit_ids, day)}


def _letting(actor: Actor, unit_ids: Sequence[int], day: date) -> Mapping[int, Mark]:
    def mark(tenures: set[str]) -> Mark:
        if Tenure.TENANT in tenures:
            return _LET
        return _NOT_LET if tenures else _NOBODY

    return {unit: mark(tenures) for unit, tenures in _tenures(actor, unit_ids, day)}


def _reads_around(actor: Actor, path: str) -> bool:
    return works_around(actor, REGISTER_READERS, path)


LAYERS = (
    Layer(
        "households",
        pgettext_lazy("layer", "Households"),
        (_KNOWN, _SEVERAL, _UNKNOWN),
        _households,
        _reads_around,
        note=_("Whether a household is entered in the register; an empty home looks the same as "
               "one where nobody has asked yet."),
    ),
    Layer(
        "handover",
        _("Handover"),
        (_HANDED_OVER, _NOT_HANDED_OVER, _UNSOLD, _NO_OWNER),
        _handover,
        _reads_around,
    ),
    Layer(
        "letting",
        _("Owners and tenants"),
        (_NOT_LET, _LET, _NOBODY),
        _letting,
        _reads_around,
    ),
)  # fmt: skip
