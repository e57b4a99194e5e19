"""Bringing in a roster: the product against the engines' own loaders, on the same file.

`./run bench import [--rows 100000] [--rounds 3]` prints one JSON line. Whole processes are
measured, start included, floor and product taking turns, a fresh copy of a prepared database each;
the least of the rounds counts, as user and system CPU seconds (on PostgreSQL the server's too) and
as wall time. The product's run is the one that writes: reading, cleaning, checking every row,
finding its dwelling, comparing it with the register, sealing name, number and phone, and entering
persons, households, members and holdings with the trail. The trial run before it is shown apart.

The floors:

- `plain`: the engine loads the file into one plain table of typed columns without any index:
  `.import` into a temporary table and INSERT SELECT in the shell of SQLite, `\\copy` of psql.
- `same`: the engine loads the file as text and then inserts the very rows the product has written
  into the same four tables with the same constraints and indexes: what storing them costs at least.
- `sheet`: calamine reads the same .xlsx and throws its rows away.

A second file carries about one per cent of each kind of error; the trial run must tell exactly the
generator's own list, and the written rows, opened, must add up to the generator's sums.
"""

import argparse
import csv
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from machine import state

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from linli.core.identifiers import fictional_id_number, fictional_phone  # noqa: E402

SEED = 20_260_301
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
BARS = {"sqlite": 0.15, "postgresql": 0.18, "xlsx": 0.35, "memory_mb": 300}
HEADINGS = [
    *("小区", "楼栋", "单元", "房号", "姓名"),
    *("身份证号", "联系电话", "与户主关系", "权属", "起始日期"),
]
BUILDINGS, ENTRANCES, FLOORS, DOORS = 20, 3, 12, 2
_PER_COMPOUND = BUILDINGS * ENTRANCES * FLOORS * DOORS
_FIRST_BIRTH, _BIRTH_DAYS = date(1945, 1, 1), 18_000
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "建国秀兰小明淑英志强桂芳海涛玉梅俊杰晓红文军丽华永福春燕"
_ADULTS = ("配偶", "父母", "子女", "子女", "其他亲属")
_SHARE = 0.01


# ---------------------------------------------------------------- the roster


