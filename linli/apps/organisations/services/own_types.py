"""Types of bodies that a place sets up for itself."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import override

from linli.apps.organisations import permissions
from linli.apps.organisations.labels import BODY_TYPES
from linli.apps.organisations.models import Body, LocalRule, OwnType
from linli.apps.organisations.rules.events import Event, OwnTypeEnded, OwnTypeSet
from linli.apps.organisations.rules.own import OwnShape, OwnTypeNamed, check_shape, places_text
from linli.apps.organisations.rules.refusals import AlreadyEnded, ChangedSince
from linli.apps.organisations.rules.voids import OwnTypeVoided
from linli.apps.organisations.selectors.own_types import own_type_named
from linli.apps.organisations.services.recording import check_days, first_or_refuse, note
from linli.apps.places.services import locked_place
from linli.core.access import Actor, Decision, require


@transaction.atomic
def set_own_type(
    *,
    actor: Actor,
    place_id: int,
    name: str,
    shape: OwnShape,
    source: str,
    valid_from: date,
    now: datetime,
) -> OwnType:
    """Set up a type of body for a place and everything in it (设立自设组织类型).

    Raises OwnTypeNamed when a type of that name is in use there, and what `check_shape` raises.
    Source: [rule:own-body-types].
    """
    place = locked_place(place_id)
    decision = require(permissions.can_keep_local_rules(actor, place.path))
    check_shape(shape)
    if name in _built_in() or own_type_named(place.path, name) is not None:
        raise OwnTypeNamed(field="name")
    values = {
        "name": name,
        "stands_on": places_text(shape.places),
        "head_title": shape.head_title,
        "deputy_title": shape.deputy_title,
        "deputies": shape.deputies,
        "member_title": shape.member_title,
        "members": shape.members,
        "helper_title": shape.helper_title,
        "source": source,
        "valid_from": valid_from,
    }
    row = OwnType.objects.create(place=place, scope_path=place.path, **values)
    event = OwnTypeSet(own_type_id=row.pk, place_id=place.pk, **values)  # type: ignore[arg-type]  # its very columns
    _note(event, row, actor, decision, now)
    return row


@transaction.atomic
def end_own_type(*, actor: Actor, own_type_id: int, valid_to: date, now: datetime) -> OwnType:
    """End a type on a day: no more bodies of it are set up, those there are go on.

    Raises AlreadyEnded, DatesReversed.
    """
    row, decision = _locked(actor, own_type_id)
    if row.valid_to is not None:
        raise AlreadyEnded(kind="own_type")
    check_days(row.valid_from, valid_to)
    row.valid_to = valid_to
    row.save(update_fields=["valid_to"])
    event = OwnTypeEnded(own_type_id=row.pk, valid_to=valid_to)
    _note(event, row, actor, decision, now)
    return row


@transaction.atomic
def void_own_types(*, actor: Actor, own_type_ids: Iterable[int], now: datetime) -> None:
    """Strike out types that a list entered; raises ChangedSince when one ended or is in use."""
    for own_type_id in own_type_ids:
        row, decision = _locked(actor, own_type_id)
        used = Body.objects.filter(own_type=row).exists()
        if row.valid_to is not None or used or LocalRule.objects.filter(own_type=row).exists():
            raise ChangedSince(kind="own_type")
        _note(OwnTypeVoided(own_type_id=row.pk), row, actor, decision, now)
        row.delete()


def _locked(actor: Actor, own_type_id: int) -> tuple[OwnType, Decision]:
    row = first_or_refuse(OwnType.objects.select_for_update().filter(pk=own_type_id))
    return row, require(permissions.can_keep_local_rules(actor, row.scope_path))


def _built_in() -> set[str]:
    """Return the names of the built-in types in both languages."""
    names: set[str] = set()
    for language in ("zh-hans", "en"):
        with override(language):
            names |= {str(label) for label in BODY_TYPES.values()}
    return names


def _note(event: Event, row: OwnType, actor: Actor, decision: Decision, now: datetime) -> None:
    subject = ("own_type", row.pk)
    note(event, actor=actor, decision=decision, subject=subject, path=row.scope_path, now=now)
