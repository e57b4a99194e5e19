"""An election and its questions: reading and writing `election.json` (protocol version 1).

Source: [rule:belenios-version].
"""

import re
import secrets
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final

from linli.belenios import canonical
from linli.belenios.canonical import Malformed
from linli.belenios.groups import Group, UnknownGroup, group_named
from linli.belenios.hashing import compact_digest
from linli.belenios.report import Check, CheckFailed

BASE58: Final = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
PROTOCOL_VERSIONS: Final = (1,)

_UUID = re.compile(f"[{BASE58}]{{14,}}")


@dataclass(frozen=True)
class Question:
    """A question answered by choosing between `least` and `most` of the answers (表决事项).

    With `blank`, a voter may instead leave the question blank (弃权 as a ballot of its own).
    """

    text: str
    answers: tuple[str, ...]
    least: int
    most: int
    blank: bool | None = None

    @property
    def choices(self) -> int:
        """How many ciphertexts an answer has; the blank one comes first."""
        return len(self.answers) + bool(self.blank)

    def allows(self, choice: tuple[int, ...]) -> bool:
        """Return whether a plain choice (a 0 or 1 for every ciphertext) is a legal answer."""
        if len(choice) != self.choices or not set(choice) <= {0, 1}:
            return False
        if self.blank and choice[0]:
            return not any(choice[1:])
        return self.least <= sum(choice) <= self.most

    def as_json(self) -> dict[str, Any]:
        """Return the question as the protocol writes it."""
        return canonical.without_absent(
            [
                ("answers", list(self.answers)),
                ("blank", self.blank),
                ("min", self.least),
                ("max", self.most),
                ("question", self.text),
            ]
        )


@dataclass(frozen=True)
class Election:
    """One election; `source` is what its fingerprint and all proofs are bound to."""

    uuid: str
    name: str
    description: str
    group: Group
    public_key: str
    questions: tuple[Question, ...]
    administrator: str | None = None
    credential_authority: str | None = None
    language: tuple[str, str] | None = None

    @cached_property
    def source(self) -> bytes:
        """The bytes of election.json."""
        return canonical.write(
            canonical.without_absent(
                [
                    ("version", 1),
                    ("description", self.description),
                    ("name", self.name),
                    ("group", self.group.name),
                    ("public_key", self.public_key),
                    ("questions", [question.as_json() for question in self.questions]),
                    ("uuid", self.uuid),
                    ("administrator", self.administrator),
                    ("credential_authority", self.credential_authority),
                    ("language", None if self.language is None else list(self.language)),
                ]
            )
        )

    @cached_property
    def fingerprint(self) -> str:
        """The election's hash as people see it, and as ballots carry it."""
        return compact_digest(self.source)


def new_uuid() -> str:
    """Return a fresh identifier of an election."""
    return "".join(secrets.choice(BASE58) for _ in range(14))


def check_uuid(value: Any, *, where: str) -> str:
    """Return an identifier of at least 14 Base58 characters."""
    if not isinstance(value, str) or not _UUID.fullmatch(value):
        raise Malformed(where=where, expected="at least 14 Base58 characters", found=str(value))
    return value


def read_election(source: bytes, *, accelerated: bool = True) -> Election:
    """Return the election of `election.json`.

    Raises CheckFailed for an unknown protocol version or group, Malformed for anything that the
    protocol does not write. The public key is not compared with the trustees' here.
    """
    value = canonical.read(source, where="election")
    version = value.get("version") if isinstance(value, dict) else None
    if type(version) is int and version not in PROTOCOL_VERSIONS:
        raise CheckFailed(
            Check.ELECTION_VERSION, expected="protocol version 1", found=f"version {version}"
        )
    canonical.fields(
        value,
        *("version", "description", "name", "group", "public_key", "questions", "uuid"),
        *("administrator?", "credential_authority?", "language?"),
        where="election",
    )
    canonical.integer(value["version"], where="election.version", least=1)
    strings = {
        name: canonical.text(value[name], where=f"election.{name}")
        for name in ("description", "name", "group", "public_key")
    }
    try:
        group = group_named(strings["group"], accelerated=accelerated)
    except UnknownGroup:
        raise CheckFailed(
            Check.ELECTION_GROUP, expected="a group of version 1", found=strings["group"]
        ) from None
    return Election(
        uuid=check_uuid(value["uuid"], where="election.uuid"),
        name=strings["name"],
        description=strings["description"],
        group=group,
        public_key=strings["public_key"],
        questions=_questions(value["questions"]),
        administrator=_optional_text(value, "administrator"),
        credential_authority=_optional_text(value, "credential_authority"),
        language=_language(value),
    )


def _questions(value: Any) -> tuple[Question, ...]:
    questions = canonical.items(value, _question, where="election.questions")
    if not questions:
        raise Malformed(where="election.questions", expected="a question", found="none")
    return questions


def _question(value: Any, *, where: str) -> Question:
    canonical.fields(value, "answers", "blank?", "min", "max", "question", where=where)
    answers = canonical.items(value["answers"], canonical.text, where=f"{where}.answers")
    if not answers:
        raise Malformed(where=f"{where}.answers", expected="an answer", found="none")
    if type(value.get("blank", False)) is not bool:
        raise Malformed(where=f"{where}.blank", expected="a boolean", found=repr(value["blank"]))
    least = canonical.integer(value["min"], where=f"{where}.min")
    return Question(
        text=canonical.text(value["question"], where=f"{where}.question"),
        answers=answers,
        least=least,
        most=canonical.integer(value["max"], where=f"{where}.max", least=least),
        blank=value.get("blank"),
    )


def _optional_text(value: dict[str, Any], name: str) -> str | None:
    return canonical.text(value[name], where=f"election.{name}") if name in value else None


def _language(value: dict[str, Any]) -> tuple[str, str] | None:
    if "language" not in value:
        return None
    language = canonical.items(value["language"], canonical.text, where="election.language")
    if len(language) != 2 or language[1] not in {"ltr", "rtl"}:
        raise Malformed(
            where="election.language", expected="a code and ltr or rtl", found=str(language)
        )
    return (language[0], language[1])
