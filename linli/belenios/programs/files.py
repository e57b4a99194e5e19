"""Files that must survive a cut of power, and files that nobody else may read."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from linli.belenios.programs.dialogue import Refusal

PRIVATE = 0o600


def write_durably(path: Path, data: bytes, *, mode: int = 0o644) -> None:
    """Replace a file in one step: after this returns, a cut of power leaves the new content."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    handle = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with os.fdopen(handle, "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    _keep_folder(path.parent)


def append_durably(path: Path, line: bytes) -> None:
    """Append a line to a private file; after this returns, it stays.

    A line that an earlier cut of power left unfinished is closed first.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and not path.read_bytes().endswith(b"\n"):
        line = b"\n" + line
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE)
    with os.fdopen(handle, "ab") as file:
        file.write(line)
        file.flush()
        os.fsync(file.fileno())
    _keep_folder(path.parent)


def _keep_folder(folder: Path) -> None:
    if sys.platform == "win32":  # which cannot open a folder, and keeps its entries by itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def open_to_others(path: Path) -> bool:
    """Return whether anyone but the owner may read or change the file, as far as modes tell."""
    return sys.platform != "win32" and bool(stat.S_IMODE(path.stat().st_mode) & 0o077)


@contextmanager
def exclusive(folder: Path) -> Iterator[None]:
    """Hold a folder for one program; Refusal if another one holds it."""
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    with (folder / ".lock").open("w") as lock:
        try:
            _lock(lock.fileno())
        except OSError:
            raise Refusal("folder.busy", folder=folder) from None
        yield


def _lock(handle: int) -> None:
    """Lock an open file until it is closed; OSError if another program has it."""
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
