"""Every page of the access table in a real browser: accessible, fitting, silent, in two languages.

Each page is opened twice: in Chinese on a desk (walked with the keyboard alone, then at twice the
zoom and on a phone), and in English with large text on a phone. Then each of its texts is made
longer than the screen: names, numbers and fonts differ between installations, and none of them may
make a page scroll sideways.
"""

from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from playwright.sync_api import Page

from tests.journeys.conftest import act_as, speak
from tests.journeys.keyboard import keyboard_faults
from tests.web.access import ANONYMOUS, OWN, RESIDENT, Row
from tests.web.access.world import World, build_world
from tests.web.test_access import ROWS

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

DESK, DOUBLED, PHONE = (1366, 800), (683, 400), (360, 740)
PREFERRED = ("COMMUNITY_WORKER", "TOWNSHIP_ADMIN", "DISTRICT_ADMIN", RESIDENT)
RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "resultTypes": ["violations"],  # what passes needs no address of each element
}
# What a finger must hit in large text: everything pressed, except words inside a sentence.
SMALL_TARGETS = """() => [...document.querySelectorAll('a, button, summary, input, select')]
  .filter(e => e.offsetParent && !e.closest('p, .helptext, td, .error-summary, .skip'))
  .filter(e => !e.closest('.leaflet-container'))
  .filter(e => !['checkbox', 'radio', 'hidden'].includes(e.type))
  .filter(e => e.getBoundingClientRect().height < 47.5 && !e.classList.contains('skip'))
  .map(e => e.outerHTML.slice(0, 90))"""
# What a finger presses on a phone, in text of ordinary size: 44 px, as platforms ask for.
SMALL_BUTTONS = """() =>
  [...document.querySelectorAll('button, .btn, .tool, summary, input, select')]
  .filter(e => e.offsetParent && !e.closest('.leaflet-container, .skip, .visually-hidden'))
  .filter(e => !['checkbox', 'radio', 'hidden', 'file'].includes(e.type))
  .filter(e => e.getBoundingClientRect().height < 43.5)
  .map(e => e.outerHTML.slice(0, 90))"""
SMALL_TEXT = """() => [...document.querySelectorAll('main *')]
  .filter(e => [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()))
  .filter(e => e.offsetParent && parseFloat(getComputedStyle(e).fontSize) < 18)
  .filter(e => !e.closest('svg, .leaflet-container, .visually-hidden'))
  .map(e => e.outerHTML.slice(0, 90))"""
TOO_WIDE = "() => document.documentElement.scrollWidth > window.innerWidth"
# Every text of the page, made longer by one word of sixty letters.
LENGTHEN = """() => {
  const texts = document.createTreeWalker(document.querySelector('main'), NodeFilter.SHOW_TEXT);
  for (let text = texts.nextNode(); text; text = texts.nextNode())
    if (text.data.trim() && !text.parentElement.closest('svg, script, textarea'))
      text.data += ' ' + 'abcde12345'.repeat(6);
}"""
# What sticks out, the outermost first, for the message.
WIDEST = """() => [...document.querySelectorAll('main, main *')]
  .filter(e => e.getBoundingClientRect().right > window.innerWidth + 0.5
    && !e.parentElement.closest('.table-wrap, .timeline, .leaflet-container'))
  .slice(0, 3).map(e => e.outerHTML.slice(0, 90))"""


def role_of(row: Row) -> str:
    if row.public:
        return ANONYMOUS
    if row.anonymous == 200:
        return ANONYMOUS
    return next((one for one in PREFERRED if one in row.open_to), min(row.open_to, default=""))


def pictured(row: Row) -> bool:
    opens = (200 in {row.ok, row.anonymous}) and row.method == "GET"
    return opens and bool(role_of(row)) and (row.pictured or row.anonymous == 200)


def pages(world: World) -> Iterator[tuple[str, str]]:
    for rows in ROWS.values():
        for row in filter(pictured, rows):
            role = role_of(row)
            arguments = dict(row.at(world.place(role, OWN))) if row.at else None
            yield role, reverse(row.route, kwargs=arguments) + row.query


def test_every_page_is_accessible_and_fits(context, page, live_server):
    world = build_world()
    wrong: list[str] = []

    for role, address in pages(world):
        act_as(context, world.client(role), live_server.url)
        wrong += [f"{address} as {role}: {line}" for line in look(page, address, live_server.url)]

    assert not wrong, "\n".join(wrong)


def look(page: Page, address: str, home: str) -> Iterator[str]:
    speak(page.context, "zh-hans", home)
    size(page, DESK)
    answer = page.goto(address)
    if answer is None or answer.status != 200:
        yield f"status {answer.status if answer else 'none'}"
        return
    yield from violations(page, "zh")
    yield from keyboard_faults(page)
    for name, shape in [("twice the zoom", DOUBLED), ("phone", PHONE)]:
        size(page, shape)
        if page.evaluate(TOO_WIDE):
            yield f"scrolls sideways at {name}"
    yield from (f"small on a phone: {one}" for one in page.evaluate(SMALL_BUTTONS))
    speak(page.context, "en", home, large=True)
    page.goto(address)
    yield from violations(page, "en, large text, phone")
    if page.evaluate(TOO_WIDE):
        yield "scrolls sideways with large text on a phone"
    yield from (f"small target: {one}" for one in page.evaluate(SMALL_TARGETS))
    yield from (f"small text: {one}" for one in page.evaluate(SMALL_TEXT))
    page.evaluate(LENGTHEN)
    for name, shape in [("a phone", PHONE), ("twice the zoom", DOUBLED)]:
        size(page, shape)
        if page.evaluate(TOO_WIDE):
            yield f"long words scroll sideways on {name}: {page.evaluate(WIDEST)}"


def violations(page: Page, mode: str) -> Iterator[str]:
    for found in Axe().run(page, options=RULES).response["violations"]:
        places = "; ".join(node["html"][:120] for node in found["nodes"][:3])
        yield f"[{mode}] {found['id']}: {found['help']}: {places}"


def size(page: Page, shape: tuple[int, int]) -> None:
    page.set_viewport_size({"width": shape[0], "height": shape[1]})
