"""Signing the manifest: the trustee sees every fact of it, and signs once for each vote."""

import json
from pathlib import Path
from typing import Any, Final

from linli.belenios import canonical
from linli.belenios.canonical import Malformed
from linli.belenios.hashing import hex_digest
from linli.belenios.manifest import KIND, Manifest, PinnedTally, read_manifest, read_roster
from linli.belenios.privacy import Ask, assess
from linli.belenios.privacy import Kind as AskKind
from linli.belenios.programs.dialogue import Dialogue, Refusal
from linli.belenios.programs.files import append_durably
from linli.belenios.programs.keys import KeyCupboard
from linli.belenios.programs.safeguards import require_mixed
from linli.belenios.signed import add_signature, public_signing_key

SIGNED: Final = "manifest.signed.json"
_BOOK: Final = "manifests.signed"


class Signing:
    """The conversation about one manifest."""

    def __init__(self, cupboard: KeyCupboard, dialogue: Dialogue) -> None:
        self._cupboard = cupboard
        self._dialogue = dialogue

    def sign(self) -> None:
        """Show the manifest, ask about everything that only a person can know, and sign it."""
        dialogue = self._dialogue
        source = dialogue.ask_file("sign.manifest").read_bytes()
        manifest = _read(source)
        key = self._cupboard.open()
        if key.public_key not in manifest.trustees:
            raise Refusal("manifest.stranger", key=key.public_key)
        self._require_first(manifest)
        self._show(manifest)
        for tally in manifest.tallies:
            self._check_roster(tally, manifest.floor)
        if not dialogue.confirm("sign.agree"):
            raise Refusal("sign.declined")
        self._note(manifest)
        signed = add_signature(KIND, source, key.signing)
        # What is signed must be readable as signed by this trustee.
        read_manifest(signed, signers=[public_signing_key(key.signing)])
        self._cupboard.hand_out(SIGNED, canonical.read(signed, where=KIND))
        dialogue.say("sign.done", file=SIGNED, digest=hex_digest(signed))

    def _show(self, manifest: Manifest) -> None:
        self._dialogue.title("sign.facts")
        self._dialogue.say(
            "sign.election",
            uuid=manifest.uuid,
            fingerprint=manifest.fingerprint,
            closes_at=manifest.closes_at,
            floor=manifest.floor,
            booth=manifest.booth or "—",
        )
        for place, key in enumerate(manifest.trustees, start=1):
            self._dialogue.write(f"  {place}  {key}")
        for tally in manifest.tallies:
            self._dialogue.say("sign.tally", **tally.as_json() | {"roster": tally.roster or "—"})

    def _check_roster(self, tally: PinnedTally, floor: int) -> None:
        """Look at the weights before they are fixed: whoever votes is protected by them only."""
        if tally.roster is None:
            return
        source = self._dialogue.ask_file("sign.roster", name=tally.name).read_bytes()
        if hex_digest(source) != tally.roster:
            raise Refusal("manifest.roster", expected=tally.roster, found=hex_digest(source))
        try:
            weights = read_roster(source)
        except Malformed as error:
            raise Refusal("roster.form", **error.facts) from None
        if not weights:
            raise Refusal("roster.form", where="1", expected="an owner", found="nothing")
        require_mixed(weights)
        total = sum(weights)
        self._dialogue.say(
            "sign.weights",
            owners=len(weights),
            total=total,
            smallest=min(weights),
            largest=max(weights),
        )
        measure = assess(weights, [Ask(AskKind.ONE_OF, 3)], participants=max(1, floor))
        if not measure.safe:
            self._dialogue.say("sign.unsafe", bits=int(measure.hidden_bits), floor=floor)
            if not self._dialogue.confirm("sign.unsafe.confirm"):
                raise Refusal("sign.declined")

    # ------------------------------------------------------------ once for each vote

    def _book(self) -> Path:
        return self._cupboard.folder / _BOOK

    def _noted(self) -> list[dict[str, Any]]:
        if not self._book().exists():
            return []
        lines = self._book().read_text("utf-8").splitlines()
        return [json.loads(line) for line in lines if line.endswith("}")]

    def _require_first(self, manifest: Manifest) -> None:
        """Refuse a second, different manifest of the same vote."""
        own = _digest(manifest)
        for noted in self._noted():
            if noted["uuid"] == manifest.uuid and noted["manifest"] != own:
                raise Refusal("sign.second", uuid=manifest.uuid)

    def _note(self, manifest: Manifest) -> None:
        noted = {"uuid": manifest.uuid, "manifest": _digest(manifest)}
        if noted not in self._noted():
            append_durably(self._book(), json.dumps(noted).encode() + b"\n")


def _read(source: bytes) -> Manifest:
    try:
        return read_manifest(source, signers=[])
    except Malformed as error:
        raise Refusal("manifest.form", **error.facts) from None


def _digest(manifest: Manifest) -> str:
    return hex_digest(canonical.write(manifest.as_json()))
