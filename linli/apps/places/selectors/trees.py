"""Reading the tree: one place, its way up, what is in it; now and as of a day."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from linli.apps.places.models import FormerCode, Place, PlaceVersion
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.errors import NotFound

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
    place = Place.objects.visible_to(actor).filter(code=code).first()
    if place is None:
        former = FormerCode.objects.filter(code=code).values("place_id")
        place = Place.objects.visible_to(actor).filter(pk__in=former).first()
    if place is None:
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
    above = Place.objects.filter(path__in=place.ancestor_paths).order_by("path")
    return [place_now(one) for one in above]


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
    visible = Place.objects.visible_to(actor)
    current = visible.filter(parent_id=parent_id, code__gt=after)
    if day is None:
        current = current.filter(valid_to=None)
    else:
        current = current.open_on(day).filter(since__lte=day)
    inside: Any = Exists(Place.objects.filter(parent=OuterRef("pk"), valid_to=None))
    if day is not None:
        once_inside = PlaceVersion.objects.filter(parent=OuterRef("pk"))
        inside = Exists(Place.objects.filter(parent=OuterRef("pk"))) | Exists(once_inside)
    current = current.annotate(inside=inside)
    rows = [_with_children(place) for place in current.order_by("code")[: size + 1]]
    if day is not None:
        former = _former_children(visible, parent_id, day, after, size)
        rows = sorted([*rows, *former], key=lambda row: row.code)
    more = len(rows) > size
    return Children(rows=rows[:size], after=rows[size - 1].code if more else "")


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
    below = Place.objects.visible_to(actor).under(*paths).exclude(path__in=paths)
    found = dict(below.filter(valid_to=None).values_list("kind").annotate(Count("pk")).order_by())
    return {kind: found[kind] for kind in PlaceKind if found.get(kind)}


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
