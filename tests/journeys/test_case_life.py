"""The life of a case in a real browser: reported on a phone, sorted by keyboard, to the rating."""

import re

import pytest
from django.urls import reverse
from playwright.sync_api import Page, expect

from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Channel
from tests.factories.case_pages import browser_of, picture
from tests.factories.cases import Town, make_town
from tests.journeys.conftest import act_as, speak

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]
DESK, PHONE = {"width": 1366, "height": 800}, {"width": 360, "height": 740}
PHOTO = {"name": "lamp.jpg", "mimeType": "image/jpeg", "buffer": picture(2400, 1800)}

_DRAFTS = """async (each) => {
  const of = (asked) => new Promise((done) => { asked.onsuccess = () => done(asked.result); });
  const base = await of(indexedDB.open("linli-cases", 1));
  const drafts = base.transaction("drafts", "readwrite").objectStore("drafts");
  const all = await of(drafts.getAll());
  WHAT
}"""
AGE_DRAFTS = _DRAFTS.replace(
    "WHAT", "for (const one of all) await of(drafts.put({...one, savedAt: Date.now() - 90000000}));"
)
COUNT_DRAFTS = _DRAFTS.replace("WHAT", "return all.length;")


class Stage:
    """A town at its browsers: one page, and whoever sits before it."""

    def __init__(self, page: Page, home: str, language: str) -> None:
        self.page, self.home, self.language = page, home, language
        self.town: Town = make_town()
        self.clients = {}
        speak(page.context, language, home)

    def sit(self, who: str, shape=DESK) -> Page:
        if who not in self.clients:
            self.clients[who] = browser_of(getattr(self.town, who), language=self.language)
        act_as(self.page.context, self.clients[who], self.home)
        self.page.set_viewport_size(shape)
        return self.page

    def fill_report(self) -> Page:
        page = self.sit("reporter", PHONE)
        page.goto(reverse("cases:new"))
        page.locator("a.tile[href*=lighting]").click()
        page.locator("input[type=file][multiple]").set_input_files(PHOTO)
        expect(page.locator("[data-photo-list] img")).to_have_count(1)
        page.locator("#id_find").fill("邮政局")
        page.locator("#found-places input[type=radio]").first.check()
        page.locator("#id_text").fill("3号楼前路灯不亮 𠮷")
        page.locator("input[name=disclosure][value=HANDLERS]").check()
        return page

    def act(self, who: str, act: str, shape=DESK, **fields: str) -> Case:
        page = self.sit(who, shape)
        page.goto(reverse("cases:case", args=[self.case.number]))
        form = page.locator(f"form[action$='/acts/{act}/']").first
        page.locator("details", has=form).locator("summary").click()
        for name, value in fields.items():
            field = form.locator(f"[name={name}]")
            if field.first.get_attribute("type") in {"radio", "checkbox"}:
                form.locator(f"[name={name}][value='{value}']").check()
            elif field.evaluate("e => e.tagName") == "SELECT":
                field.select_option(value)
            else:
                field.fill(value)
        form.locator("button.btn-primary").click()
        expect(page.locator(".message.success")).to_be_visible()
        return self.case

    @property
    def case(self) -> Case:
        return Case.objects.latest("reported_at")


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_case_from_the_phone_to_the_rating(page, live_server, language, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stage = Stage(page, live_server.url, language)
    team, department = str(stage.town.team.pk), str(stage.town.department.pk)

    stage.fill_report().locator(".report button.btn-lg").click()
    expect(page.locator(".status-line")).to_be_visible()
    case = stage.case
    assert case.photos.get().width == 1600  # made small on the phone
    expect(page.locator(".message.success")).to_contain_text(case.number)
    expect(page.locator(".photos img").first).to_have_js_property("complete", True)

    sort_by_keyboard(stage)
    assert stage.case.state == CaseState.OPEN
    stage.act(
        "dispatcher", "dispatch", body=team, assists=department, legal_basis="物业服务合同第3条"
    )
    called = stage.sit("officer")
    called.goto(reverse("cases:inbox"))
    expect(called.locator("#list tbody tr")).to_have_count(1)

    handle(stage)
    stage.act("clerk", "pass_check")
    stage.act("reporter", "dispute", PHONE, text="晚上又灭了")
    assert (stage.case.state, stage.case.reopened) == (CaseState.OPEN, 1)
    stage.act("dispatcher", "dispatch", body=team)
    handle(stage)
    stage.act("clerk", "pass_check")
    stage.act("reporter", "confirm", PHONE)
    rate(stage)

    assert (stage.case.state, stage.case.rating) == (CaseState.CLOSED, 5)


def sort_by_keyboard(stage: Stage) -> None:
    page = stage.sit("clerk")
    page.goto(reverse("cases:sorting"))
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("#pane details[data-key=a]")).to_be_visible()
    page.keyboard.press("a")
    expect(page.locator("#pane details[data-key=a] [name=level]").first).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#pane details[data-key=a]")).not_to_have_attribute("open", re.compile(""))
    page.keyboard.press("a")
    page.locator("#pane details[data-key=a] form button").click()
    expect(page.locator(".message.success")).to_be_visible()


