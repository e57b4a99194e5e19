"""The rows of many new persons: the values a `Person` would set, without instances."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from itertools import islice
from typing import Any, NamedTuple

from linli.apps.people.models import Person
from linli.apps.people.rules.kinds import IdKind, PersonKind
from linli.apps.people.rules.names import name_head, name_tail
from linli.core.identifiers import Sex
from linli.kit.encryption import row_bytes
from linli.kit.keys import key_ring
from linli.kit.packing import packed, unpacked
from linli.kit.sealed_fields import candidates

# Ends of names and numbers repeat: of ten thousand last fours each index is computed once.
_REMEMBERED = 1 << 14

# What is sealed or derived from it; and the others that tell one new person from the next. What
# they have in common and where they live stands apart: the entry adds it.
SEALED = (
    "name",
    "name_head",
    "name_tail",
    "id_number",
    "id_number_index",
    "id_number_last4",
    "phone",
    "phone_index",
    "phone_last4",
)
OTHER = ("other_phone", "other_phone_index")
PERSON_COLUMNS = ("id", "kind", *SEALED, "id_kind", "birth_date", "sex")

Sealed = Sequence[Sequence[bytes | None]]
PersonRow = tuple[Any, ...]
# Plain values, so that they may come from another process.
PackedPersons = tuple[Any, ...]


class People(NamedTuple):
    """What identifies many people, each value at its person's place; in their stored forms."""

    kinds: Sequence[PersonKind]
    names: Sequence[str]
    id_kinds: Sequence[IdKind | None]
    id_numbers: Sequence[str | None]
    phones: Sequence[str | None]
    birth_dates: Sequence[date | None]
    sexes: Sequence[Sex | None]


class NewPersons:
    """Makes the rows of new persons, some thousands at a time, under the keys of now.

    Neither asks the database nor changes anything, so it may work in another process. The texts are
    normalised, so parts are cut without normalising again.
    """

    def __init__(self, numbers: range = range(0)) -> None:
        """Take the numbers that `rows` gives to persons in turn."""
        self._numbers = iter(numbers)
        self._seal_name, self._seal_number, self._seal_phone, self._seal_other = (
            _field(name).column_seal.seal_rows
            for name in ("name", "id_number", "phone", "other_phone")
        )
        self._phone_index = _field("phone_index").blind_index.indexing()
        self._number_end = _remembering("id_number_last4")
        self._phone_end = _remembering("phone_last4")
        self._number_index = number_indexing()
        self._name_ends = _name_ends()

    def packed(self, people: People, indexes: Sequence[bytes | None]) -> PackedPersons:
        """Return the columns PERSON_COLUMNS as `person_columns` takes them, with the next numbers.

        `indexes` are those of their identity numbers. Raises ValueError when there are more
        persons than numbers.
        """
        numbers = list(islice(self._numbers, len(people.names)))
        if len(numbers) < len(people.names):
            raise ValueError("more persons than numbers")
        columns = self._columns(numbers, people, indexes)
        return tuple(
            packed(column) if name in SEALED else column
            for name, column in zip(PERSON_COLUMNS, columns, strict=True)
        )

    def numbered_rows(self, numbers: Sequence[int], people: People) -> Iterator[PersonRow]:
        """Return a row of PERSON_COLUMNS for each, under these numbers."""
        index = self._number_index
        indexes = [index(text) if text else None for text in people.id_numbers]
        return zip(*self._columns(numbers, people, indexes), strict=True)

    def _columns(
        self, numbers: Sequence[int], people: People, indexes: Sequence[bytes | None]
    ) -> tuple[Sequence[Any], ...]:
        kinds, names, id_kinds, texts, phones, births, sexes = people
        rows = [*map(row_bytes, numbers)]
        ends = [*map(self._name_ends, names)]
        number_end, phone_end, phone_index = self._number_end, self._phone_end, self._phone_index
        return (
            numbers,
            [*map(word, kinds)],
            self._seal_name(rows, names),
            [head for head, _tail in ends],
            [tail for _head, tail in ends],
            self._seal_number(rows, texts),
            indexes,
            [text and number_end(text[-4:]) for text in texts],
            self._seal_phone(rows, phones),
            [phone and phone_index(phone) for phone in phones],
            [phone and phone_end(phone[-4:]) for phone in phones],
            [*map(word, id_kinds)],
            [born and born.isoformat() for born in births],
            [*map(word, sexes)],
        )

    def other_phones(self, numbers: Sequence[int], others: Sequence[str | None]) -> Sealed:
        """Return the columns OTHER of these persons."""
        rows = [row_bytes(number) for number in numbers]
        indexes = [self._phone_index(other) if other else None for other in others]
        return self._seal_other(rows, others), indexes


def person_columns(given: PackedPersons) -> list[Sequence[Any]]:
    """Return the columns PERSON_COLUMNS of packed persons."""
    return [
        unpacked(column) if name in SEALED else column
        for name, column in zip(PERSON_COLUMNS, given, strict=True)
    ]


def number_indexing() -> Callable[[str], bytes]:
    """Return the function from a normalised identity number to its index, under the keys of now."""
    indexing: Callable[[str], bytes] = _field("id_number_index").blind_index.indexing()
    return indexing


def older_indexing() -> Callable[[Sequence[str | None]], Sequence[Sequence[bytes]]]:
    """Return the function from identity numbers to their indexes under all older keys in hand."""
    if len(key_ring().generations) == 1:
        return lambda texts: [()] * len(texts)
    return lambda texts: [
        tuple(candidates(Person, "id_number_index", text)) if text else () for text in texts
    ]


@lru_cache(maxsize=1 << 12)
def iso_day(day: Any) -> str | None:
    """Return a day as both drivers take it without asking an adapter."""
    return None if day is None else day.isoformat()


@lru_cache(maxsize=64)
def word(word: Any) -> str | None:
    """Return the text of a word of a list: a driver would ask what a subclass of text is."""
    return None if word is None else str(word.value)


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
