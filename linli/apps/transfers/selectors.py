"""Reading imports and exports, and running a file through its register."""

from collections import Counter
from collections.abc import Callable, Generator, Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain
from pathlib import Path
from typing import Any, NamedTuple

from django.conf import settings
from django.db.models import Q, QuerySet

from linli.apps.accounts.rules import Role
from linli.apps.transfers.labels import hanging_text
from linli.apps.transfers.models import Export, Import
from linli.apps.transfers.rules import (
    AT_ONCE_BYTES,
    HEADINGS_LOOKED_FOR,
    MAX_ROWS,
    MOST_ATTEMPTS,
    SHOWN_PROBLEMS,
    WAITS_TOO_LONG,
    ImportState,
    next_try,
)
from linli.core.access import Actor
from linli.core.errors import DomainError, NotFound
from linli.kit.apart import yielded_apart
from linli.kit.bulk import many_rows
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import hole
from linli.kit.queues import Piece, Tally
from linli.kit.registers import (
    GatheredLoading,
    Gathering,
    HeadingsUnclear,
    Loading,
    Problem,
    Register,
    RowReader,
    RowRefused,
    registers,
)
from linli.kit.scoped import under
from linli.kit.sheets.cells import REMARK, Row, Stretch, Stretches, shown
from linli.kit.sheets.errors import FileEmpty, FileRefused, FileTooLarge, FileWithoutRows
from linli.kit.sheets.reading import read_stretches


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
    letters: Mapping[str, str] = field(default_factory=dict)

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


class Opened(NamedTuple):
    """An uploaded file whose headings fit: its heading row, what reads rows, the rows behind."""

    headings: list[str]
    reader: RowReader
    stretches: Stretches


def open_file(item: Import, register: Register) -> Opened:
    """Open an uploaded file at its heading row; titles may stand above it.

    Raises FileRefused when the file or its headings cannot be taken.
    """
    stretches = read_stretches(stored_path(item))
    nearest: HeadingsUnclear | None = None
    head = _head(stretches)
    for place, (_number, cells) in enumerate(head[:HEADINGS_LOOKED_FOR], start=1):
        try:
            reader = RowReader(register.columns, cells)
        except HeadingsUnclear as unclear:
            if nearest is None or len(unclear.missing) < len(nearest.missing):
                nearest = unclear
        else:
            return Opened(cells, reader, _rest(head[place:], stretches))
    stretches.close()
    if nearest is None:
        raise FileEmpty(file=item.file_name)
    raise HeadingsRefused(
        missing=", ".join(nearest.missing) or "-",
        unknown=", ".join(nearest.unknown[:20]) or "-",
        twice=", ".join(nearest.twice[:20]) or "-",
    )


def run_file(
    item: Import,
    loading: Loading | GatheredLoading,
    *,
    each: Callable[[Problem], object] | None = None,
) -> Run:
    """Run every row of the file through a loading of its register.

    `each` is called with every problem, also those beyond the ones the run keeps whole.
    """
    run = Run(each=each)
    with many_rows():
        if isinstance(loading, GatheredLoading):
            _run_gathered(run, item, loading)
        else:
            _run_rows(run, item, loading)
        if not run.rows:
            raise FileWithoutRows(file=item.file_name)
        try:
            run.counts = loading.finish()
        except DomainError as refusal:  # a rule of the domain that only shows when rows are written
            facts = {name: fact for name, fact in refusal.facts.items() if name != "given"}
            run.add(Problem(0, "", refusal.code, facts))
    run.add_all(loading.refused())
    return run


def _run_rows(run: Run, item: Import, loading: Loading) -> None:
    file = open_file(item, registers()[item.register])
    run.letters = file.reader.letters
    with closing(file.stretches):
        for stretch in map(_without_remarks, file.stretches):
            _take_stretch(run, loading, file.reader, stretch)


def _run_gathered(run: Run, item: Import, loading: GatheredLoading) -> None:
    """Read, clean and gather here, or for a large file in another process meanwhile."""
    register, gathering = registers()[item.register], loading.gathering()

    def gathered() -> Generator[Any, None, None]:
        return _gathered(item, register, gathering)

    large = item.file_size > AT_ONCE_BYTES
    with closing(yielded_apart(gathered) if large else gathered()) as parts:
        run.letters = next(parts)
        for rows, problems, pieces in parts:
            run.rows += rows
            loading.take_gathered(pieces)
            found = [Problem(*problem) for problem in problems]
            found += loading.refused()
            run.add_all(sorted(found, key=_by_row))


def _by_row(problem: Problem) -> int:
    return problem.row


def _gathered(item: Import, register: Register, gathering: Gathering) -> Generator[Any, None, None]:
    """Yield the letters of the columns, then time and again how many rows, problems, pieces.

    Plain values only: they may come from another process.
    """
    file = open_file(item, register)
    yield dict(file.reader.letters)
    taken = 0
    with closing(file.stretches):
        for stretch in map(_without_remarks, file.stretches):
            taken = _counted(taken, stretch.numbers)
            problems, pieces = gathering.take(file.reader.read(stretch))
            told = [
                (one.row, one.column, one.code, {key: str(it) for key, it in one.facts.items()})
                for one in problems
            ]
            yield len(stretch.numbers), told, pieces
        yield 0, (), gathering.finish()


