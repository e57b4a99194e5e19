"""What is stored about somebody in every application, by the declarations: to read and to copy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import QuerySet

from linli.apps.accounts.models import Account
from linli.apps.people.models import Person
from linli.core.personal import Basis, PersonalField
from linli.kit.personal_data import personal_fields
from linli.kit.sealed_fields import MASK, BlindIndexField, SealedField, opened
from linli.kit.stored_words import columns_shown, read_along, value_words

MOST_ROWS = 10  # of a table on the page; the copy has them all


@dataclass(frozen=True, slots=True)
class StoredValue:
    """One thing that is stored about somebody: what, its value, and the rule it stands under."""

    model: str
    field: str
    data: str
    value: str
    purpose: str
    basis: Basis
    days: int
    after: str
    sensitive: bool


@dataclass(frozen=True, slots=True)
class StoredGroup:
    """What is stored of one kind, for one purpose, until one day; `rows` are (word, value) lines.

    What is secret reads as a mask, also to its person; rows that read alike stand there once.
    """

    data: str
    purpose: str
    basis: Basis
    days: int
    after: str
    sensitive: bool
    rows: list[list[tuple[Any, str]]] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)

    @property
    def more(self) -> int:
        """Return how many rows are not shown."""
        return sum(self.counts) - len(self.rows)


def stored_groups(person: Person, *, clear: bool) -> list[StoredGroup]:
    """Return everything stored about a person by kind, in words; sealed values masked or not."""
    found: dict[tuple[Any, ...], StoredGroup] = {}
    for label, fields in _declared():
        model = apps.get_model(label)
        about = rows_about(model, person)
        rows = list(about.select_related(*read_along(model)).order_by("-pk")[: MOST_ROWS + 1])
        if not rows:
            continue
        count = len(rows) if len(rows) <= MOST_ROWS else about.count()
        for key, columns in _by_rule(fields).items():
            group = found.setdefault(key, StoredGroup(*key))
            lines = [_lines(row, columns, clear=clear) for row in rows[:MOST_ROWS]]
            # What several rows say in the same words stands there once.
            said = {tuple((str(word), text) for word, text in one): one for one in lines if one}
            told = list(said.values())
            group.rows.extend(told)
            group.counts.append(count - min(count, MOST_ROWS) + len(told) if told else 0)
    return [group for group in found.values() if group.rows]


def _by_rule(fields: list[PersonalField]) -> dict[tuple[Any, ...], list[PersonalField]]:
    rules: dict[tuple[Any, ...], list[PersonalField]] = {}
    for one in fields:
        key = (one.data, one.purpose, one.basis, one.keep.days, one.keep.after, one.sensitive)
        rules.setdefault(key, []).append(one)
    return rules


def _lines(
    row: models.Model, columns: list[PersonalField], *, clear: bool
) -> list[tuple[Any, str]]:
    """Return the columns of a row that say something, in the order in which they are shown."""
    wanted = {one.field: one for one in columns}
    lines = []
    for name, reads in columns_shown(row._meta.label).items():
        if name in wanted:
            hidden = wanted[name].secret and getattr(row, name) not in (None, "")
            text = MASK if hidden else value_words(row, name, clear=clear)
            lines += [(reads.word, text)] if text else []
    return lines


def stored_values(person: Person) -> Iterator[StoredValue]:
    """Yield every personal value of every application about a person, by the declarations.

    A table belongs to a person when it has a column that names one, or their account; indexes
    are left out, they say nothing that their value does not.
    """
    for label, fields in _declared():
        for row in rows_about(apps.get_model(label), person).order_by("pk"):
            yield from _values(label, row, fields)


def _declared() -> list[tuple[str, list[PersonalField]]]:
    declared: dict[str, list[PersonalField]] = {}
    for (label, _column), one in personal_fields().items():
        declared.setdefault(label, []).append(one)
    return sorted(declared.items())


def rows_about(model: type[models.Model], person: Person) -> "QuerySet[Any]":
    """Return the rows of a table about a person; the trail shows as who looked, not by rows."""
    if model is Person:
        return Person.objects.filter(pk=person.pk)
    condition = models.Q(pk__in=[])
    if model._meta.app_label != "audit":
        for column in model._meta.concrete_fields:
            if column.related_model is Person or column.attname == "person_id":
                condition |= models.Q(**{column.attname: person.pk})
            elif column.related_model is Account:
                condition |= models.Q(**{f"{column.name}__person_id": person.pk})
    return QuerySet(model).filter(condition)


def _values(label: str, row: models.Model, fields: list[PersonalField]) -> Iterator[StoredValue]:
    for one in fields:
        column = row._meta.get_field(one.field)
        raw = getattr(row, one.field)
        if isinstance(column, BlindIndexField) or raw in (None, ""):
            continue
        value = opened(raw) if isinstance(column, SealedField) else str(raw)
        yield StoredValue(
            model=label,
            field=one.field,
            data=one.data,
            value=MASK if one.secret else value,
            purpose=one.purpose,
            basis=one.basis,
            days=one.keep.days,
            after=one.keep.after,
            sensitive=one.sensitive,
        )
