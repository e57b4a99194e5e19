"""Which records an actor may reach, and which readings are in force."""

from collections.abc import Collection, Sequence
from datetime import date, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from linli.apps.accounts.rules import ACCOUNT_ADMINS, REGISTER_READERS
from linli.apps.accounts.selectors import places_held_by
from linli.apps.people.models import Holding, HouseholdMember, Person, Reading, Representation
from linli.apps.people.models.persons import PersonQuerySet
from linli.apps.people.rules.kinds import ReadingKind, RepresentationKind
from linli.apps.people.rules.lifecycle import PersonState, is_child
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.prepared import Prepared, hole
from linli.kit.scoped import under


def persons_visible_to(actor: Actor) -> PersonQuerySet:
    """Return the records in use at the places of the actor's posts; children's included.

    One range on the path of the home: owners who live elsewhere are found through their unit.
    """
    return persons_at(None if actor.is_system else actor.paths(REGISTER_READERS))


def persons_at(paths: "Sequence[Any] | None") -> PersonQuerySet:
    """Return the records in use at or below these places; None stands for everywhere."""
    persons = Person.objects.in_use()
    return persons if paths is None else persons.under(*paths)


def get_person(actor: Actor, person_id: int) -> Person:
    """Return one record that this actor may know of.

    Raises NotFound outside the actor's places.
    """
    found = _reachable(actor).filter(pk=person_id).first()
    if found is None:
        raise NotFound(person=person_id)
    return found


def person_to_sign_in(
    actor: Actor, person_id: int, *, now: datetime
) -> tuple[Person, tuple[str, ...]]:
    """Return a record whose account somebody may look after, and the places of the posts held.

    That is whoever keeps the register there, and the security administrator of the home or of a
    post. Raises NotFound elsewhere.
    """
    person = Person.objects.filter(pk=person_id).first()
    held = places_held_by(person_id, now=now)
    if person is None:
        raise NotFound(person=person_id)
    places = [*places_of(person), *held]
    if not any(actor.holds(ACCOUNT_ADMINS, path) for path in places):
        person = get_person(actor, person_id)
    return person, held


def known_person(person_id: int) -> Person:
    """Return one record for an act whose service asks for permission itself.

    Raises NotFound when there is none.
    """
    found = Person.objects.filter(pk=person_id).first()
    if found is None:
        raise NotFound(person=person_id)
    return found


def _reachable(actor: Actor) -> PersonQuerySet:
    if actor.is_system:
        return Person.objects.all()
    paths = actor.paths(REGISTER_READERS)
    held = Holding.objects.under(*paths).filter(person=OuterRef("pk"), valid_to__isnull=True)
    at_home = Person.objects.under(*paths).values("pk")
    return Person.objects.filter(Q(pk__in=at_home) | Exists(held)).exclude(state=PersonState.ERASED)


def readable(actor: Actor, person_ids: Collection[int]) -> set[int]:
    """Return which of these records the actor may know of: the others get no way to a page."""
    return set(_reachable(actor).filter(pk__in=person_ids).values_list("pk", flat=True))


def places_of(person: Person) -> list[str]:
    """Return the paths of the person's home and of all units they hold now."""
    held = person.holdings.filter(valid_to__isnull=True).values_list("scope_path", flat=True)
    return list(dict.fromkeys(path for path in (person.scope_path, *held) if path))


def account_places(person_id: int) -> list[str]:
    """Return where the account of a person is looked after: at home, without one at their units."""
    person = Person.objects.filter(pk=person_id).first()
    if person is None:
        return []
    return [person.scope_path] if person.scope_path else places_of(person)


def persons_belonging(paths: Sequence[Any] | None) -> "PersonQuerySet":
    """Return the persons whose `account_places` lie at or below `paths`; None: who has any."""
    held = Holding.objects.filter(valid_to__isnull=True)
    if paths is None:
        return Person.objects.filter(~Q(scope_path="") | Q(pk__in=held.values("person")))
    at_units = Q(scope_path="", pk__in=held.filter(under(paths)).values("person"))
    return Person.objects.filter(under(paths) | at_units)


def homes_of_person(actor: Actor) -> list[str]:
    """Return the paths of the units where the actor lives, owns or rents, for what they may see."""
    if actor.person_id is None:
        return []
    homes = (*_LIVING.rows(person=actor.person_id), *_HELD.rows(person=actor.person_id))
    return [path for (path,) in homes]


_LIVING = Prepared(
    lambda: HouseholdMember.objects.filter(
        person=hole("person", HouseholdMember, "person"), valid_to__isnull=True
    ).values_list("household__scope_path")
)
_HELD = Prepared(
    lambda: Holding.objects.filter(
        person=hole("person", Holding, "person"), valid_to__isnull=True
    ).values_list("scope_path")
)


def is_guardian(agent_id: int, principal_id: int) -> bool:
    """Tell whether `agent_id` is a guardian of `principal_id` now."""
    return Representation.objects.filter(
        agent_id=agent_id,
        principal_id=principal_id,
        kind=RepresentationKind.GUARDIAN,
        valid_to__isnull=True,
    ).exists()


def _readings(actor: Actor, person: Person, now: datetime) -> Q:
    return Q(account_id=actor.account_id, person=person, read_at__lte=now, until__gt=now)


def opening_in_force(actor: Actor, person: Person, *, now: datetime) -> bool:
    """Tell whether this actor has given a reason for opening the record that still holds."""
    if actor.account_id is None:
        return False
    wanted = _readings(actor, person, now) & Q(kind=ReadingKind.OPENED)
    return Reading.objects.filter(wanted).exists()


def revealed_fields(actor: Actor, person: Person, *, now: datetime) -> dict[str, datetime]:
    """Return the fields this actor has revealed, each with the instant it is masked again."""
    if actor.account_id is None:
        return {}
    wanted = _readings(actor, person, now) & Q(kind=ReadingKind.REVEALED)
    found: dict[str, datetime] = {}
    for reading in Reading.objects.filter(wanted).order_by("until"):
        found |= dict.fromkeys(reading.fields.split(), reading.until)
    return found


def consent_giver(person: Person, *, today: date) -> int:
    """Return who consents for a person: themselves, for a child under fourteen the guardian."""
    if not is_child(person.birth_date, today):
        return person.pk
    rows = Representation.objects.filter(
        principal=person, kind=RepresentationKind.GUARDIAN, valid_to__isnull=True
    )
    guardian = rows.order_by("valid_from", "pk").values_list("agent_id", flat=True).first()
    return guardian or person.pk
