"""Shared by all tests: a fixed clock, an actor that may do everything its services offer."""

import json
import os
import shutil
from collections import defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from django.conf import settings
from django.utils.translation import activate

from linli.core.access import Actor
from tests.factories.migrated import begin_with_copies

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
    "--use-fake-device-for-media-stream",  # a microphone that beeps, and nobody to ask for it
    "--use-fake-ui-for-media-stream",
]
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # a Monday morning, 09:30 in Shanghai


# What leads a test to the database; the others need one run, whatever the engine.
DATABASE_FIXTURES = {"db", "transactional_db", "django_db_setup", "django_db_blocker"}
LONGEST = "test_every_page.py"


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Mark what needs the database; leave out what needs a Chromium where there is none.

    `scripts/suites.py` says so. Where several processes share the tests, the longest files come
    first: else one of them is still busy with pages when the others have nothing left to do.
    """
    for item in items:
        fixtures = getattr(item, "fixturenames", ())
        if item.get_closest_marker("django_db") or not DATABASE_FIXTURES.isdisjoint(fixtures):
            item.add_marker("database")
    if not CHROMIUM:
        without = [item for item in items if item.get_closest_marker("browser") is None]
        config.hook.pytest_deselected(items=[item for item in items if item not in without])
        items[:] = without
    if hasattr(config, "workerinput"):
        items.sort(key=_ranks(items).__getitem__)


def _ranks(items: list[pytest.Item]) -> dict[pytest.Item, Any]:
    """Return how early each test begins: in pages and slow files first, then in large ones."""
    files: dict[Path, list[pytest.Item]] = defaultdict(list)
    for item in items:
        files[item.path].append(item)
    ranks = {}
    for path, tests in files.items():
        marks = {mark.name for item in tests for mark in item.iter_markers()}
        rank = (path.name != LONGEST, "browser" not in marks, "slow" not in marks, -len(tests))
        ranks |= dict.fromkeys(tests, (*rank, str(path)))
    return ranks


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
def django_db_modify_db_settings(django_db_modify_db_settings: None) -> None:
    """Let the database of the tests begin with a copy of a migrated one."""
    from django.db import connection

    begin_with_copies(connection)


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

    from linli.apps.audit.rules import ENDING
    from linli.kit import append_only

    original = TransactionTestCase._fixture_teardown

    def teardown(self):
        for table in APPEND_ONLY:
            append_only.remove(connection, table)
        try:
            original(self)
        finally:
            for table in APPEND_ONLY:
                append_only.install(connection, table, ENDING.get(table))

    TransactionTestCase._fixture_teardown = teardown
    yield
    TransactionTestCase._fixture_teardown = original


@pytest.fixture(autouse=True, scope="session")
def _every_act_has_words():
    """Fail the test in which an act is written that an auditor could not read in words."""
    from linli.apps.audit import services
    from linli.kit.sentences import known_codes
    from linli.kit.trail_words import known_things, without_words

    write = services._event

    def checked(entry, actor, now):
        event = write(entry, actor, now)
        assert f"event.{entry.kind}" in known_codes(), f"no words for the act {entry.kind}"
        assert entry.subject_type in known_things(), f"no word for the thing {entry.subject_type}"
        missing = without_words(entry.kind, json.loads(event.facts))
        assert not missing, f"no words for facts of {entry.kind}: {sorted(missing)}"
        return event

    services._event = checked
    yield
    services._event = write
