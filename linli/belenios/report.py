"""What a check says: never a bare yes or no, always what was expected and what was found."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any

from linli.belenios.canonical import Malformed
from linli.belenios.errors import BeleniosError, shortened


class Check(StrEnum):
    """Every check of the protocol, by a name that does not change; the value says its purpose."""

    ARCHIVE_HEADER = "archive.header"
    ARCHIVE_ENTRY = "archive.entry"
    ARCHIVE_BODY = "archive.body"
    ARCHIVE_REFERENCE = "archive.reference"
    ARCHIVE_LENGTH = "archive.length"
    EVENT_FORM = "event.form"
    EVENT_CHAIN = "event.chain"
    EVENT_ORDER = "event.order"
    SETUP_FORM = "setup.form"
    ELECTION_FORM = "election.form"
    ELECTION_VERSION = "election.version"
    ELECTION_GROUP = "election.group"
    ELECTION_KEY = "election.key"
    TRUSTEES_FORM = "trustees.form"
    TRUSTEES_PROOF = "trustees.proof"
    TRUSTEES_THRESHOLD = "trustees.threshold"
    CREDENTIALS_FORM = "credentials.form"
    CREDENTIALS_ELEMENT = "credentials.element"
    CREDENTIALS_DUPLICATE = "credentials.duplicate"
    BALLOT_FORM = "ballot.form"
    BALLOT_ELECTION = "ballot.election"
    BALLOT_CREDENTIAL = "ballot.credential"
    BALLOT_DUPLICATE = "ballot.duplicate"
    BALLOT_ANSWERS = "ballot.answers"
    BALLOT_ELEMENT = "ballot.element"
    BALLOT_INDIVIDUAL_PROOF = "ballot.individual_proof"
    BALLOT_OVERALL_PROOF = "ballot.overall_proof"
    BALLOT_BLANK_PROOF = "ballot.blank_proof"
    BALLOT_SIGNATURE = "ballot.signature"
    TALLY_FORM = "tally.form"
    TALLY_COUNT = "tally.count"
    TALLY_WEIGHT = "tally.weight"
    TALLY_CIPHERTEXTS = "tally.ciphertexts"
    DECRYPTION_FORM = "decryption.form"
    DECRYPTION_OWNER = "decryption.owner"
    DECRYPTION_PROOF = "decryption.proof"
    DECRYPTION_QUORUM = "decryption.quorum"
    RESULT_FORM = "result.form"
    RESULT_VALUE = "result.value"
    STAGE = "archive.stage"
    MANIFEST_FORM = "manifest.form"
    MANIFEST_SIGNATURE = "manifest.signature"
    MANIFEST_ELECTION = "manifest.election"
    MANIFEST_CREDENTIALS = "manifest.credentials"
    MANIFEST_SETUP = "manifest.setup"
    MANIFEST_ROSTER = "manifest.roster"
    MANIFEST_FLOOR = "manifest.floor"
    TWIN_ELECTION = "twin.election"
    TWIN_TRUSTEES = "twin.trustees"
    TWIN_CREDENTIALS = "twin.credentials"
    TWIN_BALLOTS = "twin.ballots"
    ROSTER_FORM = "roster.form"
    ROSTER_WEIGHTS = "roster.weights"
    HEADS_EXTEND = "heads.extend"


class CheckFailed(BeleniosError):
    """A check of the protocol does not hold; `code` is the check's name."""

    def __init__(self, check: Check, *, expected: object, found: object, where: str = "") -> None:
        super().__init__(
            check=check, expected=shortened(expected), found=shortened(found), where=where
        )

    @property
    def code(self) -> str:  # type: ignore[override]
        """The failed check's name."""
        return str(self.facts["check"])

    @property
    def line(self) -> "Line":
        """The line of a report that says so."""
        return Line(outcome=Outcome.FAILED, **self.facts)


class Outcome(StrEnum):
    """How a check ended."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Line:
    """One check: which, on what, what was expected, what was found."""

    check: Check
    outcome: Outcome
    expected: str
    found: str
    where: str = ""


@dataclass
class Report:
    """The lines of one verification in the order of the checks, and what it came upon."""

    subject: str
    lines: list[Line] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)

    @property
    def passed(self) -> bool:
        """Whether at least one check was made and none failed or was left out."""
        return bool(self.lines) and all(line.outcome is Outcome.PASSED for line in self.lines)

    @property
    def failures(self) -> list[Line]:
        """The lines that failed."""
        return [line for line in self.lines if line.outcome is Outcome.FAILED]

    def confirm(self, check: Check, *, expected: object, found: object, where: str = "") -> None:
        """Record a check that holds."""
        self.lines.append(Line(check, Outcome.PASSED, shortened(expected), shortened(found), where))

    def compare(self, check: Check, *, expected: object, found: object, where: str = "") -> None:
        """Record a check that holds if both are the same."""
        outcome = Outcome.PASSED if expected == found else Outcome.FAILED
        self.lines.append(Line(check, outcome, shortened(expected), shortened(found), where))

    def skip(self, check: Check, *, because: str) -> None:
        """Record a check that could not be made."""
        self.lines.append(Line(check, Outcome.SKIPPED, "checked", f"not checked: {because}"))

    def fail(self, error: CheckFailed) -> None:
        """Record a check that does not hold."""
        self.lines.append(error.line)

    def as_json(self) -> dict[str, Any]:
        """Return the report as plain values."""
        return {
            "subject": self.subject,
            "passed": self.passed,
            "facts": self.facts,
            "checks": [asdict(line) for line in self.lines],
        }


def failed_form(check: Check, error: BeleniosError, where: str = "") -> CheckFailed:
    """Return the failed check that a malformed structure or a foreign element amounts to."""
    facts = error.facts
    if isinstance(error, Malformed):
        place = "".join(part for part in (where, facts["where"]) if part)
        return CheckFailed(check, expected=facts["expected"], found=facts["found"], where=place)
    told: Iterable[str] = (f"{name} {value}" for name, value in facts.items())
    return CheckFailed(check, expected="as the protocol writes it", found=", ".join(told))
