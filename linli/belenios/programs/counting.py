"""The count: everything is checked, the book is written, and only then is a tally decrypted."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from typing import Final

from linli.belenios import tally
from linli.belenios.hashing import hex_digest
from linli.belenios.programs.dialogue import Dialogue, Refusal, path_of
from linli.belenios.programs.files import write_durably
from linli.belenios.programs.keys import HeldKey, KeyCupboard
from linli.belenios.programs.ledger import Ledger
from linli.belenios.programs.safeguards import Given, Permit, permits, read_own_manifest
from linli.belenios.signed import public_signing_key
from linli.belenios.tally import read_decryption, require_decryption
from linli.belenios.trustees import public_half

_HEAD: Final = re.compile("[0-9a-f]{64}")


class Counting:
    """The conversation about one count."""

    def __init__(
        self, cupboard: KeyCupboard, dialogue: Dialogue, clock: Callable[[], datetime]
    ) -> None:
        self._cupboard = cupboard
        self._dialogue = dialogue
        self._clock = clock

    def decrypt(self) -> None:
        """Ask for the files, check them, and decrypt what may be decrypted."""
        dialogue = self._dialogue
        key = self._cupboard.open()
        ledger = self._cupboard.ledger(key)
        given = self._ask(key)
        dialogue.say("count.checking")
        allowed = permits(
            given,
            signing_key=public_signing_key(key.signing),
            public_key=key.public_key,
            now=self._clock(),
            processes=os.cpu_count() or 1,
        )
        for permit in allowed:
            dialogue.say("count.checked", **_facts(permit))
        for permit in allowed:
            if dialogue.confirm("count.decrypt", **_facts(permit)):
                self._decrypt(permit, key, ledger)

    def _ask(self, key: HeldKey) -> Given:
        dialogue = self._dialogue
        manifest = dialogue.ask_file("count.manifest").read_bytes()
        pinned = read_own_manifest(manifest, signing_key=public_signing_key(key.signing))
        archives, rosters = [], []
        for tally_of in pinned.tallies:
            archives.append(dialogue.ask_file("count.archive", name=tally_of.name))
            if tally_of.roster is not None:
                rosters.append(dialogue.ask_file("count.roster", name=tally_of.name).read_bytes())
        return Given(manifest, archives, rosters, self._ask_heads())

    def _ask_heads(self) -> list[str]:
        """Return the heads that were published during the vote, from a file of the observers."""
        answer = self._dialogue.ask_optional("count.heads")
        if not answer:
            if not self._dialogue.confirm("count.no_heads"):
                raise Refusal("heads.none")
            return []
        path = path_of(answer)
        if not path.is_file():
            raise Refusal("heads.form", line=answer)
        return read_heads(path.read_text("utf-8", "backslashreplace"))

    def _decrypt(self, permit: Permit, key: HeldKey, ledger: Ledger) -> None:
        """Decrypt one tally; the book knows of it before anything leaves this function."""
        noted = {"setup": permit.setup, "head": permit.head, "tally": permit.tally_hash}
        ledger.begin(**noted)
        source = tally.decrypt(permit.election, permit.elements, key.secret)
        own = public_half(key.group, key.secret)
        decryption = read_decryption(permit.election, source)
        require_decryption(permit.election, permit.elements, own, decryption, "own")
        file = self._cupboard.folder / f"partial-decryption-{permit.name}-{permit.place}.json"
        write_durably(file, source)
        ledger.finish(**noted)
        self._dialogue.say("count.done", file=file.name, digest=hex_digest(source))


def read_heads(text: str) -> list[str]:
    """Return the published heads of a text: one or more on each line, 64 hex digits each."""
    heads = text.split()
    for head in heads:
        if not _HEAD.fullmatch(head):
            raise Refusal("heads.form", line=head)
    return heads


def _facts(permit: Permit) -> dict[str, object]:
    return {"name": permit.name, "setup": permit.setup, "head": permit.head}
