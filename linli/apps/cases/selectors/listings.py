"""Lists of an area: each part of it walks its own index, and its SQL is built once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Model, Q, QuerySet

from linli.apps.cases.selectors.areas import AreaPart
from linli.kit.pages import (
    Page,
    Part,
    PreparedPages,
    column_of,
    counted_parts,
    merged_page,
    merged_pages,
)
from linli.kit.prepared import Hole
from linli.kit.scoped import Reached, under


@dataclass(frozen=True, slots=True)
class Listing:
    """A list over one table: which rows, in which order, wherever somebody works.

    `where` may have holes of its own, which `page` and `count` fill; `columns` is a NamedTuple of
    the columns that are read. `path` leads to the path of the place, where the rows have none of
    their own ("case__scope_path").
    """

    model: type[Model]
    where: Callable[[], Q]
    order: tuple[str, ...]
    columns: Any
    path: str = "scope_path"
    size: int = 20
    _pages: dict[tuple[str, int, bool], PreparedPages] = field(default_factory=dict, init=False)

    def page(self, area: Sequence[AreaPart], *, after: str = "", **values: Any) -> Page:
        """Return a page of the rows in the parts of an area, which have no rows in common."""
        return merged_page(self.parts(area, values), after=after)

    def pages(self, area: Sequence[AreaPart], different: Sequence[dict[str, Any]]) -> list[Page]:
        """Return the first page for each of several sets of values."""
        return merged_pages([self.parts(area, values) for values in different])

    def count(self, area: Sequence[AreaPart], **values: Any) -> int:
        """Return how many rows there are, COUNTED at most."""
        return counted_parts(self.parts(area, values))

    def parts(self, area: Sequence[AreaPart], values: dict[str, Any]) -> list[Part]:
        """Return the parts of the list in an area, to be read or counted with those of others."""
        return [(self._pages_of(one), one.values | values) for one in area]

    def _pages_of(self, part: AreaPart) -> PreparedPages:
        kind = column, paths, is_narrowed = part.column, part.paths, part.is_narrowed
        if kind not in self._pages:
            self._pages[kind] = PreparedPages(
                self.model,
                lambda: self.rows(column, paths, is_narrowed=is_narrowed),
                order=self.order,
                size=self.size,
                columns=self.columns,
            )
        return self._pages[kind]

    def rows(self, column: str, paths: int = 0, *, is_narrowed: bool = False) -> "QuerySet[Any]":
        """Return the rows of a kind of part, with holes for its values."""
        rows: QuerySet[Any] = QuerySet(self.model).filter(self.where())
        if column:
            rows = rows.filter(**{column: Hole("place", column_of(self.model, column))})
        if is_narrowed:
            rows = rows.filter(Reached("reach", self.path))
        if paths:
            field = column_of(self.model, self.path)
            holes: list[Any] = [Hole(f"path{number}", field) for number in range(paths)]
            rows = rows.filter(under(holes, self.path))
        return rows
