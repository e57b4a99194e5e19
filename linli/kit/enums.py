"""Enums of the core as columns: stored as text, checked by the database."""

from enum import StrEnum
from typing import Any

from django.db import models
from django.db.models.lookups import Lookup


@models.CharField.register_lookup
class Among(Lookup[Any]):
    """`state__among=(A, B)`: one of some values of an enum, written into the statement.

    With `__in` they are parameters, and SQLite does not see that a partial index "where the state
    is one of these" holds all it looks for.
    """

    lookup_name = "among"
    prepare_rhs = False

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the condition; raises ValueError for what can be no value of an enum."""
        column, parameters = self.process_lhs(compiler, connection)
        values = [str(value) for value in self.rhs]
        if not all(value.isascii() and value.isidentifier() for value in values):
            raise ValueError(f"no values of an enum: {values}")
        if len(values) == 1:  # as the condition of an index has it
            return f"{column} = '{values[0]}'", parameters
        listed = ", ".join(f"'{value}'" for value in values)
        return f"{column} IN ({listed})", parameters


@models.CharField.register_lookup
class SurelyAmong(Among):
    """`state__surely_among=(A, B)`: said again of a value that another condition compares.

    SQLite does not conclude from the value that a partial index "where the state is one of these"
    holds the row; PostgreSQL does, and would take the two conditions for two that narrow.
    """

    lookup_name = "surely_among"

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return a condition that holds always."""
        return "TRUE", ()


@models.CharField.register_lookup
class MostlyAmong(Among):
    """`state__mostly_among=(A,)`: like `among`, of values that most rows have.

    SQLite knows of a column how many rows share a value on the average, not that nine of ten rows
    share one, and would walk all of those along an index that begins with it. PostgreSQL knows.
    """

    lookup_name = "mostly_among"

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, Any]:
        """Return the condition with its likelihood."""
        condition, parameters = self.as_sql(compiler, connection)
        return f"likelihood({condition}, 0.9)", parameters


def enum_field(enum: type[StrEnum], **options: Any) -> "models.CharField[str, str]":
    """Return a text column that holds values of `enum`; labels come from the edge."""
    options.setdefault("max_length", max(len(member.value) for member in enum) + 8)
    return models.CharField(**options)


def optional_enum_field(
    enum: type[StrEnum], **options: Any
) -> "models.CharField[str | None, str | None]":
    """Return the same column where a row may have no value."""
    options.setdefault("max_length", max(len(member.value) for member in enum) + 8)
    options["null"] = True
    return models.CharField(**options)


def enum_check(enum: type[StrEnum], column: str, name: str) -> models.CheckConstraint:
    """Return the constraint that `column` holds one of the values of `enum`."""
    return models.CheckConstraint(
        condition=models.Q(**{f"{column}__in": sorted(member.value for member in enum)}),
        name=name,
    )


def quick_enum_check(enum: type[StrEnum], column: str, name: str) -> models.CheckConstraint:
    """Return the same constraint for a table that takes a million rows in one go.

    The column is compared with one value after another, the first of the enum being the one most
    rows have. For a list of more than two SQLite fills a table in memory and looks the value up
    there, which costs as much as storing the row.
    """
    condition = models.Q()
    for member in enum:
        condition |= models.Q(**{column: member.value})
    return models.CheckConstraint(condition=condition, name=name)
