"""Shares of co-owners: nobody has one, or together they are the whole."""

from collections.abc import Sequence
from fractions import Fraction

from linli.apps.people.rules.errors import SharesDoNotAddUp

Share = tuple[int, int] | None


def require_whole(shares: Sequence[Share]) -> None:
    """Raise SharesDoNotAddUp unless no share is given or all are and add up to one, exactly."""
    given = [share for share in shares if share is not None]
    if not given:
        return
    if len(given) != len(shares) or any(part < 1 or whole < part for part, whole in given):
        raise SharesDoNotAddUp(field="owners")
    if sum((Fraction(part, whole) for part, whole in given), Fraction(0)) != 1:
        raise SharesDoNotAddUp(field="owners")
