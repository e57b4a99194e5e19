"""Rows of the pages of cases."""

from linli.apps.accounts.rules import PLACE_ADMINS, Role
from linli.apps.cases import permissions, services
from linli.apps.cases.models import Case, Category, CheckItem
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.apps.cases.services import ReportData
from linli.apps.cases.services.tasks import send_task
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.places.models import Place
from tests.factories.case_pages import picture
from tests.factories.cases import make_category, make_item
from tests.factories.grids import NOW, SYSTEM, cell_at, grid_place
from tests.factories.organisations import make_body
from tests.web.access import EVERYBODY, PLACES, RESIDENT, STAFF, Row, roles

WATCHERS = roles(*STAFF_VIEWERS)
SORTERS = roles(*permissions.SORTERS)
CLERKS = roles(*permissions.CLERKS)
CHECKERS = roles(*permissions.CHECKERS)
ADMINS = roles(*PLACE_ADMINS)
# Whoever has nothing to do with the cases of the place does not even see that there is one.
BLIND = (STAFF - WATCHERS) | {RESIDENT}


def new_case(place: Place) -> Case:
    here = grid_place(place)
    known = Category.objects.filter(code="lighting", place=here).first()
    category = known or make_category(here)
    report = ReportData(
        category_id=category.pk,
        place_id=here.pk,
        text="路灯不亮",
        name="赵大爷",
        phone="12012345678",
        photos=(picture(),),
    )
    return services.report_case(actor=SYSTEM, report=report, now=NOW)


def case(place: Place) -> dict[str, str]:
    found = Case.objects.filter(community=grid_place(place)).first() or new_case(place)
    return {"number": found.number}


def photo(place: Place) -> dict[str, str]:
    keys = case(place)
    return keys | {"digest": Case.objects.get(**keys).photos.get().digest}


def listed(place: Place) -> dict[str, object]:
    found = Case.objects.get(**case(place))
    known = CheckItem.objects.filter(category=found.category).first()
    item = known or make_item(found.category, CaseAction.ACCEPT)
    return {"number": found.number, "item_id": item.pk}


def other_category(place: Place) -> dict[str, object]:
    here = grid_place(place)
    known = Category.objects.filter(code="noise", place=here).first()
    return {"version": 0, "category": (known or make_category(here, "noise")).pk, "text": ""}


def answered(place: Place) -> dict[str, str]:
    return case(place) | {"act": "answer"}


def team(place: Place) -> Body:
    here = grid_place(place)
    known = Body.objects.filter(place=here, type=BodyType.GRID_TEAM).first()
    return known or make_body(here, BodyType.GRID_TEAM)


def body(place: Place) -> dict[str, int]:
    return {"body_id": team(place).pk}


def task(place: Place) -> dict[str, int]:
    found = Case.objects.get(**case(place))
    known = found.tasks.first()
    sent = known or send_task(
        found,
        TaskKind.ASSIST,
        team(place),
        actor=SYSTEM,
        text="协助",
        legal_basis="职责清单第3条",
        now=NOW,
    )
    return {"task_id": sent.pk}


def place_with_grid(place: Place) -> dict[str, str]:
    return {"code": cell_at(place).place.code}


ROWS = [
    Row("cases:new", public=True),
    Row("cases:places", public=True, method="POST", data={"find_text": "邮政"}),
    Row("cases:similar", public=True, method="POST", data={"place": "p1", "category": "x"}),
    Row("cases:follow", public=True),
    Row("cases:followed", open_to=WATCHERS, at=case, closed=404, anonymous=404, pictured=False),
    Row("cases:followed_slip", open_to=WATCHERS, at=case, closed=404, anonymous=404,
        pictured=False),
    Row("cases:followed_slip_pdf", open_to=WATCHERS, at=case, closed=404, anonymous=404,
        pictured=False),
    Row("cases:mine", open_to=EVERYBODY),
    Row("cases:behalf", open_to=CLERKS),
    Row("cases:sorting", open_to=SORTERS),
    Row("cases:board", open_to=ADMINS),
    Row("cases:red", open_to=ADMINS),
    Row("cases:checks", open_to=CHECKERS),
    Row("cases:hung_up", open_to=WATCHERS),
    Row("cases:all", open_to=WATCHERS),
    Row("cases:today", open_to=roles(Role.GRID_WORKER)),
    Row("cases:inbox", open_to=frozenset(), why="nobody of this world holds a post in a body"),
    Row("cases:task", open_to=WATCHERS, at=task, closed=404),
    Row("cases:record", open_to=ADMINS, at=body, closed=404),
    Row("cases:map", open_to=WATCHERS, at=place_with_grid),
    Row("cases:map_data", open_to=WATCHERS, at=place_with_grid, pictured=False),
    Row("cases:load", open_to=WATCHERS, at=place_with_grid),
    Row("cases:case", open_to=WATCHERS, at=case, closed=404),
    Row("cases:slip", open_to=WATCHERS, at=case, closed=404),
    Row("cases:slip_pdf", open_to=WATCHERS, at=case, closed=404, pictured=False),
    Row("cases:photo", open_to=WATCHERS, at=photo, closed=404, anonymous=404, pictured=False),
    Row("cases:thumbnail", open_to=WATCHERS, at=photo, closed=404, anonymous=404, pictured=False),
    Row("cases:act", open_to=SORTERS, at=answered, method="POST", ok=302, blind=BLIND,
        data={"version": 0, "text": "周一修好"}, anonymous=404),
    Row("cases:remark", open_to=WATCHERS, at=case, method="POST", ok=302, blind=BLIND,
        data={"text": "又坏了"}, anonymous=404),
    Row("cases:rate", open_to=frozenset(), at=case, method="POST", blind=BLIND,
        data={"rating": "5"}, anonymous=404, why="the reporter alone rates"),
    Row("cases:join", open_to=EVERYBODY, at=case, method="POST", ok=302, reaches=PLACES),
    Row("cases:leave", open_to=WATCHERS, at=case, method="POST", ok=409, blind=BLIND,
        why="nobody here follows the case"),
    Row("cases:refile", open_to=SORTERS | ADMINS, at=case, method="POST", ok=302, blind=BLIND,
        data=other_category),
    Row("cases:contact", open_to=roles(Role.COMMUNITY_WORKER), at=case, method="POST", ok=302,
        blind=BLIND, data={"reason": "回访"}),
    Row("cases:item", open_to=SORTERS, at=listed, method="POST", ok=302, blind=BLIND),
]  # fmt: skip
