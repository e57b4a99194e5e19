"""From the registers to what the rules of law ask: seats, holders, ties, ownership."""

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.apps.organisations.models import Appointment, Body, Declaration, LocalRule, Seat
from linli.apps.organisations.rules.basis import Basis, Statement
from linli.apps.organisations.rules.bodies import TYPES, BodyType, SeatKind
from linli.apps.organisations.rules.findings import BodyView, Finding, Holder, findings
from linli.apps.organisations.rules.limits import (
    LIMITED_TYPES,
    Limit,
    Severity,
    Test,
    limits_for,
)
from linli.apps.people.models import Holding, HouseholdMember, Person
from linli.apps.people.rules.kinds import Tenure
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import DIVISIONS, UnitKind
from linli.core.identifiers import Sex
from linli.core.tree import ancestors
from linli.kit.dated import in_force
from linli.kit.scoped import under

_OWNING = (Tenure.OWNER, Tenure.CO_OWNER, Tenure.UNDELIVERED)
# Tests of persons: what a candidate is asked before coming into a seat.
_OF_PERSONS = frozenset(
    {Test.OWNERS_ONLY, Test.ADULTS, Test.NO_MANAGER_TIE, Test.NO_CLOSE_RELATIVES}
)


@dataclass(frozen=True, slots=True)
class _Post:
    person_id: int
    kind: SeatKind
    starts: date
    term_ends: date | None
    is_acting: bool
    basis: Basis


def division_code(path: str) -> str:
    """Return the code of the nearest division at or above a place: whose rules hold there."""
    found = (
        Place.objects.filter(path__in=[*ancestors(path), path], kind__in=DIVISIONS)
        .order_by("-path")
        .values_list("code", flat=True)
    )
    return found.first() or ""


def limits_of(body_type: BodyType, path: str, day: date) -> list[Limit]:
    """Return the rules that hold for bodies of a type at a place on a day, local ones included."""
    rows = LocalRule.objects.on(day).filter(body_type=body_type)
    local = [local_limit(row) for row in rows]
    if not local and body_type not in LIMITED_TYPES:
        return []
    return limits_for(body_type, division_code(path), day, local=local)


def local_limit(row: LocalRule) -> Limit:
    """Return an entered rule as the rules see it."""
    return Limit(
        id=f"local.{row.pk}",
        test=Test(row.test),
        body_types=frozenset({BodyType(row.body_type)}),
        jurisdiction=row.jurisdiction,
        source=row.source,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        least=row.least,
        most=row.most,
        is_odd=row.is_odd,
        severity=Severity(row.severity),
    )


def body_findings(body: Body, day: date) -> list[Finding]:
    """Return what does not fit the rules in a body on a day, errors first."""
    limits = limits_of(BodyType(body.type), body.scope_path, day)
    if not limits:
        return []
    return findings(_view(body, _posts_of(body, day), day), limits)


@dataclass(frozen=True, slots=True)
class Joining:
    """Somebody about to come into a seat, and on what basis."""

    seat: Seat
    person_id: int
    basis: Basis


def candidate_findings(seat: Seat, person_id: int, day: date, basis: Basis) -> list[Finding]:
    """Return what stands against a person in a seat from a day on."""
    return joining_findings([Joining(seat, person_id, basis)], day)


def joining_findings(joining: Sequence[Joining], day: date) -> list[Finding]:
    """Return what stands against people who come into seats of one body on a day.

    Members and alternates are asked; whoever leads a group or building beside a committee is not.
    """
    body = joining[0].seat.body
    asked = TYPES[BodyType(body.type)].counted | {SeatKind.ALTERNATE}
    added = [
        _Post(one.person_id, SeatKind(one.seat.kind), day, None, False, one.basis)
        for one in joining
        if one.seat.kind in asked
    ]
    if not added:
        return []
    limits = [
        limit
        for limit in limits_of(BodyType(body.type), body.scope_path, day)
        if limit.test in _OF_PERSONS
    ]
    if not limits:
        return []
    found = findings(_view(body, [*_posts_of(body, day), *added], day), limits)
    people = {post.person_id for post in added}
    return [finding for finding in found if finding.person_id in people]


