"""The place of a report in a real browser: step by step with the keyboard, and tapped on a map."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from shapely.geometry import box

from linli.apps.cases.models import Case
from tests.factories.case_pages import browser_of
from tests.factories.cases import make_town
from tests.factories.grids import make_outline
from tests.factories.places import make_building
from tests.journeys.conftest import act_as, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def test_the_place_is_found_step_by_step_and_on_the_map(page, live_server):
    town = make_town()
    building = make_building(town.compound, "3号楼")
    make_outline(town.compound, box(115.474, 35.243, 115.480, 35.248))
    speak(page.context, "zh-hans", live_server.url)
    act_as(page.context, browser_of(town.reporter), live_server.url)
    page.set_viewport_size(PHONE)
    page.goto(reverse("cases:new") + f"?category=lighting&at={town.compound.code}")
    page.locator("#id_text").fill("楼道灯不亮")

    page.locator("details:has([data-tree]) > summary").press("Enter")
    page.locator(f"[data-tree] button[value=p{building.pk}]").press("Enter")
    chosen = page.locator(f"[data-tree] input[value=p{building.pk}]")
    expect(chosen).to_be_checked()
    expect(chosen).to_be_focused()
    expect(page.locator("#id_text")).to_have_value("楼道灯不亮")

    page.locator("[data-pick] > summary").click()
    drawn = page.locator("[data-pick] .map .map-place")
    page.locator("[data-pick] .map.leaflet-container").click(position={"x": 150, "y": 140})
    expect(page.locator(f"#found-places input[value=p{town.compound.pk}]")).to_be_checked()
    expect(drawn).to_have_count(0)  # the compound itself is the whole map
    page.locator("input[name=disclosure][value=HANDLERS]").check()
    page.locator(".report button.btn-lg").click()
    expect(page.locator(".status-line")).to_be_visible()

    case = Case.objects.get()
    assert case.place == town.compound
    assert 115.474 < case.lon < 115.480
    assert 35.243 < case.lat < 35.248
