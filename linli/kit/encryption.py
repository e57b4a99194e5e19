"""Authenticated encryption of single values, and keyed blind indexes to find them again.

A sealed value is version ‖ suite ‖ key id ‖ nonce ‖ ciphertext and tag. Table, column and row are
part of what is authenticated: a value copied to another row, column or table does not open.

Two suites behind one interface: `intl` (AES-256-GCM, HMAC-SHA-256) and `gm` (SM4-GCM, HMAC-SM3).

    names = SealedColumn("people_person", "name")
    token = names.seal(person_id, "王小明")        # names.seal_rows(...) for a million of them
    names.open(person_id, token)

    phones = BlindIndex("phone")
    phones.of("13800001234")          # written
    phones.candidates("13800001234")  # searched: one for each generation of keys in hand
"""

import os
from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Protocol

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SM3
from cryptography.hazmat.primitives.hmac import HMAC

from linli.kit.keys import KEY_ID_BYTES, Generation, KeyRing, key_ring

try:  # copying the state of Python's own is quick; hashlib's goes through OpenSSL each time
    from _sha2 import sha256
except ImportError:
    try:
        from _sha256 import sha256
    except ImportError:
        from hashlib import sha256

VERSION = 1
NONCE_BYTES = 12
TAG_BYTES = 16
HEADER_BYTES = 2 + KEY_ID_BYTES
INDEX_BYTES = 16

RowKey = int | bytes


class SealBroken(Exception):
    """A stored value does not open where it lies: changed, moved or cut. Never carries the value.

    Not a refusal but an incident: the page fails, the log names the table and the column.
    """


