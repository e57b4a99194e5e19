"""Bodies and posts of the demonstration, all set up through the acts an office would use."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime

from linli.apps.organisations import services
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.basis import Basis, Condition, Mark, Stewarding
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.services import PostData
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.demo import plan
from linli.demo.people import Residents
from linli.demo.places import Compound, Village


@dataclass(slots=True)
class Organiser:
    """Sets bodies up and puts people into their seats."""

    actor: Actor
    now: datetime
    _open: dict[tuple[int, SeatKind], Iterator[Seat]] = field(default_factory=dict)

    def found(self, kind: BodyType, place: Place, name: str, **options: object) -> Body:
        """Set up a body on a place."""
        return services.found_body(
            actor=self.actor,
            body_type=kind,
            name=name,
            place_id=place.pk,
            valid_from=plan.LONG_AGO,
            now=self.now,
            **options,  # type: ignore[arg-type]
        )

    def fill(
        self,
        body: Body,
        kind: SeatKind,
        person_id: int,
        *,
        basis: Basis = Basis.ELECTED,
        since: date = plan.POSTS_SINCE,
        place: Place | None = None,
        term: int = 5,
    ) -> None:
        """Put a person into the next free seat of a kind; one is opened where there is none."""
        seats = self._open.setdefault(
            (body.pk, kind), iter(list(body.seats.filter(kind=kind).order_by("position")))
        )
        seat = None if place else next(seats, None)
        if seat is None:
            seat = services.open_seat(
                actor=self.actor,
                body_id=body.pk,
                kind=kind,
                valid_from=plan.LONG_AGO,
                place_id=place.pk if place else None,
                now=self.now,
            )
        services.appoint(
            actor=self.actor,
            seat_id=seat.pk,
            person_id=person_id,
            post=PostData(
                valid_from=since, basis=basis, term_ends=since.replace(year=since.year + term)
            ),
            now=self.now,
        )


@dataclass(slots=True)
class CompoundBodies:
    """Who holds what in a compound, for those who come after."""

    branch: Body
    secretary: int
    part_time: list[int]
    chair: int | None = None
    manager: int | None = None


def set_up_compound(
    organiser: Organiser, compound: Compound, people: Residents, home: Body
) -> CompoundBodies:
    """Set up the branch, the party groups, the committee and the service team of a compound.

    `home` is the branch of the community.
    """
    planned, name = compound.plan, compound.plan.name
    branch = organiser.found(
        BodyType.COMPOUND_BRANCH, compound.place, f"{name}党支部", parent_id=home.pk
    )
    # The first owner who lives here is as old as the plan says: the chair who holds no other post.
    elder = people.owner()
    secretary, member = people.owner(), people.owner()
    organiser.fill(branch, SeatKind.SECRETARY, secretary)
    organiser.fill(branch, SeatKind.BRANCH_MEMBER, member)
    organiser.fill(branch, SeatKind.BRANCH_MEMBER, people.owner())
    found = CompoundBodies(branch, secretary, [])
    for number, building in enumerate(compound.buildings, 1):
        group = organiser.found(
            BodyType.PARTY_GROUP, building, f"{name}第{number}网格党小组", parent_id=branch.pk
        )
        organiser.fill(group, SeatKind.PARTY_GROUP_LEADER, people.owner())
    if planned.has_owners_committee:
        _owners_committee(organiser, compound, people, found, (member, elder))
    _stewardship(organiser, compound, people, found)
    for household in people.households[: planned.centre_households]:
        services.mark_household(
            actor=organiser.actor,
            body_id=branch.pk,
            household_id=household,
            mark=Mark.CENTRE_HOUSEHOLD,
            valid_from=plan.REPORTED_SINCE,
            now=organiser.now,
        )
    _report_in(organiser, compound, people, found)
    return found


def _owners_committee(
    organiser: Organiser,
    compound: Compound,
    people: Residents,
    found: CompoundBodies,
    candidates: tuple[int, int],
) -> None:
    planned = compound.plan
    committee = organiser.found(
        BodyType.OWNERS_COMMITTEE, compound.place, f"{planned.name}业主委员会"
    )
    if planned.chair_is_secretary:
        found.chair = found.secretary
    else:
        member, elder = candidates
        found.chair = member if planned.chair_is_branch_member else elder
    organiser.fill(committee, SeatKind.CHAIR, found.chair)
    organiser.fill(committee, SeatKind.VICE_CHAIR, people.owner())
    members = [people.owner() for _ in range(3)]
    for person in members:
        organiser.fill(committee, SeatKind.MEMBER, person)
    # Committee members are grid workers of their own compound as well.
    found.part_time = members


def _stewardship(
    organiser: Organiser, compound: Compound, people: Residents, found: CompoundBodies
) -> None:
    planned = compound.plan
    team = None
    if planned.stewardship == Stewarding.COMPANY:
        team = organiser.found(
            BodyType.PROPERTY_TEAM, compound.place, f"{planned.name}物业服务中心"
        )
        found.manager = people.take(1)[0]
        organiser.fill(team, SeatKind.MANAGER, found.manager, basis=Basis.ENGAGED)
        for person in people.take(2):
            organiser.fill(team, SeatKind.STAFF, person, basis=Basis.ENGAGED)
    fallback = planned.stewardship == Stewarding.FALLBACK
    services.begin_stewardship(
        actor=organiser.actor,
        place_id=compound.place.pk,
        kind=Stewarding(planned.stewardship),
        body_id=team.pk if team else None,
        exit_plan="整治达标后由业主大会选聘物业服务企业" if fallback else "",
        review_on=date(2026, 12, 31) if fallback else None,
        valid_from=plan.POSTS_SINCE,
        now=organiser.now,
    )
    if not fallback:
        return
    conditions = [Condition.PARKING, Condition.BLOCKED_PASSAGE, Condition.FLYING_CABLES]
    for number, condition in enumerate(conditions):
        services.note_condition(
            actor=organiser.actor,
            place_id=compound.place.pk,
            condition=condition,
            grade=1 + (planned.index + number) % 3,
            valid_from=plan.POSTS_SINCE,
            now=organiser.now,
        )


def _report_in(
    organiser: Organiser, compound: Compound, people: Residents, found: CompoundBodies
) -> None:
    """Let in-service members report to the branch of the compound they live in, both confirming."""
    reporting = people.take(compound.plan.report_ins - compound.plan.secretary_is_in_service)
    if compound.plan.secretary_is_in_service:
        reporting.append(found.secretary)
    services.enter_report_ins(
        actor=organiser.actor,
        branch_id=found.branch.pk,
        person_ids=reporting,
        on=plan.REPORTED_SINCE,
        now=organiser.now,
    )


@dataclass(slots=True)
class CommunityBodies:
    """The bodies of a community."""

    branch: Body
    committee: Body
    mediation: Body


def found_community(organiser: Organiser, place: Place, street: Body) -> CommunityBodies:
    """Set up the branch and the committees of a community, without anybody in them."""
    name = place.name.removesuffix("居民委员会")
    return CommunityBodies(
        branch=organiser.found(
            BodyType.COMMUNITY_BRANCH, place, f"{name}党支部", parent_id=street.pk
        ),
        committee=organiser.found(BodyType.RESIDENTS_COMMITTEE, place, f"{name}居民委员会"),
        mediation=organiser.found(BodyType.MEDIATION_COMMITTEE, place, f"{name}人民调解委员会"),
    )


def fill_community(
    organiser: Organiser, bodies: CommunityBodies, officials: list[int], people: Residents
) -> tuple[int, int]:
    """Fill the seats of a community; return a community worker and a mediator.

    `officials` are the secretaries of its compounds who are also community officials.
    """
    seats = [SeatKind.CHAIR, SeatKind.VICE_CHAIR, SeatKind.MEMBER, SeatKind.MEMBER, SeatKind.MEMBER]
    holders = [*officials, *people.take(len(seats) - len(officials))]
    for kind, person in zip(seats, holders, strict=True):
        organiser.fill(bodies.committee, kind, person)
    leader, *others = people.take(3)
    organiser.fill(bodies.branch, SeatKind.SECRETARY, leader)
    for person in others:
        organiser.fill(bodies.branch, SeatKind.BRANCH_MEMBER, person)
    mediator, *members = people.take(3)
    organiser.fill(bodies.mediation, SeatKind.CHAIR, mediator, term=3)
    for person in members:
        organiser.fill(bodies.mediation, SeatKind.MEMBER, person, term=3)
    return holders[-1], mediator


def fill_leaders(
    organiser: Organiser, committee: Body, compound: Compound, people: Residents, branch: Body
) -> None:
    """Let members be group, building and unit leaders; and the unit leaders owners have elected."""
    entrances = [
        place
        for building in compound.buildings
        for place in Place.objects.filter(parent=building).order_by("path")
    ]
    for number in range(compound.plan.unit_leaders):
        person = people.take(1)[0]
        organiser.fill(committee, SeatKind.UNIT_LEADER, person, place=entrances[number])
    for number, person in enumerate(people.take(compound.plan.leaders)):
        services.record_membership(
            actor=organiser.actor,
            branch_id=branch.pk,
            person_id=person,
            valid_from=plan.LONG_AGO,
            now=organiser.now,
        )
        kind = (SeatKind.RESIDENTS_GROUP_LEADER, SeatKind.BUILDING_LEADER)[number % 2]
        place = compound.buildings[number % len(compound.buildings)] if number % 2 else None
        organiser.fill(committee, kind, person, place=place or compound.place)


def set_up_huang(
    organiser: Organiser, township: Place, street: Body, villages: list[tuple[Village, Residents]]
) -> None:
    """Set up the demonstration area of 皇镇: the levels above the household, and its branches."""
    people = villages[0][1]
    area = organiser.found(
        BodyType.AREA_COMMITTEE, township, "皇镇街道乡村振兴示范片区党委", parent_id=street.pk
    )
    for kind, person in zip(
        [SeatKind.SECRETARY, *[SeatKind.BRANCH_MEMBER] * 3], people.take(4), strict=True
    ):
        organiser.fill(area, kind, person, basis=Basis.APPOINTED)
    office = organiser.found(BodyType.GOVERNANCE_OFFICE, township, "皇镇街道综合治理办公室")
    organiser.fill(office, SeatKind.HEAD, people.take(1)[0], basis=Basis.APPOINTED)
    for person in people.take(2):
        organiser.fill(office, SeatKind.OFFICER, person, basis=Basis.APPOINTED)
    for number, trade in enumerate(plan.JOINT_TRADES):
        joint = organiser.found(
            BodyType.JOINT_BRANCH,
            township,
            f"{trade}产业联合党支部",
            parent_id=area.pk,
            trade=trade,
        )
        organiser.fill(joint, SeatKind.SECRETARY, villages[number + 1][1].take(1)[0])
    for village, residents in villages:
        name = village.place.name.removesuffix("村民委员会")
        committee = organiser.found(BodyType.VILLAGERS_COMMITTEE, village.place, village.place.name)
        for kind in (SeatKind.CHAIR, SeatKind.VICE_CHAIR, SeatKind.MEMBER):
            organiser.fill(committee, kind, residents.take(1)[0])
        if village.place.code in plan.AREA_VILLAGES:
            branch = organiser.found(
                BodyType.VILLAGE_BRANCH, village.place, f"{name}党支部", parent_id=area.pk
            )
            for kind in (SeatKind.SECRETARY, SeatKind.DEPUTY_SECRETARY, SeatKind.BRANCH_MEMBER):
                organiser.fill(branch, kind, residents.take(1)[0])
        if village.place.code == plan.SERVICE_CENTRE_VILLAGE:
            centre = organiser.found(BodyType.SERVICE_CENTRE, village.place, f"{name}党群服务中心")
            organiser.fill(centre, SeatKind.HEAD, residents.take(1)[0], basis=Basis.APPOINTED)
