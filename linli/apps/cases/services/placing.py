"""A report filed at the wrong place is put right: thread and clocks go on (更正地点).

Whoever has it now, what bodies had to do in it, lists, figures and the kind as it is set at the
new place all follow, in the one transaction of the act. Source: [rule:case-place].
"""

from dataclasses import dataclass, replace
from datetime import date, datetime

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, Category, CheckMark, Task
from linli.apps.cases.models.tasks import OPEN_TASKS
from linli.apps.cases.rules.flow import CaseAction, Part
from linli.apps.cases.rules.placing import (
    PlaceBeyond,
    PlaceUnchanged,
    place_to_decide,
    works_at,
)
from linli.apps.cases.rules.refusals import CategoryNotHere, CategoryNotOurs
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.rules.texts import MOST_SPOT, kept_line, kept_text
from linli.apps.cases.selectors.charge import desk_seat, seat_in_charge
from linli.apps.cases.selectors.offered import category_at
from linli.apps.cases.services.clocks import change_place
from linli.apps.cases.services.intake import place_in_lists, place_of
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import Act, begin_aside, seen_case
from linli.apps.cases.services.tasks import cancel_task
from linli.apps.places.models import Place, Unit
from linli.apps.places.rules import PlaceKind
from linli.apps.places.services import locked_place
from linli.core.access import Actor, require
from linli.core.tree import is_within
from linli.kit.days import local_day

_ABOVE_OFFICES = (PlaceKind.COUNTRY, PlaceKind.PROVINCE, PlaceKind.PREFECTURE)


@dataclass(frozen=True, slots=True)
class WhereData:
    """Where a case lies: place, dwelling, exactly where, and the point on the map.

    Without a `spot` what was written of it stays; without a point none is kept, as the old one
    was of another place.
    """

    place_id: int
    unit_id: int | None = None
    spot: str | None = None
    lon: float | None = None
    lat: float | None = None


@command
def correct_place(
    *,
    actor: Actor,
    case_id: int,
    where: WhereData,
    now: datetime,
    text: str = "",
    version: int | None = None,
    slip: str = "",
    key: str = "",
) -> Case:
    """Put the place of a case right (更正地点): as desk or board, or before sorting as reporter.

    A place outside the actor's area is only said: the case goes to the lowest place around both,
    whose office decides. Tasks of bodies that do not work at the right place are taken back; where
    that is the lead's, the board chooses again.
    Raises what `intake` refuses about places, PlaceUnchanged, PlaceBeyond, CategoryNotHere,
    CategoryNotOurs, TextMissing, StaleCase, NotAllowed.
    """
    day = local_day(now)
    place, unit = place_of(where.place_id, where.unit_id, day)  # places are locked before cases
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    decision = permissions.can_correct_place(actor, case, day=day, slip=slip)
    act = begin_aside(
        actor=actor, case=case, version=version, now=now, decision=decision, slip=slip
    )
    words = kept_text(text, field="text", needed=act.part != Part.REPORTER)
    reaches = permissions.can_place_at(actor, case, place.path, day=day, slip=slip)
    target = _target(case, place, reaches=bool(reaches))
    if target == place and _is_unchanged(case, place, unit, where):
        raise PlaceUnchanged(field="place")
    sending = permissions.can_act(actor, case, CaseAction.CORRECT_PLACE, day=day)
    act.facts |= {"from": case.place_id, "to": target.pk}
    category = _category_there(case, target.path, day)
    ended = _take_back(act, place.path)
    case.came_from = _came_from(case, target, day)
    if target == place:
        _put(case, place, unit, where, day)
    else:
        _put(case, target, None, replace(where, lon=None, lat=None), day)
        act.facts["wanted"] = place.pk
    case.wanted_place = None if target == place else place
    case.category = category
    if any(task.kind == TaskKind.LEAD for task in ended):
        require(sending.decision)
        act.part, act.action = sending.part, CaseAction.CORRECT_PLACE
        return _dispatch_anew(act, words)
    change_place(case, actor=actor, now=now)
    _bring(act)
    return act.aside("placed", text=words)


