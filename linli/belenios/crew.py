"""The processes that share the work on one archive; with one process, no process at all.

Where this process may fork, it does: that is quick. Elsewhere a pool is started, whose library
is imported only then, because it would double the time that the check of a small archive takes.
"""

import os
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
            return (work(self._station, portion) for portion in portions)
        if hasattr(os, "fork") and threading.active_count() == 1:
            return self._do_forked(work, portions)
        return self._do_pooled(work, portions)

    def _do_forked(self, work: Callable[[Station, P], R], portions: Sequence[P]) -> Iterator[R]:
        from linli.belenios.forked import ChildLost, forked

        path, election = self._station.file.path, self._station.election

        def work_on(number: int) -> R:
            if not _stations:  # a file that is open in two processes has one position for both
                _stations.append(Station(ArchiveFile(path), election))
            return work(_stations[0], portions[number])

        try:
            yield from forked(work_on, len(portions), processes=self._processes)
        except ChildLost:
            raise CrewLost(processes=self._processes) from None

    def _do_pooled(self, work: Callable[[Station, P], R], portions: Sequence[P]) -> Iterator[R]:
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
        from multiprocessing import get_context

        station = self._station
        return ProcessPoolExecutor(
            self._processes,
            mp_context=get_context("spawn"),
            initializer=_prepare,
            initargs=(station.file.path, station.election.source, self._accelerated),
        )


_stations: list[Station] = []  # of this process: one, where it is a member of a crew


def _prepare(path: Path, source: bytes, accelerated: bool) -> None:
    election = read_election(source, accelerated=accelerated)
    _stations[:] = [Station(ArchiveFile(path), election)]


def _work(work: Callable[[Station, Any], R], portion: Any) -> R:
    return work(_stations[0], portion)
