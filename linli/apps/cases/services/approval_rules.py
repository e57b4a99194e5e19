"""How many must agree, as an office sets it for its place and below, each with its trail.

What waits keeps the number it was asked with. Source: [rule:case-approvals].
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from linli.apps.audit.selectors import events_about, facts_of
from linli.apps.audit.services import record
from linli.apps.cases.models import ApprovalRule, Category
from linli.apps.cases.permissions.settings import can_keep_settings
from linli.apps.cases.rules.approvals import ApprovalKind, check_needed
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.refusals import SettingEnded
from linli.apps.cases.services.settings import check_ahead, keeper_at
from linli.core.access import Actor, Decision, require
from linli.core.errors import NotFound


@dataclass(frozen=True, slots=True)
class For:
    """What a number is set for; without category or level for every one."""

    kind: ApprovalKind
    category_id: int | None = None
    level: Level | None = None

    def rows(self, place_id: int) -> "QuerySet[ApprovalRule]":
        """Return the rows that a place has set for just this."""
        found: QuerySet[ApprovalRule] = ApprovalRule.objects.filter(
            place=place_id, kind=self.kind, category=self.category_id, level=self.level
        )
        return found


@transaction.atomic
def set_needed(
    *, actor: Actor, place_id: int, what: For, needed: int, valid_from: date, now: datetime
) -> ApprovalRule:
    """Set how many must agree at a place and below, from a day on (设定审批人数).

    It ends the row that held there until then; one that begins on the same day is corrected.
    Raises NeededOutOfRange, SettingBackdated.
    """
    place, decision = keeper_at(actor, place_id)
    check_needed(needed)
    check_ahead(valid_from, now)
    category_id = what.category_id
    if category_id is not None and not Category.objects.filter(pk=category_id).exists():
        raise NotFound(category=category_id)
    rows = what.rows(place.pk).select_for_update()
    rule, before, _ended = rows.set_from(  # type: ignore[attr-defined]
        valid_from,
        {"needed": needed},
        place=place,
        scope_path=place.path,
        kind=what.kind,
        category_id=category_id,
        level=what.level,
    )
    facts = {
        "approval": what.kind,
        "category": category_id,
        "of_level": what.level,
        "needed": needed,
        "valid_from": valid_from,
        "before": before["needed"] if before else None,
    }
    _record(actor, "approval_rule.set", rule.pk, rule, facts, decision, now)
    return rule


@transaction.atomic
def end_needed(*, actor: Actor, rule_id: int, valid_to: date, now: datetime) -> ApprovalRule:
    """End a number on a day; from then on the next place above counts (终止审批人数).

    Raises SettingEnded, SettingBackdated.
    """
    rule, decision = _kept(actor, rule_id)
    check_ahead(valid_to, now)
    if valid_to <= rule.valid_from or (rule.valid_to is not None and rule.valid_to <= valid_to):
        raise SettingEnded(field="valid_to")
    rule.valid_to = valid_to
    rule.save(update_fields=["valid_to"])
    facts: dict[str, object] = {"approval": rule.kind, "valid_to": valid_to}
    _record(actor, "approval_rule.ended", rule.pk, rule, facts, decision, now)
    return rule


@transaction.atomic
def void_needed(*, actor: Actor, rule_ids: Iterable[int], now: datetime) -> None:
    """Take numbers out again that a list has set (撤销审批人数); what one had ended holds again.

    Raises SettingEnded where one was ended since.
    """
    for rule_id in rule_ids:
        rule, decision = _kept(actor, rule_id)
        alike = For(
            ApprovalKind(rule.kind), rule.category_id, Level(rule.level) if rule.level else None
        ).rows(rule.place_id)
        after = alike.filter(valid_from__gt=rule.valid_from).order_by("valid_from").first()
        if rule.valid_to != (after.valid_from if after else None):
            raise SettingEnded(name=rule.kind)
        rule.delete()
        was_set = facts_of(events_about("approval_rule", rule_id)[0])
        before = alike.filter(valid_to=rule.valid_from).first() if was_set["before"] else None
        if before is not None:
            before.valid_to = rule.valid_to
            before.save(update_fields=["valid_to"])
        facts: dict[str, object] = {
            "approval": rule.kind,
            "previous": before.pk if before else None,
            "valid_from": rule.valid_from,
        }
        _record(actor, "approval_rule.voided", rule_id, rule, facts, decision, now)


def _kept(actor: Actor, rule_id: int) -> tuple[ApprovalRule, Decision]:
    rule = ApprovalRule.objects.select_for_update().filter(pk=rule_id).first()
    if rule is None:
        raise NotFound(rule=rule_id)
    return rule, require(can_keep_settings(actor, rule.scope_path))


def _record(
    actor: Actor,
    kind: str,
    rule_id: int,
    rule: ApprovalRule,
    facts: dict[str, object],
    decision: Decision,
    now: datetime,
) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="approval_rule",
        subject_id=rule_id,
        scope_path=rule.scope_path,
        facts=facts,
        grant=decision.grant,
        now=now,
    )
