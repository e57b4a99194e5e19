"""Lists, figures and acts of many cases: what grows with their number, and what must not.

./run bench cases [--size N] [--engine sqlite|postgresql]

One JSON line for each database, with every bar that is missed in `missed`; exit status 1 if any.
The same district is measured with a tenth of the cases and with all of them (100,000 unless told
otherwise; 1000000 takes some minutes, 10000000 an hour).

- lists, also narrowed by category, body, days and overdue (`cases_filters`), and those of the JSON
  list: pages touched on PostgreSQL (EXPLAIN ANALYZE BUFFERS), steps of the virtual machine on
  SQLite; neither knows a clock. A page of an index counts each time a row leads through it.
  `ratio` is large by small where a full page of 20 matches at both sizes, or nothing at all (half a
  page is cheaper than a whole one, which says nothing about growth). What answers from summaries
  gives a row for each cell, body or state that has any case; its `ratio` is taken for each of these
  rows. Only queries on tables of cases count (`on_cases`): the others fetch the names of the
  places and bodies of the 20 rows, one for each that differs, and how many differ is chance of the
  rows, not a matter of how many cases there are. `total` has them too. Two pages more are never
  missed: one is a level of an index, one the edge at which the rows happen to begin. `dearest` is
  the dearest walk along an index, the list itself, and has the bar in pages; `by_key` is what
  lists of many parts pay to fetch the rows of their page by key, and may cost the levels of that
  index and a page of the table for each row.
- tiles: milliseconds from the summaries and raw, and whether both say the same, cell by cell.
  Below a million cases a tile is missed only when they do not (`tiles_timed` says which holds):
  counting few rows is cheap, and the factor would tell of the machine.
- json: CPU milliseconds of a page of the JSON list for a key of a township, against an empty answer
  through the same doors and one behind the middleware alone; see `./run bench interface`.
- figures: that every summary equals the count over the cases (up to 200,000 of them).
- writes: a case from report to handling with summaries, the fold included, against without.
"""

import argparse
import json
import sys
from pathlib import Path
from time import perf_counter

from engines import ENGINES, on_engines
from machine import state

ROOT = Path(__file__).resolve().parent.parent
RATIO = 1.25  # a list costs the same however many cases there are
EDGE = {"postgresql": 2, "sqlite": 0}  # pages that say nothing about growth
PAGES = 30  # 20 rows, the index above them, and a little
PAGES_A_KEY = 4  # an index of three levels, and the row
# Programs are told the category, the places and the body of each row, joined by their keys.
JOINED, FOR_PROGRAMS = 3, "json list"
TILE, ALL_TIME = 10, 40  # times faster than counting the cases
TILES_FROM = 1_000_000  # with fewer cases counting them is cheap, and the factor says nothing
JSON = 4  # times an empty answer
THROUGHPUT = 0.6  # summaries cost at most 40 per cent of what is written
CHECKED_WHOLE = 200_000
# Counts by cell, body or state: as many rows as there are of these, never as there are cases.
OF_SUMMARIES = ("load of", "board counts")


def run(size: int, acts: int) -> dict[str, object]:
    """Fill and measure on the configured database."""
    import django

    django.setup()
    from cases_fill import fill, make_district
    from cases_filters import filtered_lists
    from cases_measures import cost_of, json_list, lists_of, tile, tiles_of, write_cost
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    from linli.apps.cases.selectors.figures import figure_faults
    from linli.apps.cases.services.figures import recount

    settings.DEBUG = False
    call_command("migrate", verbosity=0)
    district = make_district()
    costs, filled = [], []
    for first, last in ((0, size // 10), (size // 10, size)):
        start = perf_counter()
        fill(district, first, last)
        recount()
        _analyse(connection)
        if not first:  # the large size writes them a second time, and their tables keep the room
            recount()
            _analyse(connection)
        filled.append(round(perf_counter() - start, 1))
        lists = lists_of(district) | filtered_lists(district)
        costs.append({name: cost_of(read) for name, read in lists.items()})
    missed: list[str] = []
    shown = _lists(*costs, connection.vendor, missed)
    tiles = {}
    for name, (all_time, kept, raw, params) in tiles_of(district).items():
        tiles[name] = one = tile(kept, raw, params)
        if not one["equal"]:
            missed.append(f"tile {name}: not equal")
        if size >= TILES_FROM and one["ratio"] < (ALL_TIME if all_time else TILE):
            missed.append(f"tile {name}: {one['ratio']}")
    interface = json_list(district)
    missed += [
        f"json list: {interface[name]} ({name})"
        for name in ("to_empty", "to_bare")
        if interface[name] > JSON
    ]
    faults = len(list(figure_faults())) if size <= CHECKED_WHOLE else None
    if faults:
        missed.append(f"figures: {faults} differ")
    writes = write_cost(district.town, acts)
    if writes["throughput_of_without"] < THROUGHPUT:
        missed.append(f"writes: {writes['throughput_of_without']}")
    return {
        "bench": "cases",
        "machine": state(),
        "engine": connection.vendor,
        "sizes": [size // 10, size],
        "filled_seconds": filled,
        "lists": shown,
        "tiles_timed": size >= TILES_FROM or f"no: fewer than {TILES_FROM} cases",
        "tiles": tiles,
        "json": interface,
        "faults": faults,
        "writes": writes,
        "missed": missed,
    }


def _analyse(connection) -> None:
    """Leave the tables as the housekeeping of a running server leaves them.

    A summary just written has no visibility map yet, and an index-only scan then reads all rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("VACUUM (ANALYZE)" if connection.vendor == "postgresql" else "ANALYZE")


def _lists(small, large, vendor: str, missed: list[str]) -> dict[str, dict[str, object]]:
    from cases_measures import FULL_PAGE

    shown = {}
    for name, cost in large.items():
        before = small[name]
        summed = name.startswith(OF_SUMMARIES)
        # To find nothing along an index of one's own must not cost more either.
        empty = "empty" in name and before.rows == cost.rows == 0
        full = min(before.rows, cost.rows) >= FULL_PAGE or summed or empty
        more = max(1.0, cost.answered / before.answered) if summed and before.answered else 1.0
        ratio = None
        if full and before.on_cases:
            ratio = round(cost.on_cases / before.on_cases / more, 2)
        shown[name] = {"rows": cost.rows, "total": cost.total, "on_cases": cost.on_cases,
                       "dearest": cost.dearest, "by_key": cost.by_key,
                       "small": before.on_cases, "ratio": ratio}  # fmt: skip
        grown = cost.on_cases / more - before.on_cases
        if ratio is not None and ratio > RATIO and grown > EDGE[vendor]:
            missed.append(f"list {name}: ratio {ratio}")
        if vendor == "postgresql" and cost.dearest > PAGES and not summed:
            missed.append(f"list {name}: {cost.dearest} pages")
        tables = JOINED if name.startswith(FOR_PROGRAMS) else 1
        if vendor == "postgresql" and cost.by_key > PAGES_A_KEY * tables * cost.rows:
            missed.append(f"list {name}: {cost.by_key} pages by key")
    return shown


def main() -> int:
    """Run on both databases, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--size", type=int, default=100_000)
    parser.add_argument("--acts", type=int, default=200)
    options = parser.parse_args()
    if options.engine == "here":
        result = run(options.size, options.acts)
        print(json.dumps(result, ensure_ascii=False))
        return int(bool(result["missed"]))
    return on_engines(
        __file__, ["--size", str(options.size), "--acts", str(options.acts)], engine=options.engine
    )


if __name__ == "__main__":
    sys.exit(main())
