"""Accounts with channels, and a list of what is done."""

import os

import pytest

from linli.kit import channels
from tests.factories import notices
from tests.factories.accounts import make_account
from tests.factories.places import make_tree

# Worker processes share a copy of a SQLite file; on PostgreSQL tests/concurrency does this.
on_postgres = os.environ.get("LINLI_TEST_DATABASE", "").startswith("postgres")
collect_ignore = ["test_killed_worker.py"] if on_postgres else []


@pytest.fixture
def account():
    return make_account("li")


@pytest.fixture
def done():
    """Codes of objects about which nothing is to be done any more; empty again afterwards."""
    yield notices.closed
    notices.closed.clear()


@pytest.fixture(autouse=True)
def _fresh_adapters():
    channels._made.cache_clear()
    yield
    channels._made.cache_clear()


@pytest.fixture
def place_tree():
    return make_tree()
