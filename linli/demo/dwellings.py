"""Dwellings of every kind in one compound: who can own, act and rent, and units that changed.

A new building whose developer has not sold or handed over everything, shops of a company with an
authorised agent, owners of several dwellings, co-owners with and without a representative, a child
with a guardian, tenants, flats that were joined and a shop that was divided.
"""

from collections.abc import Sequence
from datetime import date, datetime

from linli.apps.people import services
from linli.apps.people.models import Holding, Household, HouseholdMember, Person
from linli.apps.people.rules.kinds import CreateGround, IdKind, PersonKind, Relation, Tenure
from linli.apps.people.services import NewPerson, OwnerShare
from linli.apps.places import services as places
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import UnitKind
from linli.apps.places.rules.buildings import BuildingPlan
from linli.core.access import Actor
from linli.core.arithmetic import AreaCm
from linli.core.identifiers import fictional_credit_code, fictional_id_number
from linli.demo.places import Compound

BUILT = date(2023, 5, 1)
HANDED_OVER = date(2024, 3, 1)
JOINED = date(2025, 9, 1)
CHILD_BORN = date(2017, 4, 12)
DWELLING, SHOP = AreaCm(9860), AreaCm(4200)


def vary(compound: Compound, *, actor: Actor, now: datetime) -> None:
    """Enter dwellings of every kind in a compound; nothing that is counted elsewhere changes."""
    Variety(compound.place, actor, now).enter()


