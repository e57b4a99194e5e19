"""Rows of organisations."""

from dataclasses import dataclass

from linli.apps.accounts.rules import REGISTER_READERS, Role
from linli.apps.organisations import services
from linli.apps.organisations.models import TrainingCourse
from linli.apps.organisations.rules.basis import Condition, Mark
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.limits import Test
from linli.apps.organisations.rules.own import OwnShape
from linli.apps.organisations.rules.service import Quarter, Skill
from linli.apps.organisations.rules.training import Audience
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from tests.factories.organisations import (
    LONG_AGO,
    NOW,
    SYSTEM,
    TODAY,
    make_absence,
    make_body,
    make_membership,
    make_post,
    seat_of,
)
from tests.factories.people import make_household, make_person
from tests.factories.places import make_compound, make_place, make_unit
from tests.web.access import ANONYMOUS, OWN, PARENT, RESIDENT, STAFF, Row, roles

READERS = roles(
    Role.GRID_WORKER,
    Role.COMMUNITY_WORKER,
    Role.TOWNSHIP_ADMIN,
    Role.DISTRICT_ADMIN,
    Role.MEDIATOR,
    Role.COMMITTEE_MEMBER,
    Role.PROPERTY_STAFF,
    Role.BRANCH_OFFICER,
    Role.DEPARTMENT_OFFICER,
)
REGISTERS = roles(*REGISTER_READERS)
KEEPERS = roles(Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN)
ANALYSTS = KEEPERS | roles(Role.BRANCH_OFFICER)
ADMINS = roles(Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN)
OPERATORS = roles(Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)
NOBODY = frozenset()
NOT_READERS = (STAFF | {RESIDENT}) - READERS


def body_on(place: Place):
    """A body that fits the place; above the district only an operator's does, which few see."""
    kind = BodyType.OPERATOR if place.kind == PlaceKind.PREFECTURE else BodyType.GRID_TEAM
    return make_body(place, kind)


def body_at(place):
    return {"body_id": body_on(place).pk}


def seat_at(place):
    body = body_on(place)
    kind = SeatKind.SYSTEM_ADMIN if body.type == BodyType.OPERATOR else SeatKind.GRID_CHIEF
    return {"seat_id": seat_of(body, kind).pk}


def post_on(place):
    body = body_on(place)
    kind = SeatKind.SYSTEM_ADMIN if body.type == BodyType.OPERATOR else SeatKind.GRID_CHIEF
    return make_post(seat_of(body, kind), make_person())


def post_at(place):
    return {"appointment_id": post_on(place).pk}


def seat_held_at(place):
    return {"seat_id": post_on(place).seat_id}


def absence_at(place):
    post = post_on(place)
    away = make_absence(post.seat, post.person, None, TODAY, LONG_AGO.replace(year=2027))
    return {"absence_id": away.pk}


def person_at(place):
    return {"person_id": post_on(place).person_id}


def branch_on(place):
    kinds = {
        PlaceKind.COUNTY: BodyType.DISTRICT_COMMITTEE,
        PlaceKind.TOWNSHIP: BodyType.TOWNSHIP_COMMITTEE,
        PlaceKind.COMMUNITY: BodyType.COMMUNITY_BRANCH,
    }
    return make_body(place, kinds.get(place.kind, BodyType.OPERATOR))


def branch_at(place):
    return {"body_id": branch_on(place).pk}


def community_below(place):
    """Return a community at or below a place, for what only party bodies have."""
    found = Place.objects.under(place.path).filter(kind=PlaceKind.COMMUNITY).order_by("path")
    return found.first() or make_place(place, PlaceKind.COMMUNITY, "新社区", f"{place.code}009")


def membership_at(place):
    branch = make_body(community_below(place), BodyType.COMMUNITY_BRANCH)
    return {"membership_id": make_membership(branch, make_person()).pk}


def compound_in(place):
    community = community_below(place)
    return make_compound(community, f"第{Place.objects.count()}家属院")


def condition_at(place):
    row = services.note_condition(
        actor=SYSTEM,
        place_id=compound_in(place).pk,
        condition=Condition.PARKING,
        grade=2,
        valid_from=LONG_AGO,
        now=NOW,
    )
    return {"condition_id": row.pk}


def rule_at(place):
    row = services.set_local_rule(
        actor=SYSTEM,
        test=Test.SIZE,
        body_type=BodyType.OWNERS_COMMITTEE,
        jurisdiction=place.code,
        source="a local text",
        least=3,
        valid_from=LONG_AGO,
        now=NOW,
    )
    return {"rule_id": row.pk}


def own_type_at(place):
    row = services.set_own_type(
        actor=SYSTEM,
        place_id=place.pk,
        name=f"议事会{place.pk}",
        shape=OwnShape(places=frozenset({PlaceKind.COMMUNITY}), head_title="会长"),
        source="a local text",
        valid_from=LONG_AGO,
        now=NOW,
    )
    return {"type_id": row.pk}


