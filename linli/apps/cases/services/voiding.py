"""Taking out what a list has set, each with its trail.

What a row had ended when it was set, its trail says; that holds again.
"""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import ProtectedError

from linli.apps.audit.selectors import events_about, facts_of
from linli.apps.audit.services import record
from linli.apps.cases.models import Category, CheckItem, LadderPost, Limit, OfficeHours
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
        had_ended = _set_with("case_limit", limit_id)["before"] is not None
        before = alike.filter(valid_to=row.valid_from).first() if had_ended else None
        facts = _holds_again(before, row)
        _record(actor, "case_limit.voided", ("case_limit", limit_id), row, facts, decision, now)


@transaction.atomic
def void_hours(*, actor: Actor, hours_ids: Iterable[int], now: datetime) -> None:
    """Take out office hours (撤销办公时间); those they had ended hold again."""
    for hours_id in hours_ids:
        row = OfficeHours.objects.select_for_update().filter(pk=hours_id).first()
        if row is None:
            raise NotFound(hours=hours_id)
        decision = require(can_keep_settings(actor, row.scope_path))
        previous = _set_with("office_hours", hours_id)["previous"]
        row.delete()
        before = OfficeHours.objects.filter(pk=previous, valid_to=row.valid_from).first()
        facts = _holds_again(before, row)
        _record(actor, "office_hours.voided", ("office_hours", hours_id), row, facts, decision, now)


@transaction.atomic
def void_ladder_posts(*, actor: Actor, post_ids: Iterable[int], now: datetime) -> None:
    """Take out the naming of posts (撤销督办岗位指定); those that were ended by it hold again.

    Raises SettingEnded where another has taken the place of one since.
    """
    for post_id in post_ids:
        row = LadderPost.objects.select_for_update().filter(pk=post_id).first()
        if row is None:
            raise SettingEnded()
        decision = require(can_keep_settings(actor, row.scope_path))
        previous = _set_with("ladder_post", post_id)["previous"]
        row.delete()
        before = LadderPost.objects.filter(pk=previous, valid_to=row.valid_from).first()
        facts = {"rung": row.rung, **_holds_again(before, row)}
        _record(actor, "ladder_post.voided", ("ladder_post", post_id), row, facts, decision, now)


@transaction.atomic
def void_items(*, actor: Actor, item_ids: Iterable[int], now: datetime) -> None:
    """Take lines of check-lists out again that nobody has marked (撤销核对项).

    Raises SettingEnded where one was ended, SettingInUse where one was marked in a case.
    """
    for item_id in item_ids:
        item = CheckItem.objects.filter(pk=item_id).first()
        if item is None:
            raise NotFound(item=item_id)
        category = Category.objects.select_for_update().get(pk=item.category_id)
        decision = require(can_keep_settings(actor, category.scope_path))
        if item.valid_to is not None:
            raise SettingEnded()
        try:
            with transaction.atomic():
                item.delete()
        except ProtectedError as problem:
            raise SettingInUse(name=item.text_zh) from problem
        facts = {"item": item_id, "action": item.action, "text_zh": item.text_zh}
        subject = ("category", category.pk)
        _record(actor, "check_item.voided", subject, category, facts, decision, now)


@transaction.atomic
def withdraw_overrides(*, actor: Actor, override_ids: Iterable[int], now: datetime) -> None:
    """Withdraw changed days that a list has set; raises what withdrawing one raises."""
    for override_id in override_ids:
        withdraw_override(actor=actor, override_id=override_id, now=now)


def _set_with(subject_type: str, number: int) -> dict[str, Any]:
    """Return the facts with which a setting was set: the first row of the trail about it."""
    return facts_of(events_about(subject_type, number)[0])


def _holds_again(
    before: Limit | OfficeHours | LadderPost | None, row: Limit | OfficeHours | LadderPost
) -> dict[str, object]:
    """Let what a setting had ended hold for as long as the setting would have."""
    if before is not None:
        before.valid_to = row.valid_to
        before.save(update_fields=["valid_to"])
    return {"previous": before.pk if before else None, "valid_from": row.valid_from}


def _record(
    actor: Actor,
    kind: str,
    subject: tuple[str, int],
    row: Category | Limit | OfficeHours | LadderPost,
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
