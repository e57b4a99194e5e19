"""Rows of the pages of cases."""

from datetime import date, timedelta

from linli.apps.accounts.rules import PLACE_ADMINS, REGISTER_READERS, Role
from linli.apps.cases import permissions, services
from linli.apps.cases.models import (
    ApprovalRule,
    Case,
    Category,
    CheckItem,
    Clock,
    DayOverride,
    Delay,
    LadderPost,
    Limit,
)
from linli.apps.cases.permissions.work import CALLERS
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import DelayKind, Step, TimeUnit
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.apps.cases.services import ReportData, settings
from linli.apps.cases.services.approval_rules import For, set_needed
from linli.apps.cases.services.climbing import note_climbed
from linli.apps.cases.services.clips import keep_film
from linli.apps.cases.services.clocks import start_step
from linli.apps.cases.services.delays import ask_delay
from linli.apps.cases.services.tasks import send_task
from linli.apps.organisations.models import Body, Seat
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.places.models import Place
from tests.factories.case_pages import picture
from tests.factories.cases import make_category, make_item
from tests.factories.films import a_clip
from tests.factories.grids import NOW, SYSTEM, TODAY, cell_at, grid_place
from tests.factories.organisations import make_body
from tests.factories.voices import a_voice
from tests.web.access import EVERYBODY, RESIDENT, STAFF, Row, roles

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
        clips=(a_clip(), a_voice()),
    )
    made = services.report_case(actor=SYSTEM, report=report, now=NOW)
    keep_film(a_clip().digest, a_clip().data, now=NOW)
    return made


def case(place: Place) -> dict[str, str]:
    found = Case.objects.filter(community=grid_place(place)).first() or new_case(place)
    return {"number": found.number}


def photo(place: Place) -> dict[str, str]:
    keys = case(place)
    return keys | {"digest": Case.objects.get(**keys).photos.get().digest}


def video(place: Place) -> dict[str, str]:
    keys = case(place)
    return keys | {"digest": Case.objects.get(**keys).clips.get(kind="VIDEO").digest}


def voice(place: Place) -> dict[str, str]:
    keys = case(place)
    return keys | {"digest": a_voice().digest}


def listed(place: Place) -> dict[str, object]:
    found = Case.objects.get(**case(place))
    known = CheckItem.objects.filter(category=found.category, action="ACCEPT").first()
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


def in_cell(place: Place) -> dict[str, str]:
    keys = case(place)
    Case.objects.filter(**keys).update(cell=cell_at(grid_place(place)))
    return keys


def department(place: Place) -> Body:
    here = grid_place(place)
    known = Body.objects.filter(place=here, type=BodyType.SERVICE_CENTRE).first()
    return known or make_body(here, BodyType.SERVICE_CENTRE)


def checked(place: Place) -> dict[str, str]:
    """Return a case that waits for its reporter; nobody of this world had a part in it."""
    keys = case(place)
    Case.objects.filter(**keys).update(state=CaseState.CHECKED)
    return keys


def whom_to_call(place: Place) -> dict[str, object]:
    return {"version": 0, "bodies": [department(place).pk], "text": "请到场"}


def taken(place: Place) -> dict[str, object]:
    return task(place) | {"act": "take"}


def asked(place: Place) -> dict[str, object]:
    keys = task(place)
    found = Delay.objects.filter(clock__task=keys["task_id"]).first()
    delay = found or ask_delay(
        actor=SYSTEM,
        case_id=Case.objects.get(**case(place)).pk,
        task_id=keys["task_id"],
        kind=DelayKind.PAUSE,
        reason=PauseReason.WEATHER,
        text="暴雨",
        until=NOW + timedelta(days=5),
        now=NOW,
    )
    return {"delay_id": delay.pk, "act": "decide"}


def climbed(place: Place) -> dict[str, str]:
    """Return a case of which something climbed to a post that nobody of this world holds."""
    keys = case(place)
    found = Case.objects.get(**keys)
    clock = Clock.objects.filter(case=found, stopped_at=None).first() or start_step(
        found, Step.ACCEPT, actor=SYSTEM, now=NOW
    )
    seat = Seat.objects.filter(body=department(place)).order_by("pk")[0]
    note_climbed(found, clock, seat.pk, now=NOW)
    return keys


def here(place: Place) -> dict[str, str]:
    return {"code": grid_place(place).code}