def place_at(place):
    return {"code": place.code}


def compound_at(place):
    return {"code": compound_in(place).code}


def report_in_at(place):
    branch = make_body(community_below(place), BodyType.COMMUNITY_BRANCH)
    row = services.report_in(
        actor=SYSTEM, branch_id=branch.pk, person_id=make_person().pk, on=TODAY, now=NOW
    )
    return {"report_in_id": row.pk}


def service_branch(place):
    return make_body(community_below(place), BodyType.COMMUNITY_BRANCH)


def service_branch_at(place):
    return {"body_id": service_branch(place).pk}


def make_need_of(branch):
    return services.publish_need(
        actor=SYSTEM,
        branch_id=branch.pk,
        place_id=branch.place_id,
        title="夜间巡逻",
        skill=Skill.PATROL,
        wanted=2,
        now=NOW,
    )


def need_at(place):
    return {"need_id": make_need_of(service_branch(place)).pk}


def confirmed_on(branch):
    return services.enter_report_ins(
        actor=SYSTEM, branch_id=branch.pk, person_ids=[make_person().pk], on=TODAY, now=NOW
    )[0]


def claimable_at(place):
    branch = service_branch(place)
    return {"report_in_id": confirmed_on(branch).pk, "need_id": make_need_of(branch).pk}


def of_member(row):
    return Actor(account_id=1, person_id=row.person_id)


def claim_at(place):
    branch = service_branch(place)
    row, need = confirmed_on(branch), make_need_of(branch)
    claim = services.claim_need(actor=of_member(row), need_id=need.pk, report_in_id=row.pk, now=NOW)
    return {"claim_id": claim.pk}


def facts_at(place):
    row = confirmed_on(service_branch(place))
    asked = services.ask_facts(
        actor=of_member(row), report_in_id=row.pk, quarter=Quarter(2025, 4), now=NOW
    )
    return {"statement_id": asked.pk}


def mark_at(place):
    branch = make_body(community_below(place), BodyType.COMMUNITY_BRANCH)
    household = make_household(make_unit(compound_in(place)), make_person())
    row = services.mark_household(
        actor=SYSTEM,
        body_id=branch.pk,
        household_id=household.pk,
        mark=Mark.CENTRE_HOUSEHOLD,
        valid_from=LONG_AGO,
        now=NOW,
    )
    return {"mark_id": row.pk}


@dataclass(frozen=True)
class Notice(Row):
    """The public notice: residents see those of every body their home lies under."""

    def expected(self, role, where):
        if role == RESIDENT and where == PARENT:
            return frozenset({self.ok})
        return super().expected(role, where)


@dataclass(frozen=True)
class Act(Row):
    """Whoever sees the body but may not act is told so; for the rest there is nothing there."""

    seen_by: frozenset[str] = READERS

    def expected(self, role, where):
        if role in self.open_to or role == ANONYMOUS:
            return super().expected(role, where)
        seen = role in self.seen_by and (where == OWN or where in self.reaches)
        return frozenset({403 if seen else 404})


# What stands on a compound is tried with the first compound below: from the side of the place
# above it is still one's own.
BELOW = (OWN, PARENT)


def course_at(place):
    """A course held by a body of the place, for everybody in office there."""
    body = body_on(place)
    course = services.record_course(
        actor=SYSTEM,
        place_id=place.pk,
        organiser_id=body.pk,
        title=f"网格员培训 {body.pk}",
        audience=Audience.ALL,
        held_on=TODAY,
        hours=4,
        now=NOW,
    )
    return {"course_id": course.pk}


def attendance_at(place):
    number = course_at(place)["course_id"]
    course = TrainingCourse.objects.select_related("organiser").get(pk=number)
    operator = course.organiser.type == BodyType.OPERATOR
    kind = SeatKind.SYSTEM_ADMIN if operator else SeatKind.GRID_CHIEF
    post = make_post(seat_of(course.organiser, kind))
    (row,) = services.record_attendance(
        actor=SYSTEM, course_id=number, certificates={post.pk: ""}, now=NOW
    )
    return {"attendance_id": row.pk}


