"""Words for kinds, and the lines of a timeline."""

from django import template
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from linli.apps.places.labels import HAPPENINGS, PLACE_KINDS, TOWNSHIP_CLASSES, UNIT_KINDS
from linli.apps.places.rules import Happening, PlaceKind, UnitKind
from linli.apps.places.rules.codes import township_class
from linli.apps.places.selectors import PlaceOn, TimelineEntry
from linli.core.arithmetic import AreaCm

register = template.Library()


@register.filter
def place_kind(kind: str) -> str:
    """Return the word for a kind of place."""
    return str(PLACE_KINDS[PlaceKind(kind)])


@register.filter
def kind_words(place: PlaceOn) -> str:
    """Return the word for what a place is; for a township what its code says it is."""
    found = township_class(place.code) if place.kind is PlaceKind.TOWNSHIP else None
    return str(TOWNSHIP_CLASSES[found]) if found else place_kind(place.kind)


@register.filter
def unit_kind(kind: str) -> str:
    """Return the word for a kind of unit."""
    return str(UNIT_KINDS[UnitKind(kind)])


@register.filter
def square_metres(area: AreaCm | None) -> str:
    """Return an area with its unit, or that it is unknown."""
    return _("unknown") if area is None else f"{area} m²"


@register.filter
def told(entries: list[TimelineEntry]) -> list[dict[str, str]]:
    """Return the lines of a timeline as the shared history partial wants them."""
    return [
        {"when": date_format(entry.day, "Y-m-d"), "what": _sentence(entry)} for entry in entries
    ]


def _sentence(entry: TimelineEntry) -> str:
    before, after = entry.before, entry.after
    if entry.what is Happening.OTHER_KIND:
        before, after = unit_kind(before), unit_kind(after)
    nothing = _("unknown")
    facts = {"before": before or nothing, "after": after or nothing}
    return str(HAPPENINGS[entry.what]) % facts