def settled(place: Place) -> Category:
    known = Category.objects.filter(code="lighting", place=grid_place(place)).first()
    return known or make_category(grid_place(place))


def category(place: Place) -> dict[str, int]:
    return {"category_id": settled(place).pk}


def line(place: Place) -> dict[str, int]:
    found = settled(place)
    known = CheckItem.objects.filter(category=found, action="FEED_BACK", valid_to=None).first()
    item = known or make_item(found)
    return {"category_id": found.pk, "item_id": item.pk}


def limit(place: Place) -> dict[str, int]:
    known = Limit.objects.filter(place=grid_place(place)).first()
    made = known or settings.set_limit(
        actor=SYSTEM,
        place_id=grid_place(place).pk,
        level=Level.ORDINARY,
        step=Step.HANDLE,
        span=Span(3, TimeUnit.WORKING_DAYS),
        valid_from=TODAY,
        now=NOW,
    )
    return {"limit_id": made.pk}


def changed_day(place: Place) -> dict[str, int]:
    known = DayOverride.objects.filter(place=grid_place(place), withdrawn_at=None).first()
    made = known or settings.override_day(
        actor=SYSTEM,
        place_id=grid_place(place).pk,
        day=date(2099, 12, 1),
        is_worked=False,
        reason="停电",
        now=NOW,
    )
    return {"override_id": made.pk}


def approval_rule(place: Place) -> dict[str, int]:
    known = ApprovalRule.objects.filter(place=grid_place(place)).first()
    made = known or set_needed(
        actor=SYSTEM,
        place_id=grid_place(place).pk,
        what=For(ApprovalKind.HANG_UP),
        needed=2,
        valid_from=TODAY,
        now=NOW,
    )
    return {"rule_id": made.pk}


def ladder_post(place: Place) -> dict[str, int]:
    known = LadderPost.objects.filter(place=grid_place(place), valid_to=None).first()
    made = known or settings.name_ladder_post(
        actor=SYSTEM,
        place_id=grid_place(place).pk,
        rung=Rung.PLACE_OFFICE,
        seat_id=Seat.objects.filter(body=team(place)).earliest("pk").pk,
        valid_from=TODAY,
        now=NOW,
    )
    return {"post_id": made.pk}


def place_with_grid(place: Place) -> dict[str, str]:
    return {"code": cell_at(place).place.code}


