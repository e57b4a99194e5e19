"""Keyset pages: no OFFSET, no count, the same cost on the first page and on the thousandth."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from operator import attrgetter, itemgetter
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

from linli.core.errors import InvalidInput
from linli.kit.prepared import Hole, Prepared


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
    """Keyset pages over a queryset with holes (`kit.prepared`): its SQL is built once."""

    def __init__(
        self,
        model: type[Model],
        build: Callable[[], QuerySet[Any]],
        *,
        order: Sequence[str],
        size: int = 20,
    ) -> None:
        self._model, self._order, self._size = model, tuple(order), size
        self._first = Prepared(lambda: build().order_by(*order)[: size + 1])
        self._next = Prepared(lambda: self._behind(build()).order_by(*order)[: size + 1])

    def _behind(self, queryset: QuerySet[Any]) -> QuerySet[Any]:
        columns = [_field(queryset.model, column) for column in self._order]
        values = [
            Hole("after", field).through(itemgetter(number)) for number, field in enumerate(columns)
        ]
        return queryset.filter(_behind(self._order, values))

    def page(self, *, after: str = "", **values: Any) -> Page:
        """Return the page behind the cursor `after` for these values.

        Raises CursorMalformed for a cursor that does not fit.
        """
        if after:
            cursor = _cursor(self._model, self._order, after)
            rows = self._next.objects(after=cursor, **values)
        else:
            rows = self._first.objects(**values)
        more, rows = len(rows) > self._size, rows[: self._size]
        return Page(rows=rows, after=_encoded(rows[-1], self._order) if more else "")


def _cursor(model: type[Model], order: Sequence[str], after: str) -> list[Any]:
    """Return the values of a cursor, each as its column takes them."""
    values = []
    for column, text in zip(order, _decoded(after, len(order)), strict=True):
        field = _field(model, column)
        try:
            values.append(field.to_python(text))
            field.run_validators(values[-1])
        except (ValidationError, TypeError):
            raise CursorMalformed(cursor=after[:40]) from None
    return values


def _field(model: Any, column: str) -> Any:
    """Return the field at the end of "-seat__scope_path"."""
    field: Any = None
    for part in column.lstrip("-").split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return getattr(field, "target_field", field)


def merged_page(
    querysets: Sequence[QuerySet[Any]], *, order: Sequence[str], after: str = "", size: int = 20
) -> Page:
    """Return one page over several querysets without common rows, each read along its own index.

    A filter "one of these states" before a sorted column keeps an index from serving the order;
    a query for each state does not.
    """
    pages = [keyset_page(one, order=order, after=after, size=size) for one in querysets]
    rows = [row for page in pages for row in page.rows]
    for column in reversed(order):
        rows.sort(key=attrgetter(column.lstrip("-")), reverse=column.startswith("-"))
    more = len(rows) > size or any(page.after for page in pages)
    rows = rows[:size]
    return Page(rows=rows, after=_encoded(rows[-1], order) if more else "")


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
    values = []
    for column in order:
        value = row
        for part in column.lstrip("-").split("__"):
            value = value[part] if isinstance(value, dict) else getattr(value, part)
        values.append(value.isoformat() if hasattr(value, "isoformat") else value)
    return urlsafe_b64encode(json.dumps(values).encode()).decode().rstrip("=")


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
