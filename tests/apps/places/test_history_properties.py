"""Random lives of a small tree: paths, copies, pages as of a day, and the replay of the trail."""

import json
from copy import deepcopy
from datetime import date, datetime, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.places import services
from linli.apps.places.models import Place, Succession, Unit, UnitSuccession
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.replay import Ledger
from linli.apps.places.selectors import children_of, place_on, unit_on
from linli.core.access import Actor
from linli.core.errors import DomainError
from tests.factories import places as make

pytestmark = pytest.mark.django_db
SYSTEM = Actor.system()
START = date(2020, 1, 1)
ACTIONS = [
    *("add", "add", "add_unit", "add_unit", "rename", "move", "move", "merge", "merge_new"),
    *("split", "split_end", "end", "demolish", "end_unit", "change_unit"),
    *("restore_unit", "restore_place"),
    *("join_units", "divide_unit"),
]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTIONS),
        st.integers(0, 7),
        st.integers(0, 7),
        st.integers(0, 2),
    ),
    min_size=4,
    max_size=22,
)


class Life:
    """Runs steps through the services and keeps the naive picture: two dictionaries a day."""

    def __init__(self) -> None:
        tree = make.make_tree()
        self.day = START
        self.picture: dict[str, dict[int, tuple]] = {"places": {}, "units": {}}
        self.snapshots: list[tuple[date, dict]] = []
        self.roots = [tree.community, tree.sibling_community, tree.village]
        for place in Place.objects.all():
            self.picture["places"][place.pk] = (place.name, place.parent_id)
        account = Account.objects.create(username="grid", created_at=make.NOW)
        for place in Place.objects.all():
            RoleGrant.objects.create(
                account=account,
                role=Role.GRID_WORKER,
                scope_path=place.path,
                source=f"place:{place.pk}",
                starts_at=make.NOW,
            )
        self.serial = 0

    @property
    def now(self) -> datetime:
        return datetime.fromisoformat(f"{self.day}T04:00:00+00:00")

    def choose(self, index: int, *kinds: PlaceKind) -> Place:
        rows = list(Place.objects.filter(kind__in=kinds).order_by("pk"))
        return rows[index % len(rows)] if rows else self.roots[0]

    def step(self, action: str, first: int, second: int, wait: int, back: int = 0) -> None:
        self.snapshots.append((self.day, deepcopy(self.picture)))
        self.day += timedelta(days=wait)
        self.serial += 1
        common = {"actor": SYSTEM, "now": self.now, "on": self.day - timedelta(days=back)}
        try:
            getattr(self, f"do_{action}")(first, second, common)
        except DomainError:
            return
        self.read_rows_by_hand()

    def read_rows_by_hand(self) -> None:
        """Keep what is open now, asked by parents and places alone: never by path or version."""
        self.picture = {
            "places": {
                row.pk: (row.name, row.parent_id) for row in Place.objects.filter(valid_to=None)
            },
            "units": {
                row.pk: (row.number, row.place_id) for row in Unit.objects.filter(valid_to=None)
            },
        }

    def do_add(self, first, second, common):
        parent, kind = [
            (self.roots[first % 3], PlaceKind.COMPOUND),
            (self.choose(first, PlaceKind.COMPOUND), PlaceKind.BUILDING),
            (self.choose(first, PlaceKind.BUILDING), PlaceKind.ENTRANCE),
        ][second % 3]
        services.add_place(parent_id=parent.pk, kind=kind, name=f"新{self.serial}", **common)

    def do_add_unit(self, first, second, common):
        place = self.choose(
            first, PlaceKind.ENTRANCE, PlaceKind.BUILDING, PlaceKind.COMPOUND, PlaceKind.COMMUNITY
        )
        unit = services.NewUnit(number=str(second))
        services.add_units(place_id=place.pk, units=[unit], **common)

    def do_rename(self, first, second, common):
        place = self.choose(first, *PlaceKind)
        services.rename_place(place_id=place.pk, name=f"改{self.serial}", **common)

    def do_move(self, first, second, common):
        place = self.choose(first, PlaceKind.COMPOUND, PlaceKind.BUILDING, PlaceKind.COMMUNITY)
        parent = self.choose(
            second, PlaceKind.COMPOUND, PlaceKind.COMMUNITY, PlaceKind.VILLAGE, PlaceKind.TOWNSHIP
        )
        services.move_place(place_id=place.pk, parent_id=parent.pk, **common)

    def do_merge(self, first, second, common):
        kind = [PlaceKind.COMPOUND, PlaceKind.COMMUNITY, PlaceKind.BUILDING][first % 3]
        source, target = self.choose(first, kind), self.choose(second, kind)
        services.merge_places(source_ids=[source.pk], target_id=target.pk, **common)

    def do_merge_new(self, first, second, common):
        sources = {self.choose(index, PlaceKind.COMPOUND).pk for index in (first, second)}
        services.merge_into_new_place(
            source_ids=list(sources),
            parent_id=self.roots[first % 3].pk,
            kind=PlaceKind.COMPOUND,
            name=f"合{self.serial}",
            **common,
        )

    def do_split(self, first, second, common):
        place = self.choose(first, PlaceKind.COMPOUND, PlaceKind.BUILDING)
        children = list(Place.objects.filter(parent=place, valid_to=None))[:second]
        units = list(Unit.objects.filter(place=place, valid_to=None))[:second]
        part = services.Part(
            name=f"分{self.serial}",
            place_ids=tuple(row.pk for row in children),
            unit_ids=tuple(row.pk for row in units),
        )
        services.split_place(place_id=place.pk, parts=[part], ends=False, **common)

    def do_split_end(self, first, second, common):
        place = self.choose(first, PlaceKind.COMPOUND, PlaceKind.BUILDING)
        children = [row.pk for row in Place.objects.filter(parent=place, valid_to=None)]
        units = [row.pk for row in Unit.objects.filter(place=place, valid_to=None)]
        parts = [
            services.Part(f"甲{self.serial}", "", tuple(children[:second]), tuple(units[:second])),
            services.Part(f"乙{self.serial}", "", tuple(children[second:]), tuple(units[second:])),
        ]
        services.split_place(place_id=place.pk, parts=parts, ends=True, **common)

    def do_end(self, first, second, common):
        services.end_place(place_id=self.choose(first, *PlaceKind).pk, **common)

    def do_demolish(self, first, second, common):
        place = self.choose(first, PlaceKind.COMPOUND, PlaceKind.BUILDING)
        services.demolish_place(place_id=place.pk, **common)

    def unit(self, first):
        rows = list(Unit.objects.order_by("pk"))
        return rows[first % len(rows)].pk if rows else 0

    def do_end_unit(self, first, second, common):
        services.end_unit(unit_id=self.unit(first), **common)

    def do_restore_unit(self, first, second, common):
        gone = list(Unit.objects.exclude(valid_to=None).order_by("pk"))
        unit = gone[first % len(gone)] if gone else Unit(pk=0)
        services.restore_unit(unit_id=unit.pk, actor=common["actor"], now=common["now"])
        for day, picture in self.snapshots:  # it has never been gone
            if day >= unit.valid_to:
                picture["units"][unit.pk] = (unit.number, unit.place_id)

    def do_restore_place(self, first, second, common):
        gone = list(Place.objects.exclude(valid_to=None).order_by("pk"))
        place = gone[first % len(gone)] if gone else Place(pk=0)
        back = list(Place.objects.filter(endings__with_place=place, endings__taken_back_at=None))
        units = Unit.objects.filter(endings__with_place=place, endings__taken_back_at=None)
        units = list(units)
        services.restore_place(place_id=place.pk, actor=common["actor"], now=common["now"])
        for day, picture in self.snapshots:  # they have never been gone
            if day >= place.valid_to:
                places = {one.pk: (one.name, one.parent_id) for one in back}
                picture["places"].update(places)
                picture["units"].update({one.pk: (one.number, one.place_id) for one in units})

    def do_change_unit(self, first, second, common):
        unit = Unit.objects.filter(pk=self.unit(first)).first()
        services.change_unit(
            unit_id=self.unit(first),
            number=f"改{second}",
            kind=unit.kind if unit else "",
            floor=None,
            area=None,
            **common,
        )

    def do_join_units(self, first, second, common):
        into = services.NewUnit(number=f"合{second}")
        pair = [self.unit(first), self.unit(second)]
        services.join_units(unit_ids=pair, into=into, **common)

    def do_divide_unit(self, first, second, common):
        parts = [services.NewUnit(number=f"{side}{second}") for side in "甲乙"]
        services.divide_unit(unit_id=self.unit(first), parts=parts, **common)


