"""Keyset pages: no OFFSET, no count, the same cost on the first page and on the thousandth."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from operator import itemgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from linli.core.errors import InvalidInput
from linli.kit.prepared import (
    PARTS,
    Asking,
    Hole,
    Prepared,
    PreparedAmong,
    column_field,
    counted,
    united,
)

COUNTED = 1_000  # what is shown as "very many" is counted no further


class CursorMalformed(InvalidInput):
    """The cursor in the address is not one we handed out."""

    code = "page.cursor_malformed"


@dataclass(frozen=True, slots=True)
class Page:
    """One page of rows and the cursor of the next; an empty `after` means there is no more."""

    rows: list[Any]
    after: str

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.rows)

    def __len__(self) -> int:
        return len(self.rows)


def keyset_page(
    queryset: QuerySet[Any], *, order: Sequence[str], after: str = "", size: int = 20
) -> Page:
    """Return up to `size` rows in `order` behind the cursor `after`.

    `order` names columns ("name", "-created_at"), the last one unique and none nullable.
    Raises CursorMalformed for a cursor that does not fit.
    """
    if after:
        queryset = queryset.filter(_behind(order, _cursor(queryset.model, order, after)))
    rows = list(queryset.order_by(*order)[: size + 1])
    more = len(rows) > size
    rows = rows[:size]
    return Page(rows=rows, after=_encoded(rows[-1], order) if more else "")


class PreparedPages:
    """Keyset pages over a queryset with holes (`kit.prepared`): its SQL is built once.

    `columns` is a NamedTuple of columns: then rows are tuples of these, which cost less than
    objects. Raises ValueError where they lack a column of the order.
    """

    def __init__(
        self,
        model: type[Model],
        build: Callable[[], QuerySet[Any]],
        *,
        order: Sequence[str],
        size: int = 20,
        columns: Any = None,
    ) -> None:
        self._model, self.order, self._size = model, tuple(order), size
        names = [name.lstrip("-") for name in self.order]
        if columns and not {*names} <= {*columns._fields}:
            raise ValueError(f"the cursor is made of {names}, which must all be read")
        self._columns = columns
        self._first = Prepared(lambda: self._chosen(self._cut(build())))
        self._next = Prepared(lambda: self._chosen(self._cut(self._behind(build()))))
        # Of several parts only what sorts is read; the rows follow for what stands on the page.
        self._first_keys = Prepared(lambda: self._cut(build()).values_list(*names))
        self._next_keys = Prepared(lambda: self._cut(self._behind(build())).values_list(*names))
        self._counting = Prepared(lambda: build().order_by().values("pk")[:COUNTED])
        self._among = PreparedAmong(
            model,
            column_of(model, "pk").name,
            lambda wanted: self._chosen(QuerySet(model).filter(wanted)),
        )

    def _cut(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        return queryset.order_by(*self.order)[: self._size + 1]

    def _chosen(self, queryset: QuerySet[Any]) -> Any:
        return queryset.values_list(*self._columns._fields) if self._columns else queryset

    def _behind(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        columns = [column_of(queryset.model, column) for column in self.order]
        values = [
            Hole("after", field).through(itemgetter(number)) for number, field in enumerate(columns)
        ]
        return queryset.filter(_behind(self.order, values))

    def page(self, *, after: str = "", **values: Any) -> Page:
        """Return the page behind the cursor `after` for these values.

        Raises CursorMalformed for a cursor that does not fit.
        """
        query = self._next if after else self._first
        values |= self._cursor(after)
        if self._columns:
            rows: list[Any] = [self._columns._make(row) for row in query.rows(**values)]
        else:
            rows = query.objects(**values)
        return self._page(rows)

    def _cursor(self, after: str) -> dict[str, Any]:
        return {"after": _cursor(self._model, self.order, after)} if after else {}

    def _page(self, rows: list[Any]) -> Page:
        more, rows = len(rows) > self._size, rows[: self._size]
        return Page(rows=rows, after=_encoded(rows[-1], self.order) if more else "")

    def keys(self, after: str, values: Mapping[str, Any]) -> Asking:
        """Return the query for what sorts the rows of a page, with what fills its holes."""
        return self._next_keys if after else self._first_keys, {**values, **self._cursor(after)}

    def counting(self, values: Mapping[str, Any]) -> Asking:
        """Return the query for how many rows there are, with what fills its holes."""
        return self._counting, values

    def page_of(self, keys: list[tuple[Any, ...]]) -> Page:
        """Return the page of the rows with these keys, which end with the row's own."""
        return self.pages_of([keys])[0]

    def pages_of(self, lists: Sequence[list[tuple[Any, ...]]]) -> list[Page]:
        """Return a page for each list of keys; the rows of all are read at once."""
        wanted = [[key[-1] for key in keys[: self._size]] for keys in lists]
        known = {getattr(row, self.order[-1].lstrip("-")): row for row in self._read(wanted)}
        return [
            Page(
                rows=[known[number] for number in numbers if number in known],
                after=_coded(keys[self._size - 1]) if len(keys) > self._size else "",
            )
            for keys, numbers in zip(lists, wanted, strict=True)
        ]

    def _read(self, wanted: Sequence[Sequence[Any]]) -> list[Any]:
        numbers = [number for some in wanted for number in some]
        if self._columns:
            return [self._columns._make(row) for row in self._among.rows(numbers)]
        return self._among.objects(numbers)

    @property
    def has_columns(self) -> bool:
        """Tell whether rows are read as columns, which parts of a list read alike."""
        return bool(self._columns)

    def whole_page(self, parts: "Sequence[Part]", *, after: str) -> Page:
        """Return a page over parts that read the columns of this one, whole rows at once."""
        names = [name.lstrip("-") for name in self.order]
        positions = [self._columns._fields.index(name) + 1 for name in names]
        asked = [one.asking(after, values) for one, values in parts]
        rows = united(asked, order=_sorted_by(self.order, positions), size=self.reads)
        return self._page([self._columns._make(row) for row in rows])

    def asking(self, after: str, values: Mapping[str, Any]) -> Asking:
        """Return the query for the rows of a page, with what fills its holes."""
        return self._next if after else self._first, {**values, **self._cursor(after)}

    @property
    def reads(self) -> int:
        """Return how many rows are read for a page: one more than it shows."""
        return self._size + 1


