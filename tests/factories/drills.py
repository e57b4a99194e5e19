"""Processes that are killed, and databases that are put back to their beginning afterwards.

A drill runs in a process of its own (`python -m tests.…drill`), because it needs children to kill
and a database that they share: files of SQLite, or databases of a PostgreSQL server.

    drill = begin_drill(folder, "fold", server)   # settings, migrations, nobody connected
    forked(prepare); drill.keep()
    drill.rewind(); forked(act, kill_at=3); forked(check)
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.factories.migrated import copy_of_sqlite, template_of_server

ROOT = Path(__file__).parents[2]


class Files:
    """A database of SQLite, put back to its beginning by copying files."""

    def __init__(self, folder: Path, name: str) -> None:
        self.folder, self.name, self.begin = folder, name, folder / "begin"
        self.url = f"sqlite:///{folder}/{name}.sqlite3"
        copy_of_sqlite(folder / f"{name}.sqlite3")

    def keep(self) -> None:
        """Keep the database as it is, nobody being connected."""
        self.begin.mkdir()
        for path in self.folder.glob(f"{self.name}.sqlite3*"):
            shutil.copyfile(path, self.begin / path.name)

    def rewind(self) -> None:
        """Put the database back to what was kept."""
        for path in self.folder.glob(f"{self.name}.sqlite3*"):
            path.unlink()
        for path in self.begin.iterdir():
            shutil.copyfile(path, self.folder / path.name)


class Databases:
    """A database of a PostgreSQL server, put back to its beginning from a template."""

    def __init__(self, address: str, name: str, *, is_empty: bool = False) -> None:
        self.address, self.name = address, name
        server, mark, options = address.partition("?")
        self.url = f"{server.rpartition('/')[0]}/{name}{mark}{options}"
        self._do(
            f"DROP DATABASE IF EXISTS {name} WITH (FORCE)",
            f"CREATE DATABASE {name}{'' if is_empty else self._begun()}",
        )

    def keep(self) -> None:
        """Keep the database as it is, nobody being connected."""
        self._do(
            f"DROP DATABASE IF EXISTS {self.name}_begin",
            f"CREATE DATABASE {self.name}_begin TEMPLATE {self.name}",
        )

    def rewind(self) -> None:
        """Put the database back to what was kept."""
        self._do(
            f"DROP DATABASE {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.name}_begin",
        )

    def _begun(self) -> str:
        """Return the option to begin with a migrated database, where the server has one."""
        import psycopg

        template = template_of_server()
        with psycopg.connect(self.address, autocommit=True) as connection:
            asked = "SELECT 1 FROM pg_database WHERE datname = %s"
            there = connection.execute(asked, [template]).fetchone()
        return f' TEMPLATE "{template}"' if there else ""

    def _do(self, *statements: str) -> None:
        import psycopg

        with psycopg.connect(self.address, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement)


def begin_drill(
    folder: Path, name: str, postgresql: str = "", **environment: str
) -> "Files | Databases":
    """Set the framework up over a new database and migrate it; nobody is connected afterwards."""
    database = Databases(postgresql, name) if postgresql else Files(folder, name)
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "linli.web.settings.dev",
        "LINLI_DATABASE": database.url,
        "LINLI_DATA": str(folder / "data"),
        "LINLI_DEMO": "1",
    } | environment
    import django

    django.setup()
    from django.core.management import call_command

    from linli.kit.keys import key_ring

    key_ring()
    forked(lambda: call_command("migrate", verbosity=0))
    return database


def forked(
    act: Callable[[], object],
    *,
    kill_after: float | None = None,
    kill_at: int | None = None,
    each_commits: bool = False,
) -> str:
    """Run `act` in a child and return what it returns, or nothing when it is killed.

    kill -9 comes after some seconds, or before its statement number `kill_at` (from 0), a commit
    being one. With `each_commits` every statement commits on its own, as if the act had no
    transaction: what a drill shows without it must then fail.
    """
    reading, writing = os.pipe()
    child = os.fork()
    if not child:
        ended = 1
        try:
            if kill_at is not None:
                _watch(_dying_at(kill_at), each_commits=each_commits)
            os.write(writing, str(act()).encode())
            ended = 0
        except BaseException:  # noqa: BLE001 - the parent raises; nothing may run on in the child
            traceback.print_exc()
        finally:
            os._exit(ended)
    os.close(writing)
    if kill_after is not None:
        time.sleep(kill_after)
        os.kill(child, signal.SIGKILL)
    with os.fdopen(reading) as pipe:
        said = pipe.read()
    _pid, status = os.waitpid(child, 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status) and not each_commits:
        raise RuntimeError("the act failed in the child; what it said is above")
    return said


def statements_of(act: Callable[[], object]) -> int:
    """Run `act` in a child and return how many statements it sends, commits included."""

    def counted() -> int:
        seen: list[None] = []
        _watch(lambda: seen.append(None))
        act()
        return len(seen)

    return int(forked(counted))


def _dying_at(number: int) -> Callable[[], None]:
    left = [number]

    def count() -> None:
        if not left[0]:
            os.kill(os.getpid(), signal.SIGKILL)
        left[0] -= 1

    return count


def _watch(call: Callable[[], None], *, each_commits: bool = False) -> None:
    """Call before each statement and each commit of this process."""
    from django.db import connection

    def wrapper(execute: Any, sql: Any, params: Any, many: Any, context: Any) -> Any:
        call()
        if each_commits and str(sql).startswith(("SAVEPOINT", "RELEASE SAVEPOINT")):
            return None
        result = execute(sql, params, many, context)
        if each_commits:
            connection.connection.commit()
        return result

    commit = connection._commit

    def committing() -> None:
        call()
        commit()

    connection.ensure_connection()
    if each_commits:  # a cursor of the server would end with the first commit
        connection.settings_dict["DISABLE_SERVER_SIDE_CURSORS"] = True
    connection.execute_wrappers.append(wrapper)
    connection._commit = committing  # type: ignore[method-assign]


def drilled(module: str, folder: Path, *given: str) -> dict[str, Any]:
    """Run a drill in a process of its own on the engine of this suite; return what it found.

    It is told the folder, the address of a PostgreSQL server or "", and what else is `given`.
    """
    server = os.environ.get("LINLI_TEST_DATABASE", "")
    postgresql = server if server.startswith("postgres") else ""
    command = [sys.executable, "-m", module, str(folder), postgresql, *given]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found
