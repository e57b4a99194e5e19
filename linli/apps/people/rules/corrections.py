"""What may be corrected in a record, and what settles what. Source: [rule:corrections]."""

from collections.abc import Mapping
from datetime import date

from linli.apps.people.rules.errors import (
    BornAfterEvent,
    DateInFuture,
    KindFixed,
    NumberSettles,
)
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.kinds import IdKind, PersonKind

EMPTIED = frozenset({"id_number", "phone", "other_phone", "birth_date", "sex", "died_on"})
"""What a correction may leave empty. A record without a name is nobody's."""


def check_kind_change(before: PersonKind, after: PersonKind, *, holds_stock: bool) -> None:
    """Check that a kind may become another: an organisation never becomes a person, nor back.

    Whoever holds a developer's stock stays a developer. Raises KindFixed.
    """
    if before == after:
        return
    if PersonKind.NATURAL in {before, after} or holds_stock:
        raise KindFixed(field="kind")


def check_settled(identity: Identity, wanted: Mapping[str, object]) -> None:
    """Check that nothing else is wanted than a resident number says; raises NumberSettles."""
    if identity.id_kind is not IdKind.RESIDENT_ID:
        return
    for field in ("birth_date", "sex"):
        if field in wanted and wanted[field] != getattr(identity, field):
            raise NumberSettles(field=field)


def check_death(died_on: date | None, *, birth_date: date | None, today: date) -> None:
    """Check a day of death; raises DateInFuture, BornAfterEvent."""
    if died_on is None:
        return
    if died_on > today:
        raise DateInFuture(field="died_on")
    if birth_date is not None and died_on < birth_date:
        raise BornAfterEvent(field="died_on")
