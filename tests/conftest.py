"""Shared by all tests: a fixed clock, an actor that may do everything its services offer."""

from datetime import UTC, datetime

import pytest

from linli.core.access import Actor

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # a Monday morning, 09:30 in Shanghai


@pytest.fixture
def now() -> datetime:
    """Return the fixed instant of the tests."""
    return NOW


@pytest.fixture
def system() -> Actor:
    """Return the actor of clocks and commands."""
    return Actor.system()


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
