"""Additions and moves at the same time: no path twice, nothing left behind by a move."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import pytest
from django.db import connection, transaction

from linli.apps.places import services
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.errors import PlaceEnded
from tests.apps.places.test_history_properties import check_paths
from tests.factories import places as make

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
ADDED = 8


def in_threads(*acts):
    """Run the acts in threads of their own and return what they return."""

    def run(act):
        try:
            return act()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result(timeout=60) for future in [pool.submit(run, act) for act in acts]]


def test_children_added_at_once_get_paths_and_codes_of_their_own():
    community = make.make_tree().community
    start = Barrier(3)

    def add_some():
        start.wait()
        return [make.make_compound(community, f"小区{number}").code for number in range(ADDED)]

    codes = in_threads(add_some, add_some, add_some)

    assert len({code for some in codes for code in some}) == 3 * ADDED
    assert Place.objects.get(pk=community.pk).last_step == 3 * ADDED
    check_paths()


def test_what_is_added_while_a_place_moves_moves_as_well():
    tree = make.make_tree()
    compound = make.make_compound(tree.community)
    building = make.make_building(compound)
    added, may_commit = Event(), Event()

    def add_slowly():
        with transaction.atomic():
            make.make_place(building, PlaceKind.ENTRANCE, "新单元")
            make.make_unit(building, "9901")
            added.set()
            assert may_commit.wait(30)

    def move():
        assert added.wait(30)
        services.move_place(
            actor=make.SYSTEM, place_id=compound.pk, parent_id=tree.village.pk, now=make.NOW
        )

    def let_go_once_the_move_waits():
        assert added.wait(30)
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        with connection.cursor() as cursor:
            for _ in range(3_000):
                cursor.execute(waiting)
                if cursor.fetchone()[0]:
                    break
                cursor.execute("SELECT pg_sleep(0.01)")
        may_commit.set()

    in_threads(add_slowly, move, let_go_once_the_move_waits)

    check_paths()
    assert Place.objects.get(name="新单元").path.startswith(tree.village.path)
    assert Unit.objects.get(number="9901").scope_path.startswith(tree.village.path)


def test_merges_of_overlapping_places_take_turns():
    tree = make.make_tree()
    first, second, third = (make.make_compound(tree.community, name) for name in "甲乙丙")
    for compound in (first, second, third):
        make.make_building(compound)
    start = Barrier(2)

    def merge(source, target):
        start.wait()
        try:
            services.merge_places(
                actor=make.SYSTEM, source_ids=[source.pk], target_id=target.pk, now=make.NOW
            )
        except PlaceEnded:
            return "refused"
        return "merged"

    ended = in_threads(lambda: merge(first, second), lambda: merge(second, third))

    assert "merged" in ended
    check_paths()
    assert Place.objects.filter(kind=PlaceKind.BUILDING, valid_to=None).count() == 3
