"""What the demonstration keeps beside its database: its password, and who can sign in.

The loader calls `note_sign_ins` when it has made its accounts with `demo_password()`; the start
and the sign-in page show them. Nothing of this is used outside the demonstration.
"""

import json
import secrets
from pathlib import Path
from typing import NamedTuple

from django.conf import settings


class SignIn(NamedTuple):
    """One account of the demonstration: its user name, and who that is (in Chinese)."""

    username: str
    who: str


def demo_password() -> str:
    """Return the password of all accounts, drawn when it is first asked for."""
    path = _folder() / "demo-password"
    if not path.exists():
        path.write_text(f"mudan-{secrets.token_hex(4)}\n")
    return path.read_text().strip()


def note_sign_ins(people: list[SignIn]) -> None:
    """Keep the list of accounts to show."""
    (_folder() / "sign-ins.json").write_text(json.dumps(people, ensure_ascii=False))


def sign_ins() -> list[SignIn]:
    """Return the accounts to show; none before the loader has run."""
    path = _folder() / "sign-ins.json"
    return [SignIn(*row) for row in json.loads(path.read_text())] if path.exists() else []


def _folder() -> Path:
    folder: Path = settings.ENVIRONMENT.data
    folder.mkdir(parents=True, exist_ok=True)
    return folder