def check_paths() -> None:
    """Check that every path is its parent's with one step, and that every copy is right."""
    places = {place.pk: place for place in Place.objects.all()}
    for place in places.values():
        above = places[place.parent_id].path if place.parent_id else ""
        assert (place.path[:-4], len(place.path) % 4) == (above, 0)
    for unit in Unit.objects.all():
        assert unit.scope_path == places[unit.place_id].path
    for grant in RoleGrant.objects.all():
        assert grant.scope_path == places[int(grant.source.split(":")[1])].path
    for place in places.values():
        if place.is_open and place.parent_id:
            assert places[place.parent_id].is_open


def replayed() -> Ledger:
    ledger = Ledger()
    for event in AuditEvent.objects.exclude(subject_type="grant").order_by("id"):
        ledger.apply(json.loads(event.facts))
    return ledger


def check_replay() -> Ledger:
    """Check that the trail alone gives the stored rows, at the end and on every day before."""
    ledger = replayed()
    assert set(ledger.places) == set(Place.objects.values_list("pk", flat=True))
    for place in Place.objects.all():
        line = ledger.places[place.pk]
        stored = {"name": place.name, "code": place.code, "parent_id": place.parent_id}
        assert (line.current, line.end) == (stored, place.valid_to)
        assert (line.fixed["kind"], min(line.values)) == (place.kind, place.valid_from)
    for unit in Unit.objects.all():
        line = ledger.units[unit.pk]
        assert line.current["place_id"] == unit.place_id
        assert (line.current["number"], line.end) == (unit.number, unit.valid_to)
    assert ledger.unit_successions == set(
        UnitSuccession.objects.values_list("from_unit", "to_unit", "date")
    )
    assert ledger.successions == set(
        Succession.objects.values_list("from_place", "to_place", "date")
    )
    return ledger


