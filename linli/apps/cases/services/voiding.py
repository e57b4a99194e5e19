"""Taking out what a list has set: categories, limits, changed days; each with its trail."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import ProtectedError

from linli.apps.audit.services import record
from linli.apps.cases.models import Category, Limit
from linli.apps.cases.permissions.settings import can_keep_settings
from linli.apps.cases.rules.refusals import SettingEnded, SettingInUse
from linli.apps.cases.services.settings import withdraw_override
from linli.core.access import Actor, Decision, require
from linli.core.errors import NotFound


@transaction.atomic
def void_categories(*, actor: Actor, category_ids: Iterable[int], now: datetime) -> None:
    """Take out categories that never were used (撤销类别).

    Raises SettingInUse where a case or another setting has one, SettingEnded where one was ended.
    """
    for category_id in category_ids:
        row = Category.objects.select_for_update().filter(pk=category_id).first()
        if row is None:
            raise NotFound(category=category_id)
        decision = require(can_keep_settings(actor, row.scope_path))
        if row.valid_to is not None:
            raise SettingEnded(name=row.name_zh)
        try:
            with transaction.atomic():
                row.delete()
        except ProtectedError as problem:
            raise SettingInUse(name=row.name_zh) from problem
        facts = {"code": row.code}
        _record(actor, "category.voided", ("category", category_id), row, facts, decision, now)


@transaction.atomic
def void_limits(*, actor: Actor, limit_ids: Iterable[int], now: datetime) -> None:
    """Take out limits (撤销时限); what one had ended holds again, clocks that run keep theirs.

    Raises SettingEnded where one was ended since.
    """
    for limit_id in limit_ids:
        row = Limit.objects.select_for_update().filter(pk=limit_id).first()
        if row is None:
            raise NotFound(limit=limit_id)
        decision = require(can_keep_settings(actor, row.scope_path))
        alike = Limit.objects.filter(
            place=row.place_id, category=row.category_id, level=row.level, step=row.step
        )
        after = alike.filter(valid_from__gt=row.valid_from).order_by("valid_from").first()
        if row.valid_to != (after.valid_from if after else None):
            raise SettingEnded(name=row.step)
        row.delete()
        before = alike.filter(valid_to=row.valid_from).first()
        if before is not None:
            before.valid_to = row.valid_to
            before.save(update_fields=["valid_to"])
        facts = {"previous": before.pk if before else None, "valid_from": row.valid_from}
        _record(actor, "case_limit.voided", ("case_limit", limit_id), row, facts, decision, now)


@transaction.atomic
def withdraw_overrides(*, actor: Actor, override_ids: Iterable[int], now: datetime) -> None:
    """Withdraw changed days that a list has set; raises what withdrawing one raises."""
    for override_id in override_ids:
        withdraw_override(actor=actor, override_id=override_id, now=now)


def _record(
    actor: Actor,
    kind: str,
    subject: tuple[str, int],
    row: Category | Limit,
    facts: dict[str, object],
    decision: Decision,
    now: datetime,
) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type=subject[0],
        subject_id=subject[1],
        scope_path=row.scope_path,
        facts=facts,
        grant=decision.grant,
        now=now,
    )
