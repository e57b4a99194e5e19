"""The tree of refusals. Every concrete error stands beside the code that raises it.

DomainError
├── RuleViolation    a rule forbids it, whoever asks        (409)
├── NotAllowed       this person may not do it here         (403)
├── NotFound         it does not exist for this person      (404)
└── InvalidInput     what was given is malformed            (400)

An error carries a dotted `code` and keyword `facts`; the sentence in the reader's language
belongs to the edge, which looks it up by code.
"""

from typing import ClassVar


class DomainError(Exception):
    """Something was refused for a reason that a person can be told."""

    code: ClassVar[str] = "error"

    def __init__(self, **facts: object) -> None:
        super().__init__(self.code, facts)
        self.facts = facts

    def __str__(self) -> str:
        facts = ", ".join(f"{name}={value!r}" for name, value in self.facts.items())
        return f"{self.code}({facts})"


class RuleViolation(DomainError):
    """The rule forbids it, whoever asks."""

    code = "rule.violated"


class NotAllowed(DomainError):
    """This person may not do this here; `reason` says why."""

    code = "access.refused"


class NotFound(DomainError):
    """It does not exist, or not for this person: both look the same from outside."""

    code = "access.not_found"


class InvalidInput(DomainError):
    """What was given is malformed."""

    code = "input.invalid"
