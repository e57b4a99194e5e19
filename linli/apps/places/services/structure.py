"""Adding places one at a time."""

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction

from linli.apps.places import permissions
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.codes import COUNTRY_CODE
from linli.apps.places.services.acts import Act, locked_place, locked_places
from linli.core.access import Actor, require


@transaction.atomic
def found_country(
    *, actor: Actor, name: str = "中国", on: date | None = None, now: datetime
) -> Place:
    """Return the root of the tree, made at the first call."""
    country = Place.objects.filter(kind=PlaceKind.COUNTRY).first()
    if country is not None:
        return country
    decision = require(permissions.can_add_place(actor, None, PlaceKind.COUNTRY))
    act = Act(actor=actor, on=on, now=now)
    country = act.add_place(None, PlaceKind.COUNTRY, name, COUNTRY_CODE)
    act.record("place.added", country, grant=decision.grant)
    return country


@transaction.atomic
def add_place(
    *,
    actor: Actor,
    parent_id: int,
    kind: PlaceKind,
    name: str,
    code: str = "",
    on: date | None = None,
    now: datetime,
) -> Place:
    """Add a place below another from the day `on`, today by default (新设).

    Divisions need their official `code`; other places get one of ours.
    """
    parent = locked_place(parent_id)
    decision = require(permissions.can_add_place(actor, parent, kind))
    act = Act(actor=actor, on=on, now=now)
    place = act.add_place(parent, kind, name, code)
    act.record("place.added", place, grant=decision.grant)
    return place


@transaction.atomic
def void_places(*, actor: Actor, place_ids: Iterable[int], now: datetime) -> int:
    """Strike out places that were entered in error, the lowest first (撤销登记).

    The database refuses where anything refers to one of them. Returns how many there were.
    """
    places = sorted(locked_places(place_ids), key=lambda place: place.path, reverse=True)
    for place in places:
        decision = require(permissions.can_change_place(actor, place))
        act = Act(actor=actor, on=None, now=now)
        act.void_place(place)
        act.record("place.voided", place, grant=decision.grant)
    return len(places)
