"""The sealed columns of many new persons: the values a `Person` would set, without instances."""

from collections.abc import Callable, Sequence
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

Stored = Sequence[bytes | None]
Sealing = Callable[[Sequence[int], Sequence[Identity], Sequence[bytes | None]], list[Stored]]


def person_sealing() -> Sealing:
    """Return seal(numbers, identities, indexes of identity numbers) -> the values of COLUMNS.

    It works column by column, some thousands of persons at a time. An identity holds normalised
    texts, so parts are cut without normalising again; an index that is not known is computed.
    """
    seal_name, seal_number, seal_phone, seal_other = (
        _field(name).column_seal.seal_rows for name in ("name", "id_number", "phone", "other_phone")
    )
    phone_index, other_index = (
        _field(name).blind_index.indexing() for name in ("phone_index", "other_phone_index")
    )
    number_end, phone_end = _remembering("id_number_last4"), _remembering("phone_last4")
    index_of_number = number_indexing()
    name_ends = _name_ends()

    def seal(
        numbers: Sequence[int], identities: Sequence[Identity], indexes: Sequence[bytes | None]
    ) -> list[Stored]:
        rows = [row_bytes(number) for number in numbers]
        _kinds, names, _id_kinds, texts, phones, others, _births, _sexes = zip(
            *identities, strict=True
        )
        heads, tails = zip(*map(name_ends, names), strict=True)
        return [
            seal_name(rows, names),
            heads,
            tails,
            seal_number(rows, texts),
            [
                index or (text and index_of_number(text))
                for index, text in zip(indexes, texts, strict=True)
            ],
            [text and number_end(text[-4:]) for text in texts],
            seal_phone(rows, phones),
            [phone and phone_index(phone) for phone in phones],
            [phone and phone_end(phone[-4:]) for phone in phones],
            seal_other(rows, others),
            [other and other_index(other) for other in others],
        ]

    return seal


def number_indexing() -> Callable[[str], bytes]:
    """Return the function from a normalised identity number to its index, under the keys of now."""
    indexing: Callable[[str], bytes] = _field("id_number_index").blind_index.indexing()
    return indexing


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
