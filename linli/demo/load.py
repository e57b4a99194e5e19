"""Making the demonstration: every row through the acts of the applications, seeded."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import cycle
from random import Random  # noqa: TID251 (the one seed of the demonstration)

from django.db import transaction

from linli.apps.accounts.models import Account
from linli.apps.accounts.selectors.holders import actor_of
from linli.apps.accounts.services import create_account
from linli.apps.grids.services.stations import post_workers
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.people.models import Person
from linli.apps.people.services import HandlerData, set_handler
from linli.apps.places.models import Place
from linli.core.access import Actor
from linli.demo import plan
from linli.demo.bodies import (
    fill_community,
    fill_leaders,
    fill_offices,
    found_community,
    set_up_compound,
    set_up_huang,
    train_secretaries,
)
from linli.demo.cases import take_over_past
from linli.demo.desks import Desks
from linli.demo.dwellings import vary
from linli.demo.gaps import leave_gaps
from linli.demo.grids import (
    draw_community,
    draw_village,
    plan_a_split,
    staff_compound,
    workers,
)
from linli.demo.organiser import Organiser
from linli.demo.people import Census, Residents
from linli.demo.places import Compound, District, build_places, by_community
from linli.demo.terms import common_term
from linli.demo.waiting import Waiting
from linli.kit.sealed_fields import opened

SEED = 371_702
NEIGHBOURS = 20  # who report something beside the resident who can sign in
Say = Callable[[str], object]

DEPARTMENTS = (
    "区住房和城乡建设局",
    "市公安局牡丹分局",
    "区市场监督管理局",
    "区司法局",
    "区综合行政执法局",
    "区消防救援大队",
)
ADMINISTRATORS = (
    ("system", SeatKind.SYSTEM_ADMIN, "系统管理员"),
    ("security", SeatKind.SECURITY_ADMIN, "安全管理员"),
    ("audit", SeatKind.AUDIT_ADMIN, "审计管理员"),
)


HANDLER = HandlerData(
    name="演示区社会治理中心",
    address="演示区人民路1号",
    contact="个人信息保护专员",
    phone="0000-12345678",
)


@dataclass(frozen=True, slots=True)
class SignIn:
    """Somebody who can sign in to the demonstration."""

    username: str
    who: str


@dataclass(slots=True)
class Cast:
    """The people who get an account: by user name, who they are and their number."""

    people: dict[str, tuple[str, int]] = field(default_factory=dict)

    def name(self, username: str, who: str, person_id: int | None) -> None:
        """Remember somebody; the first one of a name stays."""
        if person_id is not None:
            self.people.setdefault(username, (who, person_id))


@dataclass(slots=True)
class Making:
    """What the steps of the making share."""

    organiser: Organiser
    district: District
    chance: Random
    homes: dict[int, Residents] = field(default_factory=dict)
    streets: dict[int, Body] = field(default_factory=dict)
    cast: Cast = field(default_factory=Cast)
    workers: dict[int, list[int]] = field(default_factory=dict)

    @property
    def actor(self) -> Actor:
        """Return who makes it."""
        return self.organiser.actor

    @property
    def now(self) -> datetime:
        """Return when it is made."""
        return self.organiser.now

    def someone(self, compound: int) -> int:
        """Return a resident of a compound who has no post yet."""
        return self.homes[compound].take(1)[0]


def load(
    *, password: str, now: datetime, say: Say = lambda _line: None, seed: int = SEED
) -> list[SignIn]:
    """Fill an empty database with the demonstration and return its sign-ins.

    The same `seed` and the same day of `now` make the same district.
    """
    actor, chance = Actor.system("demo"), Random(seed)  # noqa: S311 - a plan, not a secret
    with transaction.atomic():
        say("places")
        district = build_places(actor=actor, chance=chance, now=now)
        making = Making(Organiser(actor, now), district, chance)
        set_handler(actor=actor, place_id=None, data=HANDLER, now=now)
        say("people")
        census = Census(chance, now)
        for compound in district.compounds:
            born = date(compound.plan.chair_born, 3, 1)
            making.homes[compound.plan.index] = census.enter(
                compound.place, compound.units, actor=actor, first_born=born
            )
        say("offices")
        _set_up_offices(making)
        communities = list(by_community(district.compounds))
        for number, (community, compounds) in enumerate(communities):
            if number % 10 == 0:
                say(f"communities: {number} of {len(communities)}")
            _set_up_community(making, community, compounds)
        say("villages")
        _set_up_villages(making, census)
        fill_offices(making.organiser, list(making.homes.values()))
        leave_gaps(making.workers, actor=actor, now=now)
        say("dwellings of every kind")
        shown = district.compounds[plan.PROCURATORATE]
        vary(shown, actor=actor, now=now)
        plan_a_split(shown, actor=actor, chance=Random(seed), now=now)  # noqa: S311
        say("two years of cases")
        take_over_past(district.county, actor=actor, chance=Random(seed), now=now)  # noqa: S311
        say("accounts")
        signed = _open_accounts(making, password=password)
        say("cases of the last days")
        people = {
            account.username: actor_of(account, now=now)
            for account in Account.objects.filter(username__in=[one.username for one in signed])
        }
        desks = Desks(
            people,
            cycle(making.homes[plan.PROCURATORATE].take(NEIGHBOURS)),
            district.compounds[plan.PROCURATORATE].place,
            district.county,
            now,
            Random(seed),  # noqa: S311 - a plan, not a secret
        )
        desks.fill()
        Waiting(desks).leave()
        return signed


def _set_up_offices(making: Making) -> None:
    """Set up what stands above the communities; its officials live in the last compounds."""
    organiser, county = making.organiser, making.district.county
    term = common_term(organiser.today)
    last = plan.COMPOUND_BRANCHES - 1
    committee = organiser.found(BodyType.DISTRICT_COMMITTEE, county, "中共牡丹区委")
    person = making.someone(last)
    organiser.fill(committee, SeatKind.SECRETARY, person, basis=Basis.APPOINTED, term=term)
    making.cast.name("district", "区级管理员", person)
    operator = organiser.found(BodyType.OPERATOR, county, "牡丹区基层治理平台运行中心")
    for username, kind, who in ADMINISTRATORS:
        person = making.someone(last)
        organiser.fill(operator, kind, person, basis=Basis.APPOINTED)
        making.cast.name(username, who, person)
    for number, name in enumerate(DEPARTMENTS, 1):
        body = organiser.found(BodyType.DEPARTMENT, county, name)
        person = making.someone(last - number)
        organiser.fill(body, SeatKind.HEAD, person, basis=Basis.APPOINTED)
        making.cast.name("department", f"{name}负责人", person)
    for number, (code, township) in enumerate(sorted(making.district.townships.items())):
        end = "工作委员会" if code < plan.FIRST_TOWN else "委员会"
        body = organiser.found(
            BodyType.TOWNSHIP_COMMITTEE,
            township,
            f"中共{township.name}{end}",
            parent_id=committee.pk,
        )
        person = making.someone(last - number)
        organiser.fill(body, SeatKind.SECRETARY, person, basis=Basis.APPOINTED, term=term)
        if code == plan.NORTH_CITY:
            making.cast.name("street", f"{township.name}管理员", person)
        making.streets[township.pk] = body
    organiser.settle()


def _set_up_community(making: Making, community: Place, compounds: list[Compound]) -> None:
    """Set up a community: its bodies, then compound by compound, its grid and its workers."""
    organiser, cast = making.organiser, making.cast
    bodies = found_community(organiser, community, making.streets[community.parent_id or 0])
    cells = draw_community(
        making.district,
        community,
        compounds,
        actor=making.actor,
        chance=making.chance,
        now=making.now,
    )
    officials, lines = [], []
    shown = community.code == making.district.compounds[plan.PROCURATORATE].community.code
    for compound in compounds:
        people = making.homes[compound.plan.index]
        found = set_up_compound(organiser, compound, people, bodies.branch)
        if compound.plan.secretary_is_official:
            officials.append(found.secretary)
        own, full_time, fixed = staff_compound(
            compound,
            cells[compound.place.pk],
            people,
            found.part_time,
            today=organiser.today,
        )
        making.workers[compound.plan.index] = full_time
        lines += own
        fill_leaders(organiser, bodies.committee, compound, people, found.branch)
        if compound.plan.index == plan.PROCURATORATE:
            name = compound.plan.name
            cast.name("grid", f"{name}专职网格员", full_time[0])
            cast.name("fixed", f"{name}包联社区工作者", fixed[0])
            cast.name("branch", f"{name}党支部书记", found.secretary)
            cast.name("committee", f"{name}业主委员会主任", found.chair)
            cast.name("property", f"{name}物业项目经理", found.manager)
            cast.name("member", f"{name}报到在职党员", found.reported)
            cast.name("resident", f"{name}居民", people.owner())
    first = compounds[0].plan.index
    people = making.homes[first]
    clerk, mediator, leader = fill_community(organiser, bodies, officials, people, first)
    organiser.settle()
    post_workers(actor=making.actor, workers=lines, now=making.now)
    team = Body.objects.get(place=community, type=BodyType.GRID_TEAM)
    organiser.fill(team, SeatKind.GRID_CHIEF, leader, basis=Basis.APPOINTED)
    if shown:
        cast.name("clerk", f"{community.name}工作人员", clerk)
        cast.name("mediator", f"{community.name}人民调解员", mediator)


def _set_up_villages(making: Making, census: Census) -> None:
    """Set up 皇镇: its villages with people, grids and workers, and the area above them."""
    villages = [
        (village, census.enter(village.hamlet, village.units, actor=making.actor))
        for village in making.district.rural
    ]
    township = making.district.townships[plan.HUANG]
    set_up_huang(making.organiser, township, making.streets[township.pk], villages)
    making.organiser.settle()
    train_secretaries(making.organiser, township)
    for number, (village, people) in enumerate(villages):
        groups = draw_village(
            making.district, village, actor=making.actor, chance=making.chance, now=making.now
        )
        taken = people.take(plan.spread(plan.VILLAGE_WORKERS, len(villages), number))
        lines = workers(groups, SeatKind.VILLAGE_GRID_WORKER, taken)
        post_workers(actor=making.actor, workers=lines, now=making.now)
        if village.place.code == plan.SERVICE_CENTRE_VILLAGE:
            making.cast.name("village", f"{village.place.name}网格员", taken[0])


def _open_accounts(making: Making, *, password: str) -> list[SignIn]:
    """Give the people of the cast a way to sign in."""
    signed = []
    for username, (who, person_id) in making.cast.people.items():
        create_account(
            actor=making.actor,
            username=username,
            display_name=name_of(person_id),
            password=password,
            person_id=person_id,
            must_change_password=False,
            now=making.now,
        )
        signed.append(SignIn(username, who))
    return signed


def name_of(person_id: int) -> str:
    """Return the name of an invented person, as an account shows it."""
    return opened(Person.objects.get(pk=person_id).name)
