"""What is missing at places: expected bodies with their ground, leaders of entrances, buildings."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from linli.apps.organisations import services
from linli.apps.organisations.models import Appointment, Stewardship
from linli.apps.organisations.rules.basis import Ending
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.apps.organisations.rules.expected import EXPECTED, LEADERS
from linli.apps.organisations.selectors.gaps import (
    leaderless_page,
    missing_bodies,
    missing_page,
    without_leader,
)
from linli.apps.organisations.selectors.radar import radar_counts
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from tests.factories.organisations import (
    LONG_AGO,
    NOW,
    SYSTEM,
    TODAY,
    make_body,
    make_post,
    make_seat,
)
from tests.factories.places import make_building, make_compound, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


def missing(path, body_type, day=TODAY):
    return {place.name for place in missing_bodies(path, day, body_type)}


def test_a_community_and_a_village_lack_what_the_law_asks_for(tree):
    path = tree.county.path
    community, village = tree.community, tree.village

    assert missing(path, BodyType.MEDIATION_COMMITTEE) == {
        community.name, tree.sibling_community.name, village.name,
    }  # fmt: skip
    assert missing(path, BodyType.VILLAGERS_COMMITTEE) == {village.name}
    assert missing(path, BodyType.SUPERVISORY_COMMITTEE) == {village.name}
    for body_type in (BodyType.RESIDENTS_COMMITTEE, BodyType.MEDIATION_COMMITTEE):
        make_body(community, body_type)

    assert missing(community.path, BodyType.RESIDENTS_COMMITTEE) == set()
    assert missing(community.path, BodyType.MEDIATION_COMMITTEE) == set()
    before = LONG_AGO.replace(year=LONG_AGO.year - 1)
    assert missing(community.path, BodyType.MEDIATION_COMMITTEE, before) == {community.name}


def test_every_expected_body_may_stand_where_it_is_expected():
    for body_type, wanted in EXPECTED.items():
        assert wanted.places <= TYPES[body_type].places
        assert wanted.source


def test_an_interim_committee_and_owners_who_manage_themselves_are_no_gap(tree):
    first, second = (make_compound(tree.community, f"{number}号院") for number in (1, 2))
    make_body(first, BodyType.INTERIM_COMMITTEE)
    Stewardship.objects.create(
        place=second, scope_path=second.path, kind="SELF", valid_from=LONG_AGO
    )

    assert missing(tree.community.path, BodyType.OWNERS_COMMITTEE) == {"2号院"}
    assert missing(tree.community.path, BodyType.PROPERTY_TEAM) == {"1号院"}


@pytest.fixture
def compound(tree):
    """A compound of two buildings with two entrances each; one entrance has a leader."""
    compound = make_compound(tree.community)
    for number in (1, 2):
        make_building(compound, f"{number}号楼", floors=1)
    return compound


def entrances(compound):
    return list(Place.objects.under(compound.path).filter(kind=PlaceKind.ENTRANCE).order_by("path"))


def test_entrances_are_missed_where_their_compound_has_unit_leaders(tree, compound):
    other = make_compound(tree.community, "没有单元长的院")
    make_building(other, floors=1)
    committee = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    first, second, *_rest = entrances(compound)
    path = tree.community.path
    assert without_leader(path, TODAY, SeatKind.UNIT_LEADER).count() == 0

    post = make_post(make_seat(committee, SeatKind.UNIT_LEADER, place_id=first.pk))
    make_seat(committee, SeatKind.UNIT_LEADER, place_id=second.pk)

    found = leaderless_page(path, TODAY, SeatKind.UNIT_LEADER).rows
    assert [(row.place_code, row.has_post) for row in found] == [
        (place.code, place == second) for place in entrances(compound)[1:]
    ]
    assert found[0].above_name == f"{compound.name} 1号楼"
    services.end_appointment(
        actor=SYSTEM, appointment_id=post.pk, valid_to=TODAY, ending=Ending.RESIGNED, now=NOW
    )
    assert without_leader(path, TODAY, SeatKind.UNIT_LEADER).count() == 4
    assert not Appointment.objects.on(TODAY).exists()


def test_buildings_are_missed_where_their_compound_has_building_leaders(tree, compound):
    committee = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    first, second = Place.objects.filter(kind=PlaceKind.BUILDING).order_by("path")
    make_post(make_seat(committee, SeatKind.BUILDING_LEADER, place_id=first.pk))

    found = without_leader(tree.community.path, TODAY, SeatKind.BUILDING_LEADER)

    assert list(found) == [second]
    assert set(LEADERS) == {SeatKind.UNIT_LEADER, SeatKind.BUILDING_LEADER}


def test_the_radar_counts_every_gap_in_as_many_queries_as_before(tree, compound):
    def counted():
        with CaptureQueriesContext(connection) as queries:
            counts = radar_counts(tree.county.path, TODAY)
            missing_page(tree.county.path, TODAY, BodyType.PROPERTY_TEAM)
        return counts, len(queries)

    counted()
    counts, queries = counted()
    assert counts.missing == sum(
        len(missing(tree.county.path, body_type)) for body_type in EXPECTED
    )
    for number in range(3):
        make_building(make_compound(tree.community, f"{number}号院"))

    assert counted()[1] == queries
