"""Databases as the migrations leave them: made once, and copied wherever a test needs one.

To migrate an empty database takes half a minute. Every process of the tests and every drill begins
with a copy instead, and then migrates: that finds nothing to do, or what the copy lacks. Copies are
kept in the folder for temporary files under a digest of all migrations, so that one that differs
makes them anew:

- SQLite: a file, read into memory.
- PostgreSQL: a template on the server, and what `pg_dump` wrote of it for the next server.

    python -m tests.factories.migrated      # makes it for the engine of LINLI_TEST_DATABASE
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from functools import cache
from hashlib import sha256
from pathlib import Path
from time import time
from typing import Any

ROOT = Path(__file__).parents[2]
KEPT_SECONDS = 7 * 24 * 3600  # of other migrations, for whoever changes between two branches


@cache
def digest() -> str:
    """Return what stands for all migrations, of the applications and of the packages."""
    found = sha256(sys.version.encode())
    files = [*ROOT.glob("linli/**/migrations/*.py"), ROOT / "requirements.lock"]
    for path in sorted(files):
        found.update(str(path.relative_to(ROOT)).encode() + path.read_bytes())
    return found.hexdigest()[:16]


def folder() -> Path:
    """Return where copies are kept, for this account alone."""
    path = Path(tempfile.gettempdir()) / f"linli-tests-{os.getuid()}"
    path.mkdir(mode=0o700, exist_ok=True)
    if path.stat().st_uid != os.getuid():
        raise PermissionError(f"{path} belongs to somebody else")
    return path


def file_of_sqlite() -> Path:
    """Return the migrated file, which may not be there yet."""
    return folder() / f"{digest()}.sqlite3"


def template_of_server() -> str:
    """Return the name of the migrated database of a server, which may not be there yet."""
    return f"linli_begin_{digest()}"


@contextmanager
def one_at_a_time(engine: str) -> Iterator[None]:
    """Let others wait who need the same copy: two would make it twice."""
    with (folder() / f"{digest()}.{engine}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def begin_with_copies(connection: Any) -> None:
    """Let the test database of a connection begin with a copy, or else leave one."""
    creation = connection.creation
    make = creation.create_test_db
    begun = _in_memory if connection.vendor == "sqlite" else _on_server

    def create_test_db(*given: Any, **options: Any) -> Any:
        if options.get("keepdb"):
            return make(*given, **options)
        return begun(connection, lambda: make(*given, **options))

    creation.create_test_db = create_test_db


def _in_memory(connection: Any, make: Callable[[], Any]) -> Any:
    path, creation = file_of_sqlite(), connection.creation
    if not path.exists():
        with one_at_a_time(connection.vendor):
            if not path.exists():
                name = make()
                connection.ensure_connection()
                with _replaced(path) as part, closing(sqlite3.connect(part)) as copy:
                    connection.connection.backup(copy)
                return name
    empty, held = creation._create_test_db, []

    def filled(*given: Any, **options: Any) -> Any:
        name = empty(*given, **options)
        held.append(sqlite3.connect(name, uri=name.startswith("file:")))
        with closing(sqlite3.connect(path)) as copy:
            copy.backup(held[0])
        return name

    creation._create_test_db = filled
    try:
        return make()
    finally:
        creation._create_test_db = empty
        for one in held:
            one.close()


def _on_server(connection: Any, make: Callable[[], Any]) -> Any:
    template, path = template_of_server(), folder() / f"{digest()}.sql"
    tools = _tools()
    with one_at_a_time(connection.vendor):
        if not _is_there(connection, template):
            if not (path.exists() and tools):
                name = make()
                connection.close()
                _told(connection, f'CREATE DATABASE "{template}" TEMPLATE "{name}"')
                if tools:
                    with _replaced(path) as part:
                        _run(tools / "pg_dump", connection, template, "--no-owner", "-f", part)
                return name
            part = f"{template}_part"  # whole or not there, also when this is broken off
            _told(connection, f'DROP DATABASE IF EXISTS "{part}"')
            _told(connection, f'CREATE DATABASE "{part}"')
            _run(tools / "psql", connection, part, "-qXo", os.devnull,
                 "-v", "ON_ERROR_STOP=1", "-f", path)  # fmt: skip
            _told(connection, f'ALTER DATABASE "{part}" RENAME TO "{template}"')
        connection.settings_dict["TEST"]["TEMPLATE"] = template
        return make()


def _tools() -> Path | None:
    """Return the folder of `pg_dump` and `psql`, where there is a server on this machine."""
    sys.path.insert(0, str(ROOT / "scripts"))
    from with_postgres import binaries

    found = binaries()
    return found if found and all((found / one).exists() for one in ("pg_dump", "psql")) else None


def _is_there(connection: Any, name: str) -> bool:
    with connection._nodb_cursor() as cursor:
        cursor.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return cursor.fetchone() is not None


def _told(connection: Any, statement: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(statement)


def _run(tool: Path, connection: Any, database: str, *arguments: "str | Path") -> None:
    given = connection.settings_dict
    names = {"PGHOST": "HOST", "PGPORT": "PORT", "PGUSER": "USER", "PGPASSWORD": "PASSWORD"}
    known = {name: str(given[key]) for name, key in names.items() if given[key]}
    options = given.get("OPTIONS", {})
    known |= {f"PG{key.upper()}": str(options[key]) for key in ("host", "port") if key in options}
    environment = {**os.environ, **known, "PGDATABASE": database}
    subprocess.run([tool, *arguments], env=environment, check=True, stdout=subprocess.DEVNULL)


@contextmanager
def _replaced(path: Path) -> Iterator[Path]:
    """Give a file to write; it takes the place of `path` when it is whole. Old ones go."""
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    yield part
    part.replace(path)
    for other in path.parent.iterdir():
        if time() - other.stat().st_mtime > KEPT_SECONDS:
            other.unlink(missing_ok=True)


def copy_of_sqlite(target: Path) -> None:
    """Copy the migrated file, if there is one, for a process that then migrates."""
    if file_of_sqlite().exists():
        shutil.copyfile(file_of_sqlite(), target)


def main() -> None:
    """Make what the tests begin with, unless it is there."""
    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "linli.web.settings.test")
    django.setup()
    from django.db import connection

    begin_with_copies(connection)
    name = connection.settings_dict["NAME"]
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    connection.creation.destroy_test_db(name, verbosity=0)


if __name__ == "__main__":
    main()
