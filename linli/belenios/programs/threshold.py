"""A member's part of the threshold key: three steps, and files that travel between the members.

Somebody collects with the program `collect`: everybody's `certificate.json` into one file, one a
line in the order of the places, then everybody's `polynomial.json`, and in the end everybody's
`voutput.json` into the trustees' file. The forms are those of the reference tool, so that a
member may also use that one.
"""

from pathlib import Path
from typing import Any, Final

from linli.belenios import canonical, pedersen
from linli.belenios.errors import BeleniosError
from linli.belenios.groups import GROUP_NAMES, Group, group_named
from linli.belenios.pedersen import Deal
from linli.belenios.programs.dialogue import Dialogue, Refusal
from linli.belenios.programs.keys import PUBLIC, KeyCupboard
from linli.belenios.signed import new_signing_key
from linli.belenios.trustees import SignedMessage

CERTIFICATE: Final = "certificate.json"
POLYNOMIAL: Final = "polynomial.json"
RECEIVED: Final = "voutput.json"


class Threshold:
    """The conversation about one member's steps; the next one follows from the files there."""

    def __init__(self, cupboard: KeyCupboard, dialogue: Dialogue) -> None:
        self._cupboard = cupboard
        self._dialogue = dialogue

    def go_on(self) -> None:
        """Do the next step."""
        if not self._cupboard.holds_key:
            self._announce()
        elif not (self._cupboard.folder / CERTIFICATE).exists():
            self._write_certificate(self._cupboard.content())
        elif not (self._cupboard.folder / POLYNOMIAL).exists():
            self._deal()
        else:
            self._receive()

    def _announce(self) -> None:
        dialogue = self._dialogue
        group = dialogue.choose("trustee.group", GROUP_NAMES)
        name = dialogue.ask("trustee.name")
        size = dialogue.ask_number("threshold.size", least=2, most=50)
        threshold = dialogue.ask_number("threshold.threshold", least=1, most=size)
        index = dialogue.ask_number("threshold.index", least=1, most=size)
        passphrase = dialogue.new_passphrase()
        content = {
            "kind": "threshold",
            "group": group,
            "name": name,
            "place": {"index": index, "threshold": threshold, "size": size},
            "seed": pedersen.new_seed(),
            "signing": new_signing_key(),
            "ledger": self._cupboard.new_ledger(),
        }
        self._cupboard.lock(content, passphrase)
        self._write_certificate(content)

    def _write_certificate(self, content: dict[str, Any]) -> None:
        group = group_named(content["group"])
        own = pedersen.certificate(group, content["seed"], **content["place"])
        self._cupboard.hand_out(CERTIFICATE, own.as_json())
        self._dialogue.say("threshold.announced", file=CERTIFICATE)

    def _deal(self) -> None:
        content = self._cupboard.content()
        group = group_named(content["group"])
        certificates = self._certificates(group, content)
        try:
            dealt = pedersen.deal(group, content["seed"], certificates)
        except BeleniosError as error:
            raise Refusal("threshold.certificates", reason_code=str(error)) from None
        self._cupboard.hand_out(POLYNOMIAL, dealt.as_json())
        self._dialogue.say("threshold.dealt", file=POLYNOMIAL)

    def _receive(self) -> None:
        passphrase = self._dialogue.passphrase("passphrase")
        content = self._cupboard.content(passphrase)
        group = group_named(content["group"])
        certificates = self._certificates(group, content)
        path = self._dialogue.ask_file("threshold.polynomials")
        try:
            deals = [pedersen.read_deal(line, group) for line in _lines(path)]
            self._require_own(deals)
            shares = pedersen.shares_for(deals)[content["place"]["index"] - 1]
            received = pedersen.receive(group, content["seed"], certificates, shares)
            secret = pedersen.decryption_key(group, content["seed"], received.private_key)
        except (BeleniosError, IndexError, ValueError) as error:
            if isinstance(error, Refusal):
                raise
            raise Refusal("threshold.shares", reason_code=str(error)) from None
        self._cupboard.lock(content | {"secret": str(secret)}, passphrase)
        self._cupboard.hand_out(RECEIVED, received.as_json())
        self._cupboard.hand_out(PUBLIC, received.public_key.as_json())
        self._dialogue.say("threshold.received", file=RECEIVED)

    def _certificates(self, group: Group, content: dict[str, Any]) -> list[SignedMessage]:
        """Return all members' certificates; Refusal unless they are of this group and place."""
        path = self._dialogue.ask_file("threshold.certificates")
        try:
            read = [pedersen.read_certificate_file(line, group) for line in _lines(path)]
        except BeleniosError as error:
            raise Refusal("threshold.certificates", reason_code=str(error)) from None
        place = content["place"]
        own = canonical.read(
            (self._cupboard.folder / CERTIFICATE).read_bytes(), where="certificate"
        )
        if len(read) != place["size"] or read[place["index"] - 1].as_json() != own:
            raise Refusal("threshold.certificates", reason_code=f"{len(read)}")
        return read

    def _require_own(self, deals: list[Deal]) -> None:
        own = canonical.read((self._cupboard.folder / POLYNOMIAL).read_bytes(), where="polynomial")
        if own not in [deal.as_json() for deal in deals]:
            raise Refusal("threshold.shares", reason_code="own")


def _lines(path: Path) -> list[bytes]:
    return [line for line in path.read_bytes().splitlines() if line.strip()]
