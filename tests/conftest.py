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
