"""Where it is: down the address tree, a spot tapped on a map, plates at doors."""

import json

import pytest
from django.urls import reverse
from shapely.geometry import box

from linli.apps.cases.models import Case
from linli.apps.cases.selectors import address
from linli.apps.cases.selectors.spots import spot_around
from linli.apps.people.models import Person
from tests.factories.case_pages import browser_of
from tests.factories.cases import make_town
from tests.factories.grids import TODAY, make_outline
from tests.factories.people import make_holding
from tests.factories.places import make_building, make_compound, make_unit
from tests.web.test_case_pages import sent

pytestmark = pytest.mark.django_db
INSIDE = box(115.474, 35.243, 115.480, 35.248)


@pytest.fixture
def town():
    return make_town()


def test_the_tree_leads_down_to_a_door_and_names_nobody(town):
    building = make_building(town.compound, "3号楼")
    entrance = building.children.order_by("code").first()
    unit = make_unit(entrance, "909")
    make_holding(unit, Person.objects.get(pk=town.reporter.person_id))
    visitor = browser_of(None)

    page = visitor.get(reverse("cases:new") + "?category=lighting").content.decode()
    steps = [visitor.post(reverse("cases:walk"), {"walk": f"p{place.pk}"}).content.decode()
             for place in (town.tree.township, town.tree.community, town.compound, building,
                           entrance)]  # fmt: skip

    assert 'name="walk"' in page
    assert 'name="place"' not in steps[0]  # a whole township is no place of a report
    for number, child in enumerate((town.tree.community, town.compound, building, entrance)):
        assert f'name="walk" value="p{child.pk}"' in steps[number]
    assert f'value="p{entrance.pk}" checked' in steps[4]
    assert f'name="place" value="u{unit.pk}"' in steps[4]
    assert "王秀英" not in "".join(steps)
    for wrong in ("", "p0", "x1", f"u{unit.pk}", "p99999999999999999999"):
        assert visitor.post(reverse("cases:walk"), {"walk": wrong}).status_code == 404


def test_without_scripts_a_step_keeps_what_was_typed_and_sends_nothing(town):
    building = make_building(town.compound, "3号楼")
    browser = browser_of(town.reporter)

    step = browser.post(reverse("cases:new"), sent(town, place="", walk=f"p{building.pk}"))
    page = step.content.decode()

    assert not Case.objects.exists()
    assert "The lamp is dark" in page
    assert f'value="p{building.pk}" checked' in page
    assert "Please check" not in page
    browser.post(reverse("cases:new"), sent(town, place=f"p{building.pk}"))
    assert Case.objects.get().place == building


def test_a_missing_word_comes_back_with_the_place_that_was_walked_to(town):
    building = make_building(town.compound, "3号楼")

    answer = browser_of(town.reporter).post(
        reverse("cases:new"), sent(town, text="", place=f"p{building.pk}")
    )

    assert answer.content.decode().count(f'value="p{building.pk}" checked') == 1


def test_places_that_lie_below_each_other_alone_are_no_question(town):
    assert address.branch_around("").code == town.tree.county.parent.code
    assert address.branch_around(town.compound.path).code == town.compound.code
    building = make_building(town.compound, "3号楼")
    assert address.branch_around(building.path).code == town.compound.code


def test_a_point_is_in_the_smallest_place_that_is_drawn_there(town):
    other = make_compound(town.tree.community, "建设局家属院")
    make_outline(town.tree.community)

    assert spot_around((115.475, 35.244), day=TODAY).place_id == town.tree.community.pk
    make_outline(town.compound, INSIDE)
    make_outline(other, box(115.481, 35.243, 115.485, 35.248))

    assert spot_around((115.475, 35.244), day=TODAY).place_id == town.compound.pk
    assert spot_around((115.483, 35.244), day=TODAY).place_id == other.pk
    assert spot_around((115.471, 35.241), day=TODAY).place_id == town.tree.community.pk
    assert spot_around((116.0, 35.244), day=TODAY) is None
    visitor = browser_of(None)
    tapped = visitor.post(reverse("cases:places"), {"lon": "115.475", "lat": "35.244"})
    assert f'value="p{town.compound.pk}" checked' in tapped.content.decode()
    beyond = visitor.post(reverse("cases:places"), {"lon": "116", "lat": "35"}).content.decode()
    assert "No place is drawn around that spot" in beyond


def test_outlines_show_a_place_and_what_lies_in_it(town):
    make_outline(town.tree.community)
    make_outline(town.compound, INSIDE)

    answer = browser_of(None).get(reverse("cases:outlines", args=[town.tree.community.code]))

    shown = [one["properties"] for one in json.loads(answer.content)["features"]]
    assert shown == [
        {"name": town.tree.community.name, "own": True},
        {"name": town.compound.name, "own": False},
    ]
    assert browser_of(None).get(reverse("cases:outlines", args=["x"])).status_code == 404


def test_plates_carry_codes_that_lead_to_reporting_there(town):
    building = make_building(town.compound, "3号楼")
    entrance = building.children.order_by("code").first()
    make_unit(entrance, "909")
    browser = browser_of(town.clerk)

    place = browser.get(reverse("places:detail", args=[town.compound.code])).content.decode()
    page = browser.get(reverse("cases:plates", args=[town.compound.code])).content.decode()

    assert reverse("cases:plates", args=[town.compound.code]) in place
    for one in (town.compound, building, entrance):
        assert one.code in page
    assert page.count("data:image/svg+xml") == 2 + building.children.count()
    assert "909" not in page
    scanned = browser_of(None).get(reverse("cases:new"), {"at": entrance.code}).content.decode()
    assert entrance.name in scanned
    stranger = browser_of(town.stranger).get(reverse("cases:plates", args=[town.compound.code]))
    assert stranger.status_code == 404