ROWS = [
    Row("organisations:courses", open_to=READERS),
    Row("organisations:record_course", open_to=ADMINS),
    Row("organisations:course", open_to=READERS, at=course_at),
    Row("organisations:attend", open_to=ADMINS, at=course_at, method="POST", blind=NOT_READERS),
    Row("organisations:void_course", open_to=ADMINS, at=course_at, blind=NOT_READERS),
    Row(
        "organisations:void_course",
        open_to=ADMINS,
        at=course_at,
        method="POST",
        data={"reason": "重复"},
        ok=302,
        blind=NOT_READERS,
    ),
    Row(
        "organisations:not_there",
        open_to=ADMINS,
        at=attendance_at,
        method="POST",
        ok=302,
        blind=NOT_READERS,
    ),
    Row("organisations:bodies", open_to=READERS | OPERATORS),
    Row("organisations:own_chart", open_to=READERS, ok=302, pictured=False),
    Row("organisations:chart", open_to=READERS, at=place_at, closed=404),
    Row("organisations:vacancies", open_to=ANALYSTS),
    Row("organisations:crossings", open_to=ANALYSTS),
    Row("organisations:my_posts"),
    Row("organisations:rules", open_to=READERS | OPERATORS),
    Row("organisations:set_rule", open_to=ADMINS),
    Row("organisations:types", open_to=READERS | OPERATORS),
    Row("organisations:add_type", open_to=ADMINS),
    Act("organisations:end_type", open_to=ADMINS, at=own_type_at),
    Act("organisations:end_rule", open_to=ADMINS, at=rule_at),
    Row("organisations:body", open_to=READERS, at=body_at, closed=404),
    Notice("organisations:notice", open_to=READERS | {RESIDENT}, at=body_at, closed=404),
    Act(
        "organisations:found",
        open_to=ADMINS | roles(Role.SECURITY_ADMIN),
        at=place_at,
        seen_by=READERS | OPERATORS,
    ),
    Act("organisations:change", open_to=ADMINS, at=body_at),
    Act("organisations:dissolve", open_to=ADMINS, at=body_at),
    Act("organisations:open_seat", open_to=ADMINS, at=body_at),
    Act("organisations:declare", open_to=ADMINS, at=body_at),
    Act("organisations:close_seat", open_to=ADMINS, at=seat_at),
    Act("organisations:appoint", open_to=ADMINS, at=seat_at),
    Act("organisations:record_absence", open_to=ADMINS, at=seat_held_at),
    Act("organisations:end_appointment", open_to=ADMINS, at=post_at),
    Act("organisations:correct_appointment", open_to=ADMINS, at=post_at),
    Act("organisations:void_appointment", open_to=ADMINS, at=post_at),
    Act("organisations:end_absence", open_to=ADMINS, at=absence_at),
    Row("organisations:person_posts", open_to=ANALYSTS, at=person_at, closed=404),
    Row("organisations:stewards", open_to=READERS),
    Row("organisations:steward", open_to=READERS, at=compound_at, reaches=BELOW, closed=404),
    Act(
        "organisations:note_condition",
        open_to=KEEPERS,
        at=compound_at,
        reaches=BELOW,
        method="POST",
        data={"condition": "PARKING", "grade": "2", "noted_on": "2026-03-02"},
        ok=302,
    ),
    Act("organisations:clear_condition", open_to=KEEPERS, at=condition_at, reaches=BELOW),
    # Nobody in this world holds a seat in a party body: no role by itself opens membership.
    Row("organisations:members", open_to=NOBODY, at=branch_at, closed=404, pictured=False),
    Row("organisations:households", open_to=NOBODY, at=branch_at, closed=404, pictured=False),
    Row("organisations:report_ins", open_to=NOBODY, at=branch_at, closed=404, pictured=False),
    Row("organisations:unmark", open_to=NOBODY, at=mark_at, closed=404, pictured=False),
    Row("organisations:end_report_in", open_to=NOBODY, at=report_in_at, closed=404,
        pictured=False),
    Row("organisations:report_oneself"),
    Row("organisations:service"),
    Row("organisations:needs", open_to=REGISTERS, at=service_branch_at, reaches=BELOW, closed=404),
    Row("organisations:need", open_to=REGISTERS, at=need_at, reaches=BELOW, closed=404),
    Row("organisations:offer", open_to=NOBODY, at=report_in_at, closed=404, pictured=False),
    Row("organisations:claim", open_to=NOBODY, at=claimable_at, closed=404, method="POST",
        pictured=False),
    Row("organisations:ask_facts", open_to=NOBODY, at=report_in_at, closed=404, method="POST",
        pictured=False),
    Row("organisations:note_service", open_to=NOBODY, at=claim_at, closed=404, pictured=False),
    Row("organisations:claim_act", open_to=NOBODY, at=lambda place: claim_at(place) | {
        "act": "confirm"}, closed=404, method="POST", pictured=False),
    Row("organisations:facts", open_to=NOBODY, at=facts_at, closed=404, pictured=False),
    Row("organisations:end_membership", open_to=NOBODY, at=membership_at, closed=404,
        pictured=False),
    Row("organisations:confirm_report_in", open_to=NOBODY, at=report_in_at, closed=404,
        method="POST", pictured=False),
]  # fmt: skip
