"""Bodies and posts of the demonstration, all set up through the acts an office would use."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from linli.apps.organisations import services
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.basis import Basis, Condition, Mark, Stewarding
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.training import Audience
from linli.apps.organisations.selectors.training import invited
from linli.apps.places.models import Place
from linli.demo import plan
from linli.demo.organiser import Organiser
from linli.demo.people import Residents
from linli.demo.places import Compound, Village
from linli.demo.service import serve
from linli.demo.terms import common_term, own_term

_OFFICES = (
    BodyType.DISTRICT_COMMITTEE,
    BodyType.TOWNSHIP_COMMITTEE,
    BodyType.COMMUNITY_BRANCH,
    BodyType.DEPARTMENT,
)


@dataclass(slots=True)
class CompoundBodies:
    """Who holds what in a compound, for those who come after."""

    branch: Body
    secretary: int
    part_time: list[int]
    reported: int | None = None
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
    term = own_term(planned.index, organiser.today, years=5)
    acting = planned.index == plan.ACTING_SECRETARY
    organiser.fill(
        branch, SeatKind.SECRETARY, secretary, term=None if acting else term, is_acting=acting
    )
    organiser.fill(branch, SeatKind.BRANCH_MEMBER, member, term=term)
    organiser.fill(branch, SeatKind.BRANCH_MEMBER, people.owner(), term=term)
    found = CompoundBodies(branch, secretary, [])
    for number, building in enumerate(compound.buildings, 1):
        group = organiser.found(
            BodyType.PARTY_GROUP, building, f"{name}第{number}网格党小组", parent_id=branch.pk
        )
        organiser.fill(group, SeatKind.PARTY_GROUP_LEADER, people.owner(), term=term)
    if planned.has_owners_committee:
        _owners_committee(organiser, compound, people, found, (member, elder))
    _stewardship(organiser, compound, people, found)
    services.mark_households(
        actor=organiser.actor,
        body_id=branch.pk,
        household_ids=people.households[: planned.centre_households],
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
    term = own_term(planned.index + 1, organiser.today, years=5)
    organiser.fill(committee, SeatKind.CHAIR, found.chair, term=term)
    organiser.fill(committee, SeatKind.VICE_CHAIR, people.owner(), term=term)
    members = [people.owner() for _ in range(3)]
    for person in members:
        organiser.fill(committee, SeatKind.MEMBER, person, term=term)
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
        # The term of a manager is that of the service contract.
        contract = own_term(planned.index + 2, organiser.today, years=3)
        for kind, person in zip(
            [SeatKind.MANAGER, SeatKind.STAFF, SeatKind.STAFF],
            [found.manager, *people.take(2)],
            strict=True,
        ):
            organiser.fill(team, kind, person, term=contract, basis=Basis.ENGAGED)
    fallback = planned.stewardship == Stewarding.FALLBACK
    services.begin_stewardship(
        actor=organiser.actor,
        place_id=compound.place.pk,
        kind=Stewarding(planned.stewardship),
        body_id=team.pk if team else None,
        exit_plan="整治达标后由业主大会选聘物业服务企业" if fallback else "",
        review_on=_review_day(planned.index, organiser.today) if fallback else None,
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


def _review_day(number: int, today: date) -> date:
    """Return when fallback management is looked at again: some are due, the others in a year."""
    return today + timedelta(days=number * 29 % 400 - 30)


def _report_in(
    organiser: Organiser, compound: Compound, people: Residents, found: CompoundBodies
) -> None:
    """Let in-service members report to the branch of the compound they live in, both confirming."""
    reporting = people.take(compound.plan.report_ins - compound.plan.secretary_is_in_service)
    if compound.plan.secretary_is_in_service:
        reporting.append(found.secretary)
    found.reported = reporting[0]
    services.enter_report_ins(
        actor=organiser.actor,
        branch_id=found.branch.pk,
        person_ids=reporting,
        on=plan.REPORTED_SINCE,
        now=organiser.now,
    )
    serve(organiser, compound, found.branch)


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
    organiser: Organiser,
    bodies: CommunityBodies,
    officials: list[int],
    people: Residents,
    number: int,
) -> tuple[int, int, int]:
    """Fill the seats of a community; return a community worker, a mediator and the secretary.

    `officials` are the secretaries of its compounds who are also community officials; `number`
    is that of its first compound.
    """
    elected = common_term(organiser.today)
    seats = [SeatKind.CHAIR, SeatKind.VICE_CHAIR, SeatKind.MEMBER, SeatKind.MEMBER, SeatKind.MEMBER]
    others = people.take(len(seats) - len(officials) - 1) if len(officials) < len(seats) else []
    holders = [*officials, *others]
    if len(holders) < len(seats):
        holders.append(people.woman())
    for kind, person in zip(seats, holders, strict=True):
        organiser.fill(bodies.committee, kind, person, term=elected)
    leader, *others = people.take(3)
    organiser.fill(bodies.branch, SeatKind.SECRETARY, leader, term=elected)
    for person in others:
        organiser.fill(bodies.branch, SeatKind.BRANCH_MEMBER, person, term=elected)
    term = own_term(number + 3, organiser.today, years=3)
    mediator, *members = [*people.take(2), people.woman()]
    organiser.fill(bodies.mediation, SeatKind.CHAIR, mediator, term=term)
    for person in members:
        organiser.fill(bodies.mediation, SeatKind.MEMBER, person, term=term)
    return holders[-1], mediator, leader


def fill_leaders(
    organiser: Organiser, committee: Body, compound: Compound, people: Residents, branch: Body
) -> None:
    """Let members be group, building and unit leaders; and the unit leaders owners have elected."""
    elected = common_term(organiser.today)
    for entrance in _entrances(compound, compound.plan.unit_leaders):
        person = people.take(1)[0]
        organiser.fill(committee, SeatKind.UNIT_LEADER, person, place=entrance, term=elected)
    leaders = people.take(compound.plan.leaders)
    services.enter_members(
        actor=organiser.actor,
        branch_id=branch.pk,
        person_ids=leaders,
        valid_from=plan.LONG_AGO,
        now=organiser.now,
    )
    for number, person in enumerate(leaders):
        kind = (SeatKind.RESIDENTS_GROUP_LEADER, SeatKind.BUILDING_LEADER)[number % 2]
        building = compound.buildings[number % len(compound.buildings)]
        place = building if number % 2 else compound.place
        organiser.fill(committee, kind, person, place=place, term=elected)


def fill_offices(organiser: Organiser, homes: Sequence[Residents]) -> None:
    """Fill what is still free in communities, townships and departments, but for a few posts.

    Who holds it comes from the homes where most are without a post.
    """
    term = common_term(organiser.today)
    free = Seat.objects.filter(body__type__in=_OFFICES, appointments=None).select_related("body")
    for number, seat in enumerate(free.order_by("body_id", "position"), 1):
        if number % plan.EVERY_VACANCY == 0:
            continue
        home = max(homes, key=Residents.left)
        party = seat.body.type != BodyType.DEPARTMENT
        organiser.fill(
            seat.body,
            SeatKind(seat.kind),
            home.take(1)[0],
            basis=Basis.ELECTED if party else Basis.APPOINTED,
            term=term if party else None,
        )
    organiser.settle()


def _entrances(compound: Compound, wanted: int) -> list[Place]:
    if not wanted:
        return []
    entrances = Place.objects.filter(parent__in=compound.buildings)
    return list(entrances.order_by("path")[:wanted])


def train_secretaries(organiser: Organiser, township: Place) -> None:
    """Record the courses that were held for branch secretaries of 皇镇, and who attended."""
    area = Body.objects.get(place=township, type=BodyType.AREA_COMMITTEE)
    for number, (day, title, hours) in enumerate(plan.SECRETARY_COURSES):
        course = services.record_course(
            actor=organiser.actor,
            place_id=township.pk,
            organiser_id=area.pk,
            title=title,
            audience=Audience.BRANCH_SECRETARIES,
            held_on=day,
            hours=hours,
            now=organiser.now,
        )
        posts = list(invited(course).order_by("pk").values_list("pk", flat=True))
        # At the second course one secretary was missing.
        there = posts[1:] if number == 1 else posts
        services.record_attendance(
            actor=organiser.actor,
            course_id=course.pk,
            certificates={post: f"{day:%Y%m}-{place:02}" for place, post in enumerate(there, 1)},
            now=organiser.now,
        )


def set_up_huang(
    organiser: Organiser, township: Place, street: Body, villages: list[tuple[Village, Residents]]
) -> None:
    """Set up the demonstration area of 皇镇: the levels above the household, and its branches."""
    people, elected = villages[0][1], common_term(organiser.today)
    area = organiser.found(
        BodyType.AREA_COMMITTEE, township, "皇镇街道乡村振兴示范片区党委", parent_id=street.pk
    )
    for kind, person in zip(
        [SeatKind.SECRETARY, *[SeatKind.BRANCH_MEMBER] * 3], people.take(4), strict=True
    ):
        organiser.fill(area, kind, person, basis=Basis.APPOINTED, term=elected)
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
        person = villages[number + 1][1].take(1)[0]
        # A branch by trade is no branch of a village: its term is three years.
        term = own_term(number, organiser.today, years=3)
        organiser.fill(joint, SeatKind.SECRETARY, person, term=term)
    for village, residents in villages:
        name = village.place.name.removesuffix("村民委员会")
        committee = organiser.found(BodyType.VILLAGERS_COMMITTEE, village.place, village.place.name)
        for kind in (SeatKind.CHAIR, SeatKind.VICE_CHAIR, SeatKind.MEMBER):
            organiser.fill(committee, kind, residents.take(1)[0], term=elected)
        if village.place.code in plan.AREA_VILLAGES:
            branch = organiser.found(
                BodyType.VILLAGE_BRANCH, village.place, f"{name}党支部", parent_id=area.pk
            )
            for kind in (SeatKind.SECRETARY, SeatKind.DEPUTY_SECRETARY, SeatKind.BRANCH_MEMBER):
                organiser.fill(branch, kind, residents.take(1)[0], term=elected)
        if village.place.code == plan.SERVICE_CENTRE_VILLAGE:
            centre = organiser.found(BodyType.SERVICE_CENTRE, village.place, f"{name}党群服务中心")
            organiser.fill(centre, SeatKind.HEAD, residents.take(1)[0], basis=Basis.APPOINTED)