ROWS = [
    Row("cases:new", public=True),
    Row("cases:places", public=True, method="POST", data={"find_text": "邮政"}),
    Row("cases:walk", public=True, method="POST", data=lambda place: {"walk": f"p{place.pk}"}),
    Row("cases:outlines", at=lambda place: {"code": place.code}, public=True, pictured=False),
    Row("cases:plates", open_to=WATCHERS, at=place_with_grid),
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
    Row("cases:to_call", open_to=SORTERS),
    Row("cases:board", open_to=ADMINS),
    Row("cases:red", open_to=ADMINS),
    Row("cases:checks", open_to=CHECKERS),
    Row("cases:hung_up", open_to=WATCHERS),
    Row("cases:all", open_to=WATCHERS),
    Row("cases:by_phone", open_to=WATCHERS & roles(*REGISTER_READERS), method="POST",
        data={"phone": "13800001234"}),
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
    Row("cases:video", open_to=WATCHERS, at=video, closed=404, anonymous=404, pictured=False),
    Row("cases:poster", open_to=WATCHERS, at=video, closed=404, anonymous=404, pictured=False),
    Row("cases:small_poster", open_to=WATCHERS, at=video, closed=404, anonymous=404,
        pictured=False),
    Row("cases:voice", open_to=WATCHERS, at=voice, closed=404, anonymous=404, pictured=False),
    Row("cases:said", open_to=WATCHERS, at=voice, method="POST", ok=302, closed=404, blind=BLIND,
        data={"said": "三号楼漏水"}, anonymous=404),
    Row("cases:act", open_to=SORTERS, at=answered, method="POST", ok=302, blind=BLIND,
        data={"version": 0, "text": "周一修好"}, anonymous=404),
    Row("cases:calls", open_to=WATCHERS),
    Row("cases:decisions", open_to=SORTERS | ADMINS),
    Row("cases:settings", open_to=ADMINS),
    Row("cases:categories", open_to=ADMINS, at=here, closed=404),
    Row("cases:add_category", open_to=ADMINS, at=here, closed=404),
    Row("cases:install", open_to=ADMINS, at=here, closed=404, method="POST", ok=302),
    Row("cases:limits", open_to=ADMINS, at=here, closed=404),
    Row("cases:approvals", open_to=ADMINS, at=here, closed=404),
    Row("cases:work_days", open_to=ADMINS, at=here, closed=404),
    Row("cases:hours", open_to=ADMINS, at=here, closed=404, method="POST", ok=302,
        data={"hours": "09:00-12:00", "valid_from": "2099-01-01"}),
    Row("cases:ladder", open_to=ADMINS, at=here, closed=404),
    Row("cases:category", open_to=ADMINS, at=category, closed=404),
    Row("cases:end_category", open_to=ADMINS, at=category, closed=404),
    Row("cases:add_item", open_to=ADMINS, at=category, closed=404, method="POST", ok=302,
        data={"action": "FEED_BACK", "text_zh": "已拍照", "text_en": "Photo taken"}),
    Row("cases:end_item", open_to=ADMINS, at=line, closed=404, method="POST", ok=302),
    Row("cases:end_limit", open_to=ADMINS, at=limit, closed=404),
    Row("cases:end_approval", open_to=ADMINS, at=approval_rule, closed=404),
    Row("cases:withdraw_day", open_to=ADMINS, at=changed_day, closed=404),
    Row("cases:end_ladder_post", open_to=ADMINS, at=ladder_post, closed=404, method="POST",
        ok=302),
    Row("cases:call", open_to=roles(*CALLERS), at=in_cell, method="POST", ok=302, blind=BLIND,
        data=whom_to_call),
    Row("cases:task_act", open_to=frozenset(), at=taken, method="POST", blind=BLIND,
        why="nobody of this world holds a post in a body"),
    Row("cases:task_read", open_to=frozenset(), at=task, method="POST", blind=BLIND,
        why="nobody of this world holds a post in a body"),
    Row("cases:more_time", open_to=frozenset(), at=task, method="POST", blind=BLIND,
        why="nobody of this world holds a post in a body"),
    Row("cases:remark", open_to=WATCHERS, at=case, method="POST", ok=302, blind=BLIND,
        data={"text": "又坏了"}, anonymous=404),
    Row("cases:rate", open_to=frozenset(), at=case, method="POST", blind=BLIND,
        data={"rating": "5"}, anonymous=404, why="the reporter alone rates"),
    Row("cases:join", open_to=WATCHERS | {RESIDENT}, at=case, method="POST", ok=302,
        blind=STAFF - WATCHERS),
    Row("cases:leave", open_to=WATCHERS, at=case, method="POST", ok=409, blind=BLIND,
        why="nobody here follows the case"),
    Row("cases:instruct", open_to=frozenset(), at=climbed, method="POST", blind=BLIND,
        data={"text": "今天派人"}, why="it climbed to a post that nobody of this world holds"),
    Row("cases:first_contact", open_to=roles(Role.COMMUNITY_WORKER), at=case, method="POST", ok=302,
        blind=BLIND, data={"way": "TELEPHONE", "reached": "no"},
        why="the report of the world shows its name to the desk alone"),
    Row("cases:refile", open_to=SORTERS | ADMINS, at=case, method="POST", ok=302, blind=BLIND,
        data=other_category, anonymous=404),
    Row("cases:correct_place", open_to=SORTERS | ADMINS, at=case, blind=BLIND, anonymous=404),
    Row("cases:correct_place", open_to=SORTERS | ADMINS, at=case, method="POST", ok=422,
        blind=BLIND, data={"version": 0}, anonymous=404),
    Row("cases:contact", open_to=roles(Role.COMMUNITY_WORKER), at=case, method="POST", ok=302,
        blind=BLIND, data={"reason": "回访"}),
    Row("cases:item", open_to=SORTERS, at=listed, method="POST", ok=302, blind=BLIND),
    Row("cases:delay_act", open_to=ADMINS, at=asked, method="POST", ok=302, blind=BLIND,
        data={"is_granted": "yes"}),
    # At the end: the case of the world waits for its reporter from here on.
    Row("cases:rate_for", open_to=SORTERS, at=checked, method="POST", ok=422, blind=BLIND,
        data={"rating": 5, "way": "TELEPHONE"}),
    Row("cases:no_answer", open_to=SORTERS, at=checked, method="POST", ok=302, blind=BLIND,
        data={"way": "TELEPHONE"}),
]  # fmt: skip
