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
- `sheet`: calamine reads the same .xlsx and throws its rows away; the product stores what it reads,
  in four tables with their constraints and indexes, so `same` of SQLite is a part of its cost.
  `ratio_wall` counts the start of both processes, `ratio_wall_started` neither: the worker that
  takes a file in has started long before.

A second file carries about one per cent of each kind of error; the trial run must tell exactly the
generator's own list, and the written rows, opened, must add up to the generator's sums.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from import_engines import Cost, PostgresServer, Server, child, measured  # noqa: E402
from machine import state  # noqa: E402
from roster_file import write_files  # noqa: E402

BARS = {"sqlite": 0.15, "postgresql": 0.18, "xlsx": 0.35, "memory_mb": 300}


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
    floor, product, started, opened = [], [], [], []
    for _turn in range(rounds):
        floor.append(measured(child("sheet", "", folder, "roster.xlsx"), server=server))
        database = server.fresh("product")
        product.append(measured(child("commit", database, folder, "roster.xlsx"), server=server))
        started.append(measured(child("start", database, folder, ""), server=server))
        opened.append(measured(child("sheet", "", folder, "empty.xlsx"), server=server))
    wall = {name: min(one.wall for one in found) for name, found in
            {"sheet": floor, "product": product, "start_of_product": started,
             "start_of_sheet": opened}.items()}  # fmt: skip
    running = wall["product"] - wall["start_of_product"]
    return {
        "cpu": {"sheet": round(min(one.cpu for one in floor), 2),
                "product": round(min(one.cpu for one in product), 2),
                "start_of_product": round(min(one.cpu for one in started), 2)},
        "wall": {name: round(value, 2) for name, value in wall.items()},
        "ratio_cpu": round(min(one.cpu for one in floor) / min(one.cpu for one in product), 3),
        "ratio_wall": round(wall["sheet"] / wall["product"], 3),
        "ratio_wall_started": round((wall["sheet"] - wall["start_of_sheet"]) / running, 3),
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
    print(json.dumps(result))


if __name__ == "__main__":
    main()