def _head(stretches: Stretches) -> list[Row]:
    """Return the first rows, enough to find the headings among, or all there are."""
    rows: list[Row] = []
    for stretch in stretches:
        rows += stretch.rows()
        if len(rows) >= HEADINGS_LOOKED_FOR:
            break
    return rows


def _rest(rows: Sequence[Row], stretches: Stretches) -> Stretches:
    """Yield rows that have been read, then those that come."""
    with closing(stretches):
        yield Stretch.of_rows(rows)
        yield from stretches


def _without_remarks(stretch: Stretch) -> Stretch:
    if REMARK not in "".join(stretch.columns[0] if stretch.columns else ()):
        return stretch
    return Stretch.of_rows([row for row in stretch.rows() if not row[1][0].startswith(REMARK)])


def _counted(before: int, rows: Sequence[Any]) -> int:
    count = before + len(rows)
    if count > MAX_ROWS:
        raise FileTooLarge(rows=count, limit=MAX_ROWS)
    return count


def _take_stretch(run: Run, loading: Loading, reader: RowReader, stretch: Stretch) -> None:
    run.rows = _counted(run.rows, stretch.numbers)
    for number, values, problems in reader.read(stretch).rows():
        if problems:
            loading.miss(number, values)
            run.add_all(problems)
            continue
        try:
            loading.take(number, values)
        except RowRefused as refusal:
            run.add(Problem(number, refusal.column, refusal.code, refusal.facts))
    run.add_all(loading.refused())


def checked_rows(
    item: Import, *, actor: Actor, now: datetime
) -> Iterator[tuple[list[str], Sequence[Problem]]]:
    """Yield every row of the file as it was given, with what is wrong; the heading row first.

    All rows, because a file goes in whole: put right, this one can be uploaded again.
    """
    register = registers()[item.register]
    loading = register.loading(actor=actor, path=item.scope_path, now=now, trial=True)
    problems: dict[int, list[Problem]] = {}
    run_file(
        item, loading, each=lambda problem: problems.setdefault(problem.row, []).append(problem)
    )
    file = open_file(item, register)
    width = len(file.headings)
    yield file.headings, ()
    with closing(file.stretches):
        for number, cells in chain.from_iterable(one.rows() for one in file.stretches):
            given = [shown(cell) for cell in cells[:width]]
            yield given + [""] * (width - len(given)), problems.get(number, ())


def _own(model: type[Import] | type[Export]) -> PreparedPages:
    mine = hole("account", model, "account")
    return PreparedPages(
        model,
        lambda: model.objects.filter(account=mine).select_related("place"),
        order=["-id"],
    )


_IMPORTS, _EXPORTS = _own(Import), _own(Export)


def imports_page(actor: Actor, *, after: str = "") -> Page:
    """Return this person's imports, the newest first."""
    return _IMPORTS.page(after=after, account=actor.account_id)


def exports_page(actor: Actor, *, after: str = "") -> Page:
    """Return this person's exports, the newest first."""
    return _EXPORTS.page(after=after, account=actor.account_id)


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


SHOWN_PIECES = 100
STEERERS = frozenset({Role.SYSTEM_ADMIN})
WAITING = (ImportState.UPLOADED, ImportState.CONFIRMED)


def waiting_imports(now: datetime) -> list[int]:
    """Return the imports that the worker has to go on with, the oldest first.

    Those on which it broke have to wait for their next try; after the last one, for somebody.
    """
    rows = Import.objects.filter(state__in=WAITING, attempts__lt=MOST_ATTEMPTS).order_by("pk")
    return [
        number
        for number, attempts, tried_at in rows.values_list("pk", "attempts", "tried_at")
        if tried_at is None or now >= next_try(tried_at, attempts)
    ]


def _hangs(now: datetime) -> Q:
    return Q(attempts__gt=0) | Q(waiting_since__lt=now - WAITS_TOO_LONG)


def _steered(actor: Actor) -> QuerySet[Any]:
    rows = Import.objects.filter(state__in=WAITING)
    return rows if actor.is_system else rows.filter(under(actor.paths(STEERERS)))


def waiting_tally(actor: Actor, now: datetime) -> Tally:
    """Return how many imports wait for the worker at the administrator's places."""
    rows = _steered(actor)
    failed, hanging = rows.filter(attempts__gt=0).count(), rows.filter(_hangs(now)).count()
    return Tally(waiting=rows.count() - hanging, late=hanging - failed, failed=failed)


def hanging_pieces(actor: Actor, now: datetime) -> list[Piece]:
    """Return the imports that hang at the administrator's places, without names of files."""
    rows = _steered(actor).filter(_hangs(now)).select_related("place").order_by("pk")
    return [
        Piece(
            number=str(item.pk),
            says=hanging_text(registers()[item.register].label, item.place.name),
            since=item.waiting_since or item.uploaded_at,
            failed=item.attempts > 0,
            attempts=item.attempts,
            error=item.error,
        )
        for item in rows[:SHOWN_PIECES]
    ]


def problem_records(run: Run) -> list[dict[str, Any]]:
    """Return the problems that a run keeps as plain JSON; `cell` is C17 where there is one."""
    return [
        {
            "row": problem.row,
            "column": problem.column,
            "cell": f"{run.letters[problem.column]}{problem.row}"
            if problem.row and problem.column in run.letters
            else "",
            "code": problem.code,
            "facts": {name: str(value) for name, value in problem.facts.items()},
        }
        for problem in run.problems
    ]
