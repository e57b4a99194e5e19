"""Splitting a cell with many dwellings: preview, publication and switch, each in one go.

./run bench split [--dwellings N] [--rounds N]

One JSON line: seconds of the preview alone, and of publishing and switching (which previews three
times: at the check, when published and at the switch) in one transaction; the floor is writing as
many bare claims. The budget is 5 seconds for 500 dwellings, preview included.
"""

import argparse
import json
import os
import sys
import tempfile
from datetime import UTC, date, datetime
from pathlib import Path
from statistics import median
from time import perf_counter

from machine import state

ROOT = Path(__file__).resolve().parent.parent
BUDGET_SECONDS = 5  # somebody waits for the page after pressing a button
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def prepared(dwellings: int) -> tuple:
    """Return a community with one cell of `dwellings` dwellings, and half of them, one by one."""
    from linli.apps.places.models import Unit
    from tests.factories.grids import make_grid
    from tests.factories.places import make_tree

    # 2 doors on 10 floors: 20 dwellings an entrance
    grid = make_grid(make_tree().community, cells=1, entrances=dwellings // 20, floors=10)
    units = list(Unit.objects.under(grid.place.path).order_by("pk").values_list("pk", flat=True))
    return grid, units


def one_round(grid, units: list[int], number: int) -> dict[str, float]:
    """Split the cell and take it back by rolling back; return the seconds of each part."""
    from django.db import transaction

    from linli.apps.grids.models import Assignment
    from linli.apps.grids.selectors.planning import preview
    from linli.apps.grids.services.drafts import plan_moves, plan_split
    from linli.apps.grids.services.revisions import begin_revision, check_revision
    from linli.apps.grids.services.switching import publish_for_today
    from linli.core.access import Actor

    edit = {"actor": Actor.system(), "now": NOW}
    half = units[::2]
    with transaction.atomic():
        start = perf_counter()
        Assignment.objects.bulk_create(
            Assignment(cell=grid.cells[0], unit_id=unit, scope_path=grid.place.path,
                       valid_from=date(2026, 3, 2))
            for unit in half
        )  # fmt: skip
        floor = perf_counter() - start
        transaction.set_rollback(True)
    with transaction.atomic():
        plan = begin_revision(**edit, place_id=grid.place.pk, title=f"split {number}")
        (row,) = plan_split(
            **edit, revision_id=plan.pk, cell_id=grid.cells[0].pk, names=[f"新{number}"]
        )
        plan.cells.update(polygon=None)
        start = perf_counter()
        plan_moves(**edit, revision_id=plan.pk, units=dict.fromkeys(half, row.pk))
        planned = perf_counter()
        found = preview(plan, day=date(2026, 3, 2))
        previewed = perf_counter()
        check_revision(**edit, revision_id=plan.pk)
        publish_for_today(**edit, revision_id=plan.pk)
        done = perf_counter()
        assert len(found.moved) == len(half)
        transaction.set_rollback(True)
    return {
        "floor_s": floor,
        "plan_s": planned - start,
        "preview_s": previewed - planned,
        "switch_s": done - previewed,
        "all_s": done - start,
    }


def main() -> int:
    """Print one JSON line; 1 when the budget is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dwellings", type=int, default=500)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    with tempfile.TemporaryDirectory() as folder:
        os.environ.setdefault("LINLI_TEST_DATABASE", f"sqlite:///{folder}/bench.sqlite3")
        os.environ["DJANGO_SETTINGS_MODULE"] = "linli.web.settings.test"
        import django
        from django.core.management import call_command
        from django.db import connection

        django.setup()
        call_command("migrate", verbosity=0)
        grid, units = prepared(options.dwellings)
        rounds = [one_round(grid, units, number) for number in range(options.rounds)]
        result = {
            "bench": "split",
            "machine": state(),
            "engine": connection.vendor,
            "dwellings": len(units),
            "moved": len(units[::2]),
            **{name: round(median(one[name] for one in rounds), 3) for name in rounds[0]},
            "worst_all_s": round(max(one["all_s"] for one in rounds), 3),
            "budget_s": BUDGET_SECONDS,
        }
        connection.close()
    print(json.dumps(result))
    return int(result["worst_all_s"] > BUDGET_SECONDS)


if __name__ == "__main__":
    sys.exit(main())
