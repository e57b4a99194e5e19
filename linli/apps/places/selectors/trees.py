"""Reading the tree: one place, its way up, what is in it; now and as of a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.apps.places.models import FormerCode, Place, PlaceVersion, own_paths, sees
from linli.apps.places.rules import PlaceKind
from linli.apps.places.selectors.names import place_of_code, places_at
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import path_holes, path_values

CHILDREN_PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class PlaceOn:
    """A place with the name, code and parent it had on a day."""

    id: int
    kind: PlaceKind
    code: str
    name: str
    parent_id: int | None
    # The address of its page: the code it has now.
    page_code: str
    path: str
    has_children: bool = False


def get_place(actor: Actor, code: str) -> Place:
    """Return the place that has, or once had, this code; raises NotFound outside one's view."""
    place = place_of_code(code)
    if place is None:
        former = FormerCode.objects.filter(code=code).values("place_id")
        place = Place.objects.filter(pk__in=former).first()
    if place is None or not sees(actor, place):
        raise NotFound(kind="place")
    return place


def places_by_id(actor: Actor, place_ids: Iterable[int]) -> list[Place]:
    """Return the visible ones of these places, by code."""
    return list(Place.objects.visible_to(actor).filter(pk__in=list(place_ids)).order_by("code"))


def place_now(place: Place) -> PlaceOn:
    """Return the place as it stands, or as it stood last."""
    return PlaceOn(
        id=place.pk,
        kind=PlaceKind(place.kind),
        code=place.code,
        name=place.name,
        parent_id=place.parent_id,
        page_code=place.code,
        path=place.path,
    )


def place_on(place: Place, day: date) -> PlaceOn | None:
    """Return the place as it stood on `day`, None where it did not exist."""
    if day < place.valid_from or (place.valid_to and day >= place.valid_to):
        return None
    if day >= place.since:
        return place_now(place)
    version = place.versions.filter(valid_from__lte=day, valid_to__gt=day).first()
    return _of_version(version, place) if version else place_now(place)


def _of_version(version: PlaceVersion, place: Place) -> PlaceOn:
    return PlaceOn(
        id=place.pk,
        kind=PlaceKind(place.kind),
        code=version.code,
        name=version.name,
        parent_id=version.parent_id,
        page_code=place.code,
        path=place.path,
    )


def crumbs(place: Place) -> list[PlaceOn]:
    """Return the places above, the top first; their names are public."""
    return [place_now(one) for one in places_at(place.ancestor_paths)]


def crumbs_on(standing: PlaceOn, day: date) -> list[PlaceOn]:
    """Return the places above as they stood on `day`, the top first."""
    trail: list[PlaceOn] = []
    parent_id = standing.parent_id
    while parent_id is not None:
        above = place_on(Place.objects.get(pk=parent_id), day)
        if above is None:
            break
        trail.append(above)
        parent_id = above.parent_id
    return trail[::-1]


@dataclass(frozen=True, slots=True)
class Children:
    """A page of what hangs directly below a place; `after` is the code to go on from."""

    rows: list[PlaceOn]
    after: str


def children_of(
    actor: Actor,
    parent_id: int,
    *,
    day: date | None = None,
    after: str = "",
    size: int = CHILDREN_PER_PAGE,
) -> Children:
    """Return the visible places directly below one, by code; with `day` those of that day."""
    if day is None:
        paths = None if actor.is_system else own_paths(actor)
        listed = _children_now(None if paths is None else len(paths), size)
        found = listed.objects(parent=parent_id, after=after, **path_values(paths or ()))
        rows = [_with_children(place) for place in found]
    else:
        rows = _children_on(actor, parent_id, day, after, size)
    more = len(rows) > size
    return Children(rows=rows[:size], after=rows[size - 1].code if more else "")