class Variety:
    """One compound whose register shows every case."""

    def __init__(self, compound: Place, actor: Actor, now: datetime) -> None:
        self.compound, self.actor, self.now = compound, actor, now

    def enter(self) -> None:
        """Enter everything."""
        building = places.add_building(
            actor=self.actor,
            parent_id=self.compound.pk,
            name="新楼",
            plan=BuildingPlan(entrances=1, floors=4, doors=2, area=DWELLING),
            on=BUILT,
            now=self.now,
        )
        flats = list(Unit.objects.under(building.path).order_by("code"))
        self._developer(flats)
        self._owners_of_several(flats[4:8])
        self._shops(building)
        self._representatives()
        self._child()
        self._tenants()

    def _transfer(
        self, unit: Unit, owners: Sequence[int], on: date, stock: Tenure | None = None
    ) -> None:
        services.transfer_unit(
            actor=self.actor,
            unit_id=unit.pk,
            owners=[OwnerShare(person) for person in owners],
            stock=stock,
            on=on,
            now=self.now,
        )

    def _company(self, name: str, kind: PersonKind, serial: int) -> Person:
        return services.register_person(
            actor=self.actor,
            new=NewPerson(
                name=name,
                kind=kind,
                id_kind=IdKind.CREDIT_CODE,
                id_number=fictional_credit_code(serial),
            ),
            home_id=self.compound.pk,
            ground=CreateGround.NO_SIMILAR,
            now=self.now,
        )

    def _owners(self) -> list[int]:
        """Return people who alone own a dwelling of the compound and live there."""
        held = Holding.objects.under(self.compound.path).filter(
            tenure=Tenure.OWNER, valid_to=None, person__kind=PersonKind.NATURAL
        )
        return list(held.order_by("pk").values_list("person_id", flat=True)[:6])

    def _developer(self, flats: Sequence[Unit]) -> None:
        """Three flats are unsold, one is sold and not handed over; their voice is one head."""
        developer = self._company("曹州某某置业有限公司", PersonKind.DEVELOPER, 901)
        for flat in flats[:4]:
            stock = Tenure.UNDELIVERED if flat is flats[3] else Tenure.UNSOLD
            self._transfer(flat, [developer.pk], BUILT, stock)

    def _owners_of_several(self, flats: Sequence[Unit]) -> None:
        """One owner has two flats more, another had two beside each other joined."""
        first, second, *_others = self._owners()
        for flat in flats[:2]:
            self._transfer(flat, [first], HANDED_OVER)
        for flat in flats[2:]:
            self._transfer(flat, [second], HANDED_OVER)
        places.join_units(
            actor=self.actor,
            unit_ids=[flat.pk for flat in flats[2:]],
            into=places.NewUnit(
                number=flats[2].number,
                floor=flats[2].floor,
                area=AreaCm(2 * DWELLING.value),
            ),
            on=JOINED,
            now=self.now,
        )

    def _shops(self, building: Place) -> None:
        """A company owns a shop and has authorised somebody; another shop was divided."""
        wanted = [
            places.NewUnit(number=number, kind=UnitKind.SHOP, floor=1, area=SHOP)
            for number in ("商铺1", "商铺2")
        ]
        wanted.append(places.NewUnit(number="车位1", kind=UnitKind.PARKING, area=AreaCm(1320)))
        wanted.append(places.NewUnit(number="储藏室1", kind=UnitKind.SHED, area=AreaCm(810)))
        shops = places.add_units(
            actor=self.actor, place_id=building.pk, units=wanted, on=BUILT, now=self.now
        )
        company = self._company("牡丹某某商贸有限公司", PersonKind.COMPANY, 902)
        _first, _second, third, *_others = self._owners()
        services.appoint_agent(
            actor=self.actor,
            principal_id=company.pk,
            agent_id=third,
            on=HANDED_OVER,
            now=self.now,
        )
        self._transfer(shops[0], [company.pk], HANDED_OVER)
        self._transfer(shops[1], [third], HANDED_OVER)
        places.divide_unit(
            actor=self.actor,
            unit_id=shops[1].pk,
            parts=[
                places.NewUnit(number="商铺2甲", floor=1, area=AreaCm(2600)),
                places.NewUnit(number="商铺2乙", floor=1, area=AreaCm(1600)),
            ],
            on=JOINED,
            now=self.now,
        )

    def _representatives(self) -> None:
        """Co-owners name one of them, but for the first dwelling, where they have not agreed."""
        held = Holding.objects.under(self.compound.path).filter(
            tenure=Tenure.CO_OWNER, valid_to=None
        )
        by_unit = dict(held.order_by("-pk").values_list("unit_id", "person_id"))
        for unit, person in sorted(by_unit.items())[1:]:
            services.designate_representative(
                actor=self.actor,
                unit_id=unit,
                person_id=person,
                on=HANDED_OVER,
                now=self.now,
            )

    def _child(self) -> None:
        """A child lives with a guardian and owns half of nothing yet: it inherits a flat."""
        household = (
            Household.objects.under(self.compound.path).filter(valid_to=None).order_by("pk").first()
        )
        if household is None:
            return
        head = HouseholdMember.objects.get(household=household, relation=Relation.HEAD)
        child = services.register_person(
            actor=self.actor,
            new=NewPerson(
                name="赵小满",
                id_kind=IdKind.RESIDENT_ID,
                id_number=fictional_id_number(CHILD_BORN, 7),
                guardian_id=head.person_id,
            ),
            home_id=household.unit.place_id,
            ground=CreateGround.NO_SIMILAR,
            now=self.now,
        )
        services.join_household(
            actor=self.actor,
            household_id=household.pk,
            person_id=child.pk,
            relation=Relation.CHILD,
            on=HANDED_OVER,
            now=self.now,
        )

    def _tenants(self) -> None:
        """Two flats of the new building are let to people of the compound."""
        people = self._owners()[3:5]
        units = Holding.objects.filter(
            unit__place__parent__parent=self.compound, tenure=Tenure.OWNER, valid_to=None
        )
        new = units.filter(valid_from=HANDED_OVER).order_by("pk").values_list("unit_id", flat=True)
        for unit, person in zip(list(new)[:2], people, strict=False):
            services.add_tenant(
                actor=self.actor,
                unit_id=unit,
                person_id=person,
                on=HANDED_OVER,
                now=self.now,
            )
