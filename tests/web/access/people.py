"""Rows of people: staff of the register at the place, writers for acts, everybody's own data."""

from datetime import date

from linli.apps.accounts.rules import REGISTER_READERS, REGISTER_WRITERS, Role
from linli.apps.people.models import HouseholdMember, Incident, NumberBinding, Representation
from linli.apps.people.rules.kinds import Tenure
from linli.apps.places.models import Place
from tests.factories.people import (
    NOW,
    make_holding,
    make_household,
    make_loose_unit,
    make_merge,
    make_person,
    make_request,
)
from tests.web.access import Row, roles

READERS, WRITERS = roles(*REGISTER_READERS), roles(*REGISTER_WRITERS)
NEAR = roles(Role.GRID_WORKER, Role.COMMUNITY_WORKER)
NOBODY: frozenset[str] = frozenset()


def a_person(place: Place) -> dict[str, int]:
    return {"person_id": make_person(place).pk}


def a_unit(place: Place) -> dict[str, str]:
    unit = make_loose_unit(place)
    make_holding(unit, make_person(place), Tenure.CO_OWNER)
    make_holding(unit, make_person(place), Tenure.CO_OWNER)
    return {"unit_code": unit.code}


def a_household(place: Place) -> dict[str, int]:
    return {"household_id": make_household(make_loose_unit(place), make_person(place)).pk}


def a_member(place: Place) -> dict[str, int]:
    household = a_household(place)
    member = HouseholdMember.objects.get(**household)
    return household | {"member_id": member.pk}


def a_tenancy(place: Place) -> dict[str, object]:
    unit = make_loose_unit(place)
    holding = make_holding(unit, make_person(place), Tenure.TENANT)
    return {"unit_code": unit.code, "holding_id": holding.pk}


def a_request(place: Place) -> dict[str, int]:
    return {"request_id": make_request(make_person(place)).pk}


ACT = {"method": "POST", "ok": 302, "pictured": False}
REASON = {"reason": "CASE", "note": "办理诉求"}
MINE = {"closed": 403, "outside": 403, "pictured": False, "why": "one's own, and one's wards'"}


def an_agency(place: Place) -> dict[str, int]:
    principal, agent = make_person(place), make_person(place)
    row = Representation.objects.create(
        principal=principal, agent=agent, kind="GUARDIAN", valid_from=date(2020, 1, 1)
    )
    return {"person_id": principal.pk, "representation_id": row.pk}


def a_number(place: Place) -> dict[str, int]:
    person = make_person(place)
    row = NumberBinding.objects.create(
        person=person, scope_path=place.path, document="PASSPORT", checked_at=NOW
    )
    return {"binding_id": row.pk}


def my_request(place: Place) -> dict[str, int]:
    person = make_person(place)
    return {"person_id": person.pk, "request_id": make_request(person).pk}


def an_incident(place: Place) -> dict[str, int]:
    row = Incident.objects.create(
        scope_path=place.path,
        what="名册误发",
        found_on=date(2026, 3, 1),
        data=["name"],
        persons=3,
        measures="已追回并删除",
        authority_told="2026-03-02 报网信办",
        people_told="2026-03-02 电话告知",
        recorded_at=NOW,
    )
    return {"number": row.pk}


ROWS = [
    Row("people:register", open_to=READERS),
    Row("people:children", open_to=WRITERS),
    Row("people:search", open_to=READERS),
    Row("people:search", open_to=READERS, method="POST", data={"text": "王小明"}, pictured=False),
    Row("people:new", open_to=WRITERS, at=lambda place: {"place_code": place.code}, outside=403),
    Row("people:person", open_to=READERS, at=a_person),
    Row("people:open", open_to=READERS, at=a_person, data=REASON, **ACT),
    Row("people:reveal", open_to=NEAR, at=a_person),
    Row("people:correct", open_to=WRITERS, at=a_person),
    Row("people:death", open_to=WRITERS, at=a_person),
    Row("people:agent", open_to=WRITERS, at=a_person),
    Row("people:end_agent", open_to=WRITERS, at=an_agency, **ACT),
    Row("people:account", open_to=WRITERS | roles(Role.SECURITY_ADMIN), at=a_person),
    Row(
        "people:account",
        open_to=WRITERS | roles(Role.SECURITY_ADMIN),
        at=a_person,
        method="POST",
        pictured=False,
    ),
    Row("people:new_number", open_to=WRITERS | roles(Role.SECURITY_ADMIN), at=a_person),
    Row("people:numbers", open_to=roles(Role.SECURITY_ADMIN)),
    Row(
        "people:decide_number",
        open_to=roles(Role.SECURITY_ADMIN),
        at=a_number,
        data={"act": "decline"},
        **ACT,
    ),
    Row("people:care", open_to=NEAR & WRITERS, at=a_person),
    Row("people:consent", open_to=WRITERS, at=a_person, **ACT),
    Row("people:propose_merge", open_to=WRITERS, at=a_person),
    Row("people:standing", open_to=WRITERS, at=a_person, **ACT),
    Row("people:unit", open_to=READERS, at=a_unit),
    Row("people:transfer", open_to=WRITERS, at=a_unit),
    Row("people:revoke", open_to=WRITERS, at=a_unit, **ACT),
    Row("people:representative", open_to=WRITERS, at=a_unit),
    Row("people:tenant", open_to=WRITERS, at=a_unit),
    Row("people:end_tenancy", open_to=WRITERS, at=a_tenancy, **ACT),
    Row("people:new_household", open_to=WRITERS, at=a_unit),
    Row("people:household", open_to=READERS, at=a_household),
    Row("people:join", open_to=WRITERS, at=a_household),
    Row("people:relations", open_to=WRITERS, at=a_household),
    Row("people:leave", open_to=WRITERS, at=a_member),
    Row("people:merges", open_to=WRITERS),
    Row("people:merge", open_to=WRITERS, at=lambda place: {"proposal_id": make_merge(place).pk}),
    Row("people:requests", open_to=WRITERS),
    Row("people:request", open_to=WRITERS, at=a_request),
    Row("people:mine", own_numbers=True, why="one's own data"),
    Row("people:mine_of", open_to=NOBODY, at=a_person, **MINE),
    Row("people:in_clear", open_to=NOBODY, at=a_person, **MINE),
    Row("people:copy", open_to=NOBODY, at=a_person, **MINE),
    Row("people:ask", open_to=NOBODY, at=a_person, **MINE),
    Row("people:take_back", open_to=NOBODY, at=my_request, method="POST", **MINE),
    Row("people:my_consent", open_to=NOBODY, at=a_person, method="POST", **MINE),
    Row("people:notice", public=True),
    Row("people:duties", open_to=roles(Role.SECURITY_ADMIN)),
    Row("people:assess", open_to=roles(Role.SECURITY_ADMIN)),
    Row("people:incident_new", open_to=roles(Role.SECURITY_ADMIN)),
    Row("people:incident", open_to=roles(Role.SECURITY_ADMIN), at=an_incident),
    Row("people:minors", open_to=roles(Role.SECURITY_ADMIN, Role.AUDIT_ADMIN)),
    Row(
        "people:handler",
        open_to=roles(Role.SYSTEM_ADMIN),
        ok=302,
        pictured=False,
        why="the administrator of a district is led to its page",
    ),
    Row(
        "people:handler_of",
        open_to=roles(Role.SYSTEM_ADMIN),
        at=lambda place: {"place_id": place.pk},
    ),
    Row("people:notice_version", public=True, at=lambda place: {"number": 99}, ok=404),
]
