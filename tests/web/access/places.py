"""Rows of places and units.

Divisions are public to whoever is signed in. Compounds and what is below them are seen by staff
below their posts; for the changes the object is a compound, which is invisible outside.
"""

from datetime import date

from linli.apps.accounts.rules import REGISTER_WRITERS, SEPARATED_ROLES, STAFF_ROLES
from linli.apps.places import services
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.places.rules.plans import PlannedAct
from tests.factories.places import NOW, SYSTEM, make_building, make_compound, make_place, make_unit
from tests.web.access import EVERYBODY, PLACES, Row, roles

READERS = roles(*(STAFF_ROLES - SEPARATED_ROLES))
BLIND = EVERYBODY - READERS
WRITERS = roles(*REGISTER_WRITERS)
_NEXT = {
    PlaceKind.PREFECTURE: (PlaceKind.COUNTY, "99"),
    PlaceKind.COUNTY: (PlaceKind.TOWNSHIP, "098"),
    PlaceKind.TOWNSHIP: (PlaceKind.COMMUNITY, "098"),
}


def compound_at(place: Place) -> Place:
    """Make a compound below a place, with the divisions between them."""
    while place.kind in _NEXT:
        place.refresh_from_db()
        kind, digits = _NEXT[PlaceKind(place.kind)]
        code = place.code + digits
        below = Place.objects.filter(code=code).first()
        place = below or make_place(place, kind, "中间层", code)
    return make_compound(place, "测试小区")


def code_of(place):
    return {"code": compound_at(place).code}


def unit_of(place):
    return {"code": make_unit(make_building(compound_at(place)), "9901").code}


def ended_place_of(place):
    building = make_building(compound_at(place))
    services.demolish_place(actor=SYSTEM, place_id=building.pk, on=NOW.date(), now=NOW)
    return {"code": building.code}


def ended_unit_of(place):
    unit = make_unit(make_building(compound_at(place)), "9902")
    services.end_unit(actor=SYSTEM, unit_id=unit.pk, on=NOW.date(), now=NOW)
    return {"code": unit.code}


def plan_for(place):
    compound = compound_at(place)
    plan = services.plan_change(
        actor=SYSTEM,
        place_id=compound.pk,
        act=PlannedAct.RENAME,
        arguments={"place_id": compound.pk, "name": "新名小区"},
        on=date(2099, 1, 1),
        now=NOW,
    )
    return {"number": plan.pk}


ROWS = [
    Row("places:withdraw_plan", open_to=WRITERS, at=plan_for, method="POST", ok=302, blind=BLIND),
    Row("places:index", ok=302, pictured=False, why="leads on to the only post"),
    Row("places:unmeasured", open_to=WRITERS),
    Row("places:search", query="?q=%E5%8C%97%E5%9F%8E"),
    Row("places:detail", at=lambda place: {"code": place.code}, reaches=PLACES),
    Row("places:children", at=lambda place: {"code": place.code}, reaches=PLACES, pictured=False),
    Row("places:detail", open_to=READERS, at=code_of, blind=BLIND),
    Row("places:children", open_to=READERS, at=code_of, blind=BLIND, pictured=False),
    Row(
        "places:add",
        open_to=WRITERS,
        at=lambda place: code_of(place) | {"kind": "BUILDING"},
        blind=BLIND,
    ),
    Row("places:add_building", open_to=WRITERS, at=code_of, blind=BLIND),
    Row("places:add_unit", open_to=WRITERS, at=code_of, blind=BLIND),
    *(
        Row(
            "places:change",
            open_to=WRITERS,
            at=lambda place, act=act: code_of(place) | {"act": act},
            blind=BLIND,
        )
        for act in ("rename", "move", "merge", "split", "end")
    ),
    Row("places:unit", open_to=READERS, at=unit_of, blind=BLIND),
    Row("places:change_unit", open_to=WRITERS, at=unit_of, blind=BLIND),
    Row("places:join_units", open_to=WRITERS, at=unit_of, blind=BLIND),
    Row("places:divide_unit", open_to=WRITERS, at=unit_of, blind=BLIND),
    Row("places:end_unit", open_to=WRITERS, at=unit_of, blind=BLIND),
    Row("places:restore", open_to=WRITERS, at=ended_place_of, blind=BLIND),
    Row("places:restore_unit", open_to=WRITERS, at=ended_unit_of, blind=BLIND),
]
