"""Work in forked processes: they share the memory of this one as it stands when they start.

So nothing is prepared twice and little is sent: a number asks for a portion of the work, what
came of it answers. A process pool would take longer to load and to start than a small archive
takes to be checked.
"""

import gc
import os
import pickle
import select
from collections.abc import Callable, Iterator, Sequence
from struct import Struct
from typing import Any, NoReturn, TypeVar

R = TypeVar("R")

_NUMBER = Struct("=Q")


class ChildLost(Exception):
    """A process ended before it answered."""


def forked(work: Callable[[int], R], count: int, *, processes: int) -> Iterator[R]:
    """Yield work(0), work(1), … up to `count`, in any order, each from one of the processes.

    Raises what `work` raises, and ChildLost. Only a process without other threads may fork.
    """
    gc.freeze()  # nothing of now is looked at again: a look would copy shared memory
    children: list[_Child] = []
    numbers = iter(range(count))
    try:
        for _ in range(min(processes, count)):
            children.append(_Child(work, children))
            children[-1].ask(next(numbers))
        busy = {child.answers: child for child in children}
        while busy:
            for ready in select.select(list(busy), [], [])[0]:
                child = busy[ready]
                answer = child.answer()
                following = next(numbers, None)
                if following is None:
                    del busy[ready]
                else:
                    child.ask(following)
                yield answer
    finally:
        for child in children:
            child.dismiss()
        for child in children:
            child.wait()


class _Child:
    """One process, seen from the one that started it."""

    def __init__(self, work: Callable[[int], Any], elder: Sequence["_Child"]) -> None:
        asked, self._asks = os.pipe()
        self.answers, answered = os.pipe()
        self._process = os.fork()
        if self._process == 0:
            # Who holds an end of a pipe keeps the others from noticing that it was closed.
            for child in (self, *elder):
                child.dismiss()
            _serve(work, asked, answered)
        os.close(asked)
        os.close(answered)

    def ask(self, number: int) -> None:
        try:
            os.write(self._asks, _NUMBER.pack(number))
        except BrokenPipeError:
            raise ChildLost from None

    def answer(self) -> Any:
        """Return what came of the portion asked for last; raise what its work raised."""
        (length,) = _NUMBER.unpack(_read(self.answers, _NUMBER.size))
        # Nobody but our own child can have written this.
        result, error = pickle.loads(_read(self.answers, length))  # noqa: S301
        if error is not None:
            raise error
        return result

    def dismiss(self) -> None:
        os.close(self._asks)
        os.close(self.answers)

    def wait(self) -> None:
        os.waitpid(self._process, 0)


def _serve(work: Callable[[int], Any], asked: int, answered: int) -> NoReturn:
    """Answer until nobody asks any more, and leave without any clearing up of the parent's."""
    status = 1
    try:
        while request := os.read(asked, _NUMBER.size):
            answer: tuple[Any, Exception | None]
            try:
                answer = (work(_NUMBER.unpack(request)[0]), None)
            except Exception as error:  # noqa: BLE001 - whatever it is, who asked is told
                answer = (None, error)
            told = pickle.dumps(answer)
            _write(answered, _NUMBER.pack(len(told)) + told)
        status = 0
    except (KeyboardInterrupt, BrokenPipeError):
        pass
    finally:
        os._exit(status)


def _read(source: int, length: int) -> bytes:
    parts = []
    while length:
        part = os.read(source, min(length, 1 << 20))
        if not part:
            raise ChildLost
        parts.append(part)
        length -= len(part)
    return b"".join(parts)


def _write(target: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(target, view) :]