def handle(stage: Stage) -> None:
    stage.act("handler", "take")
    stage.act("handler", "feed_back", outcome="SOLVED", text="已更换灯泡")
    assert stage.case.state == CaseState.FED_BACK


def rate(stage: Stage) -> None:
    page = stage.sit("reporter", PHONE)
    page.goto(reverse("cases:case", args=[stage.case.number]))
    form = page.locator("form[action$='/rate/']")
    page.locator("details", has=form).locator("summary").click()
    form.locator("input[value='5']").check()
    form.locator("button.btn-primary").click()
    expect(page.get_by_text("5 / 5")).to_be_visible()


def test_without_signal_the_report_stays_on_the_phone_and_is_sent_once_later(
    page, live_server, faults, settings, tmp_path
):
    settings.MEDIA_ROOT = tmp_path
    stage = Stage(page, live_server.url, "en")
    stage.fill_report()
    expect(page.locator("[data-state=kept]")).to_be_visible()

    page.context.set_offline(True)
    page.locator(".report button.btn-lg").click()
    expect(page.locator("[data-state=waiting]")).to_be_visible()
    assert not Case.objects.exists()
    page.context.set_offline(False)
    expect(page.locator(".status-line")).to_be_visible()

    case = Case.objects.get()
    assert (case.channel, case.photos.count()) == (Channel.RESIDENT, 1)
    page.goto(reverse("cases:mine"))
    expect(page.locator("[data-drafts]")).to_be_hidden()
    faults[:] = [fault for fault in faults if "ERR_INTERNET_DISCONNECTED" not in fault]


def test_a_draft_is_found_again_with_its_photo(page, live_server, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    stage = Stage(page, live_server.url, "en")
    stage.fill_report()
    expect(page.locator("[data-state=kept]")).to_be_visible()
    page.wait_for_timeout(700)

    for where in ("home", "cases:mine"):  # told on the first page, not only where one looks for it
        page.goto(reverse(where))
        expect(page.locator("[data-draft-list] li")).to_have_count(1)
    page.locator("[data-draft-list] a").click()

    expect(page.locator("#id_text")).to_have_value("3号楼前路灯不亮 𠮷")
    expect(page.locator("[data-photo-list] img")).to_have_count(1)
    expect(page.locator("#found-places input:checked")).to_have_count(1)
    page.locator(".report button.btn-lg").click()
    expect(page.locator(".status-line")).to_be_visible()
    assert Case.objects.get().photos.count() == 1


def test_a_visitors_draft_is_shown_only_when_asked_for_and_can_be_cleared(page, live_server):
    make_town()
    speak(page.context, "en", live_server.url)

    def write() -> None:
        page.goto(reverse("cases:new"))
        page.locator("a.tile[href*=lighting]").click()
        page.locator("#id_text").fill("3号楼前路灯不亮")
        expect(page.locator("[data-state=kept]")).to_be_visible()
        page.wait_for_timeout(700)

    write()
    page.goto(reverse("cases:new"))
    expect(page.locator("[data-draft-question]")).to_be_visible()
    expect(page.locator("[data-draft-list] li")).to_have_count(0)
    page.locator("[data-draft-mine]").click()
    expect(page.locator("[data-draft-list] li")).to_have_count(1)
    page.locator("[data-draft-clear]").click()
    expect(page.locator("[data-drafts]")).to_be_hidden()  # they are gone when it closes
    page.goto(reverse("cases:new"))
    expect(page.locator("[data-drafts]")).to_be_hidden()

    write()
    page.locator("[data-clear]").click()
    expect(page.locator("a.tile[href*=lighting]")).to_be_visible()
    expect(page.locator("[data-drafts]")).to_be_hidden()

    write()
    page.evaluate(AGE_DRAFTS)
    page.goto(reverse("cases:new"))
    page.wait_for_timeout(700)
    expect(page.locator("[data-drafts]")).to_be_hidden()
    assert page.evaluate(COUNT_DRAFTS) == 0
