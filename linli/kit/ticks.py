"""What the worker does by the clock: each application names its ticks on its AppConfig.

    class AuditConfig(AppConfig):
        ticks = (
            Tick("linli.apps.audit.tasks.seal", _("Seal the trail"), every=timedelta(minutes=1)),
        )

A tick is a function of `now` in the application's `tasks.py`; it calls services and may be run
again at any time without harm: what was done already is not done twice.
"""

import logging
import time
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol, TypeVar

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)
T = TypeVar("T")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Tick:
    """A function by its dotted name, what it does in words, and how often it is run."""

    run: str
    says: "str | Promise"
    every: timedelta


class Journal(Protocol):
    """Keeps what became of ticks, so that somebody can see it, and who wants one run at once."""

    def wanted(self) -> Collection[str]:
        """Return the names of ticks to be run whether they are due or not."""

    def done(self, tick: Tick, *, now: datetime, took: timedelta) -> None:
        """Note that a tick was run."""

    def failed(self, tick: Tick, *, now: datetime, error: Exception) -> None:
        """Note that a tick has raised."""


class Clock:
    """Knows which ticks are due; one lives as long as a worker."""

    def __init__(self, journal: Journal | None = None) -> None:
        self._next: dict[str, datetime] = {}
        self._journal = journal

    def strike(self, now: datetime) -> list[str]:
        """Run what is due and return its names; a failure is logged and tried again next time."""
        done = []
        wanted = self._wanted()
        for tick in ticks():
            if tick.run not in wanted and now < self._next.get(tick.run, now):
                continue
            self._next[tick.run] = now + tick.every
            if self._run(tick, now):
                done.append(tick.run)
        return done

    def _run(self, tick: Tick, now: datetime) -> bool:
        began = time.monotonic()
        try:
            import_string(tick.run)(now)
        except Exception as error:
            logger.exception("The tick %s failed.", tick.run)
            self._note("failed", tick, now=now, error=error)
            return False
        took = timedelta(seconds=time.monotonic() - began)
        self._note("done", tick, now=now, took=took)
        return True

    def _wanted(self) -> Collection[str]:
        try:
            return self._journal.wanted() if self._journal else ()
        except Exception:  # a database that is away must not end the worker
            logger.exception("It cannot be read which ticks are wanted.")
            return ()

    def _note(self, what: str, tick: Tick, **facts: object) -> None:
        if self._journal is None:
            return
        try:
            getattr(self._journal, what)(tick, **facts)
        except Exception:  # what was done is done, noted or not
            logger.exception("It cannot be noted that the tick %s was %s.", tick.run, what)


def ticks() -> Iterator[Tick]:
    """Yield the ticks of all applications."""
    for config in apps.get_app_configs():
        yield from getattr(config, "ticks", ())


class SomeFailed(Exception):
    """Some items of a job failed; the others are done, and the next run tries these again.

    `numbers` are those of the failed items that are numbers of rows, `first` is the first error,
    `outcome` what came of the others.
    """

    def __init__(
        self, errors: Sequence[Exception], numbers: Sequence[int] = (), outcome: Any = None
    ) -> None:
        super().__init__(f"{len(errors)} failed, the first with {type(errors[0]).__name__}")
        self.errors = errors
        self.numbers = numbers
        self.outcome = outcome

    @property
    def first(self) -> Exception:
        """Return the first error."""
        return self.errors[0]


class Pieces:
    """A job done piece by piece: one that raises is noted and holds up none of the others.

    Every act must be a transaction of its own, or not touch the database.
    """

    def __init__(self) -> None:
        self._errors: list[Exception] = []
        self._numbers: list[int] = []

    def do(self, act: Callable[[T], R], item: T) -> list[R]:
        """Do `act` for an item; return what came of it, nothing where it raised."""
        try:
            return [act(item)]
        except SomeFailed as some:
            self._errors += some.errors
            self._numbers += some.numbers
        except Exception as error:
            logger.exception("%s failed for %s.", getattr(act, "__qualname__", act), item)
            self._errors.append(error)
            self._numbers += [item] if isinstance(item, int) else []
        return []

    def do_each(self, act: Callable[[T], R], items: Iterable[T], most: int = 0) -> list[R]:
        """Do `act` for each item, with `most` until so many succeeded."""
        done: list[R] = []
        for item in items:
            done += self.do(act, item)
            if most and len(done) == most:
                break
        return done

    def do_together(self, act: Callable[[list[T]], R], items: Collection[T]) -> list[R]:
        """Do `act` for all items at once; where that raises, for each alone."""
        if not items:
            return []
        try:
            return [act(list(items))]
        except Exception:
            logger.exception("%s is done one by one.", getattr(act, "__qualname__", act))

        def alone(item: T) -> R:
            return act([item])

        return self.do_each(alone, items)

    @property
    def failed(self) -> int:
        """Return how many failed so far."""
        return len(self._errors)

    def settle(self, outcome: Any = None) -> None:
        """Raise SomeFailed when any failed, so that the job counts as failed."""
        if self._errors:
            raise SomeFailed(self._errors, self._numbers, outcome) from self._errors[0]


def one_by_one(items: Iterable[T], act: Callable[[T], R]) -> list[R]:
    """Do `act` for each item and return what came of them.

    One that raises holds up none of the others: nobody's limit stands still because one case
    cannot be dealt with. Raises SomeFailed at the end, so that the tick counts as failed.
    """
    pieces = Pieces()
    done = pieces.do_each(act, items)
    pieces.settle(done)
    return done
