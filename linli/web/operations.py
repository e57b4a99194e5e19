"""What concerns a system administrator now: the database, and what the storage says."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.utils.translation import gettext as _

from linli.apps.accounts.rules import Role
from linli.core.access import Actor
from linli.kit.concerns import Card, Line
from linli.web.storage_checks import remarks

_MEGABYTE = 1024 * 1024


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield the state of the installation for its system administrator."""
    if Role.SYSTEM_ADMIN not in actor.roles:
        return
    said = remarks()
    yield Card(
        title=_("Database, in megabytes"),
        icon="database",
        kind="warn" if said else "ok",
        figure=_database_bytes() // _MEGABYTE,
        lines=(
            Line(_("Kind"), connection.display_name),
            *(Line(line) for line in said),
        ),
    )


def _database_bytes() -> int:
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_database_size(current_database())")
            return int(cursor.fetchone()[0])
    file = Path(str(settings.DATABASES["default"]["NAME"]))
    return file.stat().st_size if file.is_file() else 0
