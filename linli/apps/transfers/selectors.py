"""Reading imports and exports, and running a file through its register."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import QuerySet

from linli.apps.transfers.models import Export, Import
from linli.apps.transfers.rules import MAX_ROWS, SHOWN_PROBLEMS, TAKEN_TOGETHER, ImportState
from linli.core.access import Actor
from linli.core.errors import DomainError, NotFound
from linli.kit.bulk import batches
from linli.kit.pages import Page, keyset_page
from linli.kit.registers import (
    HeadingsUnclear,
    Loading,
    Problem,
    Register,
    RowReader,
    RowRefused,
    registers,
)
from linli.kit.sheets.cells import REMARK
from linli.kit.sheets.errors import FileEmpty, FileRefused, FileTooLarge
from linli.kit.sheets.reading import read_rows


class HeadingsRefused(FileRefused):
    """The heading row does not fit the register."""

    code = "file.headings_refused"


class FileGone(FileRefused):
    """The uploaded file is no longer kept."""

    code = "file.gone"


@dataclass(slots=True)
class Run:
    """What came of running a file through a loading."""

    rows: int = 0
    refused: set[int] = field(default_factory=set)
    problems: list[Problem] = field(default_factory=list)
    by_code: Counter[str] = field(default_factory=Counter)
    counts: Mapping[str, int] = field(default_factory=dict)
    each: Callable[[Problem], object] | None = None

    def add(self, problem: Problem) -> None:
        """Count a problem; the first ones are kept whole."""
        self.refused.add(problem.row)
        self.by_code[problem.code] += 1
        if self.each is not None:
            self.each(problem)
        if len(self.problems) < SHOWN_PROBLEMS:
            self.problems.append(problem)

    def add_all(self, problems: Iterable[Problem]) -> None:
        """Count problems."""
        for problem in problems:
            self.add(problem)


def stored_path(item: Import) -> Path:
    """Return where the uploaded file lies; raises FileGone when it is no longer kept."""
    path = Path(settings.MEDIA_ROOT) / "imports" / item.stored_name
    if not item.stored_name or not path.is_file():
        raise FileGone(file=item.file_name)
    return path


def rows_of_file(
    item: Import, register: Register
) -> tuple[RowReader, Iterator[tuple[int, list[str]]]]:
    """Return the reader for the file's headings, and its rows behind them.

    Raises FileRefused when the file or its headings cannot be taken.
    """
    rows = read_rows(stored_path(item))
    first = next(rows, None)
    if first is None:
        raise FileEmpty(file=item.file_name)
    try:
        return RowReader(register.columns, first[1]), rows
    except HeadingsUnclear as unclear:
        raise HeadingsRefused(
            missing=", ".join(unclear.missing) or "-",
            unknown=", ".join(unclear.unknown[:20]) or "-",
            twice=", ".join(unclear.twice[:20]) or "-",
        ) from None


def run_file(
    item: Import, loading: Loading, *, each: Callable[[Problem], object] | None = None
) -> Run:
    """Run every row of the file through a loading of its register.

    `each` is called with every problem, also those beyond the ones the run keeps whole.
    """
    reader, rows = rows_of_file(item, registers()[item.register])
    run = Run(each=each)
    for batch in batches(rows, TAKEN_TOGETHER):
        rows_given = [row for row in batch if not row[1][0].startswith(REMARK)]
        run.rows += len(rows_given)
        if run.rows > MAX_ROWS:
            raise FileTooLarge(rows=run.rows, limit=MAX_ROWS)
        for row in reader.read(rows_given):
            if row.problems:
                loading.miss(row.number, row.values)
                run.add_all(row.problems)
                continue
            try:
                loading.take(row.number, row.values)
            except RowRefused as refusal:
                run.add(Problem(row.number, refusal.column, refusal.code, refusal.facts))
        run.add_all(loading.refused())
    try:
        run.counts = loading.finish()
    except DomainError as refusal:  # a rule of the domain that only shows when rows are written
        facts = {name: fact for name, fact in refusal.facts.items() if name != "given"}
        run.add(Problem(0, "", refusal.code, facts))
    run.add_all(loading.refused())
    return run


def refused_rows(
    item: Import, *, actor: Actor, now: datetime
) -> Iterator[tuple[list[str], list[Problem]]]:
    """Yield each refused row as it was given, with what is wrong; the heading row first."""
    register = registers()[item.register]
    loading = register.loading(actor=actor, path=item.scope_path, now=now, trial=True)
    problems: dict[int, list[Problem]] = {}
    run_file(
        item, loading, each=lambda problem: problems.setdefault(problem.row, []).append(problem)
    )
    rows = read_rows(stored_path(item))
    _number, headings = next(rows)
    yield headings, []
    for number, cells in rows:
        if number in problems:
            yield cells + [""] * (len(headings) - len(cells)), problems[number]


def imports_page(actor: Actor, *, after: str = "") -> Page:
    """Return this person's imports, the newest first."""
    mine = _mine(Import.objects.all(), actor).select_related("place")
    return keyset_page(mine, order=["-id"], after=after)


def exports_page(actor: Actor, *, after: str = "") -> Page:
    """Return this person's exports, the newest first."""
    mine = _mine(Export.objects.all(), actor).select_related("place")
    return keyset_page(mine, order=["-id"], after=after)


def get_import(actor: Actor, number: int) -> Import:
    """Return one import of this person; raises NotFound for anybody else."""
    item = _mine(Import.objects.all(), actor).select_related("place").filter(pk=number).first()
    if item is None:
        raise NotFound(number=number)
    return item


def get_export(actor: Actor, number: int) -> Export:
    """Return one export of this person; raises NotFound for anybody else."""
    item = _mine(Export.objects.all(), actor).select_related("place").filter(pk=number).first()
    if item is None:
        raise NotFound(number=number)
    return item


def _mine(items: QuerySet[Any], actor: Actor) -> QuerySet[Any]:
    return items.filter(account_id=actor.account_id) if actor.account_id else items.none()


def waiting_imports() -> list[int]:
    """Return the imports that the worker has to go on with, the oldest first."""
    states = [ImportState.UPLOADED, ImportState.CONFIRMED]
    return list(Import.objects.filter(state__in=states).order_by("pk").values_list("pk", flat=True))


def problem_records(problems: Sequence[Problem]) -> list[dict[str, Any]]:
    """Return problems as plain JSON."""
    return [
        {
            "row": problem.row,
            "column": problem.column,
            "code": problem.code,
            "facts": {name: str(value) for name, value in problem.facts.items()},
        }
        for problem in problems
    ]
