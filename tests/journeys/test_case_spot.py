"""The place of a report in a real browser: step by step with the keyboard, and tapped on a map."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect
from shapely.geometry import box

from linli.apps.cases.models import Case
from tests.apps.cases.test_photos import camera
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
    laid_out = page.locator("[data-pick] .map.leaflet-container:not([aria-busy])")
    laid_out.click()
    expect(page.locator(f"#found-places input[value=p{town.compound.pk}]")).to_be_checked()
    expect(drawn).to_have_count(0)  # the compound itself is the whole map
    page.locator("input[name=disclosure][value=HANDLERS]").check()
    page.locator(".report button.btn-lg").click()
    expect(page.locator(".status-line")).to_be_visible()

    case = Case.objects.get()
    assert case.place == town.compound
    assert 115.474 < case.lon < 115.480
    assert 35.243 < case.lat < 35.248


@pytest.mark.parametrize("accepted", [True, False])
def test_a_photo_proposes_its_place_and_keeps_its_day(
    page, live_server, accepted, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    town = make_town()
    make_outline(town.compound, box(115.49, 35.24, 115.51, 35.26))
    speak(page.context, "zh-hans", live_server.url)
    act_as(page.context, browser_of(town.reporter), live_server.url)
    page.set_viewport_size(PHONE)
    page.goto(reverse("cases:new") + f"?category=lighting&at={town.tree.community.code}")
    asked = []
    page.on("request", lambda one: asked.append(one.post_data_buffer or b""))

    photo = {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": camera()}
    page.locator("input[type=file][multiple]").set_input_files(photo)
    offer = page.locator("[data-photo-place]")
    expect(offer).to_be_visible()
    assert not any(b"115.5" in data for data in asked)
    offer.locator("button").nth(0 if accepted else 1).click()
    expect(offer).to_be_hidden()
    if accepted:
        expect(page.locator(f"#found-places input[value=p{town.compound.pk}]")).to_be_checked()
    page.locator("input[name=disclosure][value=HANDLERS]").check()
    page.locator(".report button.btn-lg").click()
    expect(page.locator(".photos")).to_contain_text("2026-03-01")

    case = Case.objects.get()
    assert case.photos.get().taken_on == date(2026, 3, 1)
    assert (case.place, case.lon, case.lat) == (
        (town.compound, 115.5, 35.25) if accepted else (town.tree.community, None, None)
    )
    assert accepted or not any(b"115.5" in data for data in asked)
