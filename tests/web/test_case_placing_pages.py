"""The page on which the place of a report is put right: chosen as on the report form."""

import pytest
from django.urls import reverse

from linli.apps.cases import services
from linli.apps.cases.models import Case
from linli.apps.cases.rules.kinds import Disclosure
from linli.core.access import Actor
from linli.kit.sealed_fields import opened
from tests.factories.case_pages import browser_of
from tests.factories.cases import make_case, make_category, make_town
from tests.factories.places import make_building, make_compound, make_unit

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    return make_town()


def page_of(case):
    return reverse("cases:correct_place", args=[case.number])


def given(case, **more):
    return {"version": case.version, "text": "电话核实", "spot": "", **more}


def test_the_desk_walks_to_the_right_door_and_puts_it_right(town):
    building = make_building(town.compound, "3号楼")
    entrance = building.children.order_by("code").first()
    unit = make_unit(entrance, "909")
    case = make_case(town)
    browser = browser_of(town.clerk)

    aside = browser.get(reverse("cases:case", args=[case.number])).content.decode()
    step = browser.post(page_of(case), given(case, walk=f"p{entrance.pk}")).content.decode()
    found = browser.post(page_of(case), given(case, find="1", find_text="3号楼")).content.decode()
    plate = browser.post(page_of(case), given(case, find="1", find_text=unit.code)).content.decode()
    answer = browser.post(page_of(case), given(case, place=f"u{unit.pk}", spot="门口"))

    assert page_of(case) in aside
    assert f'value="u{unit.pk}"' in step
    assert "电话核实" in step
    assert f'value="p{building.pk}"' in found
    assert f'value="u{unit.pk}"' in plate
    assert answer.url == reverse("cases:case", args=[case.number])
    after = Case.objects.get(pk=case.pk)
    assert (after.place, after.unit, after.spot) == (entrance, unit, "门口")
    told = browser.get(answer.url).content.decode()
    assert f"{town.compound.name} → {entrance.name}" in told


def test_over_the_border_the_desk_goes_back_to_its_lists_and_the_office_decides(town):
    beside = make_compound(town.tree.sibling_community, "长城小区")
    case = make_case(town)

    answer = browser_of(town.clerk).post(
        page_of(case), given(case, place=f"p{beside.pk}"), follow=True
    )

    said = answer.content.decode()
    assert answer.redirect_chain == [(reverse("cases:sorting"), 302)]
    assert "长城小区 lies outside your area" in said
    assert town.tree.township.name in said
    office = browser_of(town.dispatcher)
    waits = office.get(reverse("cases:decisions"), {"list": "places"}).content.decode()
    decides = office.get(page_of(case)).content.decode()
    assert case.number in waits
    assert f'value="p{beside.pk}" checked' in decides
    answer = office.post(page_of(case), given(case, version=1, place=f"p{beside.pk}"))
    assert answer.url == reverse("cases:case", args=[case.number])
    assert Case.objects.get(pk=case.pk).place == beside


def test_what_is_missing_comes_back_with_what_was_typed(town):
    case = make_case(town)
    browser = browser_of(town.clerk)

    nowhere = browser.post(page_of(case), given(case, spot="二层"))
    unknown = browser.post(page_of(case), given(case, place="p1999999"))
    same = browser.post(page_of(case), given(case, place=f"p{town.compound.pk}"))
    stale = browser.post(page_of(case), given(case, version=7, place=f"p{town.tree.community.pk}"))

    for answer, sentence in (
        (nowhere, "Choose a place."),
        (unknown, "This place is not known."),
        (same, "The case lies there already."),
        (stale, "Look at it again before you go on."),
    ):
        assert answer.status_code == 422
        assert sentence in answer.content.decode()
        assert "电话核实" in answer.content.decode()
    assert Case.objects.get(pk=case.pk).place == town.compound


def test_the_page_is_for_the_desk_of_the_case(town):
    case = make_case(town)
    worker = browser_of(town.grid_worker)

    assert worker.get(page_of(case)).status_code == 403
    seen = worker.get(reverse("cases:case", args=[case.number])).content.decode()
    assert case.number in seen
    assert page_of(case) not in seen
    for actor in (town.stranger, town.neighbour, None):
        assert browser_of(actor).get(page_of(case)).status_code == 404


def test_with_the_code_of_the_slip_the_reporter_puts_kind_and_place_right(town):
    water = make_category(town.tree.county, "water", name_en="Water")
    make_category(town.tree.county, "dispute", name_en="Quarrel", least=Disclosure.SEALED)
    case = make_case(town, actor=Actor(name=""), disclosure=Disclosure.ANONYMOUS, phone="", name="")
    browser = browser_of(None)
    browser.post(reverse("cases:follow"), {"code": opened(case.slip_code)})
    followed = reverse("cases:followed", args=[case.number])

    page = browser.get(followed).content.decode()
    refiled = browser.post(
        reverse("cases:refile", args=[case.number]), {"version": 0, "category": water.pk}
    )
    place = browser.get(page_of(case)).content.decode()
    moved = browser.post(
        page_of(case), {"version": 1, "place": f"p{town.tree.village.pk}", "spot": ""}
    )

    assert page_of(case) in page
    assert "Water" in page
    assert "Quarrel" not in page
    assert "Whoever takes care of that place gets your report" in place
    assert (refiled.url, moved.url) == (followed, followed)
    after = Case.objects.get(pk=case.pk)
    assert (after.category, after.place) == (water, town.tree.village)
    assert browser.get(followed).status_code == 200


def test_once_it_is_sorted_the_reporter_is_not_offered_it(town):
    case = make_case(town)
    services.accept_case(actor=town.clerk, case_id=case.pk, now=town.at(1))
    browser = browser_of(town.reporter)

    page = browser.get(reverse("cases:case", args=[case.number])).content.decode()

    assert page_of(case) not in page
    assert reverse("cases:refile", args=[case.number]) not in page
    assert browser.get(page_of(case)).status_code == 403
