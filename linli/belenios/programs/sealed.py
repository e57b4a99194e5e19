"""Secrets at rest: a passphrase, Argon2id, and libsodium's secretbox.

The file is one JSON object. What the secret is for is written inside the box as well, so that
a file cannot be passed off as another kind.
"""

import json
from base64 import b64decode, b64encode
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from nacl import exceptions, pwhash, secret, utils

from linli.belenios.programs.dialogue import Refusal
from linli.belenios.programs.files import PRIVATE, write_durably

_FORMAT: Final = "linli-sealed-1"
_MOST_MEMORY: Final = 1 << 30


@dataclass(frozen=True)
class Cost:
    """What one try at the passphrase costs: passes over memory, and bytes of memory."""

    passes: int = pwhash.argon2id.OPSLIMIT_MODERATE
    memory: int = pwhash.argon2id.MEMLIMIT_MODERATE


def seal(
    path: Path, content: dict[str, Any], *, purpose: str, passphrase: str, cost: Cost | None = None
) -> None:
    """Write a sealed file that only its owner may read."""
    cost = cost or Cost()
    salt = utils.random(pwhash.argon2id.SALTBYTES)
    inside = json.dumps({"purpose": purpose, "content": content}, ensure_ascii=False)
    box = _box(passphrase, salt, cost).encrypt(inside.encode())
    sealed = {
        "format": _FORMAT,
        "purpose": purpose,
        "passes": cost.passes,
        "memory": cost.memory,
        "salt": b64encode(salt).decode(),
        "box": b64encode(bytes(box)).decode(),
    }
    write_durably(path, json.dumps(sealed, indent=1).encode(), mode=PRIVATE)


def unseal(path: Path, *, purpose: str, passphrase: str) -> dict[str, Any]:
    """Return what a sealed file holds; Refusal for a wrong passphrase or another kind of file."""
    try:
        sealed = json.loads(path.read_text("utf-8"))
        cost = Cost(int(sealed["passes"]), int(sealed["memory"]))
        salt, box = (b64decode(sealed[name], validate=True) for name in ("salt", "box"))
        known = sealed["format"] == _FORMAT and cost.memory <= _MOST_MEMORY
    except (ValueError, KeyError, TypeError, RecursionError):
        known = False
    if not known:
        raise Refusal("sealed.form", path=path)
    try:
        inside = json.loads(_box(passphrase, salt, cost).decrypt(box))
    except (exceptions.CryptoError, ValueError):
        raise Refusal("sealed.passphrase", path=path) from None
    if inside["purpose"] != purpose:
        raise Refusal("sealed.purpose", path=path, purpose=purpose)
    content: dict[str, Any] = inside["content"]
    return content


def _box(passphrase: str, salt: bytes, cost: Cost) -> secret.SecretBox:
    key = pwhash.argon2id.kdf(
        secret.SecretBox.KEY_SIZE,
        passphrase.encode(),
        salt,
        opslimit=cost.passes,
        memlimit=cost.memory,
    )
    return secret.SecretBox(key)
