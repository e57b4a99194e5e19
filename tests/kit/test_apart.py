"""What another process yields arrives here in order; its refusals too, and its end is noticed."""

import os
import signal
import threading

import pytest

from linli.kit import apart
from linli.kit.apart import ApartFailed, yielded_apart
from linli.kit.sheets.errors import FileTooLarge

MAY_COPY = apart.may_copy


@pytest.fixture(autouse=True)
def _copies(monkeypatch):
    """A runner of tests may have threads; those of this process are no part of what is tried."""
    monkeypatch.setattr(apart, "may_copy", lambda: True)


def test_values_arrive_in_order_from_another_process():
    def work():
        yield os.getpid()
        for number in range(5_000):
            yield number, "王小明" * 20, b"\x00" * 200, None, [("a", 2**62)]

    first, *rest = yielded_apart(work)

    assert first != os.getpid()
    assert [number for number, *_values in rest] == list(range(5_000))
    assert rest[7] == (7, "王小明" * 20, b"\x00" * 200, None, [("a", 2**62)])


def test_refusal_of_the_other_process_is_raised_here_with_its_facts():
    def work():
        yield 1
        raise FileTooLarge(rows=7, limit=5)

    values = yielded_apart(work)

    assert next(values) == 1
    with pytest.raises(FileTooLarge) as refusal:
        next(values)
    assert refusal.value.facts == {"rows": "7", "limit": "5"}


def test_fault_of_the_other_process_is_no_end():
    def work():
        yield 1
        raise ValueError("unforeseen")

    values = yielded_apart(work)

    assert next(values) == 1
    with pytest.raises(ApartFailed):
        next(values)


def test_killed_process_is_no_end():
    def work():
        yield 1
        os.kill(os.getpid(), signal.SIGKILL)

    with pytest.raises(ApartFailed):
        list(yielded_apart(work))


def test_process_ends_when_nobody_listens():
    def work():
        yield os.getpid()
        while True:
            yield b"\x00" * 100_000

    values = yielded_apart(work)
    child = next(values)
    values.close()

    with pytest.raises(ProcessLookupError):
        os.kill(child, 0)


def test_beside_other_threads_no_copy_is_made(monkeypatch):
    monkeypatch.setattr(apart, "may_copy", MAY_COPY)
    done = threading.Event()
    thread = threading.Thread(target=done.wait)
    thread.start()
    try:
        assert list(yielded_apart(lambda: iter([os.getpid()]))) == [os.getpid()]
    finally:
        done.set()
        thread.join()
