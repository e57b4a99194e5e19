"""The only map from kind of refusal to HTTP status; pages and interfaces answer alike."""

from linli.core.errors import DomainError, InvalidInput, NotAllowed, NotFound, RuleViolation

STATUS: dict[type[DomainError], int] = {
    InvalidInput: 400,
    NotAllowed: 403,
    NotFound: 404,
    RuleViolation: 409,
}


def status_of(refusal: DomainError) -> int:
    """Return the HTTP status for a refusal."""
    return next(
        (status for kind, status in STATUS.items() if isinstance(refusal, kind)),
        400,
    )
