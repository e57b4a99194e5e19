"""One and only one byte form for a record: what is hashed, signed or compared."""

import json
from collections.abc import Mapping
from datetime import UTC, date, datetime
from enum import Enum
from hashlib import sha256


def canonical_bytes(record: object) -> bytes:
    """Return the canonical JSON of `record`: sorted keys, no spaces, UTF-8, no floats.

    Instants become UTC with microseconds and a Z, days ISO dates, enums their values.
    Raises TypeError for floats, naive instants and anything else that has no single form.
    """
    text = json.dumps(
        _plain(record), sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False
    )
    return text.encode()


def digest(record: object) -> bytes:
    """Return the SHA-256 of the canonical form, 32 bytes."""
    return sha256(canonical_bytes(record)).digest()


def instant_text(instant: datetime) -> str:
    """Return the one text form of an aware instant: UTC, microseconds, Z."""
    if instant.tzinfo is None:
        raise TypeError("a naive instant has no canonical form")
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def _plain(value: object) -> object:
    if isinstance(value, Enum):
        return _plain(value.value)
    if value is None or isinstance(value, (bool, int, str)):
        return value
    if isinstance(value, datetime):
        return instant_text(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return value.hex()
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of a canonical record are strings")
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item) for item in value]
    if isinstance(value, (set, frozenset)):
        return sorted((_plain(item) for item in value), key=canonical_bytes)
    raise TypeError(f"{type(value).__name__} has no canonical form")
