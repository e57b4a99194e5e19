"""Open cases of a dwelling or building that is gone: they stay, and whoever has them is told.

Where the end was a mistake, they are told that as well. Source: [rule:unit-ending],
[rule:unit-restoring].
"""

from collections.abc import Collection, Sequence
from datetime import date, datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.services.recording import begin_aside, locked_case
from linli.apps.places.services import Consequence, Ending, Restoring
from linli.core.access import Actor, allow
from linli.kit.bulk import batches


def tell_of_end(ending: Ending, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Note in every open case there that its place is gone; the case itself goes on.

    Where another place followed nothing is noted: the cases have gone along. Raises ClockSetBack.
    """
    if ending.heir is not None:
        return []
    found: set[int] = set()
    for column, rows in (("unit", ending.units), ("place", ending.places)):
        for some in batches([row.pk for row in rows], 500):
            cases = Case.objects.filter(**{f"{column}__in": some}, state__among=OPEN_STATES)
            found |= set(cases.order_by().values_list("pk", flat=True))
    _tell(found, "place_gone", ending.on, actor=actor, now=now)
    note = _("stay open and say that their place is gone; close them when nothing is left to do")
    return [Consequence(_("open cases"), len(found), note)] if found else []


def tell_of_return(back: Restoring, actor: Actor, now: datetime) -> Sequence[Consequence]:
    """Note in every open case that was told of the end that its dwelling exists after all.

    Raises ClockSetBack.
    """
    rows = Case.objects.filter(unit=back.unit, state__among=OPEN_STATES, steps__kind="place_gone")
    found = set(rows.order_by().values_list("pk", flat=True))
    _tell(found, "place_back", back.on, actor=actor, now=now)
    note = _("say that their dwelling exists after all")
    return [Consequence(_("open cases"), len(found), note)] if found else []


def _tell(found: Collection[int], kind: str, on: date, *, actor: Actor, now: datetime) -> None:
    for case_id in sorted(found):
        case = locked_case(case_id)
        act = begin_aside(actor=actor, case=case, version=None, now=now, decision=allow())
        act.facts["on"] = on
        act.aside(kind, is_heavy=False, is_inner=True)
