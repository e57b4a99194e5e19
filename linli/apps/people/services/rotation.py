"""Changing the keys of personal data: a new generation writes, old values are sealed again.

What is still to do stands in the data itself (the header of each value), so a rotation that was
stopped goes on by being called again; both generations read and search in between.
"""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.db.models import QuerySet

from linli.apps.audit.services import record
from linli.apps.people.rules.errors import KeysInUse
from linli.core.access import Actor, by_role, require
from linli.kit.keys import SUITE_KEY_BYTES, KeyFolder, key_provider, key_ring
from linli.kit.sealed_fields import SealedField, opened

BATCH = 500


def sealed_models() -> dict[str, type[models.Model]]:
    """Return every table with sealed columns, by label."""
    return {
        model._meta.label: model
        for model in apps.get_models()
        if any(isinstance(field, SealedField) for field in model._meta.concrete_fields)
    }


@transaction.atomic
def rotate_keys(*, actor: Actor, suite: str, now: datetime) -> int:
    """Make a newer generation of keys (更换密钥); return its number. Source: [rule:keys]."""
    require(by_role(actor, (), ""))
    if suite not in SUITE_KEY_BYTES:
        raise ValueError(f"no suite {suite}")
    generation = key_provider().add_generation(suite)
    _record(actor, "keys.rotated", generation.number, {"suite": suite}, now=now)
    return generation.number


@transaction.atomic
def reseal_batch(*, actor: Actor, label: str, after: int = 0, size: int = BATCH) -> tuple[int, int]:
    """Seal up to `size` rows of a table under the newest keys, behind row `after`.

    Return (rows sealed again, last row looked at); the second is 0 when the table is done.
    """
    require(by_role(actor, (), ""))
    model = sealed_models()[label]
    rows: list[Any] = list(
        QuerySet(model).select_for_update().filter(pk__gt=after).order_by("pk")[:size]
    )
    sealed = list(_sealed_fields(model))
    stale = [row for row in rows if _stale(row, sealed)]
    for row in stale:
        for field in sealed:
            value = getattr(row, field.attname)
            if value is not None:
                setattr(row, field.attname, opened(value))
    if stale:
        indexes = [index.name for field in sealed for index in field.indexes]
        QuerySet(model).bulk_update(stale, [field.name for field in sealed] + indexes)
    return len(stale), rows[-1].pk if len(rows) == size else 0


def retire_keys(*, actor: Actor, now: datetime) -> list[int]:
    """Delete the older generations of keys, once nothing lies under them (销毁旧密钥).

    Raises KeysInUse otherwise; then seal again first.
    """
    require(by_role(actor, (), ""))
    provider = key_provider()
    if not isinstance(provider, KeyFolder):
        raise TypeError("this key provider retires its generations itself")
    old = [one.number for one in key_ring().generations[:-1]]
    for model in sealed_models().values():
        sealed = list(_sealed_fields(model))
        rows: QuerySet[Any] = QuerySet(model)
        if any(_stale(row, sealed) for row in rows.iterator(chunk_size=BATCH)):
            raise KeysInUse(table=model._meta.db_table)
    with transaction.atomic():
        for number in old:
            _record(actor, "keys.retired", number, {}, now=now)
    for number in old:
        provider.retire_generation(number)
    return old


def _sealed_fields(model: type[models.Model]) -> Iterator[SealedField]:
    return (field for field in model._meta.concrete_fields if isinstance(field, SealedField))


def _stale(row: models.Model, fields: list[SealedField]) -> bool:
    values = [(field, getattr(row, field.attname)) for field in fields]
    return any(
        value is not None and not field.column_seal.is_current(value.token)
        for field, value in values
    )


def _record(
    actor: Actor, kind: str, number: int, facts: Mapping[str, object], *, now: datetime
) -> None:
    record(actor=actor, kind=kind, subject_type="keys", subject_id=number, now=now, facts=facts)
