"""An act on a case, a fold and a recount of the figures, killed before their statements.

Run as a process of its own, because it needs children to kill and a database that they share:
`python -m tests.apps.cases.case_crash_drill FOLDER POSTGRESQL` prints one JSON line; the
second argument is the address of any database of a PostgreSQL server, or empty for SQLite.
"""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from datetime import timedelta
from pathlib import Path
from typing import Any

from tests.factories.drills import begin_drill, forked, statements_of

KEY = "drill-command-1"
MOST_KILLS = 12  # of one operation, spread evenly, the commit among them


def prepare() -> str:
    """Make a town with cases at all stages, some of their counts folded and some not.

    Returns, as JSON, the dispatcher, an open case, and the bodies it is sent to.
    """
    from linli.apps.cases.models import FigureChange
    from linli.apps.cases.rules.flow import CaseState
    from linli.apps.cases.services.figures import fold_changes
    from tests.factories.cases import WAYS, called, case_in, give_cell, make_town

    town = make_town()
    give_cell(town)
    for state in WAYS:
        case_in(town, state)
    called(town)
    fold_changes(size=FigureChange.objects.count() // 2)
    for state in (CaseState.HANDLING, CaseState.CHECKED):
        case_in(town, state)
    case = case_in(town, CaseState.OPEN)
    actor = asdict(town.dispatcher)
    del actor["roles"]  # they follow from the grants
    return json.dumps([actor, case.pk, town.team.pk, town.department.pk])


class Dispatch:
    """The act of the drill: an open case goes to the property team, the department assisting."""

    def __init__(self, prepared: str) -> None:
        self.actor, self.case_id, self.team, self.department = json.loads(prepared)

    def __call__(self) -> None:
        from linli.apps.cases import services
        from linli.core.access import Actor, Grant
        from tests.factories.cases import NOW

        grants = tuple(Grant(**grant) for grant in self.actor["grants"])
        services.dispatch_case(
            actor=Actor(**self.actor | {"grants": grants}),
            case_id=self.case_id,
            body=self.team,
            legal_basis="物业服务合同第三条",
            assists=[self.department],
            key=KEY,
            now=NOW + timedelta(hours=30),
        )

    def rows(self) -> str:
        """Return the rows of each table of the act, the case as it stands, and the faults."""
        from django.apps import apps

        from linli.apps.cases.models import Case
        from linli.apps.cases.selectors.figures import figure_faults

        counts = {
            model.__name__: model.objects.count()
            for app in ("audit", "cases", "notices")
            for model in apps.get_app_config(app).get_models()
        }
        case = Case.objects.get(pk=self.case_id)
        stands = [case.state, case.version, case.lead_id, str(case.due_at), str(case.seat_id)]
        return json.dumps([counts, stands, sorted(map(str, figure_faults()))])

    def twice(self) -> str:
        """Return the rows at once, and after the same command was sent again."""
        at_once = self.rows()
        self()
        return json.dumps([at_once, self.rows()])

    def figures(self) -> str:
        """Return the faults at once, and after this act and the next fold; then all figures."""
        from linli.apps.cases.models import FigureChange
        from linli.apps.cases.selectors.figures import COLUMNS, figure_faults
        from linli.apps.cases.services.figures import fold_all

        at_once = sorted(map(str, figure_faults()))
        self()
        fold_all()
        folded = sorted(map(str, figure_faults()))
        tables = {
            table.__name__: sorted(
                map(str, table.objects.exclude(count=0).values_list(*columns, "count"))
            )
            for table, columns in COLUMNS.items()
        }
        return json.dumps([at_once, folded, FigureChange.objects.count(), tables])


def fold() -> None:
    """Fold what was noted."""
    from linli.apps.cases.services.figures import fold_changes

    fold_changes()


def recount() -> None:
    """Count everything anew, as the command does."""
    from django.core.management import call_command

    call_command("recount_figures", verbosity=0, stdout=sys.stderr)


def killed_everywhere(
    database: Any, act: Callable[[], None], judged: Callable[[], bool], *, each_commits: bool
) -> tuple[int, list[int]]:
    """Kill `act` before its statements; return how many there are and where it broke something.

    Without transactions the first break is enough.
    """
    database.rewind()
    count, broken = statements_of(act), []
    step = max(1, count // MOST_KILLS)
    for number in sorted({*range(0, count, step), count - 1}):
        database.rewind()
        forked(act, kill_at=number, each_commits=each_commits)
        if not judged():
            broken.append(number)
            if each_commits:
                break
    return count, broken


def main(folder: Path, postgresql: str) -> None:
    """Run the drill."""
    database = begin_drill(folder, "drill_cases", postgresql)
    import tests.factories.cases  # noqa: F401 - here once, and not in every child

    dispatch = Dispatch(forked(prepare))
    database.keep()
    before = forked(dispatch.rows)
    result = {}
    for act, told in (
        (fold, dispatch.figures), (recount, dispatch.figures), (dispatch, dispatch.twice),
    ):  # fmt: skip
        database.rewind()
        forked(act)
        undisturbed = json.loads(forked(told))

        def is_whole(told: Callable[[], str] = told, wanted: list[Any] = undisturbed) -> bool:
            try:
                found = json.loads(forked(told))
            except RuntimeError:  # what is left makes the next act fail
                return False
            return found == wanted or (told == dispatch.twice and found == [before, wanted[1]])

        statements, broken = killed_everywhere(database, act, is_whole, each_commits=False)
        _count, without = killed_everywhere(database, act, is_whole, each_commits=True)
        name = "act" if act is dispatch else act.__name__
        result[name] = {
            "statements": statements,
            "broken": broken,
            "broken_without_transaction": without,
            "undisturbed": undisturbed,
        }
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
