"""One person's record as staff see it when it is open."""

from dataclasses import dataclass
from datetime import date, datetime

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
from linli.apps.people.selectors.cards import PersonCard, card_of, name_of
from linli.apps.people.selectors.persons import revealed_fields
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import DIVISIONS, PlaceKind
from linli.core.access import Actor
from linli.core.tree import ancestors
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
    """What the page of a person shows; `masked_again` is when revealed values disappear."""

    card: PersonCard
    dwellings: list[Dwelling]
    former: list[Dwelling]
    agents: list[Agency]
    principals: list[Agency]
    consents: dict[ConsentSubject, int]
    has_care_note: bool
    care_note: str
    ties_ended_on: date | None
    died_on: date | None
    masked_again: datetime | None


def person_file(actor: Actor, person: Person, *, now: datetime) -> PersonFile:
    """Return a record that has been opened; whether it may be was asked before."""
    today = local_day(now)
    shown = revealed_fields(actor, person, now=now)
    everything = _dwellings(person)
    note = person.care_notes.filter(ended_at__isnull=True).first()
    consents = Consent.objects.filter(person=person, withdrawn_at__isnull=True)
    return PersonFile(
        card=card_of(
            person, today=today, shown=set(shown), home=person.home.name if person.home else ""
        ),
        dwellings=[one for one in everything if one.until is None or one.until > today],
        former=[one for one in everything if one.until is not None and one.until <= today],
        agents=_agencies(Representation.objects.filter(principal=person), "agent", today),
        principals=_agencies(Representation.objects.filter(agent=person), "principal", today),
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


def _dwellings(person: Person) -> list[Dwelling]:
    members = list(
        HouseholdMember.objects.filter(person=person)
        .select_related("household__unit")
        .order_by("-valid_from", "-pk")
    )
    holdings = list(person.holdings.select_related("unit").order_by("-valid_from", "-pk"))
    units = [row.household.unit for row in members] + [row.unit for row in holdings]
    address = addresses_of(units)
    found = [
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
    found += [
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
    return found


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
