"""The first office of an installation: from its head on, everybody is appointed by somebody.

The three administrators of the first start keep neither a register nor posts, on purpose; so the
first post of a district is filled by whoever sets the installation up, on the machine itself.
"""

import secrets
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import TYPES, BodyType
from linli.apps.organisations.services.appointing import PostData, appoint
from linli.apps.organisations.services.bodies import found_body
from linli.apps.people.rules.kinds import CreateGround
from linli.apps.people.services import NewPerson, open_account, register_person
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.core.errors import NotFound, RuleViolation
from linli.kit.days import local_day


class OfficeThere(RuleViolation):
    """The place has an office already; its head appoints whoever comes next."""

    code = "organisations.office_there"


@dataclass(frozen=True, slots=True)
class FirstHead:
    """Whom the first office has at its head, and what they sign in with once."""

    body: Body
    username: str
    secret: str


@transaction.atomic
def first_office(*, place_code: str, name: str, head: str, phone: str, now: datetime) -> FirstHead:
    """Set up the office for governance of a district or sub-district with its head.

    Raises NotFound for a place that is not there, OfficeThere, PlaceUnfit, and what registering,
    appointing and opening an account raise; then nothing is kept. Source: [rule:first-office].
    """
    actor = Actor.system("first office")
    place = Place.objects.filter(code=place_code).first()
    if place is None:
        raise NotFound(place=place_code)
    kind = BodyType.GOVERNANCE_OFFICE
    if Body.objects.filter(type=kind, place=place, valid_to__isnull=True).exists():
        raise OfficeThere(field="place")
    today = local_day(now)
    body = found_body(
        actor=actor, body_type=kind, name=name, place_id=place.pk, valid_from=today, now=now
    )
    person = register_person(
        actor=actor,
        new=NewPerson(name=head, phone=phone),
        home_id=place.pk,
        ground=CreateGround.OTHER_PERSON,
        now=now,
    )
    seat = Seat.objects.filter(body=body, kind=TYPES[kind].lead).order_by("position").first()
    if seat is None:
        raise NotFound(kind="seat")
    post = PostData(valid_from=today, basis=Basis.APPOINTED)
    appoint(actor=actor, seat_id=seat.pk, person_id=person.pk, post=post, now=now)
    secret = secrets.token_urlsafe(15)
    account = open_account(actor=actor, person_id=person.pk, password=secret, now=now)
    return FirstHead(body=body, username=account.username, secret=secret)
