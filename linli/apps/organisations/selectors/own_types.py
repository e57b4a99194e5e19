"""Types of bodies that places set up for themselves: which, where they may be used, their names."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db.models import Q

from linli.apps.organisations.labels import BODY_TYPES
from linli.apps.organisations.models import Body, LocalRule, OwnType
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import ancestors
from linli.kit.scoped import under


def own_types_seen(actor: Actor, roles: frozenset[str], day: date) -> list[OwnType]:
    """Return the types in force on a day or later, of places at, above or below one's own."""
    rows = OwnType.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    if not actor.is_system:
        paths = actor.paths(roles)
        above = sorted({up for path in paths for up in ancestors(path)})
        rows = rows.filter(under(paths) | Q(scope_path__in=above))
    return list(rows.select_related("place").order_by("scope_path", "name", "pk"))


def own_types_for(place: Place, day: date) -> list[OwnType]:
    """Return the types of which a body may be set up on a place on a day."""
    line = [*ancestors(place.path), place.path]
    rows = OwnType.objects.on(day).filter(scope_path__in=line).order_by("name", "pk")
    return [row for row in rows if PlaceKind(place.kind) in row.shape.places]


def own_type_named(path: str, name: str) -> OwnType | None:
    """Return the type of that name in use at, above or below a place, the nearest above first."""
    line = [*ancestors(path), path]
    rows = OwnType.objects.filter(Q(scope_path__in=line) | under([path]), name=name, valid_to=None)
    return rows.order_by("-scope_path", "pk").first()


def own_types_below(path: str, day: date) -> Iterator[OwnType]:
    """Yield the types of the places at or below a path that are in force on a day or later."""
    rows = OwnType.objects.under(path).filter(Q(valid_to=None) | Q(valid_to__gt=day))
    yield from rows.select_related("place").order_by("scope_path", "name", "pk").iterator(500)


def get_own_type(type_id: int) -> OwnType:
    """Return a type; raises NotFound."""
    row = OwnType.objects.select_related("place").filter(pk=type_id).first()
    if row is None:
        raise NotFound(kind="own_type")
    return row


def own_type_there(**said: object) -> bool:
    """Tell whether just this type is entered already."""
    return OwnType.objects.filter(**said).exists()


def type_words(bodies: Iterable[Body]) -> dict[int, str]:
    """Return body → the words for its type; one query where some are of own types, else none."""
    found = list(bodies)
    wanted = {body.own_type_id for body in found if body.own_type_id is not None}
    names = dict(OwnType.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}
    return {
        body.pk: names.get(body.own_type_id or 0) or str(BODY_TYPES[body.type]) for body in found
    }


def rule_words(row: LocalRule) -> str:
    """Return the words for the type of body that an entered rule speaks of."""
    return row.own_type.name if row.own_type else str(BODY_TYPES[row.body_type])
