"""A small register for the tests of transfers: declarations of the audit seals, with marks.

It writes real rows (places of kind compound, by the places' own services), so that a commit, a
crash and an undo are seen in a table.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from linli.apps.places import services
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor, Decision, by_role
from linli.kit.registers import CellRefused, Column, Problem, RowRefused, Span, spans_of

ROLES = {"COMMUNITY_WORKER"}


def _year(text: str) -> date:
    if not text.isdecimal() or len(text) != 4:
        raise CellRefused("test.year")
    return date(int(text), 1, 1)


class CompoundLoading:
    """Takes compounds of one community; a name stands once in the file and once in the place."""

    def __init__(self, actor: Actor, path: str, now: datetime, trial: bool) -> None:
        self.actor, self.now, self.trial = actor, now, trial
        self.parent = Place.objects.get(path=path)
        self.names = set(Place.objects.filter(parent=self.parent).values_list("name", flat=True))
        self.taken: list[tuple[str, date | None]] = []
        self.created: list[int] = []

    def take(self, row: int, values: Sequence[Any]) -> None:
        name, since = values
        if name in self.names:
            raise RowRefused("test.name_twice", column="name")
        self.names.add(name)
        self.taken.append((name, since))

    def miss(self, row: int, values: Sequence[Any]) -> None:
        """Nothing depends on the row."""

    def finish(self) -> Mapping[str, int]:
        if not self.trial:
            for name, since in self.taken:
                place = services.add_place(
                    actor=self.actor,
                    parent_id=self.parent.pk,
                    kind=PlaceKind.COMPOUND,
                    name=name,
                    on=since,
                    now=self.now,
                )
                self.created.append(place.pk)
        return {"compounds": len(self.taken)}

    def refused(self) -> Sequence[Problem]:
        return []

    def spans(self) -> Sequence[Span]:
        return spans_of("places.Place", self.created)


class CompoundRegister:
    """Compounds of a community."""

    key = "test.compounds"
    label = "Compounds"
    columns = (
        Column("name", "Name", required=True, example="花园小区", headings=("名称",)),
        Column("since", "Since", clean=_year, example="2015", headings=("建成年份",)),
    )
    takes = True
    sends = True

    def may_import(self, actor: Actor, path: str) -> Decision:
        return by_role(actor, ROLES, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        return by_role(actor, ROLES, path)

    def loading(self, *, actor: Actor, path: str, now: datetime, trial: bool) -> CompoundLoading:
        return CompoundLoading(actor, path, now, trial)

    def take_back(self, *, actor: Actor, spans: Sequence[Span], now: datetime) -> None:
        for span in reversed(spans):
            Place.objects.filter(pk__range=(span.first, span.last)).delete()

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        for place in Place.objects.filter(parent__path=path).order_by("pk").iterator():
            yield [place.name, place.valid_from.year]
