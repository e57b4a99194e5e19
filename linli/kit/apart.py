"""A generator run by a process of its own, so that two processors share one long piece of work.

What it yields comes through a pipe as plain values (numbers, texts, bytes, tuples, lists, dicts,
None), in order. The process is a copy of this one: keys and settings are there, but it must leave
the database alone, and what it changes in memory nobody sees. Where no copy can be made (another
system, other threads running) the generator simply runs here.
"""

import contextlib
import fcntl
import gc
import logging
import marshal
import os
import threading
from collections.abc import Callable, Generator, Iterator
from typing import IO, Any, NoReturn

from linli.core.errors import DomainError

logger = logging.getLogger(__name__)
# How much may wait in a pipe: a few thousand rows, so that neither side waits for each single one.
PIPE_BYTES = 1 << 20
_SET_SIZE = getattr(fcntl, "F_SETPIPE_SZ", None)
_VALUE, _END, _REFUSED, _FAILED = b"v", b"e", b"r", b"f"


class ApartFailed(Exception):
    """The other process broke off: it was killed, or met a fault that its log names."""


def widen(pipe: int) -> None:
    """Let a pipe hold more, where the system can."""
    if _SET_SIZE is not None:
        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, _SET_SIZE, PIPE_BYTES)


def may_copy() -> bool:
    """Tell whether this process can make a copy of itself that works: no thread may be missing."""
    return hasattr(os, "fork") and threading.active_count() == 1


def yielded_apart(work: Callable[[], Iterator[Any]]) -> Generator[Any, None, None]:
    """Yield what `work` yields, made by another process.

    A refusal (`DomainError`) raised there is raised here with its facts as texts; anything else
    is logged there and raises ApartFailed here. Closing the generator ends the process.
    """
    if not may_copy():
        yield from work()
        return
    reading, writing = os.pipe()
    widen(writing)
    gc.collect()
    child = os.fork()
    if not child:
        os.close(reading)
        _work_on(work, writing)
    os.close(writing)
    with os.fdopen(reading, "rb") as pipe:
        try:
            while (frame := _frame(pipe))[:1] == _VALUE:
                yield marshal.loads(memoryview(frame)[1:])  # noqa: S302 - written by our own copy
        finally:
            pipe.close()  # a process that still has to say something ends with it
            os.waitpid(child, 0)
    if frame[:1] == _REFUSED:
        kind, facts = marshal.loads(memoryview(frame)[1:])  # noqa: S302 - as above
        raise _refusals()[kind](**facts)
    if frame[:1] != _END:
        raise ApartFailed


def _frame(pipe: IO[bytes]) -> bytes:
    head = pipe.read(4)
    size = int.from_bytes(head, "big")
    frame = pipe.read(size)
    return frame if len(head) == 4 and len(frame) == size else _FAILED


def _work_on(work: Callable[[], Iterator[Any]], writing: int) -> NoReturn:
    """Send what `work` yields and end the process, past everything that would tidy up for both."""
    status = 1
    try:
        gc.freeze()  # to look at what is the parent's would copy every page of it
        gc.set_threshold(200_000, 20, 50)  # rows form no cycles
        with os.fdopen(writing, "wb") as pipe:
            try:
                for value in work():
                    _send(pipe, _VALUE, value)
                _send(pipe, _END, None)
            except DomainError as refusal:
                facts = {name: str(fact) for name, fact in refusal.facts.items()}
                _send(pipe, _REFUSED, (_name(type(refusal)), facts))
        status = 0
    except BrokenPipeError:  # whoever asked has heard enough, or is no more
        pass
    except BaseException:
        logger.exception("What was done apart broke off.")
    finally:
        os._exit(status)


def _send(pipe: IO[bytes], kind: bytes, value: Any) -> None:
    frame = kind + marshal.dumps(value)
    pipe.write(len(frame).to_bytes(4, "big") + frame)


def _name(kind: type[DomainError]) -> str:
    return f"{kind.__module__}.{kind.__qualname__}"


def _refusals() -> dict[str, type[DomainError]]:
    """Return every kind of refusal there is, by name."""
    found: dict[str, type[DomainError]] = {}
    waiting = [DomainError]
    while waiting:
        kind = waiting.pop()
        found[_name(kind)] = kind
        waiting += kind.__subclasses__()
    return found
