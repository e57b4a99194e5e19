"""The people of a dwelling: who holds it, who lives there, who did before; and owners' rolls."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, F, OuterRef, Q

from linli.apps.accounts.rules import REGISTER_READERS
from linli.apps.people.models import Holding, Household, HouseholdMember, Person, Representation
from linli.apps.people.rules.kinds import OWNING, PersonKind, Relation, Tenure
from linli.apps.people.rules.lifecycle import ADULT_AGE, is_minor
from linli.apps.people.rules.roll import Roll, RollHolding, RollUnit, build_roll
from linli.apps.people.selectors.cards import PersonCard, card_of
from linli.apps.places.models import Unit, UnitVersion
from linli.apps.places.rules import UnitKind
from linli.core.access import Actor
from linli.core.arithmetic import AreaCm
from linli.core.errors import NotFound
from linli.kit.dated import in_force
from linli.kit.scoped import under

# Parking spaces, sheds and stalls can be exclusive parts (解释 2), but count only where the rules
# of procedure say so.
COUNTED_KINDS = frozenset({UnitKind.DWELLING, UnitKind.SHOP, UnitKind.OTHER})


@dataclass(frozen=True, slots=True)
class Held:
    """One holding as a page shows it."""

    holding_id: int
    person: PersonCard
    tenure: Tenure
    is_representative: bool
    share: str
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class Member:
    """One membership as a page shows it."""

    member_id: int
    person: PersonCard
    relation: Relation
    since: date
    until: date | None


@dataclass(frozen=True, slots=True)
class HouseholdCard:
    """One household with those who belong to it on the day, and those who did."""

    household_id: int
    members: list[Member]
    former: list[Member]
    since: date
    until: date | None

    @property
    def has_head(self) -> bool:
        """Tell whether somebody is the head now."""
        return any(member.relation is Relation.HEAD for member in self.members)


@dataclass(frozen=True, slots=True)
class UnitPeople:
    """Everybody of one unit on a day."""

    unit: Unit
    owners: list[Held]
    tenants: list[Held]
    former: list[Held]
    households: list[HouseholdCard]

    @property
    def is_undecided(self) -> bool:
        """Tell whether several own it and have named nobody to act."""
        return len(self.owners) > 1 and not any(one.is_representative for one in self.owners)


def unit_people(unit: Unit, *, day: date) -> UnitPeople:
    """Return the people of a unit as of a day, masked; the caller has checked who asks."""
    rows = Holding.objects.filter(unit=unit).exclude(valid_to=F("valid_from"))
    rows = rows.select_related("person").order_by("-is_representative", "valid_from", "pk")
    held = [_held(row, day) for row in rows]
    now = [one for one in held if one.since <= day and (one.until is None or one.until > day)]
    return UnitPeople(
        unit=unit,
        owners=[one for one in now if one.tenure in OWNING],
        tenants=[one for one in now if one.tenure is Tenure.TENANT],
        former=sorted(
            (one for one in held if one.until is not None and one.until <= day),
            key=lambda one: (one.until, one.since),
            reverse=True,
        ),
        households=household_cards(
            Household.objects.filter(unit=unit).order_by("valid_from", "pk"), day=day
        ),
    )


def person_ids(people: UnitPeople) -> set[int]:
    """Return everybody who stands on the page of a unit."""
    held = [*people.owners, *people.tenants, *people.former]
    living = [one for card in people.households for one in (*card.members, *card.former)]
    return {one.person.person_id for one in held} | {one.person.person_id for one in living}


def _held(row: Holding, day: date) -> Held:
    return Held(
        holding_id=row.pk,
        person=card_of(row.person, today=day),
        tenure=Tenure(row.tenure),
        is_representative=row.is_representative,
        share=f"{row.share_numerator}/{row.share_denominator}" if row.share_numerator else "",
        since=row.valid_from,
        until=row.valid_to,
    )


def household_cards(households: Iterable[Household], *, day: date) -> list[HouseholdCard]:
    """Return households with their members as of a day, in two queries."""
    cards = {
        household.pk: HouseholdCard(
            household_id=household.pk,
            members=[],
            former=[],
            since=household.valid_from,
            until=household.valid_to,
        )
        for household in households
    }
    rows = (
        HouseholdMember.objects.filter(household__in=list(cards))
        .exclude(valid_to=F("valid_from"))
        .select_related("person")
        .order_by("valid_from", "pk")
    )
    for row in rows:
        member = Member(
            member_id=row.pk,
            person=card_of(row.person, today=day),
            relation=Relation(row.relation),
            since=row.valid_from,
            until=row.valid_to,
        )
        ended = row.valid_to is not None and row.valid_to <= day
        if ended:
            cards[row.household_id].former.append(member)
        elif row.valid_from <= day:
            cards[row.household_id].members.append(member)
    for card in cards.values():
        card.members.sort(key=lambda member: member.relation is not Relation.HEAD)
    return list(cards.values())


def roll_of(scope_path: str, day: date, *, kinds: frozenset[UnitKind] = COUNTED_KINDS) -> Roll:
    """Return the owners' roll of all units under a place as of a day. Source: [rule:owners-roll].

    Kinds and areas are those of the day, whatever was measured since; a merged record counts as
    the one it went into. Six queries, whatever the size.
    """
    units = _units_on(scope_path, day, kinds)
    rows = Holding.objects.under(scope_path).filter(in_force(day), tenure__in=OWNING)
    found = list(
        rows.order_by("pk").values_list(
            "unit_id", "person_id", "person__merged_into_id", "tenure", "is_representative"
        )
    )
    holdings = [
        RollHolding(unit_id, merged or person_id, Tenure(tenure), chosen)
        for unit_id, person_id, merged, tenure, chosen in found
    ]
    agents, need_agent = _agents(scope_path, day)
    return build_roll(units, holdings, agents=agents, need_agent=need_agent)


def _units_on(scope_path: str, day: date, kinds: frozenset[UnitKind]) -> list[RollUnit]:
    """Return the units of some kinds as they were on a day, with the area they had then."""
    earlier = UnitVersion.objects.filter(in_force(day), under([scope_path], "unit__scope_path"))
    was = {row: (kind, area) for row, kind, area in earlier.values_list("unit", "kind", "area_cm")}
    counted = earlier.filter(kind__in=kinds).values("unit")
    known = Unit.objects.under(scope_path).open_on(day)
    known = known.filter(Q(kind__in=kinds) | Q(pk__in=counted)).order_by("code")
    found = []
    for number, kind_now, area_now in known.values_list("pk", "kind", "area_cm"):
        kind, area = was.get(number, (kind_now, area_now))
        if kind in kinds:
            found.append(RollUnit(number, None if area is None else AreaCm(area)))
    return found


def _agents(scope_path: str, day: date) -> tuple[dict[int, int], frozenset[int]]:
    """Return who acts for owners below a place, and which of them cannot vote themselves.

    Companies, minors, wards and the dead cannot; of two guardians the one named first acts, and
    nobody acts for the dead: their heirs have the unit transferred first.
    """
    owned = Holding.objects.under(scope_path).filter(in_force(day), tenure__in=OWNING)
    owners = Person.objects.filter(Exists(owned.filter(person=OuterRef("pk"))))
    maybe_minor = Q(birth_date__gt=day - timedelta(days=366 * ADULT_AGE))
    special = owners.filter(~Q(kind=PersonKind.NATURAL) | Q(died_on__lte=day) | maybe_minor)
    acting = Representation.objects.filter(
        in_force(day), Exists(owned.filter(person=OuterRef("principal")))
    ).order_by("valid_from", "pk")
    agents: dict[int, int] = {}
    for principal, agent in acting.values_list("principal_id", "agent_id"):
        agents.setdefault(principal, agent)
    need = set(agents)
    for person_id, kind, born, died in special.values_list("pk", "kind", "birth_date", "died_on"):
        dead = died is not None and died <= day
        if dead:
            agents.pop(person_id, None)
        if dead or kind != PersonKind.NATURAL or is_minor(born, day):
            need.add(person_id)
    return agents, frozenset(need)


def get_register_unit(actor: Actor, code: str) -> Unit:
    """Return a unit whose people this actor may see: staff of the register at its place.

    Raises NotFound otherwise.
    """
    units = Unit.objects.filter(code=code).select_related("place")
    if not actor.is_system:
        units = units.under(*actor.paths(REGISTER_READERS))
    found = units.first()
    if found is None:
        raise NotFound(kind="unit")
    return found


def get_household(actor: Actor, household_id: int) -> Household:
    """Return a household at the actor's places; raises NotFound."""
    rows = Household.objects.filter(pk=household_id).select_related("unit")
    if not actor.is_system:
        rows = rows.under(*actor.paths(REGISTER_READERS))
    found = rows.first()
    if found is None:
        raise NotFound(household=household_id)
    return found
