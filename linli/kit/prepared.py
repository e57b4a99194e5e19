"""Queries built once: for those few that every page asks.

Django builds the SQL of a query anew each time, which costs more than a small database needs to
answer it. A `Prepared` query is an ordinary queryset with holes for what changes:

    HELD = Prepared(lambda: RoleGrant.objects.filter(account=hole("id", RoleGrant, "account"))
                    .values_list("role", "scope_path"))
    for role, path in HELD.rows(id=7): ...

A selector that filters by what it is given takes a hole as well as a value: `under` and `on` do,
and `hole + timedelta(days=7)` is filled with the sum.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import groupby
from operator import itemgetter
from typing import Any
from weakref import WeakKeyDictionary

from django.core.exceptions import EmptyResultSet
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models.expressions import Expression, F
from django.db.models.lookups import In
from django.db.models.sql.compiler import SQLCompiler

from linli.kit.objects import ObjectReader, reader_of

Build = Callable[[], "models.QuerySet[Any, Any]"]


class Hole(Expression):
    """A value that is given when the query is asked, of the type of a field."""

    def __init__(
        self,
        name: str,
        field: models.Field[Any, Any],
        derive: Callable[[Any], Any] | None = None,
    ) -> None:
        super().__init__(output_field=field)
        self.name, self.derive = name, derive
        # Text goes to the database as it is.
        self.is_text = type(field) in {models.CharField, models.TextField}

    def through(self, derive: Callable[[Any], Any]) -> "Hole":
        """Return a hole that is filled with what `derive` makes of the value."""
        before = self.derive
        if before is None:
            return Hole(self.name, self.field, derive)
        return Hole(self.name, self.field, lambda value: derive(before(value)))

    def __add__(self, length: Any) -> Any:  # reckoned here, not by the database
        return self.through(lambda value: value + length)

    def __sub__(self, length: Any) -> Any:
        return self.through(lambda value: value - length)

    def as_sql(self, compiler: SQLCompiler, connection: BaseDatabaseWrapper) -> Any:
        """Return a placeholder with this hole as its parameter."""
        return "%s", [self]


def hole(name: str, model: type[models.Model], column: str) -> Any:
    """Return a hole of the type of a model's column, to stand where a value would."""
    return Hole(name, column_field(model, column))


def column_field(model: Any, column: str) -> Any:
    """Return the field at the end of "seat__scope_path"."""
    field: Any = None
    for part in column.split("__"):
        field = model._meta.pk if part == "pk" else model._meta.get_field(part)
        model = field.related_model
    return getattr(field, "target_field", field)


@dataclass(slots=True)
class _Compiled:
    """A query on one connection: its text, its parameters, and what turns columns into values.

    The text is empty for a query that can find nothing.
    """

    compiler: SQLCompiler
    sql: str
    parameters: tuple[Any, ...]
    converters: Any
    kept: bool = False  # whether the engine keeps its plan
    part: str = ""  # the text as a part of a larger one
    reader: ObjectReader | None = None  # made when objects are first asked for
    texts: dict[tuple[Any, ...], str] = field(default_factory=dict)  # larger ones, made once


def _compiled(
    queryset: "models.QuerySet[Any, Any]", connection: BaseDatabaseWrapper, *, steady: bool = False
) -> _Compiled:
    compiler = queryset.query.get_compiler(connection=connection)
    try:
        sql, parameters = compiler.as_sql()
    except EmptyResultSet:
        return _Compiled(compiler, "", (), {})
    kept = steady and getattr(connection, "keeps_plans", False)
    if kept:
        sql, parameters = _with_constants(sql, parameters, connection)
    columns = [column[0] for column in compiler.select[: compiler.col_count]]
    converters = compiler.get_converters(columns)
    part = f"SELECT * FROM ({sql}) AS part"  # noqa: S608 - our own text
    return _Compiled(compiler, sql, tuple(parameters), converters, kept, part)


def _with_constants(
    sql: str, parameters: Sequence[Any], connection: BaseDatabaseWrapper
) -> tuple[str, list[Any]]:
    """Return a text that holds what never changes, and its holes.

    A plan that is kept knows no parameters, and an index of some states alone is used only where
    the state is known.
    """
    texts, holes = sql.split("%s"), []
    whole = texts[0]
    for text, one in zip(texts[1:], parameters, strict=True):
        if isinstance(one, Hole):
            holes.append(one)
            whole += f"%s{text}"
        else:
            literal = connection.ops.compose_sql("%s", [one])  # type: ignore[attr-defined]
            whole += literal.replace("%", "%%") + text
    return whole, holes


