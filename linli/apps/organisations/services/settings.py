"""Rules a place enters for its bodies, with their source."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import LocalRule, OwnType
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.events import Event, LocalRuleEnded, LocalRuleSet
from linli.apps.organisations.rules.limits import Severity, Test, check_numbers
from linli.apps.organisations.rules.refusals import (
    AlreadyEnded,
    ChangedSince,
    JurisdictionUnknown,
    RuleBesideWhat,
    RuleOfNoType,
    RuleThere,
)
from linli.apps.organisations.rules.voids import LocalRuleVoided
from linli.apps.organisations.services.recording import check_days, first_or_refuse, note
from linli.apps.places.models import Place
from linli.apps.places.rules import DIVISIONS
from linli.apps.places.services import locked_place
from linli.core.access import Actor, Decision, require


@transaction.atomic
def set_local_rule(
    *,
    actor: Actor,
    test: Test,
    body_type: BodyType,
    jurisdiction: str,
    source: str,
    valid_from: date,
    now: datetime,
    least: int | None = None,
    most: int | None = None,
    is_odd: bool = False,
    severity: Severity = Severity.ERROR,
    own_type_id: int | None = None,
    beside: BodyType | None = None,
) -> LocalRule:
    """Enter a rule of a place; there it stands before the built-in ones (设定地方规则).

    A rule about a type that a place set up for itself names it; `beside` is given for the test
    that asks for it, and only for that one. Raises JurisdictionUnknown when no division has that
    code, RuleReversed, RuleThere, RuleBesideWhat.
    Source: [rule:body-limits].
    """
    place = locked_place(_division(jurisdiction).pk)
    decision = require(permissions.can_keep_local_rules(actor, place.path))
    check_numbers(least, most)
    if (test == Test.NOT_BESIDE) != (beside is not None):
        raise RuleBesideWhat(field="beside")
    is_known = own_type_id is not None and OwnType.objects.filter(pk=own_type_id).exists()
    if (body_type == BodyType.OWN) != is_known:
        raise RuleOfNoType(field="body_type")
    same = LocalRule.objects.filter(
        test=test, body_type=body_type, own_type=own_type_id, jurisdiction=jurisdiction
    )
    if same.filter(valid_from=valid_from, valid_to=None).exists():
        raise RuleThere(field="valid_from")
    rule = LocalRule.objects.create(
        test=test,
        body_type=body_type,
        own_type_id=own_type_id,
        beside=beside,
        jurisdiction=jurisdiction,
        least=least,
        most=most,
        is_odd=is_odd,
        severity=severity,
        source=source,
        valid_from=valid_from,
    )
    event = LocalRuleSet(
        local_rule_id=rule.pk,
        test=test,
        body_type=body_type,
        own_type_id=own_type_id,
        beside=beside,
        jurisdiction=jurisdiction,
        least=least,
        most=most,
        is_odd=is_odd,
        severity=severity,
        source=source,
        valid_from=valid_from,
    )
    _note(event, rule, place, actor, decision, now)
    return rule


@transaction.atomic
def end_local_rule(*, actor: Actor, local_rule_id: int, valid_to: date, now: datetime) -> LocalRule:
    """End a rule of a place on a day. Raises AlreadyEnded, DatesReversed."""
    rule = first_or_refuse(LocalRule.objects.select_for_update().filter(pk=local_rule_id))
    place = _division(rule.jurisdiction)
    decision = require(permissions.can_keep_local_rules(actor, place.path))
    if rule.valid_to is not None:
        raise AlreadyEnded(kind="local_rule")
    check_days(rule.valid_from, valid_to)
    rule.valid_to = valid_to
    rule.save(update_fields=["valid_to"])
    event = LocalRuleEnded(local_rule_id=rule.pk, valid_to=valid_to)
    _note(event, rule, place, actor, decision, now)
    return rule


@transaction.atomic
def void_local_rules(*, actor: Actor, local_rule_ids: Iterable[int], now: datetime) -> None:
    """Strike out rules that a list entered (撤销地方规则); raises ChangedSince when one ended."""
    for local_rule_id in local_rule_ids:
        rule = first_or_refuse(LocalRule.objects.select_for_update().filter(pk=local_rule_id))
        place = _division(rule.jurisdiction)
        decision = require(permissions.can_keep_local_rules(actor, place.path))
        if rule.valid_to is not None:
            raise ChangedSince(kind="local_rule")
        _note(LocalRuleVoided(local_rule_id=rule.pk), rule, place, actor, decision, now)
        rule.delete()


def _division(code: str) -> Place:
    place = Place.objects.filter(code=code, kind__in=DIVISIONS).first()
    if place is None:
        raise JurisdictionUnknown(field="jurisdiction")
    return place


def _note(
    event: Event, rule: LocalRule, place: Place, actor: Actor, decision: Decision, now: datetime
) -> None:
    subject = ("local_rule", rule.pk)
    note(event, actor=actor, decision=decision, subject=subject, path=place.path, now=now)
