"""A case with its bodies and posts, for tests of clocks and tasks."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import count
from typing import Any

from linli.apps.cases.models import Case, Category
from linli.apps.cases.rules import CaseState, Channel, Disclosure, Level
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.people.models import Person
from linli.apps.places.models import Place
from linli.core.access import Actor
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.people import make_person
from tests.factories.places import Tree, make_tree

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)  # a Monday morning, 09:30 in Shanghai
SINCE = date(2020, 1, 1)
SYSTEM = Actor.system()
_numbers = count(1)


@dataclass
class Town:
    """The small tree with a department of the district, offices, and who leads them."""

    tree: Tree
    department: Body
    office: Body
    district_office: Body
    committee: Body
    people: dict[str, Person]

    @property
    def head(self) -> Seat:
        """Return the leading post of the department."""
        return seat_of(self.department, SeatKind.HEAD)

    @property
    def office_head(self) -> Seat:
        """Return the leading post of the township's office."""
        return seat_of(self.office, SeatKind.HEAD)


def make_town() -> Town:
    """Set up a department, two governance offices and a committee, each with its leader."""
    tree = make_tree()
    department = make_body(tree.county, BodyType.DEPARTMENT, name="住建局")
    office = make_body(tree.township, BodyType.GOVERNANCE_OFFICE, name="北城街道综治办")
    district = make_body(tree.county, BodyType.GOVERNANCE_OFFICE, name="区综治中心")
    committee = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    people = {}
    for name, body, kind in (
        ("head", department, SeatKind.HEAD),
        ("office", office, SeatKind.HEAD),
        ("district", district, SeatKind.HEAD),
        ("chair", committee, SeatKind.CHAIR),
    ):
        people[name] = make_person(tree.community)
        make_post(seat_of(body, kind), people[name])
    return Town(tree, department, office, district, committee, people)


def make_category(place: Place, code: str = "street-lighting", **options: Any) -> Category:
    """Add a category at a place."""
    values = {"name_zh": "路灯照明", "name_en": "Street lighting", "icon": "lightbulb"}
    return Category.objects.create(
        code=code, place=place, scope_path=place.path, valid_from=SINCE, **values | options
    )


def make_case(place: Place, category: Category | None = None, **options: Any) -> Case:
    """Write a case row as it stands, without the acts that led there."""
    number = next(_numbers)
    category = category or Category.objects.first() or make_category(place)
    values: dict[str, Any] = {
        "state": CaseState.HANDLING,
        "level": Level.ORDINARY,
        "channel": Channel.RESIDENT,
        "disclosure": Disclosure.HANDLERS,
        "text": "路灯不亮",
        "reported_at": NOW,
        "local_day": NOW.date(),
    }
    return Case.objects.create(
        number=f"2026-{number:06d}",
        category=category,
        place=place,
        scope_path=place.path,
        **values | options,
    )