def _cursor(model: type[Model], order: Sequence[str], after: str) -> list[Any]:
    """Return the values of a cursor, each as its column takes them."""
    values = []
    for column, text in zip(order, _decoded(after, len(order)), strict=True):
        field = column_of(model, column)
        try:
            values.append(field.to_python(text))
            field.run_validators(values[-1])
        except (ValidationError, TypeError):
            raise CursorMalformed(cursor=after[:40]) from None
    return values


def column_of(model: Any, column: str) -> Any:
    """Return the field at the end of "-seat__scope_path", of a foreign key what it points to."""
    return column_field(model, column.lstrip("-"))


FEW_PARTS = 3
"""Up to so many parts are read whole: their own walks cost less than one by key for each row."""

Part = tuple[PreparedPages, Mapping[str, Any]]
"""A part of a list: the pages it is read by, and what fills their holes."""


def merged_page(parts: Sequence[Part], *, after: str = "") -> Page:
    """Return one page over parts without common rows, each read along its own index.

    A filter "one of these states" before a sorted column keeps an index from serving the order;
    a query for each state does not. The parts are of one model, order and size; they are asked in
    one statement, so that the queries do not grow with them.
    """
    if not parts:
        return Page(rows=[], after="")
    pages, values = parts[0]
    if len(parts) == 1:
        return pages.page(after=after, **values)
    if len(parts) <= FEW_PARTS and pages.has_columns:
        return pages.whole_page(parts, after=after)
    return pages.page_of(_first_keys(parts, after))


