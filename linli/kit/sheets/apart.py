"""Workbooks read in a process of their own: small, without secrets, and with an end.

A workbook comes from anywhere, and what reads it is a large piece of machinery. So it runs where
it can reach neither the keys nor the database, may take only so much memory and time, and takes
nothing down with it. It also reads on while the rows before are being checked and written.

Rows come through a pipe as frames: four bytes of length, a letter, then cells with separators that
no cell holds: "c" is a block of columns (`sheets.regular`), "r" rows of cells, their number first.
An empty frame says that nothing is missing; one that begins with "!" is a refusal.
"""

import contextlib
import json
import logging
import resource
import subprocess
import sys
from pathlib import Path
from typing import IO

import linli
from linli.kit.sheets import errors
from linli.kit.sheets.cells import Row, Stretch, Stretches
from linli.kit.sheets.regular import CELL, COLUMN, stretch_of

logger = logging.getLogger(__name__)
MEMORY_BYTES = 640 << 20  # of addresses; some 100 MB of them are the interpreter itself
CPU_SECONDS = 120  # a million rows take about ten
COMMAND = ["-m", "linli.kit.sheets.apart"]
ROW = COLUMN
_SPACES = str.maketrans({CELL: " ", ROW: " "})
_COLUMNS, _ROWS, _REFUSED = b"c", b"r", b"!"


def stretches_apart(path: Path) -> Stretches:
    """Yield the rows of a workbook, many together, read by another process.

    Raises a FileRefused, at the latest when the fault is reached.
    """
    command = [sys.executable, *COMMAND, str(path.absolute())]
    environment = {
        "PYTHONPATH": str(Path(linli.__file__).parents[1]),
        "PYTHONUTF8": "1",
        "OPENBLAS_NUM_THREADS": "1",  # numpy would set memory aside for each of its threads
    }
    with subprocess.Popen(  # noqa: S603 - our own module and a name we gave the file
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, env=environment
    ) as process:
        try:
            while frame := _frame(process):
                yield _stretch(frame)
        finally:
            process.kill()


def _frame(process: subprocess.Popen[bytes]) -> bytes:
    """Return the next frame, b"" behind the last row."""
    pipe = process.stdout
    head = pipe.read(4) if pipe else b""
    frame = pipe.read(int.from_bytes(head, "big")) if pipe and len(head) == 4 else None
    if frame is None or len(frame) < int.from_bytes(head, "big"):
        status = process.wait()
        logger.warning("The reader of a workbook ended with %s.", status)
        raise errors.FileTooLarge(status=status)
    if frame.startswith(_REFUSED):
        refusal = json.loads(frame[1:])
        raise getattr(errors, refusal["refusal"])(**refusal["facts"])
    return frame


def _send(pipe: IO[bytes], frame: bytes) -> None:
    pipe.write(len(frame).to_bytes(4, "big") + frame)


def _send_rows(pipe: IO[bytes], path: Path) -> None:
    from linli.kit.sheets.reading import workbook_parts_of

    for part in workbook_parts_of(path):
        if isinstance(part, bytes):
            _send(pipe, _COLUMNS + part)
        elif part:
            _send(pipe, _ROWS + _block(part))
    _send(pipe, b"")


def _stretch(frame: bytes) -> Stretch:
    if frame.startswith(_COLUMNS):
        return stretch_of(frame[1:])
    rows = [row.split(CELL) for row in frame[1:].decode().split(ROW)]
    return Stretch.of_rows([(int(cells[0]), cells[1:]) for cells in rows])


def _block(rows: list[Row]) -> bytes:
    texts = []
    for number, cells in rows:
        text = CELL.join(cells)
        if text.count(CELL) != len(cells) - 1 or ROW in text:
            text = CELL.join(cell.translate(_SPACES) for cell in cells)
        texts.append(f"{number}{CELL}{text}")
    return ROW.join(texts).encode(errors="replace")


def main(path: Path) -> None:
    """Read a workbook and send its rows to standard output."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_SECONDS, CPU_SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    pipe = sys.stdout.buffer
    try:
        _send_rows(pipe, path)
    except errors.FileRefused as refusal:
        facts = {name: str(fact)[:200] for name, fact in refusal.facts.items()}
        said = json.dumps({"refusal": type(refusal).__name__, "facts": facts})
        _send(pipe, _REFUSED + said.encode())
    except MemoryError:
        _send(pipe, _REFUSED + b'{"refusal": "FileTooLarge", "facts": {}}')
    with contextlib.suppress(BrokenPipeError):  # whoever asked has heard enough
        pipe.flush()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
