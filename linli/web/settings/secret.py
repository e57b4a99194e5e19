"""The secret of an installation that has none in its environment: made once, kept in its data."""

import os
import secrets
from pathlib import Path


def secret_of(data: Path) -> str:
    """Return the secret kept in `data`, making it at first start, readable by its owner only."""
    path = data / "secret"
    if not path.exists():
        data.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secrets.token_urlsafe(48))
    return path.read_text()
