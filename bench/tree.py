"""The tree of the whole country: load it, read below a place, above a place, and search.

./run bench tree [--rounds N] [--engine sqlite|postgresql]

The divisions come from the package china-division 2.7.0 (development only), fetched by npm into
var/cache. One JSON line for each database: seconds of the load, its ratio to inserting the bare
rows into an empty table of the same shape, and p50 and p95 in milliseconds of

- under:        the first page of what lies at or below the place of a random actor, and a count;
- ancestors:    the way up from a random village;
- children:     one level of the tree, as the tree page opens it;
- search2:      two neighbouring characters of a random name, below the actor's county;
- search2_mine: the same among all the actor may see (divisions are public);
- search2_all:  the same, seen by the system;
- search1:      a single character in the whole country;
- code:         the first digits of a random code.
"""

import argparse
import csv
import hashlib
import json
import random
import subprocess
import sys
from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from statistics import quantiles
from time import perf_counter

from engines import ENGINES, on_engines
from machine import state

ROOT = Path(__file__).resolve().parent.parent
CACHE = ROOT / "var" / "cache" / "china-division"
PACKAGE = "china-division@2.7.0"
VILLAGES_SHA256 = "31a824829aeef7b472fced6a3f9f8321cbd9fb26661052be98904f9763ec88ce"
BUDGET_MS = 20  # at p95: a look-up beside which a page still answers in a tenth of a second
FILES = [
    ("provinces", "province", ""),
    ("cities", "prefecture", "provinceCode"),
    ("areas", "county", "cityCode"),
    ("streets", "township", "areaCode"),
    ("villages", "village", "streetCode"),
]


def country() -> Path:
    """Return the folder with the package's tables, fetched at the first call."""
    folder = CACHE / "package" / "dist"
    if not folder.is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        npm = ["npm", "pack", PACKAGE, "--silent"]
        name = subprocess.run(npm, cwd=CACHE, check=True, capture_output=True, text=True).stdout
        subprocess.run(["tar", "xzf", name.strip()], cwd=CACHE, check=True)
        (CACHE / name.strip()).unlink()
    found = hashlib.sha256((folder / "villages.csv").read_bytes()).hexdigest()
    if found != VILLAGES_SHA256:
        raise SystemExit(f"{PACKAGE} is not the package this benchmark was written for")
    return folder


def division_rows(folder: Path) -> list:
    """Return the rows of the whole country in the shape of a division list."""
    from linli.apps.places.rules.lists import DivisionRow

    rows = []
    for name, level, parent in FILES:
        with (folder / f"{name}.csv").open(encoding="utf-8") as file:
            for row in csv.DictReader(file):
                above = row[parent] if parent else ""
                rows.append(DivisionRow(len(rows) + 2, row["code"], row["name"], level, above))
    return rows


def bare_load_seconds() -> float:
    """Return how long the rows alone take into an empty table of the same shape."""
    from django.db import connection, transaction

    from linli.apps.places.models import Place
    from linli.apps.places.services.divisions import _Row
    from linli.kit.bulk import insert_rows

    rows = list(Place.objects.order_by("id").values_list(*_Row._fields))
    with connection.cursor() as cursor:
        cursor.execute("CREATE TABLE bench_bare AS SELECT * FROM places_place WHERE 1 = 0")
        indexes = ["id", "path", "code", "parent_id", "parent_id, code", "kind, path"]
        for number, columns in enumerate(indexes):
            unique = "UNIQUE" if number < 3 else ""
            cursor.execute(f"CREATE {unique} INDEX bench_bare_{number} ON bench_bare ({columns})")
    bare = type("Bare", (), {"_meta": type("Meta", (), {"db_table": "bench_bare"})})
    start = perf_counter()
    with transaction.atomic():
        insert_rows(bare, _Row._fields, rows)
    seconds = perf_counter() - start
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE bench_bare")
    return seconds


