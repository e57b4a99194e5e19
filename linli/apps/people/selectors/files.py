"""One person's record as staff see it when it is open."""

from dataclasses import dataclass
from datetime import date, datetime

from linli.apps.accounts.rules import REGISTER_READERS
from linli.apps.people.models import (
    Consent,
    HouseholdMember,
    Person,
    Representation,
)
from linli.apps.people.rules.kinds import (
    ConsentSubject,
    Relation,
    RepresentationKind,
    Tenure,
)
from linli.apps.people.selectors.cards import PersonCard, card_of, home_of, name_of
from linli.apps.people.selectors.persons import revealed_fields
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import DIVISIONS, PlaceKind
from linli.core.access import Actor
from linli.core.tree import ancestors, is_within
from linli.kit.dated import in_force
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened


@dataclass(frozen=True, slots=True)
class Dwelling:
    """A unit somebody lives in or holds: where, as what, and since when."""

    unit_code: str
    address: str
    household_id: int | None
    relation: Relation | None
    tenure: Tenure | None
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Agency:
    """Somebody who acts for another."""

    representation_id: int
    person_id: int
    name: str
    kind: RepresentationKind
    since: date


@dataclass(frozen=True, slots=True)
class PersonFile:
    """What the page of a person shows; `masked_again` is when revealed values disappear.

    `dwellings` and `former` are those at the viewer's places; `is_elsewhere` tells that there is
    more, which is nobody else's business.
    """

    card: PersonCard
    dwellings: list[Dwelling]
    former: list[Dwelling]
    is_elsewhere: bool
    agents: list[Agency]
    principals: list[Agency]
    consents: dict[ConsentSubject, int]
    has_care_note: bool
    care_note: str
    ties_ended_on: date | None
    died_on: date | None
    masked_again: datetime | None


def person_file(
    actor: Actor, person: Person, *, now: datetime, day: date | None = None
) -> PersonFile:
    """Return a record that has been opened; whether it may be was asked before.

    Where somebody lived, what they held and who acted for them is as of `day`, else of today;
    names and numbers are those of today.
    """
    today = local_day(now)
    day = day or today
    shown = revealed_fields(actor, person, now=now)
    everything, is_elsewhere = _dwellings(actor, person)
    note = person.care_notes.filter(ended_at__isnull=True).first()
    consents = Consent.objects.filter(person=person, withdrawn_at__isnull=True)
    return PersonFile(
        card=card_of(person, today=today, shown=set(shown), home=home_of(person)),
        dwellings=[
            one for one in everything if one.since <= day and (not one.until or one.until > day)
        ],
        former=[one for one in everything if one.until is not None and one.until <= day],
        is_elsewhere=is_elsewhere,
        agents=_agencies(Representation.objects.filter(principal=person), "agent", day),
        principals=_agencies(Representation.objects.filter(agent=person), "principal", day),
        consents={ConsentSubject(one.subject): one.pk for one in consents},
        has_care_note=note is not None,
        care_note=opened(note.text) if note and "care_note" in shown else "",
        ties_ended_on=person.ties_ended_on,
        died_on=person.died_on,
        masked_again=min(shown.values(), default=None),
    )


def addresses_of(units: "list[Unit]") -> dict[int, str]:
    """Return "compound building entrance number" for units, in one query."""
    paths = {path for unit in units for path in (*ancestors(unit.scope_path), unit.scope_path)}
    names = dict(
        Place.objects.filter(path__in=paths)
        .exclude(kind__in=[PlaceKind.COUNTRY, *DIVISIONS])
        .values_list("path", "name")
    )
    return {
        unit.pk: " ".join(
            [
                names[path]
                for path in (*ancestors(unit.scope_path), unit.scope_path)
                if path in names
            ]
            + [unit.number]
        )
        for unit in units
    }


def _dwellings(actor: Actor, person: Person) -> tuple[list[Dwelling], bool]:
    """Return where somebody lives and lived and what they hold, at the actor's places."""
    known = _all_dwellings(person)
    if actor.is_system:
        return [one for one, _path in known], False
    paths = actor.paths(REGISTER_READERS)
    seen = [one for one, path in known if any(is_within(path, own) for own in paths)]
    return seen, len(seen) < len(known)


def _all_dwellings(person: Person) -> list[tuple[Dwelling, str]]:
    members = list(
        HouseholdMember.objects.filter(person=person)
        .select_related("household__unit")
        .order_by("-valid_from", "-pk")
    )
    holdings = list(person.holdings.select_related("unit").order_by("-valid_from", "-pk"))
    units = [row.household.unit for row in members] + [row.unit for row in holdings]
    address = addresses_of(units)
    lived = [
        Dwelling(
            unit_code=row.household.unit.code,
            address=address[row.household.unit.pk],
            household_id=row.household_id,
            relation=Relation(row.relation),
            tenure=None,
            since=row.valid_from,
            until=row.valid_to,
        )
        for row in members
        if row.valid_to != row.valid_from
    ]
    held = [
        Dwelling(
            unit_code=row.unit.code,
            address=address[row.unit.pk],
            household_id=None,
            relation=None,
            tenure=Tenure(row.tenure),
            since=row.valid_from,
            until=row.valid_to,
        )
        for row in holdings
        if row.valid_to != row.valid_from
    ]
    paths = [row.household.scope_path for row in members if row.valid_to != row.valid_from]
    paths += [row.scope_path for row in holdings if row.valid_to != row.valid_from]
    return list(zip(lived + held, paths, strict=True))


def _agencies(rows: "object", side: str, today: date) -> list[Agency]:
    found = rows.filter(in_force(today)).select_related(side).order_by("valid_from", "pk")  # type: ignore[attr-defined]
    return [
        Agency(
            representation_id=row.pk,
            person_id=getattr(row, side).pk,
            name=name_of(getattr(row, side)),
            kind=RepresentationKind(row.kind),
            since=row.valid_from,
        )
        for row in found
    ]
