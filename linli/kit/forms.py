"""Forms check shape; services check rules. This is the one bridge between them."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.forms import Form

from linli.core.errors import DomainError, InvalidInput, RuleViolation
from linli.kit.sentences import sentence


@contextmanager
def refusals_on(form: Form) -> Iterator[None]:
    """Turn a refusal of the service called inside into an error of the form.

    An error whose facts name a `field` of the form is shown there. Missing rights pass through:
    they are no matter of the form.
    """
    try:
        yield
    except (RuleViolation, InvalidInput) as refusal:
        add_refusal(form, refusal)


def add_refusal(form: Form, refusal: DomainError) -> None:
    """Add the sentence of a refusal to the form."""
    field = refusal.facts.get("field")
    form.add_error(field if field in form.fields else None, sentence(refusal))  # type: ignore[arg-type]