def measured(choose: Callable[[], Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return p50, p95 and the longest of `rounds` chosen calls in milliseconds.

    Each call is made three times and its best time counts: what the call costs, not what else
    this machine was doing.
    """
    for _ in range(10):
        choose()()
    times = []
    for _ in range(rounds):
        act = choose()
        tries = []
        for _ in range(3):
            start = perf_counter()
            act()
            tries.append((perf_counter() - start) * 1000)
        times.append(min(tries))
    cuts = quantiles(times, n=20)
    return {"p50": round(cuts[9], 2), "p95": round(cuts[18], 2), "max": round(max(times), 1)}


def acts(rows: list, chance: random.Random) -> dict[str, Callable[[], Callable[[], object]]]:
    """Return what is measured, by name: functions that choose a call."""
    from linli.apps.accounts.rules import Role
    from linli.apps.places.models import Place
    from linli.apps.places.selectors import children_of, crumbs, search_places
    from linli.core.access import Actor, Grant

    system = Actor.system()
    by_kind = {
        kind: list(Place.objects.filter(kind=kind).order_by("path").values_list("path", flat=True))
        for kind in ("COUNTY", "TOWNSHIP", "COMMUNITY", "VILLAGE")
    }
    ids = dict(Place.objects.filter(kind="TOWNSHIP").values_list("path", "pk"))

    def some(kind: str) -> str:
        return chance.choice(by_kind[kind])

    def actor(path: str) -> Actor:
        return Actor(account_id=1, grants=(Grant(Role.DISTRICT_ADMIN, path),))

    def name() -> str:
        return chance.choice(rows).name

    def pair() -> str:
        text = name()
        place = chance.randrange(max(len(text) - 1, 1))
        return text[place : place + 2]

    def under() -> Callable[[], object]:
        path = some(chance.choice(sorted(by_kind)))
        below = Place.objects.visible_to(actor(path)).under(path)
        return lambda: (list(below.order_by("path")[:20]), below.count())

    def children() -> Callable[[], object]:
        path = some("TOWNSHIP")
        return partial(children_of, actor(path), ids[path])

    def search_below_county() -> Callable[[], object]:
        path = some("COUNTY")
        return partial(search_places, actor(path), pair(), below=Place(path=path))

    def code() -> Callable[[], object]:
        digits = chance.choice(rows).code
        return partial(search_places, system, digits[: chance.randrange(2, len(digits) + 1)])

    return {
        "under": under,
        "ancestors": lambda: partial(crumbs, Place(path=some("VILLAGE"))),
        "children": children,
        "search2": search_below_county,
        "search2_mine": lambda: partial(search_places, actor(some("COUNTY")), pair()),
        "search2_all": lambda: partial(search_places, system, pair()),
        "search1": lambda: partial(search_places, system, chance.choice(name())),
        "code": code,
    }


def run(rounds: int) -> dict[str, object]:
    """Load and measure on the configured database."""
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    from linli.apps.places import services
    from linli.core.access import Actor

    call_command("migrate", verbosity=0)
    rows = division_rows(country())
    start = perf_counter()
    report = services.load_divisions(
        actor=Actor.system(), rows=rows, on=date(2023, 1, 1), now=datetime.now(UTC)
    )
    load = perf_counter() - start
    bare = bare_load_seconds()
    chance = random.Random(20231)
    found = {name: measured(act, rounds) for name, act in acts(rows, chance).items()}
    return {
        "bench": "tree",
        "machine": state(),
        "engine": connection.vendor,
        "divisions": report.added,
        "load_seconds": round(load, 1),
        "load_to_bare": round(load / bare, 2),
        "milliseconds": found,
        "within_budget": all(one["p95"] <= BUDGET_MS for one in found.values()),
    }


def main() -> int:
    """Run on both databases, each in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--rounds", type=int, default=400)
    options = parser.parse_args()
    if options.engine == "here":
        print(json.dumps(run(options.rounds)))
        return 0
    country()
    return on_engines(__file__, ["--rounds", str(options.rounds)], engine=options.engine)


if __name__ == "__main__":
    sys.exit(main())
