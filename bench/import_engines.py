"""The engines of `bench/import.py`, their own loaders, and what a process of either costs."""

import contextlib
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

from roster_file import HEADINGS

_PAGE = os.sysconf("SC_PAGE_SIZE")
_CHILDREN = Path(__file__).with_name("import_children.py")


class Cost:
    """CPU seconds, wall seconds and peak memory of one process and all it has started."""

    def __init__(self, cpu: float, wall: float, memory_mb: float, output: str) -> None:
        self.cpu, self.wall, self.memory_mb, self.output = cpu, wall, memory_mb, output


def measured(command: list[str], *, server: "Server", text: str = "") -> Cost:
    """Run a process to its end and return what it cost, the server's CPU included."""
    before, begun = server.cpu(), time.perf_counter()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:
        given.write(text.encode())
        given.seek(0)
        process = subprocess.Popen(command, stdin=given, stdout=out)
        memory = _Memory(process.pid)
        memory.start()
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        memory.join()  # it looks once more in half a second
        out.seek(0)
        output = out.read().decode()
    if process.returncode:
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime + server.cpu() - before
    return Cost(cpu, wall, max(memory.peak_mb, usage.ru_maxrss / 1024), output)


class _Memory(threading.Thread):
    """Looks every half second at the memory of a process and all below it, together.

    Pages that two of them share count for each, so the sum is rather too much than too little.
    """

    def __init__(self, pid: int) -> None:
        super().__init__(daemon=True)
        self.pid, self.peak_mb = pid, 0.0

    def run(self) -> None:
        while parts := [size for pid in self._tree() if (size := _resident_mb(pid))]:
            self.peak_mb = max(self.peak_mb, sum(parts))
            time.sleep(0.5)

    def _tree(self) -> list[int]:
        found = [self.pid]
        for pid in found:
            with contextlib.suppress(OSError):
                children = Path(f"/proc/{pid}/task/{pid}/children").read_text()
                found += map(int, children.split())
        return found


def _resident_mb(pid: int) -> float:
    try:
        return int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE / (1 << 20)
    except (OSError, IndexError):
        return 0.0


class Server:
    """The database of the runs: files of SQLite, or databases of a PostgreSQL server."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def cpu(self) -> float:
        """Return the CPU seconds the server has used, nought where there is none."""
        return 0.0

    def url(self, name: str) -> str:
        """Return the address of a database."""
        return f"sqlite:///{self.folder}/{name}.sqlite3"

    def fresh(self, name: str, template: str = "template") -> str:
        """Make a database as the prepared one and return its address."""
        for end in ("", "-wal", "-shm"):
            Path(f"{self.folder}/{name}.sqlite3{end}").unlink(missing_ok=True)
        shutil.copyfile(f"{self.folder}/{template}.sqlite3", f"{self.folder}/{name}.sqlite3")
        return self.url(name)

    def plain(self) -> tuple[list[str], str]:
        """Return the process that loads the file into a plain table."""
        self.fresh("floor")
        columns = ", ".join(f"c{index} TEXT" for index in range(len(HEADINGS)))
        script = f"""
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;
CREATE TEMP TABLE given ({columns});
CREATE TABLE plain (id INTEGER PRIMARY KEY, {columns});
.mode csv
.import --skip 1 {self.folder}/roster.csv given
BEGIN; INSERT INTO plain ({columns.replace(" TEXT", "")}) SELECT * FROM given; COMMIT;
"""
        return ["sqlite3", f"{self.folder}/floor.sqlite3"], script

    def same(self) -> tuple[list[str], str]:
        """Return the process that loads the file and inserts the rows the product has written."""
        self.fresh("floor")
        columns = ", ".join(f"c{index} TEXT" for index in range(len(HEADINGS)))
        inserts = "".join(
            f"INSERT INTO main.{table} SELECT * FROM done.{table};\n" for table in TABLES
        )
        script = f"""
PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA temp_store=MEMORY;
PRAGMA cache_size=-65536; PRAGMA foreign_keys=ON;
CREATE TEMP TABLE given ({columns});
.mode csv
.import --skip 1 {self.folder}/roster.csv given
ATTACH '{self.folder}/done.sqlite3' AS done;
BEGIN; {inserts} COMMIT;
"""
        return ["sqlite3", f"{self.folder}/floor.sqlite3"], script

    def keep(self, name: str) -> None:
        """Keep what a run has written, for the floor that inserts the same rows."""
        source = Path(f"{self.folder}/{name}.sqlite3")
        subprocess.run(
            ["sqlite3", source, "PRAGMA wal_checkpoint(TRUNCATE);"],
            check=True,
            stdout=subprocess.DEVNULL,
        )
        shutil.copyfile(source, f"{self.folder}/done.sqlite3")


TABLES = ("people_person", "people_household", "people_householdmember", "people_holding")


class PostgresServer(Server):
    """Databases of the throw-away server that `scripts/with_postgres.py` has started."""

    def __init__(self, folder: Path, address: str) -> None:
        super().__init__(folder)
        self.base = Path(address.partition("host=")[2])
        self.pid = int((self.base / "data/postmaster.pid").read_text().split()[0])
        self._psql("postgres", "CREATE DATABASE template")

    def cpu(self) -> float:
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        ticks = sum(map(int, fields[11:15]))
        for stat in Path("/proc").glob("[0-9]*/stat"):
            try:
                fields = stat.read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(fields[1]) == self.pid:
                ticks += int(fields[11]) + int(fields[12])
        return ticks / os.sysconf("SC_CLK_TCK")

    def url(self, name: str) -> str:
        return f"postgresql://linli@/{name}?host={self.base}"

    def fresh(self, name: str, template: str = "template") -> str:
        self._psql("postgres", f"DROP DATABASE IF EXISTS {name}")
        self._psql("postgres", f"CREATE DATABASE {name} TEMPLATE {template}")
        self._psql("postgres", "CHECKPOINT")
        return self.url(name)

    def plain(self) -> tuple[list[str], str]:
        self.fresh("floor")
        columns = ", ".join(f"c{index} text" for index in range(len(HEADINGS)))
        script = f"CREATE TABLE plain ({columns});\n"
        script += f"\\copy plain FROM '{self.folder}/roster.csv' WITH (FORMAT csv, HEADER)\n"
        return ["psql", "-qX", "-v", "ON_ERROR_STOP=1", self.url("floor")], script

    def same(self) -> tuple[list[str], str]:
        self.fresh("floor")
        columns = ", ".join(f"c{index} text" for index in range(len(HEADINGS)))
        script = f"CREATE TEMP TABLE given ({columns});\nBEGIN;\n"
        script += f"\\copy given FROM '{self.folder}/roster.csv' WITH (FORMAT csv, HEADER)\n"
        for table in TABLES:
            script += f"\\copy {table} FROM '{self.folder}/{table}.csv' WITH (FORMAT csv)\n"
        return ["psql", "-qX", "-v", "ON_ERROR_STOP=1", self.url("floor")], script + "COMMIT;\n"

    def keep(self, name: str) -> None:
        for table in TABLES:
            self._psql(name, f"\\copy {table} TO '{self.folder}/{table}.csv' WITH (FORMAT csv)")

    def _psql(self, database: str, command: str) -> None:
        subprocess.run(
            ["psql", "-qX", "-v", "ON_ERROR_STOP=1", self.url(database), "-c", command],
            check=True,
            stdout=subprocess.DEVNULL,
        )


def child(act: str, database: str, folder: Path, name: str) -> list[str]:
    """Return the command of a child."""
    return [sys.executable, str(_CHILDREN), act, database, str(folder), name]
