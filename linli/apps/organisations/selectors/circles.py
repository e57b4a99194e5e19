"""Who belongs to which circle: what permissions ask."""

from django.db.models import Q

from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.bodies import PARTY_TYPES, TYPES, BodyType
from linli.apps.people.selectors import known_person, places_of
from linli.core.access import Actor
from linli.kit.prepared import PreparedAmong

# Trees of bodies are a few levels deep; one query reads the way up.
_UPWARDS = "parent__parent__parent__parent__parent"


def home_paths(actor: Actor) -> list[str]:
    """Return the paths of the places where the actor's person lives or owns."""
    if actor.person_id is None:
        return []
    return places_of(known_person(actor.person_id))


def own_bodies(actor: Actor) -> list[int]:
    """Return the bodies in which the actor holds a post now."""
    return sorted({grant.body_id for grant in actor.grants if grant.body_id is not None})


def leads_body(actor: Actor, body: Body) -> bool:
    """Tell whether the actor holds, or stands in for, the seat that leads the body."""
    sources = [grant.source for grant in actor.grants if grant.body_id == body.pk]
    if not sources:
        return False
    lead = TYPES[BodyType(body.type)].lead
    seats = Seat.objects.filter(body=body, kind=lead).values_list("pk", flat=True)
    return any(seat_source(seat) in sources for seat in seats)


def seat_source(seat_id: int) -> str:
    """Return how grants name the seat they follow from."""
    return f"seat:{seat_id}"


def party_body_paths(actor: Actor) -> list[str]:
    """Return the places of the party bodies in which the actor holds a seat."""
    return [path for (path,) in _PARTY_BODIES.rows(own_bodies(actor))]


_PARTY_BODIES = PreparedAmong(
    Body,
    "id",
    lambda wanted: Body.objects.filter(wanted, type__in=PARTY_TYPES).values_list("scope_path"),
)


def circle_of(actor: Actor) -> list[int] | None:
    """Return the bodies whose members the actor may know; None for all, as the system does.

    The party bodies in which the actor holds a seat, and those below them in their tree:
    `sits_in_or_above` for every body at once. Source: [rule:membership-visibility].
    """
    if actor.is_system:
        return None
    own = list(
        Body.objects.filter(pk__in=own_bodies(actor), type__in=PARTY_TYPES).values_list(
            "pk", flat=True
        )
    )
    steps = _UPWARDS.split("__")
    above = Q(pk__in=own)
    for depth in range(1, len(steps) + 1):
        above |= Q(**{f"{'__'.join(steps[:depth])}__in": own})
    return list(Body.objects.filter(above).order_by("pk").values_list("pk", flat=True))


def way_up(body_id: int) -> list[Body]:
    """Return the body and those above it in its tree, the body first."""
    body: Body | None = Body.objects.select_related(_UPWARDS).get(pk=body_id)
    chain: list[Body] = []
    while body is not None and len(chain) <= len(_UPWARDS.split("__")):
        chain.append(body)
        body = body.parent
    return chain


def sits_in_or_above(actor: Actor, branch: Body) -> bool:
    """Tell whether the actor holds a seat in the branch or in a party body above it."""
    own = set(own_bodies(actor))
    if not own:
        return False
    return any(body.pk in own and body.type in PARTY_TYPES for body in way_up(branch.pk))
