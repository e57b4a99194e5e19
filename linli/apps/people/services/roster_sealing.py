"""The sealed columns of many new persons: the values a `Person` would set, without instances."""

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from linli.apps.people.models import Person
from linli.apps.people.rules.identity import Identity
from linli.apps.people.rules.names import name_head, name_tail
from linli.kit.encryption import row_bytes

# Ends of names and numbers repeat: of ten thousand last fours each index is computed once.
_REMEMBERED = 1 << 15

COLUMNS = (
    "name",
    "name_head",
    "name_tail",
    "id_number",
    "id_number_index",
    "id_number_last4",
    "phone",
    "phone_index",
    "phone_last4",
    "other_phone",
    "other_phone_index",
)

Sealing = Callable[[int, Identity, bytes | None], tuple[bytes | None, ...]]


def person_sealing() -> Sealing:
    """Return seal(number, identity, index of its number) -> the values of COLUMNS.

    An identity holds normalised texts, so parts are cut without normalising again. All values of
    one sealing lie under the keys of the moment it was made.
    """
    seal_name, seal_number, seal_phone, seal_other = (
        _field(name).column_seal.sealing() for name in ("name", "id_number", "phone", "other_phone")
    )
    phone_index, other_index = (
        _field(name).blind_index.indexing() for name in ("phone_index", "other_phone_index")
    )
    number_end, phone_end = _remembering("id_number_last4"), _remembering("phone_last4")
    index_of_number = number_indexing()
    name_ends = _name_ends()

    def seal(number: int, identity: Identity, index: bytes | None) -> tuple[bytes | None, ...]:
        name, text, phone = identity.name, identity.id_number, identity.phone
        other, row = identity.other_phone, row_bytes(number)
        return (
            seal_name(row, name),
            *name_ends(name),
            *(
                (seal_number(row, text), index or index_of_number(text), number_end(text[-4:]))
                if text
                else _NOTHING
            ),
            *(
                (seal_phone(row, phone), phone_index(phone), phone_end(phone[-4:]))
                if phone
                else _NOTHING
            ),
            *((seal_other(row, other), other_index(other)) if other else _NOTHING[:2]),
        )

    return seal


def number_indexing() -> Callable[[str], bytes]:
    """Return the function from a normalised identity number to its index, under the keys of now."""
    indexing: Callable[[str], bytes] = _field("id_number_index").blind_index.indexing()
    return indexing


_NOTHING = (None, None, None)


def _field(name: str) -> Any:
    return Person._meta.get_field(name)


def _remembering(name: str) -> Callable[[str], bytes]:
    return lru_cache(maxsize=_REMEMBERED)(_field(name).blind_index.indexing())


def _name_ends() -> Callable[[str], tuple[bytes | None, bytes | None]]:
    heads, tails = _remembering("name_head"), _remembering("name_tail")

    @lru_cache(maxsize=_REMEMBERED)
    def ends(name: str) -> tuple[bytes | None, bytes | None]:
        head, tail = name_head(name), name_tail(name)
        return heads(head) if head else None, tails(tail) if tail else None

    return ends
