"""A backup taken while people work, restored beside the original and compared row by row.

Run as a process of its own: `python -m tests.deploy.restore_drill FOLDER POSTGRESQL` prints one
JSON line; the second argument is the address of any database of a PostgreSQL server, or empty for
SQLite.
"""

import json
import os
import subprocess
import sys
import time
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

from tests.factories.drills import ROOT, Databases, begin_drill, forked

ENOUGH = 12  # acts before the backup begins, and again after it has ended


def prepare() -> str:
    """Make a town with cases and a picture; return the case that is worked on."""
    from linli.apps.audit.services import seal_all
    from linli.apps.cases import services
    from linli.apps.cases.rules.flow import CaseState
    from tests.factories.cases import NOW, case_in, make_town, picture

    town = make_town()
    for state in CaseState:
        case_in(town, state)
    case = case_in(town, CaseState.OPEN)
    services.add_photo(actor=town.reporter, case_id=case.pk, data=picture(), now=town.at(2))
    seal_all(now=NOW + timedelta(hours=3))
    return str(case.pk)


def work(case_id: int, said: Path) -> None:
    """Add one remark after the other until killed; write down each that was acknowledged."""
    from linli.apps.cases import services
    from linli.core.access import Actor
    from tests.factories.cases import NOW

    with said.open("a", buffering=1) as file:
        for number in range(100_000):
            services.add_remark(
                actor=Actor.system(),
                case_id=case_id,
                text=f"第{number}条",
                now=NOW + timedelta(hours=4, seconds=number),
            )
            file.write(f"{number}\n")


def told(case_id: int) -> str:
    """Return counts and checksums of all tables, the remarks, and what the checks say."""
    from io import StringIO

    from django.core.management import call_command
    from django.db import connection

    from linli.apps.cases.models import CaseStep
    from linli.apps.cases.selectors.figures import figure_faults

    trail = StringIO()
    call_command("check_trail", stdout=trail)
    tables = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f'SELECT * FROM "{table}"')
            rows = sorted(repr([_plain(value) for value in row]) for row in cursor)
            tables[table] = [len(rows), sha256("\n".join(rows).encode()).hexdigest()]
    remarks = CaseStep.objects.filter(case=case_id, kind="remark").order_by("number")
    return json.dumps(
        {
            "tables": tables,
            "remarks": list(remarks.values_list("text", flat=True)),
            "faults": len(list(figure_faults())),
            "trail": trail.getvalue().strip().splitlines()[-1],
        }
    )


def _plain(value: Any) -> Any:
    return bytes(value).hex() if isinstance(value, (bytes, memoryview)) else value


def count_of(said: Path) -> int:
    """Return how many acts were acknowledged so far."""
    return len(said.read_text().split()) if said.exists() else 0


def until(said: Path, count: int) -> int:
    """Wait until so many acts were acknowledged; return how many there are."""
    ends = time.monotonic() + 300
    while count_of(said) < count:
        if time.monotonic() > ends:
            raise TimeoutError(f"only {count_of(said)} acts")
        time.sleep(0.01)
    return count_of(said)


def manage(*arguments: str, url: str, data: Path) -> None:
    """Run a management command as an administrator does, on a database and a folder of its own."""
    environment = os.environ | {"LINLI_DATABASE": url, "LINLI_DATA": str(data)}
    command = [sys.executable, "-m", "linli", "manage", *arguments]
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])


def restored(backup: Path, name: str, folder: Path, postgresql: str) -> tuple[str, Path]:
    """Restore a backup into a new database and folder; return where."""
    new, url = folder / name, f"sqlite:///{folder}/{name}/linli.sqlite3"
    new.mkdir()
    if postgresql:
        url = Databases(postgresql, f"drill_{name}", is_empty=True).url
    manage("restore", str(backup), url=url, data=new)
    return url, new


def compared(url: str, data: Path, case_id: int) -> Any:
    """Return what a restored database tells, read by a process of its own."""
    environment = os.environ | {"LINLI_DATABASE": url, "LINLI_DATA": str(data)}
    script = (
        "import django, sys; django.setup();"
        "from tests.deploy.restore_drill import told; print(told(int(sys.argv[1])))"
    )
    done = subprocess.run(
        [sys.executable, "-c", script, str(case_id)],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    if done.returncode:
        raise RuntimeError(done.stderr[-2000:])
    return json.loads(done.stdout.splitlines()[-1])


def main(folder: Path, postgresql: str) -> None:
    """Run the drill."""
    database = begin_drill(folder, "drill_live", postgresql)
    os.environ["LINLI_KEYS"] = str(folder / "data" / "keys")  # as if they had been kept apart
    live = {"url": database.url, "data": folder / "data"}
    case_id = int(forked(prepare))
    said, under_work, still = folder / "said", folder / "work.tar.gz", folder / "still.tar.gz"
    worker = os.fork()
    if not worker:
        try:
            work(case_id, said)
        finally:
            os._exit(1)
    try:
        before = until(said, ENOUGH)
        manage("backup", str(under_work), **live)
        after = count_of(said)
        until(said, after + ENOUGH)
    finally:
        os.kill(worker, 9)
        os.waitpid(worker, 0)
    manage("backup", str(still), **live)
    first = compared(*restored(under_work, "first", folder, postgresql), case_id)
    second = compared(*restored(still, "second", folder, postgresql), case_id)
    files = [
        sorted(str(path.relative_to(root)) for path in root.rglob("*") if path.is_file())
        for root in (folder / "data" / "files", folder / "second" / "files")
    ]
    result = {
        "before": before,
        "after": after,
        "at_the_end": count_of(said),
        "live": json.loads(forked(lambda: told(case_id))),
        "first": first,
        "second": second,
        "files": files,
    }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
