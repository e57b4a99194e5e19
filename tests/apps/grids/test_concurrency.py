"""Two administrators at once: one wins, the other gets a plain refusal (PostgreSQL only)."""

from threading import Barrier, Thread

import pytest
from django.db import connection, connections

from linli.apps.grids.models import GridRevision
from linli.apps.grids.rules.revisions import RevisionAlreadyWaiting, RevisionOutdated
from linli.apps.grids.services.revisions import begin_revision, check_revision, publish_revision
from linli.apps.grids.services.switching import publish_for_today, switch_revision
from linli.core.errors import DomainError
from linli.core.machine import IllegalTransition
from tests.factories.grids import NOW, SYSTEM, TODAY, make_grid
from tests.factories.places import make_tree

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def _postgres_only():
    if connection.vendor != "postgresql":
        pytest.skip("row locks need PostgreSQL; run with scripts/with_postgres.py")
