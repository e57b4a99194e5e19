"""How a stored value reads to the person it is about: the word of its column, and its own.

Each application says it beside its other words when it starts:

    register_stored(
        "people.Holding",
        unit=_("Unit"),
        tenure=Reads(_("Tenure"), TENURES),
    )
    register_namer("places.Place", lambda place: place.name)

What an application leaves out of a table it registers says nothing by itself: paths, numbers of
other rows. A test holds that each table about people is registered.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Model
from django.utils.functional import Promise
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from linli.kit.sealed_fields import MASK, SealedField, opened

Text = str | Promise
Words = Mapping[Any, Text] | Callable[[Any], object]


@dataclass(frozen=True, slots=True)
class Reads:
    """The word of a column, the words of its values, and how a sealed value is masked."""

    word: Text
    values: Words | None = None
    mask: Callable[[str], str] | None = None


_tables: dict[str, dict[str, Reads]] = {}
_namers: dict[str, tuple[Callable[[Any], object], tuple[str, ...]]] = {}


def register_stored(model: str, **columns: "Text | Reads") -> None:
    """Say how the columns of a table read, in the order in which they are shown."""
    _tables[model] = {
        name: one if isinstance(one, Reads) else Reads(one) for name, one in columns.items()
    }


def register_namer(model: str, name: Callable[[Any], object], *needs: str) -> None:
    """Say how a row of a table is called where another row names it, and what that reads along."""
    _namers[model] = (name, needs)


def read_along(model: type[Model]) -> list[str]:
    """Return what is read together with the rows of a table, so that showing them asks no more."""
    wanted = []
    for name in columns_shown(model._meta.label):
        field = model._meta.get_field(name)
        if field.related_model is not None:
            _name, needs = _namers.get(field.related_model._meta.label, (str, ()))
            wanted += [f"{name}__{one}" for one in needs] or [name]
    return wanted


def registered_tables() -> set[str]:
    """Return the tables whose columns have words."""
    return set(_tables)


def columns_shown(model: str) -> dict[str, Reads]:
    """Return the columns of a table that are shown, by name."""
    return _tables.get(model, {})


def value_words(row: Model, name: str, *, clear: bool) -> str:
    """Return what a column of a row says, in words; sealed values masked unless `clear`."""
    reads = _tables[row._meta.label][name]
    field = row._meta.get_field(name)
    if isinstance(field, SealedField):
        text = opened(getattr(row, name))
        if clear or not text:
            return text
        return reads.mask(text) if reads.mask else MASK
    return _words(getattr(row, name), reads.values)


def _words(value: Any, values: "Words | None") -> str:
    if value in (None, ""):
        return ""
    if callable(values):
        return str(values(value))
    if values is not None:
        return str(values.get(value, value))
    if isinstance(value, Model):
        name, _needs = _namers.get(value._meta.label, (str, ()))
        return str(name(value))
    return _plain(value)


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return f"{localtime(value):%Y-%m-%d %H:%M}"
    return value.isoformat() if isinstance(value, date) else str(value)