def dwellings(rows: int) -> Iterator[list[list[str]]]:
    """Yield dwelling after dwelling until there are `rows` rows; the same for the same seed."""
    chance, person, left, number = Random(SEED), 0, rows, 0
    while left:
        compound, door = divmod(number, _PER_COMPOUND)
        building, door = divmod(door, ENTRANCES * FLOORS * DOORS)
        entrance, door = divmod(door, FLOORS * DOORS)
        address = [
            f"花园{compound + 1}区",
            f"{building + 1}号楼",
            f"{entrance + 1}单元",
            f"{door // DOORS + 1}{door % DOORS + 1:02d}",
        ]
        size = min(left, chance.choices((1, 2, 3, 4, 5), (22, 27, 25, 16, 10))[0])
        shared = size > 1 and chance.random() < 0.4
        since = date(2013, 1, 1) + timedelta(days=chance.randrange(3000))
        household = []
        for place in range(size):
            born = _FIRST_BIRTH + timedelta(days=person % _BIRTH_DAYS)
            name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=2))
            household.append(
                [
                    *address,
                    name,
                    fictional_id_number(born, person // _BIRTH_DAYS),
                    fictional_phone(person),
                    _ADULTS[place - 1] if place else "户主",
                    "共有人" if shared and place < 2 else "" if place else "所有权人",
                    since.isoformat(),
                ]
            )
            person += 1
        yield household
        left, number = left - size, number + 1


def _cell(column: int, value: str, code: str, key: str) -> Any:
    def spoil(row: list[str], _donor: list[str]) -> tuple[str, str]:
        row[column] = value
        return key, code

    return spoil


def _wrong_check(row: list[str], _donor: list[str]) -> tuple[str, str]:
    row[5] = row[5][:-1] + ("1" if row[5][-1] != "1" else "2")
    return "id_number", "identifier.id_number_check"


def _future(row: list[str], _donor: list[str]) -> tuple[str, str]:
    row[5] = fictional_id_number(date(2041, 5, 6), 7)
    return "id_number", "people.date_in_future"


def _untied(row: list[str], _donor: list[str]) -> tuple[str, str]:
    row[7] = row[8] = ""
    return "relation", "roster.no_tie"


def _borrowed(row: list[str], donor: list[str]) -> tuple[str, str]:
    row[4], row[5] = "欧阳借用", donor[5]
    return "id_number", "roster.other_name_before"


# What is spoilt in a row, and whether the row must be one behind the head of its household.
FAULTS = (
    (_wrong_check, False),
    (_cell(5, "9.99999E+17", "cell.rounded", "id_number"), False),
    (_cell(5, "999999198001010000", "identifier.id_number_mangled", "id_number"), False),
    (_cell(5, "371702800506001", "identifier.id_number_of_fifteen", "id_number"), False),
    (_future, False),
    (_cell(6, "1380000", "identifier.phone", "phone"), False),
    (_cell(4, "", "cell.required", "name"), False),
    (_cell(7, "邻居", "roster.relation", "relation"), False),
    (_cell(9, "2015年13月1日", "cell.day", "since"), False),
    (_cell(7, "户主", "roster.second_head", "relation"), True),
    (_untied, True),
    (_borrowed, True),
)


def spoilt(rows: int) -> tuple[Iterator[list[str]], list[tuple[int, str, str]]]:
    """Return the rows with faults, and the list of them, filled as the rows are taken."""
    expected: list[tuple[int, str, str]] = []

    def lines() -> Iterator[list[str]]:
        chance, number, donor = Random(SEED + 1), 1, [""] * 10
        for household in dwellings(rows):
            chosen = int(chance.random() / (_SHARE * 2.7))
            if chosen < len(FAULTS):
                spoil, behind = FAULTS[chosen]
                place = len(household) - 1
                if (place or not behind) and (donor[5] or spoil is not _borrowed):
                    key, code = spoil(household[place], donor)
                    expected.append((number + place + 1, key, code))
            else:
                donor = household[0]
            for line in household:
                number += 1
                yield line

    return lines(), expected


def write_files(folder: Path, rows: int, *, sheet: bool) -> dict[str, Any]:
    """Write the good file, the spoilt one and the sheet; return the generator's own sums."""
    total, people = 0, 0
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        count = 0
        for household in dwellings(rows):
            count += 1
            writer.writerows(household)
            for line in household:
                people += 1
                total += _mark(line[4], line[5], line[6])
    lines, expected = spoilt(rows)
    with (folder / "spoilt.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(lines)
    if sheet:
        from linli.kit.sheets.writing import write_workbook

        written = (line for household in dwellings(rows) for line in household)
        write_workbook(
            folder / "roster.xlsx", (row for part in ([HEADINGS], written) for row in part)
        )
    return {"people": people, "dwellings": count, "sum": total % (1 << 64), "expected": expected}


def _mark(name: str, number: str, phone: str) -> int:
    return int.from_bytes(sha256(f"{name}|{number}|{phone}".encode()).digest()[:8], "big")


# ---------------------------------------------------------------- inside a child


def _django(database: str, folder: Path) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "linli.web.settings.dev",
        "LINLI_DATABASE": database,
        "LINLI_DATA": str(folder / "data"),
        "LINLI_DEMO": "1",
        "LINLI_SECRET": "x" * 50,
    }
    import django

    django.setup()


def child_prepare(folder: Path, count: int) -> None:
    """Lay out the schema, the branch of the tree, and compounds with enough dwellings."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from linli.apps.accounts.models import Account
    from linli.apps.places.models import Place, Unit
    from linli.core.tree import child_path
    from linli.kit.bulk import insert_rows, take_ids
    from tests.factories.places import make_tree

    Account.objects.create(username="clerk", created_at=NOW)
    community = make_tree().community
    compounds = -(-count // _PER_COMPOUND)
    per_compound = 1 + BUILDINGS * (1 + ENTRANCES)
    numbers = iter(take_ids(Place, compounds * per_compound))
    day = "2010-01-01"
    places: list[tuple[Any, ...]] = []
    units: list[tuple[Any, ...]] = []

    def place(parent: tuple[Any, ...], step: int, kind: str, name: str) -> tuple[Any, ...]:
        path, code = child_path(parent[2], step), f"{parent[4]}-{kind[0]}{step:02d}"
        row = (next(numbers), parent[0], path, kind, code, name, 99, day, day)
        places.append(row)
        return row

    root = (community.pk, None, community.path, "", community.code)
    for one in range(1, compounds + 1):
        compound = place(root, one, "COMPOUND", f"花园{one}区")
        for two in range(1, BUILDINGS + 1):
            building = place(compound, two, "BUILDING", f"{two}号楼")
            for three in range(1, ENTRANCES + 1):
                entrance = place(building, three, "ENTRANCE", f"{three}单元")
                for door in range(FLOORS * DOORS):
                    text = f"{door // DOORS + 1}{door % DOORS + 1:02d}"
                    units.append(
                        (entrance[0], entrance[2], "DWELLING", f"{entrance[4]}-{text}",
                         door // DOORS + 1, text, day, day)
                    )  # fmt: skip
    columns = ["id", "parent_id", "path", "kind", "code", "name", "last_step", "valid_from"]
    columns += ["since"]
    insert_rows(Place, columns, places)
    columns = ["place_id", "scope_path", "kind", "code", "floor", "number", "valid_from", "since"]
    insert_rows(Unit, columns, units)


def _import(name: str, folder: Path, state: str) -> Any:
    """Return an import of a file as the upload leaves it."""
    from django.conf import settings

    from linli.apps.accounts.models import Account
    from linli.apps.places.models import Place
    from linli.apps.transfers.models import Import

    place = Place.objects.get(code="371702004002")
    kept = Path(settings.MEDIA_ROOT) / "imports"
    kept.mkdir(parents=True, exist_ok=True)
    (kept / name).unlink(missing_ok=True)
    os.link(folder / name, kept / name)
    return Import.objects.create(
        register="people.roster",
        place=place,
        scope_path=place.path,
        account=Account.objects.get(),
        file_name=name,
        stored_name=name,
        file_sha256=b"",
        file_size=(folder / name).stat().st_size,
        state=state,
        uploaded_at=NOW,
    )


def child_commit(folder: Path, name: str) -> None:
    """Write a confirmed file as the worker does."""
    from linli.apps.transfers.services import work_on_imports

    item = _import(name, folder, "CONFIRMED")
    work_on_imports(now=NOW)
    item.refresh_from_db()
    print(json.dumps({"state": item.state, "rows": item.rows_seen, "counts": item.counts}))


def child_trial(folder: Path, name: str) -> None:
    """Run a file on trial and tell every problem."""
    from linli.apps.transfers.selectors import run_file
    from linli.core.access import Actor
    from linli.kit.registers import registers

    item = _import(name, folder, "UPLOADED")
    loading = registers()["people.roster"].loading(
        actor=Actor.system(), path=item.scope_path, now=NOW, trial=True
    )
    found: list[tuple[int, str, str]] = []
    run = run_file(item, loading, each=lambda one: found.append((one.row, one.column, one.code)))
    print(json.dumps({"rows": run.rows, "problems": sorted(found)}))


def child_sums(_folder: Path, _name: str) -> None:
    """Open every stored value and add up."""
    from linli.apps.people.models import Holding, Household, HouseholdMember, Person
    from linli.kit.sealed_fields import opened

    total = 0
    for person in Person.objects.iterator():
        total += _mark(opened(person.name), opened(person.id_number), opened(person.phone))
    tables = (Person, Household, HouseholdMember, Holding)
    counts = {model.__name__: model.objects.count() for model in tables}
    print(json.dumps({"sum": total % (1 << 64), "counts": counts}))


def child_sheet(folder: Path, name: str) -> None:
    """Read the sheet with calamine and throw the rows away."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(folder / name)) as book:
        rows = sum(1 for _row in book.get_sheet_by_index(0).iter_rows())
    print(json.dumps({"rows": rows}))


CHILDREN = {
    "commit": child_commit,
    "trial": child_trial,
    "sums": child_sums,
    "sheet": child_sheet,
}


# ---------------------------------------------------------------- measuring


class Cost:
    """CPU seconds, wall seconds and peak memory of one process."""

    def __init__(self, cpu: float, wall: float, memory_mb: float, output: str) -> None:
        self.cpu, self.wall, self.memory_mb, self.output = cpu, wall, memory_mb, output


def measured(command: list[str], *, server: "Server", text: str = "") -> Cost:
    """Run a process to its end and return what it cost, the server's share included."""
    before, begun = server.cpu(), time.perf_counter()
    with tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out:
        given.write(text.encode())
        given.seek(0)
        process = subprocess.Popen(command, stdin=given, stdout=out)
        _pid, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - begun
        out.seek(0)
        output = out.read().decode()
    if process.returncode:
        raise SystemExit(f"{command[:4]} ended with {process.returncode}")
    cpu = usage.ru_utime + usage.ru_stime + server.cpu() - before
    return Cost(cpu, wall, usage.ru_maxrss / 1024, output)


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
    """Return the command of a child of this script."""
    return [sys.executable, __file__, "--child", act, database, str(folder), name]


def engine(server: Server, folder: Path, rounds: int, sums: dict[str, Any]) -> dict[str, Any]:
    """Measure one engine and check what was stored."""
    subprocess.run(
        child("prepare", server.url("template"), folder, str(sums["dwellings"])), check=True
    )
    if type(server) is Server:
        source = f"{folder}/template.sqlite3"
        subprocess.run(["sqlite3", source, "PRAGMA wal_checkpoint(TRUNCATE);"], check=True,
                       stdout=subprocess.DEVNULL)  # fmt: skip
    costs: dict[str, list[Cost]] = {"product": [], "plain": [], "same": []}
    for turn in range(rounds):
        database = server.fresh("product")
        cost = measured(child("commit", database, folder, "roster.csv"), server=server)
        state = json.loads(cost.output)
        if state["state"] != "COMMITTED":
            raise SystemExit(f"the import was not committed: {state}")
        costs["product"].append(cost)
        if not turn:
            stored = json.loads(measured(child("sums", database, folder, ""), server=server).output)
            server.keep("product")
        for floor in ("plain", "same"):
            command, script = getattr(server, floor)()
            costs[floor].append(measured(command, server=server, text=script))
    trial = measured(child("trial", server.fresh("product"), folder, "spoilt.csv"), server=server)
    told = [tuple(one) for one in json.loads(trial.output)["problems"]]
    best = {name: min(cost.cpu for cost in found) for name, found in costs.items()}
    wall = {name: min(cost.wall for cost in found) for name, found in costs.items()}
    return {
        "cpu": {name: round(value, 2) for name, value in best.items()},
        "wall": {name: round(value, 2) for name, value in wall.items()},
        "ratio_plain_cpu": round(best["plain"] / best["product"], 3),
        "ratio_plain_wall": round(wall["plain"] / wall["product"], 3),
        "ratio_same_cpu": round(best["same"] / best["product"], 3),
        "ratio_same_wall": round(wall["same"] / wall["product"], 3),
        "trial_cpu": round(trial.cpu, 2),
        "memory_mb": round(max(cost.memory_mb for cost in costs["product"])),
        "equal_rows": stored["counts"]["Person"] == sums["people"]
        and stored["counts"]["Household"] == sums["dwellings"],
        "equal_sums": stored["sum"] == sums["sum"],
        "equal_problems": told == sorted(sums["expected"]),
        "problems": len(told),
    }


def sheet(server: Server, folder: Path, rounds: int) -> dict[str, Any]:
    """Measure the whole import of the .xlsx against reading the sheet."""
    floor, product = [], []
    for _turn in range(rounds):
        floor.append(measured(child("sheet", "", folder, "roster.xlsx"), server=server))
        database = server.fresh("product")
        product.append(measured(child("commit", database, folder, "roster.xlsx"), server=server))
    return {
        "cpu": {"sheet": round(min(one.cpu for one in floor), 2),
                "product": round(min(one.cpu for one in product), 2)},
        "ratio_cpu": round(min(one.cpu for one in floor) / min(one.cpu for one in product), 3),
        "ratio_wall": round(min(one.wall for one in floor) / min(one.wall for one in product), 3),
        "memory_mb": {"sheet": round(max(one.memory_mb for one in floor)),
                      "product": round(max(one.memory_mb for one in product))},
    }  # fmt: skip


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n", 1)[0])
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--only", choices=["sqlite", "postgresql", "xlsx"])
    given = parser.parse_args()
    if given.only != "sqlite" and "LINLI_TEST_DATABASE" not in os.environ:
        beside = [sys.executable, str(ROOT / "scripts/with_postgres.py"), sys.executable]
        status = subprocess.run([*beside, *sys.argv], check=False).returncode
        if status != 69:  # no server here: everything else is still measured
            raise SystemExit(status)
    result: dict[str, Any] = {
        "bench": "import",
        "machine": state(),
        "rows": given.rows,
        "bars": BARS,
    }
    with tempfile.TemporaryDirectory(prefix="linli-import-") as name:
        folder = Path(name)
        sums = write_files(folder, given.rows, sheet=given.only in {None, "xlsx"})
        files = Server(folder)
        if given.only in {None, "sqlite"}:
            result["sqlite"] = engine(files, folder, given.rounds, sums)
        if given.only in {None, "xlsx"}:
            if given.only:
                subprocess.run(
                    child("prepare", files.url("template"), folder, str(sums["dwellings"])),
                    check=True,
                )
            result["xlsx"] = sheet(files, folder, given.rounds)
        address = os.environ.get("LINLI_TEST_DATABASE", "")
        if given.only in {None, "postgresql"} and address:
            server = PostgresServer(folder, address)
            result["postgresql"] = engine(server, folder, given.rounds, sums)
    result["peak_of_children_mb"] = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    print(json.dumps(result))


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        act, database, place, argument = sys.argv[2:6]
        if act != "sheet":
            _django(database, Path(place))
        if act == "prepare":
            child_prepare(Path(place), int(argument))
        else:
            CHILDREN[act](Path(place), argument)
    else:
        main()
