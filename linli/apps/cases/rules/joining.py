"""Which matters neighbours are shown and may join: those that are not about people.

Source: [rule:case-joining].
"""

from linli.apps.cases.rules.kinds import Disclosure

# Only what may be reported without a name concerns a place and not somebody.
SHARED_LEAST = Disclosure.ANONYMOUS
# About people whatever an office has set for its reporters.
PERSONAL = frozenset({"dispute"})


def is_shared(code: str, least: str) -> bool:
    """Tell whether open cases of a category are shown to neighbours, who may say "me too"."""
    return code not in PERSONAL and least == SHARED_LEAST
