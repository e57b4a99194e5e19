"""A clerk brings a list in with a browser: what is wrong, put right, written, taken back."""

import pytest
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Page, expect

from linli.apps.accounts.rules import Role
from linli.apps.people.models import Person
from tests.apps.people.test_roster_files import HEAD, line, number
from tests.factories.places import make_building, make_compound, make_tree
from tests.journeys.conftest import act_as, speak
from tests.web.test_audit_pages import sign_in

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
GOOD = line(id_number=number(1), relation="户主", tenure="业主")


def upload(page: Page, compound, *lines: str) -> None:
    page.goto(reverse("transfers:upload", args=["people.roster", compound.code]))
    content = "\n".join(["花园小区花名册", HEAD, *lines]).encode("gb18030")
    page.locator("input[type=file]").set_input_files(
        {"name": "花名册.csv", "mimeType": "text/csv", "buffer": content}
    )
    page.locator("form:has(input[type=file]) button.btn-primary").click()


@pytest.mark.parametrize(
    ("language", "width"), [("zh-hans", 360), ("zh-hans", 1366), ("en", 360), ("en", 1366)]
)
def test_list_is_put_right_written_and_taken_back(
    page, live_server, settings, tmp_path, now, language, width
):
    settings.MEDIA_ROOT = tmp_path
    compound = make_compound(make_tree().community)
    make_building(compound)
    client = Client()
    sign_in(client, now, Role.COMMUNITY_WORKER, compound.parent.path)
    speak(page.context, language, live_server.url)
    act_as(page.context, client, live_server.url)
    page.set_viewport_size({"width": width, "height": 800})

    upload(page, compound, line(id_number="3.71702E+17", relation="户主", tenure="业主"))
    expect(page.locator("main td", has_text="F3")).to_be_visible()
    page.screenshot(path=tmp_path / f"wrong-{language}-{width}.png", full_page=True)
    with page.expect_download() as kept:
        page.locator("a[href$='checked.xlsx']").click()
    assert kept.value.suggested_filename.endswith("-checked.xlsx")
    assert page.evaluate("document.documentElement.scrollWidth") <= width

    upload(page, compound, GOOD)
    page.locator("form[action$='/confirm/'] button").click()
    page.screenshot(path=tmp_path / f"written-{language}-{width}.png", full_page=True)
    expect(page.locator("form[action$='/undo/'] button")).to_be_visible()
    assert Person.objects.count() == 1

    page.locator("form[action$='/undo/'] button").click()
    expect(page.locator("form[action$='/undo/']")).to_have_count(0)
    assert not Person.objects.exists()
