"""Renaming, recoding, moving, merging, splitting and ending places.

Acts that take other rows along exclude one another: each first locks the country, the one row
above all. Additions lock only the place they add to and go on beside them.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from linli.apps.places import permissions
from linli.apps.places.models import Place, Succession, Unit
from linli.apps.places.rules import DIVISIONS, PlaceKind, SuccessionKind
from linli.apps.places.rules.codes import check_code, check_kind, is_official
from linli.apps.places.rules.dates import check_day
from linli.apps.places.rules.errors import (
    MovesIntoItself,
    NotAlike,
    NothingChanges,
    NotInPlace,
    NumberTaken,
    PlaceEnded,
    PlaceInUse,
    SplitIncomplete,
)
from linli.apps.places.rules.names import place_name
from linli.apps.places.selectors.attachments import Relocation
from linli.apps.places.services.acts import Act, locked_place, locked_places
from linli.apps.places.services.endings import Ended, Ending, conclude
from linli.apps.places.services.paths import hand_over, move_paths, move_unit_paths
from linli.apps.places.services.search import index_places
from linli.core.access import Actor, Grant, require
from linli.core.tree import child_path, is_within

_ALIKE = frozenset({PlaceKind.COMMUNITY, PlaceKind.VILLAGE})


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a split: a new place and which children and units go to it."""

    name: str
    code: str = ""
    place_ids: tuple[int, ...] = ()
    unit_ids: tuple[int, ...] = ()


def lock_reshaping() -> None:
    """Let no other act that takes rows along begin before this one is done."""
    Place.objects.select_for_update().filter(kind=PlaceKind.COUNTRY).first()


@transaction.atomic
def rename_place(
    *, actor: Actor, place_id: int, name: str, on: date | None = None, now: datetime
) -> Place:
    """Give a place another name from the day `on` (更名)."""
    place = locked_place(place_id)
    decision = require(permissions.can_change_place(actor, place))
    act = Act(actor=actor, on=on, now=now)
    act.change_place(place, name=place_name(name))
    index_places([place])
    act.record("place.renamed", place, grant=decision.grant)
    return place


@transaction.atomic
def recode_place(
    *, actor: Actor, place_id: int, code: str, on: date | None = None, now: datetime
) -> Place:
    """Give a division its new official code; divisions below that share its digits follow."""
    lock_reshaping()
    place = locked_place(place_id)
    decision = require(permissions.can_change_place(actor, place))
    act = Act(actor=actor, on=on, now=now)
    _recode(act, place, code)
    act.record("place.recoded", place, grant=decision.grant)
    return place


def _recode(act: Act, place: Place, code: str) -> None:
    if not (is_official(PlaceKind(place.kind)) and place.parent):
        raise NothingChanges(name=place.name)
    check_code(code, PlaceKind(place.kind), place.parent.code)
    old = place.code
    act.change_place(place, code=code)
    below = Place.objects.select_for_update().under(place.path).filter(kind__in=DIVISIONS)
    for division in below.filter(valid_to=None).exclude(pk=place.pk).order_by("path"):
        if division.code.startswith(old):
            act.change_place(division, code=code + division.code[len(old) :])


@transaction.atomic
def move_place(
    *,
    actor: Actor,
    place_id: int,
    parent_id: int,
    code: str = "",
    on: date | None = None,
    now: datetime,
) -> Place:
    """Hang a place, with all below it, under another parent from the day `on` (划转).

    A division may get its new official `code` at once; without one it keeps the old, as lists
    often follow a year later.
    """
    lock_reshaping()
    place, parent = locked_places([place_id, parent_id])
    decision = require(permissions.can_change_place(actor, place))
    require(permissions.can_add_place(actor, parent, PlaceKind(place.kind)))
    act = Act(actor=actor, on=on, now=now)
    _move(act, place, parent)
    if code:
        place.parent = parent
        _recode(act, place, code)
    act.record("place.moved", place, grant=decision.grant)
    return place


def _move(act: Act, place: Place, parent: Place) -> None:
    """Move a locked place below a locked parent."""
    if is_within(parent.path, place.path):
        raise MovesIntoItself(name=place.name, field="parent")
    check_kind(PlaceKind(place.kind), PlaceKind(parent.kind))
    if not parent.is_open:
        raise PlaceEnded(name=parent.name)
    check_day(act.on, today=act.today, earliest=parent.valid_from)
    act.change_place(place, parent_id=parent.pk)
    parent.last_step += 1
    parent.save(update_fields=["last_step"])
    old, new = place.path, child_path(parent.path, parent.last_step)
    move_paths(old, new, actor=act.actor, now=act.now)
    act.relocations.append(Relocation(old, new))
    place.path = new


@transaction.atomic
def merge_places(
    *,
    actor: Actor,
    source_ids: Sequence[int],
    target_id: int,
    on: date | None = None,
    now: datetime,
) -> Place:
    """Let places of one kind go up in another and end on the day `on`; all in them moves (合并)."""
    lock_reshaping()
    target, *sources = locked_places([target_id, *dict.fromkeys(source_ids)])
    decision = require(permissions.can_change_place(actor, target))
    for source in sources:
        require(permissions.can_change_place(actor, source))
    act = Act(actor=actor, on=on, now=now)
    _merge(act, sources, target, decision.grant)
    return target


@transaction.atomic
def merge_into_new_place(
    *,
    actor: Actor,
    source_ids: Sequence[int],
    parent_id: int,
    kind: PlaceKind,
    name: str,
    code: str = "",
    on: date | None = None,
    now: datetime,
) -> Place:
    """Let places of one kind go up in a new one that begins on the day they end (合并新设)."""
    lock_reshaping()
    parent, *sources = locked_places([parent_id, *dict.fromkeys(source_ids)])
    decision = require(permissions.can_add_place(actor, parent, kind))
    for source in sources:
        require(permissions.can_change_place(actor, source))
    act = Act(actor=actor, on=on, now=now)
    target = act.add_place(parent, kind, name, code)
    _merge(act, sources, target, decision.grant)
    return target


