"""What is refused about cases, whoever asks: one class for each reason."""

from linli.core.errors import InvalidInput, RuleViolation


class BodyHasNoPost(RuleViolation):
    """Neither the body nor a body above it has a post that could take the task."""

    code = "cases.body_has_no_post"


class EvidenceMissing(InvalidInput):
    """The act needs something more: a text, or the law it rests on."""

    code = "cases.evidence_missing"
