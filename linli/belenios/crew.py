"""The processes that share the work on one archive; with one process, no process at all.

What starts processes is imported when it is needed: it would double the time that the check of a
small archive takes.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from linli.belenios.archive import ArchiveFile
from linli.belenios.ballot import BallotChecker
from linli.belenios.election import Election, read_election
from linli.belenios.errors import BeleniosError

if TYPE_CHECKING:
    from concurrent.futures import ProcessPoolExecutor
    from multiprocessing.context import BaseContext

P = TypeVar("P")
R = TypeVar("R")


class CrewLost(BeleniosError):
    """The system ended one of the processes (for want of memory, most likely)."""

    code = "crew.lost"


@dataclass
class Station:
    """What a member of the crew works with: the archive, the election, prepared tables."""

    file: ArchiveFile
    election: Election

    @cached_property
    def checker(self) -> BallotChecker:
        """Checks ballots; its tables are made when the first ballot comes."""
        return BallotChecker(self.election)


class Crew:
    """Does portions of work, in any order, in as many processes as wanted and useful."""

    def __init__(
        self, file: ArchiveFile, election: Election, *, processes: int, accelerated: bool
    ) -> None:
        self._station = Station(file, election)
        self._processes = processes
        self._accelerated = accelerated
        self._pool: ProcessPoolExecutor | None = None

    def __enter__(self) -> "Crew":
        return self

    def __exit__(self, *exception: object) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)

    def do(self, work: Callable[[Station, P], R], portions: Sequence[P]) -> Iterator[R]:
        """Yield what `work` (a function of a module) makes of each portion, in any order.

        Raises CrewLost.
        """
        if self._processes == 1 or len(portions) < 2:
            for portion in portions:
                yield work(self._station, portion)
            return
        from concurrent.futures import as_completed
        from concurrent.futures.process import BrokenProcessPool

        if self._pool is None:
            self._pool = self._started()
        try:
            waiting = [self._pool.submit(_work, work, portion) for portion in portions]
            for future in as_completed(waiting):
                yield future.result()
        except BrokenProcessPool:
            raise CrewLost(processes=self._processes) from None

    def _started(self) -> "ProcessPoolExecutor":
        from concurrent.futures import ProcessPoolExecutor

        station = self._station
        return ProcessPoolExecutor(
            self._processes,
            mp_context=_context(),
            initializer=_prepare,
            initargs=(station.file.path, station.election.source, self._accelerated),
        )


def _context() -> "BaseContext":
    """Return how to start processes: by fork, which is quick, where no thread forbids it."""
    import multiprocessing

    forkable = "fork" in multiprocessing.get_all_start_methods()
    alone = threading.active_count() == 1
    return multiprocessing.get_context("fork" if forkable and alone else "spawn")


_stations: list[Station] = []  # of this process: one, where it is a member of a crew


def _prepare(path: Path, source: bytes, accelerated: bool) -> None:
    election = read_election(source, accelerated=accelerated)
    _stations[:] = [Station(ArchiveFile(path), election)]


def _work(work: Callable[[Station, Any], R], portion: Any) -> R:
    return work(_stations[0], portion)
