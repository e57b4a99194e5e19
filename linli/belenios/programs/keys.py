"""A trustee's key at rest: sealed with a passphrase, and tied to its book of decryptions."""

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from linli.belenios import canonical
from linli.belenios.groups import Group, group_named
from linli.belenios.hashing import hex_digest
from linli.belenios.programs import sealed
from linli.belenios.programs.dialogue import Dialogue, Refusal
from linli.belenios.programs.files import open_to_others, write_durably
from linli.belenios.programs.ledger import Ledger

KEY: Final = "key.sealed"
LEDGER: Final = "decryptions.ledger"
PUBLIC: Final = "trustee.json"
_PURPOSE: Final = "trustee"


@dataclass(frozen=True)
class HeldKey:
    """A trustee's secret exponent and signing key, and what goes with them."""

    group: Group
    secret: int
    signing: str
    name: str
    ledger: str
    kind: str

    @property
    def public_key(self) -> str:
        """The public half."""
        return self.group.power_of_generator(self.secret)


class KeyCupboard:
    """The folder in which a trustee keeps one key."""

    def __init__(self, folder: Path, dialogue: Dialogue, cost: sealed.Cost | None = None) -> None:
        self.folder = folder
        self._dialogue = dialogue
        self._cost = cost

    @property
    def holds_key(self) -> bool:
        """Whether a key has been sealed here."""
        return (self.folder / KEY).exists()

    @staticmethod
    def group(name: str) -> Group:
        """Return the group called `name`."""
        return group_named(name)

    def new_ledger(self) -> str:
        """Start the book of a key that is about to be sealed, and return its number.

        The book comes first: a run stopped in between leaves a book without a key, which is
        thrown away here, never a key without its book.
        """
        if not self.holds_key:
            (self.folder / LEDGER).unlink(missing_ok=True)
        number = secrets.token_hex(16)
        Ledger.create(self.folder / LEDGER, number)
        return number

    def lock(self, content: dict[str, Any], passphrase: str) -> None:
        """Seal the key."""
        path = self.folder / KEY
        sealed.seal(path, content, purpose=_PURPOSE, passphrase=passphrase, cost=self._cost)

    def content(self, passphrase: str | None = None) -> dict[str, Any]:
        """Return what is sealed here, after asking for the passphrase unless it is given."""
        path = self.folder / KEY
        if open_to_others(path):
            self._dialogue.say("files.open", path=path)
            if not self._dialogue.confirm("files.continue"):
                raise Refusal("files.open", path=path)
        if passphrase is None:
            passphrase = self._dialogue.passphrase("passphrase")
        return sealed.unseal(path, purpose=_PURPOSE, passphrase=passphrase)

    def open(self, passphrase: str | None = None) -> HeldKey:
        """Return the key; Refusal while a threshold key is not finished."""
        content = self.content(passphrase)
        if "secret" not in content:
            raise Refusal("key.unfinished", path=self.folder / KEY)
        return HeldKey(
            group_named(content["group"]),
            int(content["secret"]),
            content["signing"],
            content["name"],
            content["ledger"],
            content["kind"],
        )

    def ledger(self, key: HeldKey) -> Ledger:
        """Return the key's book of decryptions."""
        return Ledger(self.folder / LEDGER, key.ledger)

    def hand_out(self, name: str, value: object) -> None:
        """Write a file that is meant for others."""
        write_durably(self.folder / name, canonical.write(value))


def fingerprint(public_key: str) -> str:
    """Return a public key's fingerprint in groups, to write down and to compare by voice.

    Twenty-four digits, because somebody might search for another key with the same ones.
    """
    digits = f"{int(hex_digest(public_key.encode()), 16) % 10**24:024d}"
    return " ".join(digits[start : start + 4] for start in range(0, 24, 4))
