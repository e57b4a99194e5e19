"""Browser tests: a live server, one Chromium for all, and pages that must stay silent."""

from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page, expect

expect.set_options(timeout=30_000)  # two busy cores


class Faults(list[str]):
    """What a page did that it must not: script errors, policy violations, strangers' addresses."""

    def watch(self, page: Page, home: str) -> None:
        """Note everything from now on."""
        host = urlsplit(home).netloc
        page.on("pageerror", lambda error: self.append(f"{page.url}: {error}"))
        page.on("console", lambda said: said.type == "error" and self.append(
            f"{page.url}: {said.text}"
        ))  # fmt: skip
        page.on("request", lambda asked: urlsplit(asked.url).netloc not in {host, ""}
                and self.append(f"{page.url}: asked {asked.url}"))  # fmt: skip


@pytest.fixture
def faults() -> Iterator[Faults]:
    """Return the list of faults; a test that ends with one in it has failed."""
    found = Faults()
    yield found
    assert not found, "\n".join(found)


@pytest.fixture
def context(browser: Browser, live_server) -> Iterator[BrowserContext]:
    """Return a browser profile of its own for one test."""
    made = browser.new_context(
        base_url=live_server.url, locale="zh-CN", timezone_id="Asia/Shanghai",
        viewport={"width": 1366, "height": 800}, reduced_motion="reduce",
    )  # fmt: skip
    made.set_default_timeout(60_000)  # two busy cores
    yield made
    made.close()


@pytest.fixture
def page(context: BrowserContext, faults: Faults, live_server) -> Page:
    """Return a page that is watched for faults."""
    opened = context.new_page()
    faults.watch(opened, live_server.url)
    return opened


def act_as(context: BrowserContext, client: Client, address: str) -> None:
    """Give the browser the session of a test client; a client without one signs it out."""
    context.clear_cookies(name="sessionid")
    if "sessionid" in client.cookies:
        session = client.cookies["sessionid"].value
        context.add_cookies([{"name": "sessionid", "value": session, "url": address}])


def speak(context: BrowserContext, language: str, address: str, *, large: bool = False) -> None:
    """Choose the language, and large text or not."""
    context.add_cookies(
        [
            {"name": "django_language", "value": language, "url": address},
            {"name": "large_text", "value": "1" if large else "0", "url": address},
        ]
    )
