"""Enums of the core as columns: stored as text, checked by the database."""

from enum import StrEnum
from typing import Any

from django.db import models


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
