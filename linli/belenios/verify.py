"""The verifier: everything an archive claims, checked, a line of a report for each check."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeVar

from linli.belenios import tally
from linli.belenios.archive import ArchiveFile, Entry
from linli.belenios.ballot_box import BoxCount, count_box
from linli.belenios.canonical import Malformed
from linli.belenios.credentials import read_credentials, require_members
from linli.belenios.crew import Crew, Station
from linli.belenios.election import Election, read_election
from linli.belenios.events import EventType, History, read_history
from linli.belenios.groups import NotAnElement
from linli.belenios.hashing import hex_digest
from linli.belenios.report import Check, CheckFailed, Report, failed_form
from linli.belenios.tally import Elements, PartialDecryption
from linli.belenios.trustees import (
    Trustee,
    election_key,
    places,
    read_trustees,
    require_trustees,
)

Progress = Callable[[str, int, int], None]
T = TypeVar("T")

_SHOWN_FAILURES: Final = 20
_PORTION: Final = 256
_BALLOT_CHECKS: Final = tuple(check for check in Check if check.startswith("ballot."))


@dataclass
class Verification:
    """A report on one archive, and what other checks can build on once it is read."""

    path: Path
    report: Report
    election: Election | None = None
    trustees: tuple[Trustee, ...] = ()
    credentials: dict[str, int] | None = None
    history: History | None = None

    @property
    def name(self) -> str:
        """The file's name with its folder: twins are named alike, after their election."""
        return "/".join(self.path.parts[-2:])


def verify_archive(
    path: Path,
    *,
    processes: int = 1,
    accelerated: bool = True,
    progress: Progress = lambda _stage, _done, _total: None,
) -> Verification:
    """Check everything in an archive and return the report.

    Nothing in the archive can make it raise. OSError: the file cannot be read; CrewLost: the
    system ended one of the `processes`.
    `progress` hears a stage (`reading`, `ballots`), how much of it is done and how much there is.
    """
    verification = Verification(path, Report(str(path)))
    report = verification.report
    with ArchiveFile(path) as file:
        try:
            history = verification.history = _read(file, report, progress)
            election = _check_election(file, history, report, accelerated=accelerated)
            with Crew(file, election, processes=processes, accelerated=accelerated) as crew:
                _check_setup(file, history, election, verification, crew)
                count = _Count(file, history, election, verification, crew)
                count.check_ballots(progress)
                count.check_tally()
                count.check_decryptions()
                count.check_result()
                count.tell_stage()
        except CheckFailed as error:
            report.fail(error)
            report.skip(Check.STAGE, because="the checks before it did not hold")
    return verification


def _read(file: ArchiveFile, report: Report, progress: Progress) -> History:
    report.facts["bytes"] = file.size
    history = read_history(file, lambda done, size: progress("reading", done, size))
    events = history.chain.height + 1
    report.confirm(
        Check.ARCHIVE_ENTRY, expected="every byte as written from the events", found="so"
    )
    report.confirm(Check.EVENT_CHAIN, expected="an unbroken chain", found=f"{events} events")
    last = str(history.chain.last)
    report.confirm(Check.EVENT_ORDER, expected="events in legal order", found=f"up to {last}")
    report.facts |= {
        "events": events,
        "last_event": last,
        "head": history.chain.head,
        "setup_head": history.setup_head,
    }
    return history


def _check_election(
    file: ArchiveFile, history: History, report: Report, *, accelerated: bool
) -> Election:
    source = file.body(history.setup["election"])
    election = _formed(Check.ELECTION_FORM, lambda: read_election(source, accelerated=accelerated))
    told = f"protocol version 1, {election.group.name}"
    report.confirm(Check.ELECTION_FORM, expected=told, found=told)
    report.facts |= {"uuid": election.uuid, "fingerprint": election.fingerprint}
    return election


def _check_setup(
    file: ArchiveFile,
    history: History,
    election: Election,
    verification: Verification,
    crew: Crew,
) -> None:
    report, group = verification.report, election.group
    bodies = {name: file.body(entry) for name, entry in history.setup.items()}
    trustees = _formed(Check.TRUSTEES_FORM, lambda: read_trustees(bodies["trustees"], group))
    require_trustees(trustees, group)
    proven = f"{len(places(trustees))} trustees"
    report.confirm(Check.TRUSTEES_PROOF, expected="every trustee proves its key", found=proven)
    own_key = election_key(trustees, group)
    if own_key != election.public_key:
        raise CheckFailed(Check.ELECTION_KEY, expected=own_key, found=election.public_key)
    report.confirm(Check.ELECTION_KEY, expected=own_key, found=election.public_key)
    credentials = read_credentials(bodies["credentials"], group, members_known=True)
    elements = list(credentials)
    portions = [elements[i : i + _PORTION] for i in range(0, len(elements), _PORTION)]
    for error in crew.do(_foreign_element, portions):
        if error is not None:
            raise error
    weight = sum(credentials.values())
    report.confirm(
        Check.CREDENTIALS_ELEMENT,
        expected="distinct elements of the group",
        found=f"{len(credentials)} credentials of weight {weight}",
    )
    report.facts |= {
        "credentials": len(credentials),
        "weight": weight,
        "credentials_hash": history.setup["credentials"].digest,
    }
    verification.election = election
    verification.trustees = trustees
    verification.credentials = credentials


def _foreign_element(station: Station, elements: Sequence[str]) -> CheckFailed | None:
    """Return the failure of the first element that is not in the group."""
    try:
        require_members(elements, station.election.group)
    except CheckFailed as error:
        return error
    return None


def _formed(check: Check, read: Callable[[], T]) -> T:
    """Return what `read` reads; what is malformed fails the check."""
    try:
        return read()
    except Malformed as error:
        raise failed_form(check, error) from None


