""" "Me too": what neighbours are shown, who may join, and what they see then."""

from datetime import timedelta

import pytest

from linli.apps.cases import services
from linli.apps.cases.models import Case, Follower
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.joining import is_shared
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.refusals import NotOffered
from linli.apps.cases.selectors.followed import followed_case
from linli.apps.cases.selectors.near import join_token, joinable_cases, similar_cases
from linli.apps.people.models import Person
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from tests.factories.cases import NOW, act, make_case, make_category, make_town, report_of, resident
from tests.factories.people import make_holding, make_loose_unit
from tests.factories.places import make_building, make_compound, make_place

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def offered(town, path, category=None, text="", actor=None):
    found = joinable_cases(
        path, category or town.category, text, actor=actor or town.neighbour, now=NOW
    )
    return [one.number for one in found]


def owner(place):
    """Return somebody signed in who owns something in a place."""
    actor = resident("业主")
    make_holding(make_loose_unit(place), Person.objects.get(pk=actor.person_id))
    return actor


@pytest.mark.parametrize(
    ("code", "least", "shared"),
    [
        ("lighting", Disclosure.ANONYMOUS, True),
        ("lighting", Disclosure.SEALED, False),
        ("lighting", Disclosure.HANDLERS, False),
        ("dispute", Disclosure.ANONYMOUS, False),
    ],
)
def test_matters_about_people_are_not_shared(code, least, shared):
    assert is_shared(code, least) is shared


@pytest.mark.parametrize("options", [{"code": "dispute"}, {"code": "x", "least": "SEALED"}])
def test_what_is_about_people_is_neither_offered_nor_joined(town, options):
    personal = make_category(town.tree.county, **options)
    case = make_case(town, category_id=personal.pk)
    token = join_token(case.number, town.neighbour, now=NOW)

    assert offered(town, town.compound.path, personal) == []
    with pytest.raises(NotOffered):
        services.join_case(actor=town.neighbour, case_id=case.pk, token=token, now=NOW)


def test_a_category_that_is_personal_at_one_place_alone_stays_out_of_the_list(town):
    case = make_case(town)
    strict = make_category(town.tree.township, least=Disclosure.SEALED)
    Case.objects.filter(pk=case.pk).update(category=strict)

    assert offered(town, town.compound.path) == []


def test_shared_words_bring_nothing_from_another_compound(town):
    case = make_case(town, text="王秀英家门口路灯不亮")
    other = make_compound(town.tree.community, name="另一个小区")

    assert offered(town, other.path, text="王秀英家门口路灯不亮") == []
    assert offered(town, town.compound.path, text="无关") == [case.number]
    assert [one.number for one in similar_cases(other.path, town.category, case.text)] == [
        case.number
    ]


def test_shared_words_put_what_is_near_in_order(town):
    lamp, stairs = make_case(town, text="三号楼路灯"), make_case(town, text="楼梯间漏水")

    assert offered(town, town.compound.path, text="三号楼路灯") == [lamp.number, stairs.number]
    assert offered(town, town.compound.path, text="楼梯间漏水") == [stairs.number, lamp.number]


def test_a_place_above_communities_lists_only_what_is_reported_there(town):
    make_case(town)
    here = make_case(town, place_id=town.tree.township.pk)
    elsewhere = make_place(town.tree.county, PlaceKind.TOWNSHIP, "东城街道", "371702005")
    make_case(town, place_id=elsewhere.pk)

    assert offered(town, town.tree.county.path) == []
    assert offered(town, town.tree.township.path) == [here.number]
    found = similar_cases(town.tree.township.path, town.category)
    assert [one.number for one in found] == [here.number]


def test_the_building_is_told_only_of_a_reporter_who_may_be_named(town):
    building = make_building(town.compound, name="3号楼")
    named, sealed = (
        make_case(town, place_id=building.pk, disclosure=disclosure).number
        for disclosure in (Disclosure.HANDLERS, Disclosure.SEALED)
    )

    found = joinable_cases(building.path, town.category, actor=town.neighbour, now=NOW)

    told = {one.number: one.place.endswith("3号楼") for one in found}
    assert told == {named: True, sealed: False}


def test_a_stranger_joins_nothing_by_its_number(town):
    case = make_case(town)

    with pytest.raises(NotOffered):
        services.join_case(actor=town.neighbour, case_id=case.pk, now=NOW)
    assert not Follower.objects.exists()


def test_whoever_lives_near_joins_without_the_list(town):
    case = make_case(town)
    near = owner(town.compound)
    far = owner(make_compound(town.tree.community, name="另一个小区"))

    services.join_case(actor=near, case_id=case.pk, now=NOW)

    assert Follower.objects.get().account_id == near.account_id
    with pytest.raises(NotOffered):
        services.join_case(actor=far, case_id=case.pk, now=NOW)


def test_the_token_of_the_list_is_for_one_case_one_account_and_two_hours(town):
    case, _other = make_case(town), make_case(town)
    shown = joinable_cases(town.compound.path, town.category, actor=town.neighbour, now=NOW)
    (one, another) = shown
    wrong = [
        (town.neighbour, "", NOW),
        (town.neighbour, "9999999999.forged", NOW),
        (town.neighbour, another.token, NOW),
        (town.neighbour, one.token, NOW + timedelta(hours=2)),
        (resident("别人"), one.token, NOW),
    ]

    for actor, token, at in wrong:
        with pytest.raises(NotOffered):
            services.join_case(
                actor=actor, case_id=Case.objects.get(number=one.number).pk, token=token, now=at
            )
    services.join_case(
        actor=town.neighbour,
        case_id=Case.objects.get(number=one.number).pk,
        token=one.token,
        now=NOW + timedelta(hours=1),
    )

    assert Follower.objects.get().case.number == one.number
    assert join_token(case.number, Actor(), now=NOW) == ""


def test_a_closed_case_is_not_joined(town):
    case = act(town, make_case(town), CaseAction.ANSWER, town.clerk)
    token = join_token(case.number, town.neighbour, now=NOW)

    with pytest.raises(NotOffered):
        services.join_case(actor=town.neighbour, case_id=case.pk, token=token, now=town.at(2))


def test_a_follower_sees_days_and_acts_and_nothing_else(town):
    building = make_building(town.compound, name="3号楼")
    case = services.report_case(
        actor=town.reporter,
        report=report_of(town, place_id=building.pk, disclosure=Disclosure.SEALED),
        now=NOW,
    )
    services.add_remark(actor=town.reporter, case_id=case.pk, text="还没来", now=town.at(1))
    services.open_contact(actor=town.clerk, case_id=case.pk, reason="核实", now=town.at(1))
    act(town, case, CaseAction.ACCEPT, town.clerk)

    row, thread = followed_case(Case.objects.get(pk=case.pk), now=town.at(2))

    assert (row.excerpt, row.reported, "3号楼" in row.place) == ("", "03-02", False)
    assert ":" not in row.due.words
    assert [(entry.when, entry.who, entry.text) for entry in thread] == [("03-02", "", "")] * 2