def merged_pages(lists: Sequence[Sequence[Part]]) -> list[Page]:
    """Return the first page of each of several lists of one model.

    Those of few parts are read whole; else the rows of all are read at once by their keys.
    """
    if all(len(parts) <= FEW_PARTS for parts in lists):
        return [merged_page(parts) for parts in lists]
    keys = [_first_keys(parts, "") for parts in lists]
    pages = next((parts[0][0] for parts in lists if parts), None)
    return pages.pages_of(keys) if pages is not None else [Page([], "") for _list in lists]


def _first_keys(parts: Sequence[Part], after: str) -> list[tuple[Any, ...]]:
    """Return what sorts the rows of a page, and of one row more."""
    if not parts:
        return []
    pages = parts[0][0]
    sorted_by = _sorted_by(pages.order, range(1, len(pages.order) + 1))
    asked = [one.keys(after, values) for one, values in parts]
    keys = [
        key
        for begins in range(0, len(asked), PARTS)
        for key in united(asked[begins : begins + PARTS], order=sorted_by, size=pages.reads)
    ]
    if len(asked) > PARTS:
        for number, column in reversed([*enumerate(pages.order)]):
            keys.sort(key=itemgetter(number), reverse=column.startswith("-"))
    return keys[: pages.reads]


def _sorted_by(order: Sequence[str], positions: Iterable[int]) -> str:
    """Return the order of a statement by the positions of its columns."""
    return ", ".join(
        f"{position} {'DESC' if column.startswith('-') else 'ASC'}"
        for position, column in zip(positions, order, strict=True)
    )


def counted_parts(parts: Sequence[Part]) -> int:
    """Return how many rows parts without common rows have together, COUNTED at most."""
    return counted_lists([parts])[0]


def counted_lists(lists: Sequence[Sequence[Part]]) -> list[int]:
    """Return the same for each of several lists, all in one statement as long as they fit."""
    asked = [one.counting(values) for parts in lists for one, values in parts]
    counts = iter(
        count
        for begins in range(0, len(asked), PARTS)
        for count in counted(asked[begins : begins + PARTS])
    )
    return [min(COUNTED, sum(next(counts) for _part in parts)) for parts in lists]


def _behind(order: Sequence[str], values: Sequence[object]) -> Q:
    """Return the filter "behind these values in this order".

    The first condition follows from the others. It is there for the engine, which enters an index
    at one bound and not at one of several alternatives: without it the walk begins at page one.
    """
    first = order[0]
    bound = "lte" if first.startswith("-") else "gte"
    condition = Q()
    equal = Q()
    for column, value in zip(order, values, strict=True):
        name = column.lstrip("-")
        step = {f"{name}__{'lt' if column.startswith('-') else 'gt'}": value}
        condition |= equal & Q(**step)
        equal &= Q(**{name: value})
    return Q(**{f"{first.lstrip('-')}__{bound}": values[0]}) & condition


def _encoded(row: Any, order: Sequence[str]) -> str:
    """Return the cursor behind a row."""
    values = []
    for column in order:
        value = row
        for part in column.lstrip("-").split("__"):
            value = value[part] if isinstance(value, dict) else getattr(value, part)
        values.append(value)
    return _coded(values)


def _coded(values: Sequence[Any]) -> str:
    plain = [one.isoformat() if hasattr(one, "isoformat") else one for one in values]
    return urlsafe_b64encode(json.dumps(plain).encode()).decode().rstrip("=")


def _decoded(cursor: str, length: int) -> list[Any]:
    try:
        values = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except ValueError:
        raise CursorMalformed(cursor=cursor[:40]) from None
    if not isinstance(values, list) or len(values) != length:
        raise CursorMalformed(cursor=cursor[:40])
    if not all(isinstance(value, (str, int)) and "\0" not in str(value) for value in values):
        raise CursorMalformed(cursor=cursor[:40])
    return values