def _merge(act: Act, sources: Sequence[Place], target: Place, grant: Grant | None) -> None:
    if not sources:
        raise NothingChanges(name=target.name)
    for source in sources:
        alike = source.kind == target.kind or {source.kind, target.kind} <= _ALIKE
        if not alike or is_within(target.path, source.path):
            raise NotAlike(name=source.name, target=target.name)
        act.check_place(source)
        _move_contents(act, source, target, _open_children(source), _open_units(source))
        _follow(act, source, target, SuccessionKind.MERGE)
        _hand_over(act, source, target)
        act.end_place(source)
    successions = [[source.pk, target.pk] for source in sources]
    act.record("place.merged", target, grant=grant, successions=successions)
    conclude(Ending(act.on, places=tuple(sources), heir=target), actor=act.actor, now=act.now)


@transaction.atomic
def split_place(
    *,
    actor: Actor,
    place_id: int,
    parts: Sequence[Part],
    ends: bool,
    on: date | None = None,
    now: datetime,
) -> list[Place]:
    """Take new places out of one (拆分); with `ends` nothing of it is left.

    Each part gets the children and units named in it. When the place ends, every one of them must
    have gone somewhere, and what hangs on the place itself goes to the first part.
    """
    lock_reshaping()
    place = locked_place(place_id)
    decision = require(permissions.can_change_place(actor, place))
    act = Act(actor=actor, on=on, now=now)
    act.check_place(place)
    parent = locked_place(place.parent_id or 0)
    if len(parts) < (2 if ends else 1):
        raise SplitIncomplete(name=place.name, left=0)
    new = [_split_off(act, place, parent, part) for part in parts]
    if ends:
        left = _open_children(place).count() + _open_units(place).count()
        if left:
            raise SplitIncomplete(name=place.name, left=left)
        _hand_over(act, place, new[0])
        act.end_place(place)
    act.record(
        "place.split",
        place,
        grant=decision.grant,
        successions=[[place.pk, part.pk] for part in new],
    )
    if ends:
        conclude(Ending(act.on, places=(place,), heir=new[0]), actor=actor, now=now)
    return new


def _split_off(act: Act, place: Place, parent: Place, part: Part) -> Place:
    new = act.add_place(parent, PlaceKind(place.kind), part.name, part.code)
    children = _open_children(place).filter(pk__in=part.place_ids)
    units = _open_units(place).filter(pk__in=part.unit_ids)
    if (children.count(), units.count()) != (len(set(part.place_ids)), len(set(part.unit_ids))):
        raise NotInPlace(name=place.name)
    _move_contents(act, place, new, children, units)
    _follow(act, place, new, SuccessionKind.SPLIT)
    return new


def _open_children(place: Place) -> "QuerySet[Place]":
    return Place.objects.select_for_update().filter(parent=place, valid_to=None).order_by("pk")


def _open_units(place: Place) -> "QuerySet[Unit]":
    return Unit.objects.select_for_update().filter(place=place, valid_to=None).order_by("pk")


def _move_contents(
    act: Act, source: Place, target: Place, children: Iterable[Place], units: Iterable[Unit]
) -> None:
    check_day(act.on, today=act.today, earliest=target.valid_from)
    for child in children:
        _move(act, child, target)
    moved = list(units)
    taken = set(_open_units(target).values_list("kind", "number"))
    for unit in moved:
        if (unit.kind, unit.number) in taken:
            raise NumberTaken(number=unit.number)
        act.change_unit(unit, place_id=target.pk)
    if moved:
        move_unit_paths([unit.pk for unit in moved], source, target)
        act.relocations.append(Relocation(source.path, target.path))


def _hand_over(act: Act, source: Place, target: Place) -> None:
    hand_over(source, target)
    act.relocations.append(Relocation(source.path, target.path, hands_over=True))


def _follow(act: Act, source: Place, target: Place, kind: SuccessionKind) -> None:
    Succession.objects.create(from_place=source, to_place=target, kind=kind, date=act.on)


@transaction.atomic
def end_place(*, actor: Actor, place_id: int, on: date | None = None, now: datetime) -> Ended:
    """Let an empty place exist no longer from the day `on` (撤销)."""
    lock_reshaping()
    place = locked_place(place_id)
    decision = require(permissions.can_change_place(actor, place))
    act = Act(actor=actor, on=on, now=now)
    if _open_children(place).exists() or _open_units(place).exists():
        raise PlaceInUse(name=place.name)
    act.end_place(place)
    act.record("place.ended", place, grant=decision.grant)
    return conclude(Ending(act.on, places=(place,)), actor=actor, now=now)


@transaction.atomic
def demolish_place(*, actor: Actor, place_id: int, on: date | None = None, now: datetime) -> Ended:
    """Let a place and everything in it exist no longer from the day `on` (拆除、整体撤销)."""
    lock_reshaping()
    place = locked_place(place_id)
    decision = require(permissions.can_change_place(actor, place))
    act = Act(actor=actor, on=on, now=now)
    below = Place.objects.select_for_update().under(place.path).filter(valid_to=None)
    places = list(below.order_by("-path"))  # the lowest first: nothing ends around what stands
    units = []
    for one in places:
        for unit in _open_units(one):
            act.end_unit(unit)
            units.append(unit)
        act.end_place(one)
    place.valid_to = act.on
    act.record("place.ended", place, grant=decision.grant)
    ending = Ending(act.on, units=tuple(units), places=tuple(places))
    return conclude(ending, actor=actor, now=now)
