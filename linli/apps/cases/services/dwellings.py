"""Open cases of a dwelling or building that is gone: they stay, and whoever has them is told.

Where the end was a mistake, they are told that as well. Source: [rule:unit-ending],
[rule:unit-restoring].
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import date, datetime

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.services.recording import begin_aside, locked_case
from linli.apps.places.models import Place, Unit
from linli.apps.places.services import Consequence, Ending, Restoring
from linli.core.access import Actor, allow
from linli.kit.bulk import batches


def tell_of_end(ending: Ending, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Note in every open case there that its place is gone; the case itself goes on.

    Where another place followed nothing is noted: the cases have gone along. Raises ClockSetBack.
    """
    if ending.heir is not None:
        return []
    open_ones = Case.objects.filter(state__among=OPEN_STATES)
    found = _at(open_ones, ending.units, ending.places)
    _tell(found, "place_gone", ending.on, actor=actor, now=now)
    note = _("stay open and say that their place is gone; close them when nothing is left to do")
    return [Consequence(_("open cases"), len(found), note)] if found else []


def tell_of_return(back: Restoring, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Note in every open case that was told of the end that its place exists after all.

    Raises ClockSetBack.
    """
    told = Case.objects.filter(state__among=OPEN_STATES, steps__kind="place_gone")
    found = _at(told, back.units, back.places)
    _tell(found, "place_back", back.on, actor=actor, now=now)
    note = _("say that their place exists after all")
    return [Consequence(_("open cases"), len(found), note)] if found else []


def _at(cases: "QuerySet[Case]", units: Iterable[Unit], places: Iterable[Place]) -> set[int]:
    """Return the numbers of those cases that lie in these units, or right at these places."""
    found: set[int] = set()
    for column, rows in (("unit", units), ("place", places)):
        for some in batches([row.pk for row in rows], 500):
            here = cases.filter(**{f"{column}__in": some})
            found |= set(here.order_by().values_list("pk", flat=True))
    return found


def _tell(found: Collection[int], kind: str, on: date, *, actor: Actor, now: datetime) -> None:
    for case_id in sorted(found):
        case = locked_case(case_id)
        act = begin_aside(actor=actor, case=case, version=None, now=now, decision=allow())
        act.facts["on"] = on
        act.aside(kind, is_heavy=False, is_inner=True)
