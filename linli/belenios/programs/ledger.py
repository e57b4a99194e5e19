"""The trustee's book of decryptions: one decryption for each pinned archive, ever.

A line is written, and has reached the disk, before the decryption it stands for can leave the
program. The book carries the number that is sealed together with the key: without its book, a
key decrypts nothing.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

from linli.belenios.programs.dialogue import Refusal
from linli.belenios.programs.files import append_durably


@dataclass(frozen=True)
class Entry:
    """A decryption: of which archive, known by its Setup hash, which head, and which tally."""

    setup: str
    head: str
    tally: str
    finished: bool


class Ledger:
    """The book in one file: a first line with its number, then a line for each entry."""

    def __init__(self, path: Path, number: str) -> None:
        self._path = path
        try:
            first, *lines = path.read_text("utf-8").splitlines()
            if json.loads(first) != {"ledger": number}:
                raise Refusal("ledger.foreign", path=path)
            # A line cut short by a power failure was never followed by a decryption.
            self._entries = [Entry(**json.loads(line)) for line in lines if line.endswith("}")]
        except FileNotFoundError:
            raise Refusal("ledger.missing", path=path) from None
        except (ValueError, TypeError, RecursionError):
            raise Refusal("ledger.form", path=path) from None

    @classmethod
    def create(cls, path: Path, number: str) -> "Ledger":
        """Start a new book; an existing one of the same number is kept."""
        if not path.exists():
            append_durably(path, _line({"ledger": number}))
        return cls(path, number)

    def begin(self, *, setup: str, head: str, tally: str) -> None:
        """Note a decryption before it happens.

        Refusal if this archive was decrypted before. What was noted but never finished, because
        the program was stopped, may be done again: for exactly the same tally, which tells
        nobody anything new.
        """
        known = [entry for entry in self._entries if entry.setup == setup]
        if any(entry.finished for entry in known):
            raise Refusal("ledger.repeated", setup=setup, head=known[-1].head)
        if any((entry.head, entry.tally) != (head, tally) for entry in known):
            raise Refusal("ledger.other_tally", setup=setup, head=known[-1].head)
        if not known:
            self._add(Entry(setup, head, tally, finished=False))

    def finish(self, *, setup: str, head: str, tally: str) -> None:
        """Note that the decryption has been written out."""
        self._add(Entry(setup, head, tally, finished=True))

    def _add(self, entry: Entry) -> None:
        append_durably(self._path, _line(asdict(entry)))
        self._entries.append(entry)


def _line(value: dict[str, object]) -> bytes:
    return json.dumps(value).encode() + b"\n"
