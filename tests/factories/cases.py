"""A town with everybody who plays a part in a case, and cases made through the services."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import count
from typing import Any

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.models import Case, Category, CheckItem
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import Channel, Disclosure, Level, Outcome
from linli.apps.cases.services import ReportData
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.places.models import Place
from linli.core.access import Actor, Grant
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.people import make_person
from tests.factories.places import Tree, make_compound, make_tree

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SYSTEM = Actor.system()
SINCE = date(2020, 1, 1)
_accounts = count(9001)


@dataclass(frozen=True)
class Town:
    """A township with its offices, a property team and a department, and whoever acts for them."""

    tree: Tree
    compound: Place
    category: Category
    committee: Body  # the sorting desk
    office: Body  # the dispatch board
    team: Body  # handles
    department: Body  # handles, assists, is called
    reporter: Actor
    neighbour: Actor
    clerk: Actor
    second_clerk: Actor
    third_clerk: Actor
    grid_worker: Actor
    dispatcher: Actor
    handler: Actor
    officer: Actor
    district: Actor
    stranger: Actor  # a clerk of another township

    def at(self, hours: float) -> datetime:
        """Return an instant some hours after the report."""
        return NOW + timedelta(hours=hours)


def make_category(place: Place, code: str = "lighting", **options: Any) -> Category:
    """Make a category; ours, ordinary, and open to anonymous reports unless told otherwise."""
    values = {
        "name_zh": "路灯照明",
        "name_en": "Street lighting",
        "icon": "lightbulb",
        "valid_from": SINCE,
    } | options
    return Category.objects.create(place=place, code=code, scope_path=place.path, **values)


def make_item(
    category: Category, action: CaseAction = CaseAction.FEED_BACK, position: int = 1
) -> CheckItem:
    """Make a line of a check-list that holds `action` back."""
    return CheckItem.objects.create(
        category=category,
        action=action,
        text_zh="已断电并设置警示",
        text_en="Power cut and warning set up",
        position=position,
        valid_from=SINCE,
    )


def resident(name: str = "王秀英") -> Actor:
    """Return somebody signed in without any post."""
    return Actor(account_id=next(_accounts), person_id=make_person(name=name).pk, name=name)


def worker(
    role: Role, path: str, *, body: Body | None = None, seat: SeatKind | None = None
) -> Actor:
    """Return somebody with a role; with a body also a post in it, held by a person."""
    person = make_person()
    source = "setup"
    if body is not None and seat is not None:
        post = seat_of(body, seat)
        make_post(post, person)
        source = f"seat:{post.pk}"
    grant = Grant(role=role, path=path, source=source, body_id=body.pk if body else None)
    return Actor(account_id=next(_accounts), person_id=person.pk, grants=(grant,), name="工作人员")


def make_town() -> Town:
    """Make the town; everything lies in the township of `make_tree`."""
    tree = make_tree()
    compound = make_compound(tree.community)
    committee = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    office = make_body(tree.township, BodyType.GOVERNANCE_OFFICE, name="北城街道综治办")
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    department = make_body(tree.county, BodyType.DEPARTMENT, name="住建局", trade="")
    here = tree.community.path
    return Town(
        tree=tree,
        compound=compound,
        category=make_category(tree.county),
        committee=committee,
        office=office,
        team=team,
        department=department,
        reporter=resident(),
        neighbour=resident("李建国"),
        clerk=worker(Role.COMMUNITY_WORKER, here, body=committee, seat=SeatKind.CHAIR),
        second_clerk=worker(Role.COMMUNITY_WORKER, here, body=committee, seat=SeatKind.VICE_CHAIR),
        third_clerk=worker(Role.COMMUNITY_WORKER, here),
        grid_worker=worker(Role.GRID_WORKER, compound.path),
        dispatcher=worker(Role.TOWNSHIP_ADMIN, tree.township.path, body=office, seat=SeatKind.HEAD),
        handler=worker(Role.PROPERTY_STAFF, compound.path, body=team, seat=SeatKind.MANAGER),
        officer=worker(
            Role.DEPARTMENT_OFFICER, tree.county.path, body=department, seat=SeatKind.HEAD
        ),
        district=worker(Role.DISTRICT_ADMIN, tree.county.path),
        stranger=worker(Role.COMMUNITY_WORKER, tree.village.path),
    )


def report_of(town: Town, **options: Any) -> ReportData:
    """Return a report from the compound."""
    values = {
        "category_id": town.category.pk,
        "place_id": town.compound.pk,
        "text": "3号楼前路灯不亮",
        "disclosure": Disclosure.HANDLERS,
        "phone": "13800001234",
    } | options
    return ReportData(**values)


def make_case(
    town: Town, *, actor: Actor | None = None, now: datetime = NOW, **options: Any
) -> Case:
    """Report a case as the resident does; `options` are of the report."""
    return services.report_case(
        actor=actor or town.reporter, report=report_of(town, **options), now=now
    )


def found_case(town: Town, *, now: datetime = NOW, **options: Any) -> Case:
    """Let the grid worker report what was found on the round."""
    report = report_of(town, channel=Channel.GRID, disclosure=Disclosure.OPEN, **options)
    return services.report_on_behalf(actor=town.grid_worker, report=report, now=now)


__all__ = [
    "NOW",
    "SYSTEM",
    "Level",
    "Outcome",
    "Town",
    "found_case",
    "make_case",
    "make_category",
    "make_item",
    "make_town",
    "report_of",
    "resident",
    "worker",
]
