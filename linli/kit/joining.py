"""Words put side by side as the reader's language does it: after a label, and in a list."""

from collections.abc import Iterable

from django.utils.translation import pgettext


def colon() -> str:
    """Return what stands between a label and what is said of it."""
    return pgettext("between a label and what is said of it", ": ")


def labelled(label: object, said: object) -> str:
    """Return "label: what is said of it"."""
    return f"{label}{colon()}{said}"


def listed(words: Iterable[object]) -> str:
    """Return "one, another"."""
    return pgettext("between the words of a list", ", ").join(str(word) for word in words)
