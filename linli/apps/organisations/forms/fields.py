"""Fields that several forms share: a day, an enum with labels, a last day."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, TypeVar

from django import forms
from django.utils.functional import Promise

E = TypeVar("E", bound=StrEnum)
Choices = list[tuple[str, "str | Promise"]]


class DayField(forms.DateField):
    """A day, typed or picked."""

    def __init__(self, **options: Any) -> None:
        options.setdefault("widget", forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
        options.setdefault("input_formats", ["%Y-%m-%d"])
        super().__init__(**options)


class LastDayField(DayField):
    """The last day of something; cleaned to the first day without it, as rows keep it."""

    def clean(self, value: Any) -> date | None:
        """Return the day after the one typed."""
        day = super().clean(value)
        return None if day is None else day + timedelta(days=1)

    def prepare_value(self, value: Any) -> Any:
        """Show the day before the stored one; text typed before stays as it is."""
        return value - timedelta(days=1) if isinstance(value, date) else value


def choices(
    words: "Mapping[Any, str | Promise]", only: Iterable[str] | None = None, empty: Any = None
) -> Choices:
    """Return the choices of an enum with its labels, an empty one first where asked for."""
    picked = words if only is None else {key: words[key] for key in only}
    found: Choices = [(str(key), label) for key, label in picked.items()]
    return found if empty is None else [("", empty), *found]
