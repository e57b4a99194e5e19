"""The demonstration, loaded once for the tests of a module and taken back before the next."""

from datetime import UTC, datetime

import pytest
from django.db import transaction

from linli.demo.load import load

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def sign_ins(django_db_setup, django_db_blocker):
    """Return whoever can sign in."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield load(password="not-a-secret-1", now=NOW)
        transaction.set_rollback(True)
