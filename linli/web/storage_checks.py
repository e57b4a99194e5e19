"""What the database library on this machine can be trusted with, said at start-up."""

import sqlite3

from django.db import connection
from django.utils import translation
from django.utils.translation import gettext as _

Version = tuple[int, ...]


def has_wal_reset_fix(version: Version) -> bool:
    """Tell whether this SQLite is free of the race between a checkpoint and a reset of the log.

    Affected: 3.7.0 to 3.51.2; repaired in 3.51.3 and in the back-ports 3.50.7 and 3.44.6.
    """
    return version >= (3, 51, 3) or any(
        fixed <= version < (fixed[0], fixed[1] + 1) for fixed in [(3, 44, 6), (3, 50, 7)]
    )


def remarks() -> list[str]:
    """Return what an operator should know about the configured database, a line each."""
    if connection.vendor == "sqlite":
        if has_wal_reset_fix(sqlite3.sqlite_version_info):
            return []
        return [
            _(
                "SQLite %(version)s may, very rarely, lose a commit when several processes write "
                "(repaired in 3.51.3). Linli therefore runs one server process on it; use "
                "PostgreSQL for more than one office."
            )
            % {"version": sqlite3.sqlite_version}
        ]
    return _postgres_remarks()


def shell_remarks() -> list[str]:
    """Return the same in English, as everything else that is said in a shell."""
    with translation.override("en"):
        return remarks()


def _postgres_remarks() -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_encoding_to_char(encoding), datcollate, datctype, datlocprovider"
            " FROM pg_database WHERE datname = current_database()"
        )
        encoding, collate, ctype, provider = cursor.fetchone()
    found = []
    if encoding != "UTF8":
        said = _("The database is encoded in %(encoding)s; create it with ENCODING 'UTF8'.")
        found.append(said % {"encoding": encoding})
    if provider != "i" and (collate in {"C", "POSIX"} or ctype in {"C", "POSIX"}):
        said = _(
            "The database sorts by %(collate)s/%(ctype)s and sees no letters beyond ASCII; "
            "create it with LC_COLLATE and LC_CTYPE 'C.UTF-8'."
        )
        found.append(said % {"collate": collate, "ctype": ctype})
    return found
