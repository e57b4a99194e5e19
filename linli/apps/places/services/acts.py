"""Writing places and units: rows, their former versions, the search table and the trail at once.

An `Act` is one change of the tree on one day. Services ask it to add, change and end; it keeps
what was as a version, remembers every single write, and at the end puts them all into one row of
the trail. `rules.replay` reads those rows back.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Max

from linli.apps.audit import services as audit
from linli.apps.places.models import (
    PLACE_SEARCH,
    FormerCode,
    Place,
    PlaceEnding,
    PlaceVersion,
    Unit,
    UnitEnding,
    UnitVersion,
)
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.codes import CodeUsed, check_code, check_kind, is_official, own_code
from linli.apps.places.rules.dates import check_day
from linli.apps.places.rules.errors import NothingChanges, PlaceEnded, UnitEnded
from linli.apps.places.rules.names import place_name
from linli.apps.places.selectors.attachments import Relocation
from linli.apps.places.services.paths import settle
from linli.apps.places.services.search import index_places
from linli.core.access import Actor, Grant
from linli.core.errors import NotFound
from linli.core.tree import child_path
from linli.kit.days import local_day

_PLACE_FIELDS = ("name", "code", "parent_id")
_UNIT_FIELDS = ("place_id", "kind", "number", "floor", "area_cm")


def locked_places(place_ids: Iterable[int]) -> list[Place]:
    """Lock places in key order and return them in the order asked for; raises NotFound."""
    wanted = list(place_ids)
    found = {
        place.pk: place
        for place in Place.objects.select_for_update().filter(pk__in=wanted).order_by("pk")
    }
    if len(found) != len(set(wanted)):
        raise NotFound(kind="place")
    return [found[place_id] for place_id in wanted]


def locked_place(place_id: int) -> Place:
    """Lock one place and return it; raises NotFound.

    Whoever copies the path of a place locks it first: a move then waits, and takes the copy along.
    """
    return locked_places([place_id])[0]


class Act:
    """One change of the tree on the day `on`."""

    def __init__(self, *, actor: Actor, on: date | None, now: datetime) -> None:
        self.actor = actor
        self.today = local_day(now)
        self.on = on or self.today
        self.now = now
        self.added: list[Place] = []
        self.relocations: list[Relocation] = []
        self._facts: dict[str, list[object]] = {}
        check_day(self.on, today=self.today)

    def check_place(self, place: Place) -> None:
        """Check that `place` exists and that its history allows a change on this day.

        Raises PlaceEnded, DayTooEarly.
        """
        if not place.is_open:
            raise PlaceEnded(name=place.name)
        check_day(self.on, today=self.today, earliest=place.since)

    def add_place(self, parent: Place | None, kind: PlaceKind, name: str, code: str = "") -> Place:
        """Add a place below `parent`, which is locked; official kinds need their code."""
        check_kind(kind, PlaceKind(parent.kind) if parent else None)
        if parent:
            if not parent.is_open:
                raise PlaceEnded(name=parent.name)
            check_day(self.on, today=self.today, earliest=parent.valid_from)
            parent.last_step += 1
            parent.save(update_fields=["last_step"])
            if is_official(kind):
                check_code(code, kind, parent.code)
            else:
                code = own_code(kind, parent.code, parent.last_step)
        self._check_code_free(code)
        place = Place.objects.create(
            parent=parent,
            path=child_path(parent.path, parent.last_step) if parent else child_path("", 1),
            kind=kind,
            code=code,
            name=place_name(name),
            valid_from=self.on,
            since=self.on,
        )
        # Asked again behind the unique row: a code freed meanwhile by another act is visible now.
        self._check_code_free(code, except_id=place.pk)
        self.added.append(place)
        parent_id = parent.pk if parent else None
        self._note("places_added", [place.pk, parent_id, place.kind, place.code, place.name])
        return place

    @staticmethod
    def _check_code_free(code: str, except_id: int = 0) -> None:
        used = Place.objects.filter(code=code).exclude(pk=except_id).exists()
        if used or FormerCode.objects.filter(code=code).exclude(place_id=except_id).exists():
            raise CodeUsed(given=code, field="code")

    def change_place(self, place: Place, **values: Any) -> None:
        """Give a locked place a new name, code or parent from this day on.

        Raises NothingChanges when all values are those it has.
        """
        self.check_place(place)
        changed = {name: new for name, new in values.items() if getattr(place, name) != new}
        if not changed:
            raise NothingChanges(name=place.name)
        if "code" in changed:
            self._check_code_free(changed["code"], except_id=place.pk)
            FormerCode.objects.get_or_create(code=place.code, defaults={"place": place})
        if self.on > place.since:
            PlaceVersion.objects.create(
                place=place,
                **{name: getattr(place, name) for name in _PLACE_FIELDS},
                valid_from=place.since,
                valid_to=self.on,
            )
        before = {name: getattr(place, name) for name in changed}
        self._set(place, since=self.on, **changed)
        self._note("places_changed", {"id": place.pk, "was": before, "is": changed})

    def end_place(self, place: Place) -> None:
        """Let a locked place exist no longer from this day on."""
        self.check_place(place)
        check_day(self.on, today=self.today, earliest=_earliest_end(place))
        self._set(place, valid_to=self.on)
        self._note("places_ended", place.pk)

    def add_units(self, units: list[Unit]) -> None:
        """Add units; their places are locked and their numbers and codes are free."""
        for unit in units:
            unit.valid_from = unit.since = self.on
        for unit in Unit.objects.bulk_create(units, batch_size=500):
            fields = [unit.pk, unit.place_id, unit.kind, unit.code, unit.number]
            self._note("units_added", [*fields, unit.floor, unit.area_cm])

    def check_unit(self, unit: Unit) -> None:
        """Check that `unit` exists and that its history allows a change on this day."""
        if not unit.is_open:
            raise UnitEnded(number=unit.number)
        check_day(self.on, today=self.today, earliest=unit.since)

    def change_unit(self, unit: Unit, **values: Any) -> None:
        """Give a locked unit new values from this day on; raises NothingChanges."""
        self.check_unit(unit)
        changed = {name: new for name, new in values.items() if getattr(unit, name) != new}
        if not changed:
            raise NothingChanges(name=unit.number)
        if self.on > unit.since:
            UnitVersion.objects.create(
                unit=unit,
                **{name: getattr(unit, name) for name in _UNIT_FIELDS},
                valid_from=unit.since,
                valid_to=self.on,
            )
        before = {name: getattr(unit, name) for name in changed}
        self._set(unit, since=self.on, **changed)
        self._note("units_changed", {"id": unit.pk, "was": before, "is": changed})

    def end_unit(self, unit: Unit) -> None:
        """Let a locked unit exist no longer from this day on."""
        self.check_unit(unit)
        check_day(self.on, today=self.today, earliest=_day_after(unit.valid_from))
        self._set(unit, valid_to=self.on)
        self._note("units_ended", unit.pk)

    def restore_unit(self, unit: Unit) -> None:
        """Let a locked unit exist on, as if it had never ended."""
        self._set(unit, valid_to=None)
        self._note("units_restored", unit.pk)

    def restore_place(self, place: Place) -> None:
        """Let a locked place exist on, as if it had never ended."""
        self._set(place, valid_to=None)
        self._note("places_restored", place.pk)

    def void_units(self, units: list[Unit]) -> None:
        """Remove units that never were; the database refuses where one is needed."""
        for unit in units:
            self._note("units_voided", unit.pk)
        UnitVersion.objects.filter(unit__in=units).delete()
        UnitEnding.objects.filter(unit__in=units).delete()
        Unit.objects.filter(pk__in=[unit.pk for unit in units]).delete()

    def void_place(self, place: Place) -> None:
        """Remove a place that never was; its own code is never given again."""
        self._note("places_voided", place.pk)
        PlaceVersion.objects.filter(place=place).delete()
        PlaceEnding.objects.filter(place=place).delete()
        PLACE_SEARCH.remove([place.pk])
        Place.objects.filter(pk=place.pk).delete()

    @staticmethod
    def _set(row: Place | Unit, **values: Any) -> None:
        for name, value in values.items():
            setattr(row, name, value)
        row.save(update_fields=list(values))

    def _note(self, what: str, fact: object) -> None:
        self._facts.setdefault(what, []).append(fact)

    def record(
        self,
        kind: str,
        place: Place,
        *,
        grant: Grant | None,
        subject: Unit | None = None,
        **facts: object,
    ) -> None:
        """Write the act to the trail, what was added to the search table, and settle what moved."""
        index_places(self.added)
        settle(self.relocations, actor=self.actor, now=self.now)
        audit.record(
            actor=self.actor,
            kind=kind,
            subject_type="unit" if subject else "place",
            subject_id=subject.pk if subject else place.pk,
            scope_path=place.path,
            now=self.now,
            grant=grant,
            facts={"on": self.on, **self._facts, **facts},
        )


def _earliest_end(place: Place) -> date:
    """Return the first day on which `place` can end: nothing was in it on that day or later."""
    left = [
        rows.aggregate(last=Max("valid_to"))["last"]
        for rows in (
            PlaceVersion.objects.filter(parent=place),
            Place.objects.filter(parent=place),
            UnitVersion.objects.filter(place=place),
            Unit.objects.filter(place=place),
        )
    ]
    return max([_day_after(place.valid_from), *filter(None, left)])


def _day_after(day: date) -> date:
    return date.fromordinal(day.toordinal() + 1)
