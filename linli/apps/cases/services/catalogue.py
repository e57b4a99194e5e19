"""Categories of matters: installed at the start, added, changed and ended by the offices."""

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max

from linli.apps.audit.services import record
from linli.apps.cases.models import Category, CheckItem
from linli.apps.cases.permissions.settings import can_keep_settings
from linli.apps.cases.rules.categories import LISTED_ACTIONS, START_CATEGORIES
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.refusals import CategoryThere, CategoryWithoutAddress, SettingEnded
from linli.apps.cases.rules.texts import kept_line, kept_text
from linli.apps.cases.services.settings import check_ahead, keeper_at
from linli.core.access import Actor, Decision, require
from linli.core.errors import NotFound
from linli.kit.days import local_day

CHANGEABLE = (
    "name_zh", "name_en", "icon", "order", "is_ours", "redirect_zh", "redirect_en", "level",
    "least", "lead_id",
)  # fmt: skip


@transaction.atomic
def install_categories(*, actor: Actor, place_id: int, now: datetime) -> list[Category]:
    """Give a place the categories to start with, those it lacks, and return them (初始类别)."""
    place, decision = keeper_at(actor, place_id)
    there = set(Category.objects.filter(place=place).values_list("code", flat=True))
    added = []
    for number, start in enumerate(START_CATEGORIES, 1):
        if start.code in there:
            continue
        category = Category.objects.create(
            code=start.code,
            place=place,
            scope_path=place.path,
            name_zh=start.name_zh,
            name_en=start.name_en,
            icon=start.icon,
            order=10 * number,
            is_ours=start.is_ours,
            redirect_zh=start.redirect_zh,
            redirect_en=start.redirect_en,
            level=start.level,
            least=start.least,
            valid_from=local_day(now),
        )
        _record(actor, "category.added", category, decision, now, {"code": start.code})
        added.append(category)
    return added


@transaction.atomic
def add_category(
    *,
    actor: Actor,
    place_id: int,
    code: str,
    name_zh: str,
    name_en: str,
    icon: str,
    valid_from: date,
    now: datetime,
    **values: Any,
) -> Category:
    """Add a category at a place and below (增设类别).

    `values` may be any of order, is_ours, redirect_zh, redirect_en, level, least, lead_id.
    Raises CategoryThere, CategoryWithoutAddress, SettingBackdated.
    """
    _check_columns(values)
    place, decision = keeper_at(actor, place_id)
    check_ahead(valid_from, now)
    if Category.objects.filter(place=place, code=code).exists():
        raise CategoryThere(field="code")
    values |= _kept({"name_zh": name_zh, "name_en": name_en, **values})
    category = Category(
        code=code,
        place=place,
        scope_path=place.path,
        icon=icon,
        valid_from=valid_from,
        **values,
    )
    _check_address(category)
    category.save(force_insert=True)
    facts = {"code": code, "name_zh": name_zh, "valid_from": valid_from}
    _record(actor, "category.added", category, decision, now, facts)
    return category


@transaction.atomic
def change_category(*, actor: Actor, category_id: int, now: datetime, **values: Any) -> Category:
    """Change what a category says, whom it goes to, how urgent it is (修改类别).

    Cases that run keep what they have. Raises CategoryWithoutAddress, SettingEnded.
    """
    _check_columns(values)
    values |= _kept(values)
    category, decision = _locked(actor, category_id, now)
    changes = {
        column: [getattr(category, column), value]
        for column, value in values.items()
        if getattr(category, column) != value
    }
    if not changes:
        return category
    for column, (_old, new) in changes.items():
        setattr(category, column, new)
    _check_address(category)
    category.save(update_fields=[column.removesuffix("_id") for column in changes])
    _record(actor, "category.changed", category, decision, now, {"changes": changes})
    return category


