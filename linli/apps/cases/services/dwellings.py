"""Open cases of a dwelling or building that is gone: they stay, and whoever has them is told.

Source: [rule:unit-ending].
"""

from collections.abc import Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.cases.models import Case
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.cases.services.recording import begin_aside, locked_case
from linli.apps.places.services import Consequence, Ending
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
    for case_id in sorted(found):
        case = locked_case(case_id)
        act = begin_aside(actor=actor, case=case, version=None, now=now, decision=allow())
        act.facts["on"] = ending.on
        act.aside("place_gone", is_heavy=False, is_inner=True)
    note = _("stay open and say that their place is gone; close them when nothing is left to do")
    return [Consequence(_("open cases"), len(found), note)] if found else []
