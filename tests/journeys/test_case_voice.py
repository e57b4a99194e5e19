"""A voice note of a resident who does not type: spoken, heard, kept in the draft, sent, played."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseAction, CaseState
from tests.factories.case_pages import browser_of
from tests.factories.cases import case_in, make_town
from tests.journeys.conftest import act_as, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
PHONE = {"width": 360, "height": 740}


def test_a_report_is_spoken_kept_in_the_draft_sent_and_played(
    page, live_server, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    town = make_town()
    speak(page.context, "zh-hans", live_server.url)
    act_as(page.context, browser_of(town.reporter), live_server.url)
    page.set_viewport_size(PHONE)
    page.goto(reverse("cases:new") + f"?category=lighting&at={town.compound.code}")

    page.locator("[data-voice-record]").press("Enter")
    expect(page.locator("[data-voice-stop]")).to_be_focused()
    expect(page.locator(".voice-time")).to_contain_text("0:01 / 1:00")
    page.locator("[data-voice-stop]").press("Enter")
    expect(page.locator(".voice audio")).to_be_visible()
    expect(page.locator("[data-voice-unnamed]")).to_be_hidden()
    page.locator("input[name=disclosure][value=ANONYMOUS]").check()
    expect(page.locator("[data-voice-unnamed]")).to_contain_text("可能听出")
    page.locator("input[name=disclosure][value=HANDLERS]").check()
    expect(page.locator("[data-voice-unnamed]")).to_be_hidden()
    expect(page.locator("[data-state=kept]")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]

    # The draft keeps what was said; in another tab it is taken up again, heard, and sent.
    page.goto(reverse("cases:mine"))
    page.locator("[data-draft-list] a").click()
    expect(page.locator(".voice audio")).to_be_visible()
    page.locator(".report button.btn-lg").click()
    player = page.locator(".clips audio")
    expect(player).to_be_visible()

    heard = player.evaluate(
        """async (player) => {
          player.muted = true;
          await player.play();
          await new Promise((done) => {
            player.ontimeupdate = () => player.currentTime > 0.3 && done();
          });
          return Math.round(player.duration);
        }"""
    )
    clip = Case.objects.get().clips.get()
    assert (clip.kind, clip.seconds, heard) == ("VOICE", heard, clip.seconds)
    assert 1 <= heard <= 4


def test_an_objection_is_spoken_on_the_page_of_the_report(page, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    town = make_town()
    case = case_in(town, CaseState.CHECKED)
    speak(page.context, "zh-hans", live_server.url)
    act_as(page.context, browser_of(town.reporter), live_server.url)
    page.set_viewport_size(PHONE)
    page.goto(reverse("cases:case", args=[case.number]))
    form = page.locator("form[action$='/acts/dispute/']")
    page.locator("details", has=form).locator("summary").first.click()

    form.locator("[data-voice-record]").click()
    expect(form.locator(".voice-time")).to_contain_text("0:01 / 1:00")
    form.locator("[data-voice-stop]").click()
    expect(form.locator(".voice audio")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    form.locator("button.btn-primary").click()

    expect(page.locator(".message.success")).to_be_visible()
    expect(page.locator(".thread .clips audio")).to_be_visible()
    assert Case.objects.get().clips.get().step.action == CaseAction.DISPUTE