@transaction.atomic
def end_category(*, actor: Actor, category_id: int, valid_to: date, now: datetime) -> Category:
    """End a category on a day; cases that have it keep it (停用类别).

    Raises SettingEnded, SettingBackdated.
    """
    category, decision = _locked(actor, category_id, now)
    check_ahead(valid_to, now)
    if valid_to <= category.valid_from:
        raise SettingEnded(field="valid_to")
    category.valid_to = valid_to
    category.save(update_fields=["valid_to"])
    _record(actor, "category.ended", category, decision, now, {"valid_to": valid_to})
    return category


@transaction.atomic
def add_item(
    *,
    actor: Actor,
    category_id: int,
    action: CaseAction,
    text_zh: str,
    text_en: str,
    is_gate: bool,
    now: datetime,
) -> CheckItem:
    """Add a line to the check-list of a category, from today on (增设核对项).

    A gate holds `action` back until somebody has seen to it. Raises TextMissing, TextTooLong,
    SettingEnded.
    """
    category, decision = _locked(actor, category_id, now)
    if action not in LISTED_ACTIONS:
        raise NotFound(action=action)
    last = CheckItem.objects.filter(category=category, action=action).aggregate(Max("position"))
    item = CheckItem.objects.create(
        category=category,
        action=action,
        text_zh=kept_line(text_zh, field="text_zh", most=120, needed=True),
        text_en=kept_line(text_en, field="text_en", most=160, needed=True),
        is_gate=is_gate,
        position=(last["position__max"] or 0) + 1,
        valid_from=local_day(now),
    )
    facts = {"item": item.pk, "action": action, "text_zh": item.text_zh, "is_gate": is_gate}
    _record(actor, "check_item.added", category, decision, now, facts)
    return item


@transaction.atomic
def end_item(*, actor: Actor, item_id: int, now: datetime) -> CheckItem:
    """End a line of a check-list; open cases are not held back by it any more (停用核对项).

    Raises SettingEnded.
    """
    found = CheckItem.objects.filter(pk=item_id).values_list("category", flat=True).first()
    if found is None:
        raise NotFound(item=item_id)
    category, decision = _locked(actor, found, now)
    item = CheckItem.objects.get(pk=item_id)
    if item.valid_to is not None:
        raise SettingEnded()
    item.valid_to = local_day(now)
    item.save(update_fields=["valid_to"])
    facts = {"item": item.pk, "action": item.action, "text_zh": item.text_zh}
    _record(actor, "check_item.ended", category, decision, now, facts)
    return item


def _locked(actor: Actor, category_id: int, now: datetime) -> tuple[Category, Decision]:
    category = Category.objects.select_for_update().filter(pk=category_id).first()
    if category is None:
        raise NotFound(category=category_id)
    decision = require(can_keep_settings(actor, category.scope_path))
    if category.valid_to is not None and category.valid_to <= local_day(now):
        raise SettingEnded()
    return category, decision


def _kept(values: dict[str, Any]) -> dict[str, Any]:
    """Return the texts among the values as they are stored; raises TextMissing, TextTooLong."""
    names = {"name_zh": 40, "name_en": 60}
    kept = {
        column: kept_line(values[column], field=column, most=most, needed=True)
        for column, most in names.items()
        if column in values
    }
    for column in ("redirect_zh", "redirect_en"):
        if column in values:
            kept[column] = kept_text(values[column], field=column, most=1000, needed=False)
    return kept


def _check_columns(values: dict[str, Any]) -> None:
    unknown = values.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not a changeable column: {sorted(unknown)}")


def _check_address(category: Category) -> None:
    if category.is_ours:
        return
    for column in ("redirect_zh", "redirect_en"):
        if not getattr(category, column).strip():
            raise CategoryWithoutAddress(field=column)


def _record(
    actor: Actor,
    kind: str,
    category: Category,
    decision: Decision,
    now: datetime,
    facts: dict[str, object],
) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="category",
        subject_id=category.pk,
        scope_path=category.scope_path,
        facts=facts,
        grant=decision.grant,
        now=now,
    )