def _posts_of(body: Body, day: date) -> list[_Post]:
    rows = Appointment.objects.on(day).filter(seat__body=body).select_related("seat")
    return [
        _Post(
            row.person_id,
            SeatKind(row.seat.kind),
            row.valid_from,
            row.term_ends,
            row.is_acting,
            Basis(row.basis),
        )
        for row in rows.order_by("seat__kind", "seat__position")
    ]


def _view(body: Body, posts: Collection[_Post], day: date) -> BodyView:
    people = {post.person_id for post in posts}
    owners = _owners_among(body, people, day)
    staff = _manager_staff_among(body, people, day)
    declared = _declared(body)
    homes = _households_of(people, day)
    persons = {person.pk: person for person in _particulars(people)}
    seats = Counter(
        SeatKind(kind)
        for kind in Seat.objects.on(day).filter(body=body).values_list("kind", flat=True)
    )
    holders = tuple(
        Holder(
            person_id=post.person_id,
            kind=post.kind,
            starts=post.starts,
            term_ends=post.term_ends,
            is_acting=post.is_acting,
            # Whoever a company that owns here has authorised stands for it.
            is_owner=True if post.basis == Basis.DELEGATED else owners.get(post.person_id),
            works_for_manager=post.person_id in staff,
            manager_tie=declared.get((post.person_id, Statement.MANAGER_TIE)),
            close_relative=declared.get((post.person_id, Statement.CLOSE_RELATIVE)),
            household_ids=frozenset(homes[post.person_id]),
            is_woman=_is_woman(persons[post.person_id]),
            born=persons[post.person_id].birth_date,
        )
        for post in posts
    )
    households = None
    if body.type == BodyType.OWNERS_COMMITTEE:
        units = Unit.objects.under(body.scope_path).filter(in_force(day), kind=UnitKind.DWELLING)
        households = units.count()
    return BodyView(BodyType(body.type), day, seats, holders, body.term_ends, households)


def _is_woman(person: Person) -> bool | None:
    return None if person.sex is None else person.sex == Sex.FEMALE


def _particulars(people: Collection[int]) -> list[Person]:
    return list(Person.objects.filter(pk__in=people).only("id", "sex", "birth_date"))


def _owners_among(body: Body, people: Collection[int], day: date) -> dict[int, bool]:
    """Tell of each person whether they own here; nothing where no ownership is registered."""
    if body.type != BodyType.OWNERS_COMMITTEE:
        return {}
    here = Holding.objects.filter(
        under([body.scope_path]), in_force(day), tenure__in=[str(tenure) for tenure in _OWNING]
    )
    if not here.exists():
        return {}
    owners = set(here.filter(person__in=people).values_list("person_id", flat=True))
    return {person: person in owners for person in people}


def _manager_staff_among(body: Body, people: Collection[int], day: date) -> set[int]:
    """Return who holds a post in a property-service team of the same compound."""
    if body.type != BodyType.OWNERS_COMMITTEE:
        return set()
    posts = Appointment.objects.on(day).filter(
        Q(seat__body__type=BodyType.PROPERTY_TEAM),
        under([body.scope_path], "seat__body__scope_path"),
        person__in=people,
    )
    return set(posts.values_list("person_id", flat=True))


def _declared(body: Body) -> dict[tuple[int, Statement], bool]:
    """Return the latest declaration of each person to the body."""
    rows = Declaration.objects.filter(body=body).order_by("declared_on", "pk")
    return {(row.person_id, Statement(row.statement)): row.is_so for row in rows}


def _households_of(people: Collection[int], day: date) -> dict[int, set[int]]:
    homes: dict[int, set[int]] = defaultdict(set)
    rows = HouseholdMember.objects.filter(in_force(day), person__in=people)
    for person_id, household_id in rows.values_list("person_id", "household_id"):
        homes[person_id].add(household_id)
    return homes
