"""The archive file: an old-style tar that only grows, byte for byte as the reference writes it.

Each entry is a 512-byte header and a body padded to whole blocks. The first entry, BELENIOS,
tells the format and the one time stamp of all entries. Every other entry is named by the
SHA-256 of its body: `<hash>.data.json` or `<hash>.event.json`. There is no end mark.

Source: [rule:belenios-archive].
"""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO, Final, Literal, NamedTuple

from linli.belenios import canonical
from linli.belenios.canonical import Malformed
from linli.belenios.hashing import hex_digest
from linli.belenios.report import Check, CheckFailed, failed_form

BLOCK: Final = 512
_CHUNK: Final = 1 << 20
_NAME = re.compile(r"([0-9a-f]{64})\.(data|event)\.json")

Kind = Literal["data", "event"]


class Entry(NamedTuple):
    """Where a body stands in the file, and the hash that its header names."""

    kind: Kind
    digest: str
    offset: int
    length: int


# ---------------------------------------------------------------- writing


def header_entry(timestamp: int) -> bytes:
    """Return the first entry of an archive; `timestamp` is in whole seconds."""
    body = canonical.write({"version": 1, "timestamp": str(timestamp)})
    return _header("BELENIOS", len(body), timestamp) + _padded(body)


def entry(kind: Kind, body: bytes, timestamp: int) -> bytes:
    """Return one entry, header and padded body."""
    return _header(f"{hex_digest(body)}.{kind}.json", len(body), timestamp) + _padded(body)


def _header(name: str, size: int, timestamp: int) -> bytes:
    block = bytearray(BLOCK)
    for offset, field in (
        (0, name),
        (100, "0000644"),
        (108, "0000000"),
        (116, "0000000"),
        (124, f"{size:011o}"),
        (136, f"{timestamp:011o}"),
        (148, "        "),
        (156, "0"),
    ):
        block[offset : offset + len(field)] = field.encode()
    block[148:156] = f"{sum(block):06o}\0 ".encode()
    return bytes(block)


def _padded(body: bytes) -> bytes:
    return body + bytes(-len(body) % BLOCK)


# ---------------------------------------------------------------- reading


