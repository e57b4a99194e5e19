"""Setting up, changing and ending bodies."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from linli.apps.organisations import permissions
from linli.apps.organisations.models import Absence, Appointment, Body, OwnType
from linli.apps.organisations.rules.basis import Ending
from linli.apps.organisations.rules.bodies import TYPES, BodyType, seats_of
from linli.apps.organisations.rules.events import BodyChanged, BodyDissolved, BodyFounded
from linli.apps.organisations.rules.own import OwnShape, OwnTypeUnfit, seats_of_own
from linli.apps.organisations.rules.refusals import (
    AlreadyEnded,
    BodyHasChildren,
    BodyNotOpen,
    NothingChanged,
    ParentUnfit,
    PlaceUnfit,
)
from linli.apps.organisations.services.absences import cut_absences
from linli.apps.organisations.services.posts import end_posts
from linli.apps.organisations.services.recording import (
    check_days,
    first_or_refuse,
    follow_seat,
    locked_body,
    locked_seats,
    note,
)
from linli.apps.organisations.services.seats import NewSeat, add_seats, end_seat
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor, Decision, require
from linli.core.tree import is_within
from linli.kit.days import local_day

CHANGEABLE = ("name", "parent_id", "trade", "work_phone", "document_number", "size", "term_ends")


@transaction.atomic
def found_body(
    *,
    actor: Actor,
    body_type: BodyType,
    name: str,
    place_id: int,
    valid_from: date,
    now: datetime,
    parent_id: int | None = None,
    size: int | None = None,
    trade: str = "",
    work_phone: str = "",
    document_number: str = "",
    term_ends: date | None = None,
    own_type_id: int | None = None,
) -> Body:
    """Set up a body on a place, with the seats of its type (设立组织).

    `size` is the number of counted seats; without it the body starts with the usual ones. Bodies
    of the type OWN name the type that a place set up. Raises PlaceUnfit, OwnTypeUnfit.
    Source: [rule:bodies-of-a-place].
    """
    # A place that is locked does not move while its path is copied.
    place = first_or_refuse(Place.objects.select_for_update().filter(pk=place_id))
    decision = require(permissions.can_found_body(actor, body_type, place.path))
    if PlaceKind(place.kind) not in TYPES[body_type].places:
        raise PlaceUnfit(field="place")
    check_days(valid_from, term_ends, field="term_ends")
    _check_parent(body_type, parent_id, valid_from)
    shape = _own_shape(body_type, own_type_id, place, valid_from)
    body = Body.objects.create(
        type=body_type,
        own_type_id=own_type_id,
        name=name,
        place=place,
        scope_path=place.path,
        parent_id=parent_id,
        trade=trade,
        work_phone=work_phone,
        document_number=document_number,
        size=size,
        term_ends=term_ends,
        valid_from=valid_from,
    )
    founded = BodyFounded(
        body_id=body.pk,
        type=body_type,
        own_type_id=own_type_id,
        name=name,
        place_id=place_id,
        parent_id=parent_id,
        trade=trade,
        work_phone=work_phone,
        document_number=document_number,
        size=size,
        term_ends=term_ends,
        valid_from=valid_from,
    )
    _note(founded, body, actor, decision, now)
    seats = [
        NewSeat(kind, title=shape.title_of(kind) if shape else "")
        for kind, _position in (seats_of_own(shape, size) if shape else seats_of(body_type, size))
    ]
    add_seats(body, seats, actor=actor, decision=decision, on=valid_from, now=now)
    return body


def _own_shape(
    body_type: BodyType, own_type_id: int | None, place: Place, day: date
) -> OwnShape | None:
    """Return the shape of a body of an own type, None for the built-in ones.

    Raises OwnTypeUnfit when there is no such type for that place on that day.
    """
    if body_type != BodyType.OWN and own_type_id is None:
        return None
    rows = OwnType.objects.select_for_update().filter(pk=own_type_id).on(day)
    own = rows.first() if body_type == BodyType.OWN else None
    if (
        own is None
        or not is_within(place.path, own.scope_path)
        or PlaceKind(place.kind) not in own.shape.places
    ):
        raise OwnTypeUnfit(field="type")
    return own.shape


@transaction.atomic
def change_body(*, actor: Actor, body_id: int, now: datetime, **values: Any) -> Body:
    """Change what is said of a body: any of name, parent_id, trade, work_phone, size and the rest.

    Raises NothingChanged when the values are those stored.
    """
    unknown = values.keys() - set(CHANGEABLE)
    if unknown:
        raise TypeError(f"not a changeable column: {sorted(unknown)}")
    body = locked_body(body_id)
    decision = require(permissions.can_change_body(actor, body))
    changes = {
        column: (getattr(body, column), value)
        for column, value in values.items()
        if getattr(body, column) != value
    }
    if not changes:
        raise NothingChanged()
    if "parent_id" in changes:
        _check_parent(BodyType(body.type), values["parent_id"], local_day(now), body_id)
    if values.get("term_ends"):
        check_days(body.valid_from, values["term_ends"], field="term_ends")
    for column, (_old, new) in changes.items():
        setattr(body, column, new)
    body.save(update_fields=[column.removesuffix("_id") for column in changes])
    _note(BodyChanged(body_id=body.pk, changes=changes), body, actor, decision, now)
    return body


@transaction.atomic
def dissolve_body(*, actor: Actor, body_id: int, valid_to: date, now: datetime) -> Body:
    """End a body on a day, and with it its seats, posts and absences (撤销组织).

    Raises BodyHasChildren while bodies stand below it on that day, AlreadyEnded when it ended.
    """
    body = locked_body(body_id)
    decision = require(permissions.can_change_body(actor, body))
    if body.valid_to is not None:
        raise AlreadyEnded(kind="body")
    check_days(body.valid_from, valid_to)
    if Body.objects.on(valid_to).filter(parent=body).exists():
        raise BodyHasChildren()
    for seat in locked_seats(body.pk, valid_to):
        posts = Appointment.objects.valid().filter(seat=seat)
        end_posts(posts, valid_to, Ending.DISSOLVED, actor=actor, decision=decision, now=now)
        absences = Absence.objects.valid().filter(seat=seat)
        cut_absences(absences, valid_to, actor=actor, decision=decision, now=now)
        end_seat(seat, max(valid_to, seat.valid_from), actor=actor, decision=decision, now=now)
        follow_seat(seat, now=now)
    body.valid_to = valid_to
    body.save(update_fields=["valid_to"])
    _note(BodyDissolved(body_id=body.pk, valid_to=valid_to), body, actor, decision, now)
    return body


def _check_parent(
    body_type: BodyType, parent_id: int | None, day: date, own_id: int | None = None
) -> None:
    if parent_id is None:
        return
    parent = Body.objects.filter(pk=parent_id).first()
    if parent is None or parent_id == own_id or parent.type not in TYPES[body_type].parents:
        raise ParentUnfit(field="parent")
    if parent.valid_to is not None and parent.valid_to <= day:
        raise BodyNotOpen(field="parent")
    while parent is not None:
        if parent.pk == own_id:
            raise ParentUnfit(field="parent")
        parent = parent.parent


def _note(event: Any, body: Body, actor: Actor, decision: Decision, now: datetime) -> None:
    note(
        event,
        actor=actor,
        decision=decision,
        subject=("body", body.pk),
        path=body.scope_path,
        now=now,
    )
