"""The keys under which personal data lies: generations of two keys each, in files or a vault.

A generation holds an encryption key and a separate key for blind indexes, both of one suite.
The newest generation writes; all that are kept can read and search, so a rotation may take its
time. A generation is named by a fingerprint of its keys: after a lost folder a value says "sealed
under a key we do not have" instead of looking tampered.

Another place for keys (a key service, a hardware module) is a class with the two methods of
`KeyProvider`, named by the setting KEY_PROVIDER.
"""

import json
import os
import secrets
from base64 import b64decode, b64encode
from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Protocol

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

KEY_ID_BYTES = 4
SUITE_KEY_BYTES = {"intl": 32, "gm": 16}
INDEX_KEY_BYTES = 32


class UnknownKey(Exception):
    """A stored value names a key that is not here: the key folder is another one, or incomplete."""


@dataclass(frozen=True, slots=True)
class Generation:
    """One pair of keys (密钥代): `number` orders them, `suite` says which algorithms they serve."""

    number: int
    suite: str
    encryption_key: bytes = field(repr=False)
    index_key: bytes = field(repr=False)
    key_id: bytes = b""

    def __post_init__(self) -> None:
        if len(self.encryption_key) != SUITE_KEY_BYTES[self.suite]:
            raise ValueError("the encryption key has the wrong length for its suite")
        if len(self.index_key) != INDEX_KEY_BYTES:
            raise ValueError("the index key has the wrong length")
        parts = b"linli key id\x00", self.suite.encode(), self.encryption_key, self.index_key
        object.__setattr__(self, "key_id", sha256(b"".join(parts)).digest()[:KEY_ID_BYTES])


def new_generation(number: int, suite: str) -> Generation:
    """Draw a fresh pair of keys."""
    return Generation(
        number=number,
        suite=suite,
        encryption_key=secrets.token_bytes(SUITE_KEY_BYTES[suite]),
        index_key=secrets.token_bytes(INDEX_KEY_BYTES),
    )


class KeyRing:
    """All generations in hand, oldest first; the last one writes."""

    def __init__(self, generations: "list[Generation] | tuple[Generation, ...]") -> None:
        if not generations:
            raise ValueError("a key ring holds at least one generation")
        self.generations = tuple(sorted(generations, key=lambda one: one.number))
        self.current = self.generations[-1]
        self._by_id = {one.key_id: one for one in self.generations}

    def by_id(self, key_id: bytes) -> Generation:
        """Return the generation with this fingerprint.

        Raises UnknownKey when it is not in hand.
        """
        try:
            return self._by_id[key_id]
        except KeyError:
            raise UnknownKey(f"no key {key_id.hex()} in the key folder") from None


class KeyProvider(Protocol):
    """Where keys come from. A key service implements the same two methods."""

    def ring(self) -> KeyRing:
        """Return the generations in force now; makes the first one where there is none."""

    def add_generation(self, suite: str) -> Generation:
        """Make and keep a newer generation; from now on it writes."""


class KeyFolder:
    """Keys as files of one folder, readable by their owner only, one file a generation.

    The folder is looked at again when it changes, so a running server notices a rotation.
    """

    def __init__(self, folder: Path, suite: str = "intl") -> None:
        self.folder = folder
        self._name = str(folder)
        self.suite = suite
        self._seen = -1
        self._ring: KeyRing | None = None

    def ring(self) -> KeyRing:
        """Return the ring; at first start the folder and its first generation are made."""
        try:  # asked for every value that is opened, so by the shortest way
            changed = os.stat(self._name).st_mtime_ns  # noqa: PTH116
        except FileNotFoundError:
            changed = -1
        if self._ring is None or changed != self._seen:
            if not self._paths():
                self._write(new_generation(1, self.suite))
            self._seen = self.folder.stat().st_mtime_ns
            self._ring = KeyRing([self._read(path) for path in self._paths()])
        return self._ring

    def add_generation(self, suite: str) -> Generation:
        """Add a newer generation of `suite` as a file."""
        generation = new_generation(self.ring().current.number + 1, suite)
        self._write(generation)
        return generation

    def retire_generation(self, number: int) -> None:
        """Delete an older generation; whatever is still sealed under it is lost for good."""
        if number == self.ring().current.number:
            raise ValueError("the newest generation cannot be retired")
        self._path(number).unlink()

    def _paths(self) -> list[Path]:
        return sorted(self.folder.glob("generation-*.json"))

    def _path(self, number: int) -> Path:
        return self.folder / f"generation-{number:04d}.json"

    def _write(self, generation: Generation) -> None:
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        record = {
            "number": generation.number,
            "suite": generation.suite,
            "encryption_key": b64encode(generation.encryption_key).decode(),
            "index_key": b64encode(generation.index_key).decode(),
        }
        draft = self.folder / f"draft-{secrets.token_hex(8)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(json.dumps(record, indent=1) + "\n")
            file.flush()
            os.fsync(file.fileno())
        # A link fails where the name is taken: of two processes starting at once, one wins whole.
        try:
            os.link(draft, self._path(generation.number))
        except FileExistsError:
            if generation.number != 1:
                raise
        finally:
            draft.unlink()

    def _read(self, path: Path) -> Generation:
        if path.stat().st_mode & 0o077:
            raise ImproperlyConfigured(f"{path.name}: others can read this key file (chmod 600)")
        record = json.loads(path.read_text())
        return Generation(
            number=record["number"],
            suite=record["suite"],
            encryption_key=b64decode(record["encryption_key"]),
            index_key=b64decode(record["index_key"]),
        )


@cache
def _provider(dotted: str, folder: Path, suite: str) -> KeyProvider:
    return import_string(dotted)(folder, suite)


def key_provider() -> KeyProvider:
    """Return where this installation keeps its keys."""
    return _provider(settings.KEY_PROVIDER, settings.KEY_FOLDER, settings.KEY_SUITE)


def key_ring() -> KeyRing:
    """Return the generations in force now."""
    return key_provider().ring()