class ArchiveFile:
    """An archive open for reading; `size` is fixed when it is opened, so that it may grow."""

    def __init__(self, path: Path) -> None:
        self.path = path
        # Entries are smaller than a chunk and read one after the other: one chunk serves many.
        self._file: BinaryIO = path.open("rb", buffering=0)
        self.size = self._file.seek(0, 2)
        self._chunk = b""
        self._start = 0
        self._last: tuple[Entry | None, bytes] = (None, b"")

    def __enter__(self) -> "ArchiveFile":
        return self

    def __exit__(self, *exception: object) -> None:
        self._file.close()

    def read(self, offset: int, length: int) -> bytes:
        """Return `length` bytes from `offset`, fewer at the end of the file."""
        length = max(0, min(length, self.size - offset))
        first = offset - self._start
        if first < 0 or first + length > len(self._chunk):
            wanted = max(length, min(_CHUNK, self.size - offset))
            self._start, first, self._chunk = offset, 0, self._load(offset, wanted)
        return self._chunk[first : first + length]

    def _load(self, offset: int, length: int) -> bytes:
        self._file.seek(offset)
        parts = []
        while length and (part := self._file.read(length)):
            parts.append(part)
            length -= len(part)
        return b"".join(parts)

    def body(self, item: Entry) -> bytes:
        """Return the body of an entry; that of the entry just yielded is still at hand."""
        last, body = self._last
        return body if item is last else self.read(item.offset, item.length)

    def timestamp(self) -> int:
        """Return the time stamp of the first entry; raise CheckFailed if there is none."""
        try:
            return self._first()[0]
        except Malformed as error:
            raise failed_form(Check.ARCHIVE_HEADER, error) from None

    def entries(self) -> Iterator[Entry]:
        """Yield the entries after the first, each with its header, hash and padding checked."""
        try:
            timestamp, position = self._first()
        except Malformed as error:
            raise failed_form(Check.ARCHIVE_HEADER, error) from None
        header = _HeaderForm(timestamp)
        while position < self.size:
            found, position = self._entry(position, header)
            yield found

    def _first(self) -> tuple[int, int]:
        block = self.read(0, BLOCK)
        if not block.startswith(b"BELENIOS\0"):
            raise Malformed(where="archive", expected="the entry BELENIOS first", found=block[:16])
        size = _octal(block)
        body = self.read(BLOCK, size)
        value = canonical.read(body, where="BELENIOS")
        canonical.fields(value, "version", "timestamp", where="BELENIOS")
        if type(value["version"]) is not int or value["version"] != 1:
            raise Malformed(where="BELENIOS", expected="version 1", found=value["version"])
        stamp = value["timestamp"]
        timestamp = (
            stamp if type(stamp) is int else canonical.natural(stamp, where="BELENIOS.timestamp")
        )
        if not 0 <= timestamp < 8**11:
            raise Malformed(where="BELENIOS", expected="a time stamp", found=timestamp)
        stop = BLOCK + len(_padded(body))
        if self.read(0, stop) != _header("BELENIOS", size, timestamp) + _padded(body):
            raise Malformed(where="BELENIOS", expected="an old-style tar header", found="another")
        return timestamp, stop

    def _entry(self, position: int, header: "_HeaderForm") -> tuple[Entry, int]:
        block = self.read(position, BLOCK)
        named = header.read(block)
        if named is None:
            raise CheckFailed(
                Check.ARCHIVE_ENTRY,
                expected="a header as the protocol writes it",
                found=header.fault(block),
                where=f"byte {position}",
            )
        kind, digest, size = named
        found = Entry(kind, digest, position + BLOCK, size)
        stop = found.offset + size + -size % BLOCK
        if stop > self.size:
            raise CheckFailed(
                Check.ARCHIVE_LENGTH,
                expected=f"{stop} bytes at least",
                found=f"{self.size} bytes",
                where=f"byte {position}",
            )
        self._require_body(found, stop)
        return found, stop

    def _require_body(self, item: Entry, stop: int) -> None:
        """Raise CheckFailed unless the body has its hash, and zeros follow up to `stop`."""
        first = self.read(item.offset, min(_CHUNK, stop - item.offset))
        digest = sha256(first[: item.length])
        end = item.offset + item.length
        for position in range(item.offset + _CHUNK, end, _CHUNK):
            digest.update(self.read(position, min(_CHUNK, end - position)))
        if digest.hexdigest() != item.digest:
            raise CheckFailed(
                Check.ARCHIVE_BODY,
                expected=item.digest,
                found=digest.hexdigest(),
                where=f"byte {item.offset}",
            )
        whole = stop - item.offset <= _CHUNK
        padding = first[item.length :] if whole else self.read(end, stop - end)
        if padding != bytes(len(padding)):
            raise CheckFailed(
                Check.ARCHIVE_BODY,
                expected="zero bytes after the body",
                found="others",
                where=f"byte {end}",
            )
        self._last = (item, first[: item.length]) if whole else (None, b"")


class _HeaderForm:
    """The headers that an archive with one time stamp may have."""

    def __init__(self, timestamp: int) -> None:
        self._timestamp = timestamp
        sample = _header("", 0, timestamp)
        before, after = re.escape(sample[100:124]), re.escape(sample[135:148])
        self._form = re.compile(
            rb"([0-9a-f]{64})\.(?:(data)\.json\0{26}|event\.json\0{25})"
            + before
            + rb"([0-7]{11})"
            + after
            + rb"([0-7]{6})\0 0\0{355}"
        )
        # What all headers add to the checksum: everything but the name and the size.
        self._fixed = sum(sample[100:124]) + sum(sample[135:148]) + 8 * ord(" ") + ord("0")

    def read(self, block: bytes) -> tuple[Kind, str, int] | None:
        """Return kind, hash and size of a header, or None if it is not of the form."""
        parts = self._form.fullmatch(block)
        if parts is None:
            return None
        digest, data, size, checksum = parts.groups()
        if int(checksum, 8) != self._fixed + sum(block[:100]) + sum(size):
            return None
        return "data" if data else "event", digest.decode(), int(size, 8)

    def fault(self, block: bytes) -> str:
        """Return in words why a block is not a header of the form."""
        if not any(block):
            return "zero bytes after the last entry"
        if len(block) < BLOCK:
            return f"{len(block)} bytes after the last entry"
        name = block[: block.find(b"\0")].decode("ascii", "replace")
        if not _NAME.fullmatch(name):
            return f"the name {name[:80]!r}"
        size = _octal(block)
        if size < 0:
            return "a size that is not octal"
        if block[:148] == _header(name, size, self._timestamp)[:148]:
            return "a wrong checksum"
        return "another time stamp, mode, owner or padding"


def _octal(header: bytes) -> int:
    """Return the size field of a header, -1 where it is not one."""
    digits = header[124:135]
    return int(digits, 8) if re.fullmatch(b"[0-7]{11}", digits) else -1