class Suite(Protocol):
    """Two primitives: an authenticated cipher with a 12-byte nonce and 16-byte tag, and a MAC."""

    code: int

    def sealing(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        """Return encrypt(nonce, data, associated) -> ciphertext and tag."""

    def opening(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        """Return decrypt(nonce, ciphertext and tag, associated); raises InvalidTag."""

    def macing(self, key: bytes, prefix: bytes) -> Callable[[bytes], bytes]:
        """Return mac(message) -> 32 bytes of MAC over prefix and message."""


class IntlSuite:
    """AES-256-GCM and HMAC-SHA-256."""

    code = 1

    def sealing(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        return AESGCM(key).encrypt

    def opening(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        return AESGCM(key).decrypt

    def macing(self, key: bytes, prefix: bytes) -> Callable[[bytes], bytes]:
        # The two states of HMAC (RFC 2104) are made once and copied: half the cost a value.
        block = key.ljust(64, b"\x00")
        inner = sha256(bytes(byte ^ 0x36 for byte in block) + prefix)
        outer = sha256(bytes(byte ^ 0x5C for byte in block))

        def mac(message: bytes) -> bytes:
            first, second = inner.copy(), outer.copy()
            first.update(message)
            second.update(first.digest())
            return second.digest()

        return mac


class GmSuite:
    """SM4-GCM (GB/T 32907) and HMAC-SM3 (GB/T 32905)."""

    code = 2

    def sealing(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        def encrypt(nonce: bytes, data: bytes, associated: bytes) -> bytes:
            encryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce)).encryptor()
            encryptor.authenticate_additional_data(associated)
            return encryptor.update(data) + encryptor.finalize() + encryptor.tag

        return encrypt

    def opening(self, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
        def decrypt(nonce: bytes, sealed: bytes, associated: bytes) -> bytes:
            data, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
            decryptor = Cipher(algorithms.SM4(key), modes.GCM(nonce, tag)).decryptor()
            decryptor.authenticate_additional_data(associated)
            return decryptor.update(data) + decryptor.finalize()

        return decrypt

    def macing(self, key: bytes, prefix: bytes) -> Callable[[bytes], bytes]:
        begun = HMAC(key, SM3())
        begun.update(prefix)

        def mac(message: bytes) -> bytes:
            code = begun.copy()
            code.update(message)
            return code.finalize()

        return mac


SUITES: dict[str, Suite] = {"intl": IntlSuite(), "gm": GmSuite()}


@lru_cache(maxsize=64)
def _sealing(suite: str, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
    return SUITES[suite].sealing(key)


@lru_cache(maxsize=64)
def _opening(suite: str, key: bytes) -> Callable[[bytes, bytes, bytes], bytes]:
    return SUITES[suite].opening(key)


@lru_cache(maxsize=256)
def _macing(suite: str, key: bytes, prefix: bytes) -> Callable[[bytes], bytes]:
    return SUITES[suite].macing(key, prefix)


def header_of(generation: Generation) -> bytes:
    """Return the first bytes of every value sealed under `generation`."""
    return bytes((VERSION, SUITES[generation.suite].code)) + generation.key_id


def row_bytes(row: RowKey) -> bytes:
    """Return the number of a row as a sealed value is bound to it."""
    return row if isinstance(row, bytes) else row.to_bytes(8, "big")


class SealedColumn:
    """One column whose values are sealed; needs no model, so importers may use it directly."""

    def __init__(self, table: str, column: str, ring: KeyRing | None = None) -> None:
        names = [name.encode() for name in (table, column)]
        self.table, self.column = table, column
        self._where = b"".join(bytes((len(name),)) + name for name in names)
        self._fixed_ring = ring

    @property
    def _ring(self) -> KeyRing:
        return self._fixed_ring or key_ring()

    def seal(self, row: RowKey, text: str) -> bytes:
        """Return `text` sealed for this column of the row."""
        generation = self._ring.current
        header, nonce = header_of(generation), os.urandom(NONCE_BYTES)
        encrypt = _sealing(generation.suite, generation.encryption_key)
        return header + nonce + encrypt(nonce, text.encode(), self._bound(header, row))

    def seal_rows(self, rows: Sequence[bytes], texts: Sequence[str | None]) -> list[bytes | None]:
        """Return many texts sealed, under one generation; `rows` are as `row_bytes` gives them.

        Where there is no text there is no value.
        """
        generation = self._ring.current
        header, drawn = header_of(generation), os.urandom(NONCE_BYTES * len(rows))
        encrypt = _sealing(generation.suite, generation.encryption_key)
        prefix, starts = header + self._where, range(0, len(drawn), NONCE_BYTES)
        return [
            None
            if text is None
            else header
            + (nonce := drawn[start : start + NONCE_BYTES])
            + encrypt(nonce, text.encode(), prefix + row)
            for start, row, text in zip(starts, rows, texts, strict=True)
        ]

    def open(self, row: RowKey, token: bytes) -> str:
        """Return the text of a sealed value of this column of the row.

        Raises SealBroken when it was changed or belongs elsewhere, UnknownKey when its key is
        not in hand.
        """
        header, nonce = token[:HEADER_BYTES], token[HEADER_BYTES : HEADER_BYTES + NONCE_BYTES]
        if len(token) < HEADER_BYTES + NONCE_BYTES + TAG_BYTES or header[0] != VERSION:
            raise SealBroken(f"{self.table}.{self.column}")
        generation = self._ring.by_id(header[2:])
        decrypt = _opening(generation.suite, generation.encryption_key)
        try:
            data = decrypt(nonce, token[HEADER_BYTES + NONCE_BYTES :], self._bound(header, row))
        except InvalidTag:
            raise SealBroken(f"{self.table}.{self.column}") from None
        return data.decode()

    def is_current(self, token: bytes) -> bool:
        """Tell whether a value lies under the newest generation."""
        return token[:HEADER_BYTES] == header_of(self._ring.current)

    def _bound(self, header: bytes, row: RowKey) -> bytes:
        return header + self._where + row_bytes(row)


class BlindIndex:
    """Equal values give equal bytes, and without the key nothing can be told from them.

    Indexes of one label find one another, across tables; other labels never do. What equality
    itself reveals (how often a value occurs) stays visible to whoever holds the database.
    """

    def __init__(self, label: str, size: int = INDEX_BYTES, ring: KeyRing | None = None) -> None:
        self.label, self.size = label, size
        self._prefix = label.encode() + b"\x00"
        self._fixed_ring = ring

    @property
    def _ring(self) -> KeyRing:
        return self._fixed_ring or key_ring()

    def of(self, text: str) -> bytes:
        """Return the index of a normalised value, under the newest generation."""
        return self._under(self._ring.current, text)

    def indexing(self) -> Callable[[str], bytes]:
        """Return `of` for many values in a short time, all under the generation of now."""
        generation = self._ring.current
        mac, size = _macing(generation.suite, generation.index_key, self._prefix), self.size

        def of(text: str) -> bytes:
            return mac(text.encode())[:size]

        return of

    def candidates(self, text: str) -> list[bytes]:
        """Return the indexes to search for: one for each generation in hand."""
        return [self._under(generation, text) for generation in self._ring.generations]

    def _under(self, generation: Generation, text: str) -> bytes:
        mac = _macing(generation.suite, generation.index_key, self._prefix)
        return mac(text.encode())[: self.size]