def _given(parameters: Sequence[Any], *parts: Mapping[str, Any]) -> list[Any]:
    """Return the parameters for some sets of values; the same value is put in form once."""
    connection = connections["default"]
    known: dict[tuple[str, Any], Any] = {}
    given = []
    for values in parts:
        for one in parameters:
            if not isinstance(one, Hole):
                given.append(one)
                continue
            value = values[one.name]
            if one.derive is not None:
                value = one.derive(value)
            if one.is_text and type(value) is str:
                given.append(value)
                continue
            key = one.name, value
            if key not in known:
                known[key] = one.field.get_db_prep_value(value, connection)
            given.append(known[key])
    return given


def _asked(sql: str, given: list[Any], *, kept: bool = False) -> list[tuple[Any, ...]]:
    connection: Any = connections["default"]
    with connection.kept_cursor() if kept else connection.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall()  # type: ignore[no-any-return]


class Prepared:
    """A queryset with holes, its SQL built at the first use on each connection.

    One that is `steady` is answered along the same index whatever its holes are filled with;
    PostgreSQL keeps its plan, where else it would plan each time.
    """

    def __init__(self, build: Build, *, steady: bool = False) -> None:
        self._build, self._steady = build, steady
        self._ready: WeakKeyDictionary[Any, _Compiled] = WeakKeyDictionary()

    def rows(self, **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows for these values, as tuples."""
        ready = self._compiled()
        if not ready.sql:
            return []
        given = _given(ready.parameters, values)
        return _read(ready, _asked(ready.sql, given, kept=ready.kept))

    def objects(self, **values: Any) -> list[Any]:
        """Return the rows for these values as objects of the queryset's model."""
        ready = self._compiled()
        if not ready.sql:
            return []
        if ready.reader is None:
            ready.reader = reader_of(ready.compiler)
        given = _given(ready.parameters, values)
        found: Iterable[Any] = _asked(ready.sql, given, kept=ready.kept)
        if ready.converters:
            found = ready.compiler.apply_converters(found, ready.converters)
        return ready.reader.objects(found)

    def _compiled(self) -> _Compiled:
        connection = connections["default"]
        ready = self._ready.get(connection)
        if ready is None:
            ready = _compiled(self._build(), connection, steady=self._steady)
            self._ready[connection] = ready
        return ready


Asking = tuple[Prepared, Mapping[str, Any]]
"""A query and what fills its holes."""

PARTS = 100  # in one statement; engines take some hundred


def united(parts: Sequence[Asking], *, order: str, size: int) -> list[tuple[Any, ...]]:
    """Return the first rows over several queries that have the same columns, in one statement.

    `order` names columns by their positions ("1 DESC, 2"): those of joined tables may share a
    name. Each query is asked along its own index and ends where `size` rows are enough; the
    queries have no rows in common. There are PARTS of them at most.
    """
    asked = [(one._compiled(), values) for one, values in parts]  # noqa: SLF001 - of this module
    asked = [(ready, values) for ready, values in asked if ready.sql]
    if not asked:
        return []
    sql = asked[0][0].sql
    if len(asked) > 1:
        each = [ready.part for ready, _values in asked]
        sql = f"{' UNION ALL '.join(each)} ORDER BY {order} LIMIT {size}"
    given = [one for ready, values in asked for one in _given(ready.parameters, values)]
    return _read(asked[0][0], _asked(sql, given))[:size]


def newest(parts: Sequence[Asking], *, size: int, shown: Prepared) -> list[tuple[Any, ...]]:
    """Return what `shown` shows of the first rows over several queries, downwards.

    Each query returns (instant, number) and is asked along its own index, all in one statement;
    only what is shown is read. They have no rows in common. `shown` has one hole, for the number,
    and the same order.
    """
    asked = [(one._compiled(), values) for one, values in parts]  # noqa: SLF001 - of this module
    asked = [(ready, values) for ready, values in asked if ready.sql]
    if not asked:
        return []
    outer = shown._compiled()  # noqa: SLF001 - of this module
    key = size, *(ready.part for ready, _values in asked)
    text = outer.texts.get(key)
    if text is None:
        # Positions, not names: the columns of joined tables may share one.
        found = " UNION ALL ".join(ready.part for ready, _values in asked)
        number = _columns(asked[0][0])[1]
        inner = f"SELECT {number} FROM ({found} ORDER BY 1 DESC, 2 DESC LIMIT {size}) AS newest"  # noqa: S608
        text = outer.texts[key] = outer.sql.replace("(%s)", f"({inner})")
    given = []
    for ready, same in groupby(asked, key=itemgetter(0)):
        given += _given(ready.parameters, *(values for _ready, values in same))
    kept = outer.kept and all(ready.kept for ready, _values in asked)
    return _read(outer, _asked(text, given, kept=kept))


def _columns(ready: _Compiled) -> list[str]:
    """Return the names of the columns, quoted."""
    quote = ready.compiler.quote_name_unless_alias
    return [quote(alias or column.target.column) for column, _sql, alias in ready.compiler.select]


def counted(parts: Sequence[Asking]) -> list[int]:
    """Return how many rows each query finds, in the same order, all in one statement.

    There are PARTS of them at most.
    """
    asked = [(one._compiled(), values) for one, values in parts]  # noqa: SLF001 - of this module
    columns = [_count_of(ready) for ready, _values in asked]
    given = [
        one for ready, values in asked if ready.sql for one in _given(ready.parameters, values)
    ]
    return list(_asked(f"SELECT {', '.join(columns)}", given)[0]) if columns else []


def _count_of(ready: _Compiled) -> str:
    return f"(SELECT COUNT(*) FROM ({ready.sql}) counted)" if ready.sql else "0"  # noqa: S608  # the compiler's


def _read(ready: _Compiled, found: list[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    if not ready.converters:
        return [tuple(row) for row in found]
    return [tuple(row) for row in ready.compiler.apply_converters(found, ready.converters)]


class PreparedAmong:
    """A queryset with holes for rows of which one column is among values given.

    The list of holes has one of few sizes, so that few kinds of SQL are built; a shorter list of
    values is filled up with its last one, and a longer one is asked for in parts.

        POSTS = PreparedAmong(Appointment, "seat", lambda some: Appointment.objects.filter(some))
        POSTS.objects([3, 4, 5])
    """

    SIZES = (1, 20, 50, 100, 400)

    def __init__(
        self,
        model: type[models.Model],
        column: str,
        build: Callable[[In], "models.QuerySet[Any, Any]"],
    ) -> None:
        self._hole, self._column, self._build = hole("among", model, column), column, build
        self._prepared = {size: Prepared(partial(self._sized, size)) for size in self.SIZES}

    def _sized(self, size: int) -> "models.QuerySet[Any, Any]":
        numbered = [self._hole.through(itemgetter(number)) for number in range(size)]
        return self._build(In(F(self._column), numbered))

    def rows(self, wanted: Iterable[Any], **values: Any) -> list[tuple[Any, ...]]:
        """Return the rows with one of `wanted` in the column, as tuples."""
        return [
            row
            for size, part in self._parts(wanted)
            for row in self._prepared[size].rows(among=part, **values)
        ]

    def objects(self, wanted: Iterable[Any], **values: Any) -> list[Any]:
        """Return the rows with one of `wanted` in the column, as objects."""
        return [
            row
            for size, part in self._parts(wanted)
            for row in self._prepared[size].objects(among=part, **values)
        ]

    def _parts(self, wanted: Iterable[Any]) -> Iterator[tuple[int, list[Any]]]:
        every = list(dict.fromkeys(wanted))
        for begins in range(0, len(every), self.SIZES[-1]):
            part = every[begins : begins + self.SIZES[-1]]
            size = next(one for one in self.SIZES if one >= len(part))
            yield size, part + part[-1:] * (size - len(part))


class PreparedCounts:
    """Several querysets with holes of which only the number of rows is wanted: one query."""

    def __init__(self, builds: Mapping[str, Build]) -> None:
        self._builds = dict(builds)
        self._ready: WeakKeyDictionary[Any, tuple[str, list[Any]]] = WeakKeyDictionary()

    def of(self, **values: Any) -> dict[str, int]:
        """Return how many rows each has for these values."""
        connection = connections["default"]
        if connection not in self._ready:
            self._ready[connection] = self._compiled(connection)
        sql, parameters = self._ready[connection]
        (found,) = _asked(sql, _given(parameters, values))
        return dict(zip(self._builds, found, strict=True))

    def _compiled(self, connection: BaseDatabaseWrapper) -> tuple[str, list[Any]]:
        columns: list[str] = []
        parameters: list[Any] = []
        for build in self._builds.values():
            one = _compiled(build().order_by().values("pk"), connection)
            columns.append(_count_of(one))
            parameters += one.parameters
        return f"SELECT {', '.join(columns)}", parameters
