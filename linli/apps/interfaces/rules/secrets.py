"""Secrets of keys: drawn here, shown once, kept only as a digest.

linli_XUaTQm3…   a mark that scanners for leaked secrets can find, then 256 bits
"""

from collections.abc import Callable
from hashlib import sha256

MARK = "linli_"
BYTES = 32
LONGEST = 80
HINT = 4


def new_secret(draw: Callable[[int], str]) -> str:
    """Return a new secret; `draw` gives a text of so many random bytes (secrets.token_urlsafe)."""
    return MARK + draw(BYTES)


def secret_digest(secret: str) -> str:
    """Return what is kept of a secret. It is 256 random bits: no slow hash is needed."""
    return sha256(secret.encode()).hexdigest()


def hint_of(secret: str) -> str:
    """Return the end of a secret, by which people tell which one they hold."""
    return secret[-HINT:]
