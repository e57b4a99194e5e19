"""The authority for credentials: makes one for each voter of a roll, and hands out the slips.

Run it on a machine without network. Only the two public lists leave it: the one for counting
heads, without weights, and the one for counting areas. The private credentials are sealed with
a passphrase, so that a lost slip can be printed again, or forgotten for good.
"""

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

from linli.belenios.credentials import (
    new_private_credential,
    public_credential,
    write_credentials,
)
from linli.belenios.election import check_uuid, new_uuid
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import GROUP_NAMES, group_named
from linli.belenios.hashing import hex_digest
from linli.belenios.programs import sealed
from linli.belenios.programs.dialogue import ConversationEnded, Dialogue, Refusal
from linli.belenios.programs.files import PRIVATE, exclusive, open_to_others, write_durably
from linli.belenios.programs.roll import Voter, read_roll
from linli.belenios.programs.slips import sheet

_PURPOSE: Final = "credentials"
HEADS: Final = "credentials-heads.json"
AREA: Final = "credentials-area.json"
ROSTER: Final = "roster.csv"
SLIPS: Final = "slips.PRIVATE.html"
SEALED: Final = "credentials.sealed"
SUMMARY: Final = "summary.json"


class Authority:
    """One folder of one vote, and the conversation about it."""

    def __init__(self, folder: Path, dialogue: Dialogue, *, cost: sealed.Cost | None = None):
        self._folder = folder
        self._dialogue = dialogue
        self._cost = cost

    def run(self) -> None:
        """Talk until the person leaves."""
        self._dialogue.title("authority.title", folder=self._folder)
        if not (self._folder / SUMMARY).exists():
            self._make()
        while True:
            options = ["show", "resend", "forget", "leave"]
            if not (self._folder / SEALED).exists():
                options = ["show", "leave"]
            choice = self._dialogue.choose("authority.next", options)
            if choice == "leave":
                return
            {"show": self._show, "resend": self._resend, "forget": self._forget}[choice]()

    # ------------------------------------------------------------ making

    def _make(self) -> None:
        """Make the credentials, or finish what an interrupted run has begun.

        The sealed file is written first and holds everything; all others follow from it.
        """
        path = self._folder / SEALED
        if path.exists():
            self._dialogue.say("authority.continue")
            content = self._unseal()
        else:
            content = self._draw(path)
        self._write_out(content)
        self._show()
        self._dialogue.say("authority.after", slips=SLIPS, heads=HEADS, area=AREA, roster=ROSTER)

    def _draw(self, path: Path) -> dict[str, Any]:
        dialogue = self._dialogue
        voters = self._ask_roll()
        uuid = self._ask_uuid()
        group = dialogue.choose("authority.group", GROUP_NAMES)
        address = dialogue.ask_optional("authority.address")
        passphrase = dialogue.new_passphrase()
        content = {
            "uuid": uuid,
            "group": group,
            "address": address,
            "voters": [[voter.name, voter.weight, new_private_credential()] for voter in voters],
        }
        sealed.seal(path, content, purpose=_PURPOSE, passphrase=passphrase, cost=self._cost)
        return content

    def _ask_roll(self) -> list[Voter]:
        while True:
            try:
                voters = read_roll(self._dialogue.ask_file("authority.roll"))
            except Refusal as refusal:
                self._dialogue.refuse(refusal)
                continue
            total = sum(voter.weight for voter in voters)
            if self._dialogue.confirm("authority.counted", voters=len(voters), total=total):
                return voters

    def _ask_uuid(self) -> str:
        while True:
            answer = self._dialogue.ask_optional("authority.uuid") or new_uuid()
            try:
                return check_uuid(answer, where="uuid")
            except BeleniosError:
                self._dialogue.say("authority.uuid.form")

    def _write_out(self, content: dict[str, Any]) -> None:
        group, uuid = group_named(content["group"]), content["uuid"]
        entries = [
            (public_credential(credential, uuid=uuid, group=group), weight)
            for _, weight, credential in content["voters"]
        ]
        heads = write_credentials([(element, None) for element, _ in entries])
        area = write_credentials(entries)
        write_durably(self._folder / HEADS, heads)
        write_durably(self._folder / AREA, area)
        roster = "".join(f"{name},{weight}\n" for name, weight, _ in content["voters"]).encode()
        write_durably(self._folder / ROSTER, roster)
        self._write_slips(SLIPS, content, [(name, code) for name, _, code in content["voters"]])
        summary = {
            "uuid": uuid,
            "group": content["group"],
            "credentials": len(entries),
            "total_weight": sum(weight for _, weight in entries),
            "heads_sha256": hex_digest(heads),
            "area_sha256": hex_digest(area),
            "roster_sha256": hex_digest(roster),
        }
        write_durably(self._folder / SUMMARY, json.dumps(summary, indent=1).encode())

    def _write_slips(
        self, name: str, content: dict[str, Any], slips: Sequence[tuple[str, str]]
    ) -> None:
        html = sheet(
            slips, dialogue=self._dialogue, address=content["address"], uuid=content["uuid"]
        )
        write_durably(self._folder / name, html.encode(), mode=PRIVATE)

    # ------------------------------------------------------------ afterwards

    def _show(self) -> None:
        """Say what to write down and to publish."""
        path = self._folder / SUMMARY
        try:
            summary = dict(json.loads(path.read_text("utf-8")))
        except (ValueError, TypeError, RecursionError):
            raise Refusal("summary.form", path=path) from None
        self._dialogue.title("authority.publish")
        for name, value in summary.items():
            self._dialogue.write(f"  {self._dialogue.text(f'summary.{name}')}: {value}")

    def _resend(self) -> None:
        """Print the slip of one voter again."""
        content = self._unseal()
        wanted = self._dialogue.ask("authority.voter")
        found = [(name, code) for name, _, code in content["voters"] if name == wanted]
        if not found:
            self._dialogue.say("authority.unknown", voter=wanted)
            return
        self._write_slips("slip.PRIVATE.html", content, found)
        self._dialogue.say("authority.resent", file="slip.PRIVATE.html")

    def _forget(self) -> None:
        """Delete the private credentials and every slip; what is printed stays valid."""
        if not self._dialogue.confirm("authority.forget"):
            return
        for name in (SLIPS, "slip.PRIVATE.html", SEALED):  # last what tells that there is more
            (self._folder / name).unlink(missing_ok=True)
        self._dialogue.say("authority.forgotten")

    def _unseal(self) -> dict[str, Any]:
        path = self._folder / SEALED
        if open_to_others(path):
            self._dialogue.say("files.open", path=path)
            if not self._dialogue.confirm("files.continue"):
                raise Refusal("files.open", path=path)
        passphrase = self._dialogue.passphrase("passphrase")
        return sealed.unseal(path, purpose=_PURPOSE, passphrase=passphrase)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the program; the exit status is 1 where it refused something."""
    parser = argparse.ArgumentParser(prog="linli-credentials", description=__doc__)
    parser.add_argument("folder", type=Path, help="where this vote's files are kept")
    parser.add_argument("--lang", choices=["en", "zh"], help="the language of the questions")
    chosen = parser.parse_args(arguments)
    dialogue = Dialogue(language=chosen.lang)
    try:
        with exclusive(chosen.folder):
            Authority(chosen.folder, dialogue).run()
    except Refusal as refusal:
        dialogue.refuse(refusal)
        return 1
    except OSError as error:
        dialogue.say("files.failed", file=error.filename, why=error.strerror)
        return 1
    except (ConversationEnded, KeyboardInterrupt):
        dialogue.say("dialogue.interrupted")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
