"""The description turned against the interface: whatever fits it or does not, no answer is a 500.

Schemathesis draws calls from the description, sound and broken ones, and holds every answer
against it: declared status, declared kind of content, declared shape.
"""

from datetime import UTC, datetime

import pytest
import schemathesis
from django.core.handlers.wsgi import WSGIHandler
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from linli.apps.cases.rules.flow import CaseState
from linli.apps.interfaces.urls.json import described
from tests.factories.cases import case_in, make_town
from tests.factories.interfaces import ALL, make_key

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

schema = schemathesis.openapi.from_dict(described())
schema.app = WSGIHandler()  # the server's own entry asks the database at once
CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)


@pytest.fixture(scope="module")
def caller(django_db_setup, django_db_blocker):
    """Return the headers of a key at a town that stays for these tests and no longer."""
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        town = make_town()
        case_in(town, CaseState.HANDLING)
        limits = {"reads_per_minute": 6000, "writes_per_minute": 6000}
        _key, secret = make_key(town.committee, acts=ALL, now=datetime.now(UTC), **limits)
        yield {"Authorization": f"Bearer {secret}"}
        transaction.set_rollback(True)


@schema.parametrize()
@settings(
    max_examples=8,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_call_breaks_it(case, caller):
    """One test for each address and method."""
    case.call_and_validate(headers=caller, checks=CHECKS)
