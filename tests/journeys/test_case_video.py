"""A video from the phone of a resident: chosen, sent without its place, prepared, and played."""

import pytest
from django.core.files.uploadhandler import (
    MemoryFileUploadHandler,
    TemporaryFileUploadHandler,
)
from django.urls import reverse
from playwright.sync_api import expect
from shapely.geometry import box

from linli.apps.cases.models import Case
from linli.apps.cases.services.clips import Studio
from tests.factories.case_pages import browser_of
from tests.factories.cases import NOW, make_town
from tests.factories.films import film
from tests.factories.grids import make_outline
from tests.journeys.conftest import act_as, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def watched_uploads(monkeypatch):
    """Return the list to which the pieces of files are added that reach the server."""
    received = []
    for handler in (MemoryFileUploadHandler, TemporaryFileUploadHandler):

        def noted(self, raw_data, start, real=handler.receive_data_chunk):
            received.append(bytes(raw_data))
            return real(self, raw_data, start)

        monkeypatch.setattr(handler, "receive_data_chunk", noted)
    return received


def test_a_video_goes_without_its_place_and_is_played(
    page, live_server, settings, tmp_path, monkeypatch
):
    settings.MEDIA_ROOT = tmp_path
    town = make_town()
    make_outline(town.compound, box(115.49, 35.24, 115.51, 35.26))
    speak(page.context, "zh-hans", live_server.url)
    act_as(page.context, browser_of(town.reporter), live_server.url)
    page.set_viewport_size(PHONE)
    form = reverse("cases:new") + f"?category=lighting&at={town.compound.code}"
    page.goto(form)
    received = watched_uploads(monkeypatch)
    data = film(2.0, size=(640, 360))
    assert data.count(b"+35.2500+115.5000") >= 1

    large = tmp_path / "large.mp4"
    with large.open("wb") as file:
        file.truncate(50_000_001)
    page.locator("input[type=file][multiple]").set_input_files(large)
    expect(page.locator("[data-video-large]")).to_be_visible()
    clip = {"name": "leak.mov", "mimeType": "video/quicktime", "buffer": data}
    page.locator("input[type=file][multiple]").set_input_files(clip)
    expect(page.locator(".film-tile")).to_contain_text("视频")
    expect(page.locator("[data-video-large]")).to_be_hidden()
    expect(page.locator("[data-video-unkept]")).to_be_visible()
    offer = page.locator("[data-photo-place]")
    expect(offer).to_be_visible()
    offer.locator("button").nth(1).click()
    page.locator("#id_text").fill("楼前水管漏水")
    expect(page.locator("[data-state=kept]")).to_be_visible()

    # A draft is taken up again without the video, and says so.
    again = page.context.new_page()
    again.goto(reverse("cases:mine"))
    again.locator("[data-draft-list] a").click()
    expect(again.locator("#id_text")).to_have_value("楼前水管漏水")
    expect(again.locator("[data-video-lost]")).to_be_visible()
    expect(again.locator(".film-tile")).to_have_count(0)
    again.close()

    page.locator("input[name=disclosure][value=HANDLERS]").check()
    page.locator(".report button.btn-lg").click()
    expect(page.locator(".clips .message")).to_contain_text("正在处理")
    assert any(b"ftyp" in one for one in received)
    assert not any(b"35.2500" in one for one in received)
    case = Case.objects.get()
    assert (case.clips.get().seconds, case.lon) == (2, None)

    studio = Studio()
    while studio.go_on(now=NOW, seconds=90):
        pass
    page.reload()
    player = page.locator(".clips video")
    expect(player).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    seen = player.evaluate(
        """async (player) => {
          player.muted = true;
          await player.play();
          await new Promise((done) => {
            player.ontimeupdate = () => player.currentTime > 0.3 && done();
          });
          return [player.videoWidth, player.videoHeight, Math.round(player.duration)];
        }"""
    )
    assert seen == [640, 360, 2]
