"""Rows of the worker's jobs."""

from datetime import UTC, datetime

from linli.apps.accounts.rules import Role
from linli.apps.operations.models import ClockJob
from linli.apps.transfers.models import Import
from linli.apps.transfers.rules import ImportState
from tests.factories.accounts import make_account
from tests.web.access import PLACES, Row, roles

SYSTEM = roles(Role.SYSTEM_ADMIN)
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SEAL = "linli.apps.audit.tasks.seal"


def failed_job(place):
    ClockJob.objects.get_or_create(name=SEAL, defaults={"failures": 1, "failed_at": NOW})
    return {"name": SEAL}


def hanging_import(place):
    item = Import.objects.create(
        register="places.units",
        place=place,
        scope_path=place.path,
        account=make_account(),
        file_name="x.csv",
        file_sha256=b"",
        file_size=1,
        state=ImportState.CONFIRMED,
        uploaded_at=NOW,
        waiting_since=NOW,
        attempts=1,
    )
    return {"queue": "imports", "number": str(item.pk)}


ROWS = [
    Row("operations:jobs", open_to=SYSTEM),
    Row(
        "operations:run",
        open_to=SYSTEM,
        at=failed_job,
        reaches=PLACES,
        method="POST",
        ok=302,
        why="the worker is one for the whole installation",
    ),
    Row("operations:retry", open_to=SYSTEM, at=hanging_import, method="POST", ok=302),
    Row("operations:drop", open_to=SYSTEM, at=hanging_import),
    Row(
        "operations:drop",
        open_to=SYSTEM,
        at=hanging_import,
        method="POST",
        data={"reason": "文件有误"},
        ok=302,
    ),
]
