"""A trustee's program: the key before the vote, the manifest before it opens, the count after it.

Run it on a machine without network. What others need is written to files to hand over; what is
secret stays in this folder, sealed with a passphrase.
"""

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from linli.belenios.errors import BeleniosError
from linli.belenios.groups import GROUP_NAMES
from linli.belenios.programs import sealed
from linli.belenios.programs.counting import Counting
from linli.belenios.programs.dialogue import ConversationEnded, Dialogue, Refusal
from linli.belenios.programs.files import exclusive
from linli.belenios.programs.keys import PUBLIC, KeyCupboard, fingerprint
from linli.belenios.programs.signing import Signing
from linli.belenios.programs.threshold import Threshold
from linli.belenios.signed import new_signing_key, public_signing_key
from linli.belenios.trustees import new_trustee, public_half

SIGNING_KEY: Final = "signing-key.json"


class TrusteeProgram:
    """One trustee's folder, and the conversation about it."""

    def __init__(
        self,
        folder: Path,
        dialogue: Dialogue,
        *,
        clock: Callable[[], datetime],
        cost: sealed.Cost | None = None,
    ) -> None:
        self._folder = folder
        self._dialogue = dialogue
        self._clock = clock
        self._cupboard = KeyCupboard(folder, dialogue, cost)

    def run(self) -> None:
        """Talk until the person leaves; a refusal ends one matter, not the program."""
        self._dialogue.title("trustee.title", folder=self._folder)
        matters = {
            "single": self._make_single_key,
            "threshold": Threshold(self._cupboard, self._dialogue).go_on,
            "show": self._show_key,
            "sign": Signing(self._cupboard, self._dialogue).sign,
            "count": Counting(self._cupboard, self._dialogue, self._clock).decrypt,
        }
        while True:
            choice = self._dialogue.choose("trustee.next", [*self._possible(), "leave"])
            if choice == "leave":
                return
            try:
                matters[choice]()
            except Refusal as refusal:
                self._dialogue.refuse(refusal)

    def _possible(self) -> list[str]:
        if not self._cupboard.holds_key:
            return ["single", "threshold"]
        if not (self._folder / PUBLIC).exists():
            return ["threshold", "show"]
        return ["show", "sign", "count"]

    def _make_single_key(self) -> None:
        """Draw the key of a trustee whose decryption is always needed."""
        dialogue = self._dialogue
        group = dialogue.choose("trustee.group", GROUP_NAMES)
        name = dialogue.ask("trustee.name")
        passphrase = dialogue.new_passphrase()
        self._cupboard.lock(
            {
                "kind": "single",
                "group": group,
                "name": name,
                "secret": str(new_trustee(self._cupboard.group(group))[0]),
                "signing": new_signing_key(),
                "ledger": self._cupboard.new_ledger(),
            },
            passphrase,
        )
        self._show_key(passphrase)

    def _show_key(self, passphrase: str | None = None) -> None:
        """Write the files to hand over, where they are missing, and say what to write down."""
        key = self._cupboard.open(passphrase)
        if not (self._folder / PUBLIC).exists():
            if key.kind != "single":  # whose public half is signed: only its last step writes it
                raise Refusal("key.unfinished", path=self._folder / PUBLIC)
            public = public_half(key.group, key.secret, name=key.name)
            self._cupboard.hand_out(PUBLIC, public.as_json())
        signing = public_signing_key(key.signing)
        self._cupboard.hand_out(SIGNING_KEY, {"signing_key": signing})
        self._dialogue.say(
            "trustee.write_down",
            name=key.name,
            key=fingerprint(key.public_key),
            signing=fingerprint(signing),
        )
        self._dialogue.say("trustee.hand_over", key=PUBLIC, signing=SIGNING_KEY)


def system_clock() -> datetime:
    """Return the time of this machine."""
    return datetime.now(UTC)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit status is 1 where it refused something or was stopped."""
    parser = argparse.ArgumentParser(prog="linli-trustee", description=__doc__)
    parser.add_argument("folder", type=Path, help="where this trustee's files are kept")
    parser.add_argument("--lang", choices=["en", "zh"], help="the language of the questions")
    chosen = parser.parse_args(arguments)
    dialogue = Dialogue(language=chosen.lang)
    os.umask(0o077)
    try:
        with exclusive(chosen.folder):
            TrusteeProgram(chosen.folder, dialogue, clock=system_clock).run()
    except Refusal as refusal:
        dialogue.refuse(refusal)
        return 1
    except BeleniosError as error:
        if not isinstance(error, ConversationEnded):
            dialogue.write(f"{dialogue.text('refused')} [{error}]")
        dialogue.say("dialogue.interrupted")
        return 1
    except OSError as error:
        dialogue.say("files.failed", file=error.filename, why=error.strerror)
        return 1
    except KeyboardInterrupt:
        dialogue.say("dialogue.interrupted")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