def check_days(ledger: Ledger, last: date) -> None:
    """Check that the stored versions and the replay agree on every day, and parents exist."""
    for ordinal in range(START.toordinal() - 1, last.toordinal() + 2):
        day = date.fromordinal(ordinal)
        standing = {place.pk: place_on(place, day) for place in Place.objects.all()}
        for number, row in standing.items():
            told = ledger.places[number].on(day)
            stored = row and {"name": row.name, "code": row.code, "parent_id": row.parent_id}
            assert stored == told
            assert row is None or row.parent_id is None or standing[row.parent_id]
        for unit in Unit.objects.all():
            row, told = unit_on(unit, day), ledger.units[unit.pk].on(day)
            assert (row and row.place_id) == (told and told["place_id"])
            assert row is None or standing[row.place_id]


def in_a_bubble(test):
    with transaction.atomic():
        test()
        transaction.set_rollback(True)


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS)
def test_pages_as_of_a_day_show_what_stood_that_day(steps):
    def run():
        life = Life()
        for step in steps:
            life.step(*step)
        life.snapshots.append((life.day, life.picture))
        check_paths()
        check_replay()
        for day, picture in dict(life.snapshots).items():
            shown: dict[int, set] = {}
            for number, (name, parent_id) in picture["places"].items():
                shown.setdefault(parent_id, set()).add((number, name))
            for parent_id, children in shown.items():
                page = children_of(SYSTEM, parent_id, day=day) if parent_id else None
                assert page is None or {(row.id, row.name) for row in page.rows} == children
            for unit in Unit.objects.all():
                row = unit_on(unit, day)
                assert (row and (row.number, row.place_id)) == picture["units"].get(unit.pk)

    in_a_bubble(run)


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(steps=STEPS, backs=st.lists(st.integers(0, 3), min_size=22, max_size=22))
def test_changes_entered_late_leave_a_history_without_gaps(steps, backs):
    def run():
        life = Life()
        for step, back in zip(steps, backs, strict=False):
            life.step(*step, back=back)
        check_paths()
        check_days(check_replay(), life.day)

    in_a_bubble(run)