def _bring(act: Act) -> None:
    """Give the case to the post that has it at its place."""
    case = act.case
    seat_id = seat_in_charge(case, local_day(act.now))
    if seat_id != case.seat_id:
        act.facts["seat"] = [case.seat_id, seat_id]
        case.seat_id = seat_id


def _came_from(case: Case, target: Place, day: date) -> Place | None:
    """Return from where the case comes to the desk of a place: what that desk's list says.

    The office that decides over a border is no stop; where the case is back again, it comes from
    nowhere.
    """
    here = desk_seat(target.path, day)
    if desk_seat(case.scope_path, day) == here:
        return case.came_from
    before = case.place
    if case.wanted_place is not None and case.came_from is not None:
        before = case.came_from
    return None if desk_seat(before.path, day) == here else before


def _target(case: Case, place: Place, *, reaches: bool) -> Place:
    """Return where the case goes; raises PlaceBeyond."""
    path = place_to_decide(case.scope_path, place.path, reaches=reaches)
    if path == place.path:
        return place
    above = Place.objects.filter(path=path).exclude(kind__in=_ABOVE_OFFICES).first()
    if above is None:
        raise PlaceBeyond(field="place")
    return locked_place(above.pk)


def _is_unchanged(case: Case, place: Place, unit: Unit | None, where: WhereData) -> bool:
    """Tell whether the case lies exactly there already, and nobody said that it lies elsewhere."""
    is_same = (place.pk, unit.pk if unit else None) == (case.place_id, case.unit_id)
    told_more = where.lon is not None or where.spot not in (None, case.spot)
    return is_same and not told_more and case.wanted_place_id is None


def _take_back(act: Act, path: str) -> list[Task]:
    """Take back what bodies had to do that do not work at the right place; return those tasks.

    With the lead go all that assist it: the board asks anew whom it needs.
    """
    tasks = Task.objects.filter(case=act.case, state__in=OPEN_TASKS)
    found = list(tasks.select_related("body", "cell").order_by("pk"))
    gone = {task.pk for task in found if not works_at(task.body.scope_path, path)}
    if any(task.kind == TaskKind.LEAD and task.pk in gone for task in found):
        gone |= {task.pk for task in found if task.kind == TaskKind.ASSIST}
    ended = [task for task in found if task.pk in gone]
    for task in ended:
        task.case = act.case
        cancel_task(task, actor=act.actor, now=act.now)
    if ended:
        act.facts["ended"] = sorted(gone)
    return ended


def _put(case: Case, target: Place, unit: Unit | None, where: WhereData, day: date) -> None:
    """Set everything of a case that says where it lies, and what lists copy of it."""
    case.place, case.unit, case.scope_path = target, unit, target.path
    case.lon, case.lat = where.lon, where.lat
    if where.spot is not None:
        case.spot = kept_line(where.spot, field="spot", most=MOST_SPOT)
    place_in_lists(case, day)
    calls = Task.objects.filter(case=case, kind=TaskKind.CALL, state__in=OPEN_TASKS)
    calls.update(cell_id=case.cell_id)


def _category_there(case: Case, path: str, day: date) -> Category:
    """Return the kind of the case as it is set at a place.

    Raises CategoryNotHere and CategoryNotOurs, with where to go.
    """
    found = category_at(path, case.category.code, day=day)
    if found is None or found.pk == case.category_id:
        if not is_within(path, case.category.scope_path):
            raise CategoryNotHere(field="place")
        return case.category
    if not found.is_ours:
        raise CategoryNotOurs(address=found.redirect_zh, address_en=found.redirect_en)
    return found


def _dispatch_anew(act: Act, text: str) -> Case:
    """Let the case wait for the board: the body that led it does not work at the right place.

    What was ticked off was seen to elsewhere.
    """
    case = act.case
    case.lead_id = case.taken_at = case.handler_account_id = None
    CheckMark.objects.filter(case=case).delete()
    change_place(case, actor=act.actor, now=act.now, of_tasks=True)
    return act.move(text=text)
