"""Shared by all tests: a fixed clock, an actor that may do everything its services offer."""

import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest
from django.conf import settings
from django.utils.translation import activate

from linli.core.access import Actor

if TYPE_CHECKING:
    from playwright.sync_api import Browser

# Playwright keeps an event loop in this thread, which makes the framework refuse the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
CHROMIUM = shutil.which("chromium")
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--hide-scrollbars",
    "--no-first-run",
]
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # a Monday morning, 09:30 in Shanghai


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave the browser tests out where there is no Chromium; `scripts/suites.py` says so."""
    if CHROMIUM:
        return
    without = [item for item in items if item.get_closest_marker("browser") is None]
    config.hook.pytest_deselected(items=[item for item in items if item not in without])
    items[:] = without


@pytest.fixture(autouse=True)
def _usual_language() -> None:
    """Begin in the usual language: a request of the test before may have left its own."""
    activate(settings.LANGUAGE_CODE)


@pytest.fixture
def now() -> datetime:
    """Return the fixed instant of the tests."""
    return NOW


@pytest.fixture
def system() -> Actor:
    """Return the actor of clocks and commands."""
    return Actor.system()


@pytest.fixture(scope="session")
def browser() -> "Iterator[Browser]":
    """Start Debian's Chromium, once in a process: a second Playwright beside it would refuse."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=CHROMIUM_ARGUMENTS)
        yield started
        started.close()


APPEND_ONLY = ("audit_auditevent", "audit_seal", "audit_sealstamp")


@pytest.fixture(autouse=True, scope="session")
def _emptying_append_only_tables():
    """Let tests that commit empty their tables: the triggers are off only while they do."""
    from django.db import connection
    from django.test import TransactionTestCase

    from linli.kit import append_only

    original = TransactionTestCase._fixture_teardown

    def teardown(self):
        for table in APPEND_ONLY:
            append_only.remove(connection, table)
        try:
            original(self)
        finally:
            for table in APPEND_ONLY:
                append_only.install(connection, table)

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original
