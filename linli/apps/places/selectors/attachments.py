"""What hangs on a place: rows of higher applications, registered by them at start-up.

Places never hear of bodies, cells or cases. An application that copies a place's path, or hangs
rows on a place, registers the table here; moves and merges then take its rows along in the same
transaction, and the preview of an act counts them.

The contract: before it copies a path, the application locks the place or unit it copies from
(`services.locked_place`, `services.locked_unit`). A move then waits for it and finds its row.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache, partial
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.utils.functional import Promise

from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.kit.prepared import PreparedCounts, hole
from linli.kit.scoped import under


@dataclass(frozen=True, slots=True)
class Relocation:
    """What lay at or below the path `old` lies at or below `new` now (位置变动).

    With `hands_over` the place at `old` has ended, and the one at `new` follows it: what hung on
    the ended place itself may go over. Otherwise a place, or some units, have moved.
    """

    old: str
    new: str
    hands_over: bool = False


Settle = Callable[[list[Relocation], Actor, datetime], None]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A table with a copy of a place's path (挂接).

    `scope` is the column with the copy. `place` and `unit` are look-ups from a row to its place
    or unit, where it has one; rows of a unit go where the unit goes. With `follows`, rows that
    hang on a merged place itself go over to its successor; otherwise they stay where they were
    and wait for somebody to decide (rights never widen by a merge). With a `label` the rows are
    counted in previews and on the place's page, those that match `current` only; `route` names
    the page that lists them, which is given the place's code. With `ends` a closer settles the
    rows of what is gone (`services.register_closer`), and says so in the preview itself.

    `settle` is called once at the end of an act on places, in its transaction, when all copies of
    paths are right: there the application sets right what else it copies from the places above.
    """

    model: type[Model]
    scope: str = "scope_path"
    place: str = ""
    unit: str = ""
    follows: bool = False
    ends: bool = False
    label: "str | Promise" = ""
    current: Q = field(default_factory=Q)
    route: str = ""
    settle: Settle | None = None

    def rows(self) -> "QuerySet[Model]":
        """Return all rows, whoever looks: for keeping paths, not for showing."""
        return QuerySet(self.model)


@dataclass(frozen=True, slots=True)
class AttachmentCount:
    """How many rows of one kind hang at or below a place."""

    label: "str | Promise"
    count: int
    follows: bool
    route: str
    ends: bool = False


_attachments: list[Attachment] = []


def register_attachment(attachment: Attachment) -> None:
    """Add a table to those that moves and merges take along."""
    if attachment not in _attachments:
        _attachments.append(attachment)


def attachments() -> tuple[Attachment, ...]:
    """Return all registered tables."""
    return tuple(_attachments)


def attachment_counts(*paths: str) -> list[AttachmentCount]:
    """Return what hangs at or below `paths`, a line for each labelled table with rows there."""
    shown = [one for one in _attachments if one.label]
    if not shown:
        return []
    names = tuple(f"path{number}" for number in range(len(paths)))
    counts = _counts(names, tuple((one.model, one.scope, one.current) for one in shown))
    counted = counts.of(**dict(zip(names, paths, strict=True)))
    return [
        AttachmentCount(one.label, count, one.follows, one.route, one.ends)
        for one, count in zip(shown, counted.values(), strict=True)
        if count
    ]


@cache
def _counts(names: tuple[str, ...], tables: tuple[tuple[type[Model], str, Q], ...]) -> Any:
    """Return the counts of these tables below paths of these names, in their order."""
    paths = [hole(name, Place, "path") for name in names]
    builds: dict[str, Callable[[], QuerySet[Any]]] = {
        str(number): partial(QuerySet(model).filter, under(paths, scope), current)
        for number, (model, scope, current) in enumerate(tables)
    }
    return PreparedCounts(builds)
