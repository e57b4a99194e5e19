"""While an installation is looked after: every page says so, in the reader's language, with 503.

It begins with `linli manage maintenance on`, and by itself while the database is behind the
program: a file tells all processes, so that nothing depends on a database that may be away.
"""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse

from linli.web.errors import away

Respond = Callable[[HttpRequest], HttpResponse]
LOOKED_AT_EVERY = timedelta(seconds=5)


def _file() -> Path:
    return Path(settings.ENVIRONMENT.data) / "maintenance"


def begin(until: datetime | None = None) -> None:
    """Let every process answer 503, until about `until` where that is known."""
    file = _file()
    file.parent.mkdir(parents=True, exist_ok=True)
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps({"until": until.isoformat() if until else None}))
    beside.replace(file)


def end() -> bool:
    """Let pages answer again; tell whether they did not."""
    was = is_on()
    _file().unlink(missing_ok=True)
    return was


def is_on() -> bool:
    """Tell whether the installation is being looked after."""
    return _file().exists()


def ends_at() -> datetime | None:
    """Return when it is expected to be over, None where nobody has said."""
    try:
        text = json.loads(_file().read_text())["until"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return datetime.fromisoformat(text) if text else None


class Behind:
    """Whether the database lacks migrations of this program; once it has them, for good."""

    def __init__(self) -> None:
        self._behind = False
        self._looked_at: datetime | None = None

    def look(self) -> bool:
        """Ask the database; one that is away counts as behind."""
        try:
            executor = MigrationExecutor(connection)
            self._behind = bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))
        except DatabaseError:
            self._behind = True
        return self._behind

    def still(self, now: datetime) -> bool:
        """Tell whether it is behind; while it is, the database is asked every few seconds."""
        if self._behind and (not self._looked_at or now >= self._looked_at + LOOKED_AT_EVERY):
            self._looked_at = now
            self.look()
        return self._behind


DATABASE = Behind()


class MaintenanceMiddleware:
    """Answer 503 to everything while the installation is looked after; needs no database."""

    def __init__(self, get_response: Respond) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        now = datetime.now(UTC)
        if is_on():
            return away(request, now=now, until=ends_at())
        if DATABASE.still(now):
            return away(request, now=now)
        return self.get_response(request)