@cache
def _children_now(paths: int | None, size: int) -> Prepared:
    def build() -> "QuerySet[Place]":
        rows = Place.objects.filter(
            parent=hole("parent", Place, "parent"),
            code__gt=hole("after", Place, "code"),
            valid_to=None,
        )
        if paths is not None:
            rows = rows.visible_at(path_holes(paths, Place, "path"))
        inside = Exists(Place.objects.filter(parent=OuterRef("pk"), valid_to=None))
        return rows.annotate(inside=inside).order_by("code")[: size + 1]

    return Prepared(build)


def _children_on(actor: Actor, parent_id: int, day: date, after: str, size: int) -> list[PlaceOn]:
    visible = Place.objects.visible_to(actor)
    current = visible.filter(parent_id=parent_id, code__gt=after).open_on(day)
    once_inside = PlaceVersion.objects.filter(parent=OuterRef("pk"))
    inside: Any = Exists(Place.objects.filter(parent=OuterRef("pk"))) | Exists(once_inside)
    current = current.filter(since__lte=day).annotate(inside=inside)
    rows = [_with_children(place) for place in current.order_by("code")[: size + 1]]
    former = _former_children(visible, parent_id, day, after, size)
    return sorted([*rows, *former], key=lambda row: row.code)


def _with_children(place: Any) -> PlaceOn:
    return replace(place_now(place), has_children=place.inside)


def _former_children(
    visible: "QuerySet[Place]", parent_id: int, day: date, after: str, size: int
) -> list[PlaceOn]:
    versions = (
        PlaceVersion.objects.filter(parent_id=parent_id, code__gt=after)
        .filter(valid_from__lte=day, valid_to__gt=day, place__in=visible)
        .select_related("place")
        .order_by("code")
    )
    once_inside = PlaceVersion.objects.filter(parent=OuterRef("place"))
    now_inside = Place.objects.filter(parent=OuterRef("place"))
    versions = versions.annotate(inside=Exists(once_inside) | Exists(now_inside))
    return [
        replace(_of_version(version, version.place), has_children=version.inside)
        for version in versions[: size + 1]
    ]


def counts_below(paths: Sequence[str], actor: Actor) -> dict[PlaceKind, int]:
    """Return how many open places of each kind lie below `paths`, in the order of the levels."""
    own = None if actor.is_system else own_paths(actor)
    counted = _kinds_below(len(paths), None if own is None else len(own))
    below = {f"below{number}": path for number, path in enumerate(paths)}
    found: dict[Any, Any] = dict(counted.rows(**below, **path_values(own or ())))
    return {kind: found[kind] for kind in PlaceKind if found.get(kind)}


@cache
def _kinds_below(paths: int, own: int | None) -> Prepared:
    def build() -> "QuerySet[Place, Any]":
        below = [hole(f"below{number}", Place, "path") for number in range(paths)]
        rows = Place.objects.under(*below).exclude(path__in=below).filter(valid_to=None)
        if own is not None:
            rows = rows.visible_at(path_holes(own, Place, "path"))
        return rows.values_list("kind").annotate(Count("pk")).order_by()

    return Prepared(build)


def starting_places(actor: Actor) -> list[PlaceOn]:
    """Return where this actor's tree begins: the places of their posts, else the top."""
    posts = [path for path in actor.paths({grant.role for grant in actor.grants}) if path]
    own = Place.objects.filter(path__in=posts).order_by("path")
    top = Place.objects.filter(parent=None)
    inside = Exists(Place.objects.filter(parent=OuterRef("pk"), valid_to=None))
    return [_with_children(place) for place in (own if posts else top).annotate(inside=inside)]


def mergeable_places(actor: Actor, place: Place) -> list[PlaceOn]:
    """Return the open places beside `place` with which it may merge."""
    kinds = (PlaceKind.COMMUNITY, PlaceKind.VILLAGE)
    beside = Q(kind__in=kinds) if place.kind in kinds else Q(kind=place.kind)
    rows = Place.objects.visible_to(actor).filter(beside, parent=place.parent_id, valid_to=None)
    return [place_now(one) for one in rows.exclude(pk=place.pk).order_by("code")]