class _Count:
    """The second half of a verification: from the ballots to the result."""

    def __init__(
        self,
        file: ArchiveFile,
        history: History,
        election: Election,
        verification: Verification,
        crew: Crew,
    ) -> None:
        self.file = file
        self.history = history
        self.election = election
        self.report = verification.report
        self.trustees = verification.trustees
        self.credentials = verification.credentials or {}
        self.crew = crew
        self.box: BoxCount | None = None
        self.tally: Elements | None = None
        self.decryptions: dict[int, PartialDecryption] = {}

    def check_ballots(self, progress: Progress) -> None:
        """Check every ballot; one line for each kind of check, and the first refusals."""
        entries = self.history.ballots
        box = self.box = count_box(
            self.file,
            self.election,
            entries,
            self.credentials,
            crew=self.crew,
            summed=self.history.tally is not None,
            progress=lambda done, total: progress("ballots", done, total),
        )
        refused = Counter(error.facts["check"] for _, error in box.failures)
        blank = any(question.blank for question in self.election.questions)
        for check in _BALLOT_CHECKS:
            if refused[check]:
                told = f"{refused[check]} refused"
                self.report.compare(check, expected=f"{len(entries)} ballots", found=told)
            elif check is not Check.BALLOT_BLANK_PROOF or blank:
                told = f"{len(entries)} ballots"
                self.report.compare(check, expected=told, found=told)
        for _, error in box.failures[:_SHOWN_FAILURES]:
            self.report.fail(error)
        self.report.facts |= {"ballots": box.ballots, "voters": box.counted}

    def check_tally(self) -> None:
        """Compare the published tally and its totals with those of the ballots."""
        entry, box = self.history.tally, self.box
        if entry is None or box is None:
            return
        try:
            self.tally = _formed(
                Check.TALLY_FORM, lambda: tally.read_tally(self.election, self.file.body(entry))
            )
            for element in self.tally:
                self.election.group.check(element)
        except CheckFailed as error:
            self.report.fail(error)
        except NotAnElement as error:
            self.tally = None
            self.report.fail(failed_form(Check.TALLY_FORM, error))
        report, history = self.report, self.history
        report.compare(Check.TALLY_COUNT, expected=box.counted, found=history.counted)
        report.compare(Check.TALLY_WEIGHT, expected=box.total_weight, found=history.total_weight)
        if box.elements is None:
            report.skip(Check.TALLY_CIPHERTEXTS, because="some ballots were refused")
            return
        expected = hex_digest(tally.write_tally(self.election, box.elements))
        report.compare(Check.TALLY_CIPHERTEXTS, expected=expected, found=entry.digest)

    def check_decryptions(self) -> None:
        """Check whose each partial decryption is, and all its proofs."""
        if not self.history.decryptions:
            return
        if self.tally is None:
            self.report.skip(Check.DECRYPTION_PROOF, because="there is no tally of the right form")
            return
        for number, (owner, entry) in enumerate(self.history.decryptions):
            try:
                self._check_decryption(self.tally, owner, entry, f"decryption {number}")
            except CheckFailed as error:
                self.report.fail(error)

    def _check_decryption(self, elements: Elements, owner: int, entry: Entry, where: str) -> None:
        keys = places(self.trustees)
        if owner > len(keys) or owner in self.decryptions:
            raise CheckFailed(
                Check.DECRYPTION_OWNER,
                expected=f"each of {len(keys)} trustees once",
                found=f"trustee {owner}{' again' if owner in self.decryptions else ''}",
                where=where,
            )
        decryption = _formed(
            Check.DECRYPTION_FORM,
            lambda: tally.read_decryption(self.election, self.file.body(entry)),
        )
        tally.require_decryption(self.election, elements, keys[owner - 1], decryption, where)
        self.decryptions[owner] = decryption
        told = f"{len(decryption.factors)} proofs of trustee {owner}"
        self.report.confirm(Check.DECRYPTION_PROOF, expected=told, found=told, where=where)

    def check_result(self) -> None:
        """Check that the decryptions suffice and open the tally to the published totals."""
        entry = self.history.result
        if entry is None:
            return
        missing = tally.missing_decryptions(self.trustees, list(self.decryptions))
        self.report.compare(
            Check.DECRYPTION_QUORUM, expected="enough", found=", ".join(missing) or "enough"
        )
        if missing or self.tally is None:
            self.report.skip(Check.RESULT_VALUE, because="the tally cannot be opened")
            return
        group = self.election.group
        try:
            totals = _formed(
                Check.RESULT_FORM,
                lambda: tally.read_result(self.election, self.file.body(entry)),
            )
        except CheckFailed as error:
            self.report.fail(error)
            return
        factors = tally.combine(self.trustees, self.decryptions, group)
        opened = tally.opened(self.tally, factors, group)
        wrong = [
            f"total {number} is not {total}"
            for number, (total, element) in enumerate(zip(totals, opened, strict=True))
            if total >= group.order
            or group.product_of_powers([(group.generator, total)]) != element
        ]
        self.report.compare(
            Check.RESULT_VALUE,
            expected=f"the totals {totals} behind the tally",
            found=", ".join(wrong) or f"the totals {totals} behind the tally",
        )
        self.report.facts["result"] = tally.by_question(self.election, totals)

    def tell_stage(self) -> None:
        """Say how far the election has come, so that nobody takes a part for the whole."""
        last = self.history.chain.last
        complete = last is EventType.RESULT
        told = (
            "an election with its result"
            if complete
            else f"a part: no result yet, last event {last}"
        )
        self.report.facts["complete"] = complete
        self.report.confirm(Check.STAGE, expected="an election, or a valid part", found=told)
