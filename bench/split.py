"""Splitting a cell with many dwellings and open cases: preview, publication and switch.

./run bench split [--engine sqlite|postgresql] [--dwellings N] [--cases N] [--rounds N]

One JSON line a database: seconds of the preview alone, and of publishing and switching (which
previews three times: at the check, when published and at the switch) in one transaction, with the
open cases and calls that go over to the new cell; the floor is writing as many bare claims. The
budget is 5 seconds for 500 dwellings, preview included.
"""

import argparse
import json
import sys
from datetime import UTC, date, datetime
from statistics import median
from time import perf_counter

from engines import ENGINES, on_engines
from machine import state

BUDGET_SECONDS = 5  # somebody waits for the page after pressing a button
NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def prepared(dwellings: int, cases: int) -> tuple:
    """Return a grid of one cell with `dwellings` dwellings, its units, and the cases in them.

    The cases lie in the dwellings by turns, at the first stages of their life; a department is
    called to every tenth.
    """
    from linli.apps.accounts.rules import Role
    from linli.apps.cases import services
    from linli.apps.cases.services.calls import call_upwards
    from linli.apps.cases.services.figures import fold_all
    from linli.apps.places.models import Unit
    from tests.factories.cases import make_case, make_town, worker
    from tests.factories.grids import make_grid

    town = make_town()
    # 2 doors on 10 floors: 20 dwellings an entrance
    grid = make_grid(town.tree.sibling_community, cells=1, entrances=dwellings // 20, floors=10)
    caller = worker(Role.GRID_WORKER, grid.place.path)
    clerk = worker(Role.COMMUNITY_WORKER, grid.place.path)
    units = list(Unit.objects.under(grid.place.path).order_by("pk"))
    reported = {}
    for number in range(cases):
        unit = units[number % len(units)]
        case = make_case(town, unit_id=unit.pk, place_id=unit.place_id)
        reported[case.pk] = unit.pk
        if number % 3:
            services.accept_case(actor=clerk, case_id=case.pk, now=town.at(0))
        if number % 10 == 0:
            call_upwards(
                actor=caller, case_id=case.pk, body_ids=[town.department.pk], text="请到场",
                legal_basis="街道职责清单第12条", now=town.at(0),
            )  # fmt: skip
    fold_all()
    return grid, [unit.pk for unit in units], reported


def one_round(grid, units: list[int], cases: dict[int, int], number: int) -> dict[str, float]:
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
        check_cases(cases, set(half), old=grid.cells[0].pk)
        transaction.set_rollback(True)
    return {
        "floor_s": floor,
        "plan_s": planned - start,
        "preview_s": previewed - planned,
        "switch_s": done - previewed,
        "all_s": done - start,
    }


def check_cases(cases: dict[int, int], moved: set[int], *, old: int) -> None:
    """Assert that each case and call lies in the cell of its dwelling, and figures say so."""
    from linli.apps.cases.models import Case, Task
    from linli.apps.cases.selectors.figures import figure_faults
    from linli.apps.grids.models import Cell

    (new,) = Cell.objects.filter(valid_to=None).exclude(pk=old).values_list("pk", flat=True)
    for pk, cell in Case.objects.values_list("pk", "cell"):
        assert cell == (new if cases[pk] in moved else old)
    for task in Task.objects.select_related("case"):
        assert task.cell_id == task.case.cell_id
    assert not list(figure_faults())


def measure(options: argparse.Namespace) -> int:
    """Print one JSON line; 1 when the budget is exceeded."""
    import django
    from django.core.management import call_command
    from django.db import connection

    django.setup()
    call_command("migrate", verbosity=0)
    grid, units, cases = prepared(options.dwellings, options.cases)
    half = set(units[::2])
    rounds = [one_round(grid, units, cases, number) for number in range(options.rounds)]
    result = {
        "bench": "split",
        "machine": state(),
        "engine": connection.vendor,
        "dwellings": len(units),
        "moved": len(half),
        "cases": len(cases),
        "cases_moved": sum(unit in half for unit in cases.values()),
        **{name: round(median(one[name] for one in rounds), 3) for name in rounds[0]},
        "worst_all_s": round(max(one["all_s"] for one in rounds), 3),
        "budget_s": BUDGET_SECONDS,
    }
    connection.close()
    print(json.dumps(result))
    return int(result["worst_all_s"] > BUDGET_SECONDS)


def main() -> int:
    """Measure on both databases or one; 1 when a budget is exceeded."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--dwellings", type=int, default=500)
    parser.add_argument("--cases", type=int, default=400)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    if options.engine == "here":
        return measure(options)
    arguments = [f"--dwellings={options.dwellings}", f"--cases={options.cases}",
                 f"--rounds={options.rounds}"]  # fmt: skip
    return on_engines(__file__, arguments, engine=options.engine)


if __name__ == "__main__":
    sys.exit(main())
