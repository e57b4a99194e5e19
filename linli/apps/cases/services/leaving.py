"""A desk hears of a case that has left its area: it would look for it in vain.

Source: [rule:case-place].
"""

import json
from datetime import datetime

from linli.apps.cases.models import Case, CaseStep, Task
from linli.apps.cases.selectors.charge import desk_seat
from linli.apps.cases.selectors.dossiers import holder_words
from linli.apps.cases.services.posting import say
from linli.apps.notices.rules.posting import Fact, ToPost, Urgency
from linli.apps.organisations.models import Seat
from linli.apps.places.models import Place
from linli.core.tree import is_within
from linli.kit.days import local_day

LEFT = "cases.left_desk"


def tell_desk_left(case: Case, step: CaseStep, now: datetime) -> None:
    """Tell the desk of the old place, and the post that had the case, once a day where it is.

    Only where the case has left their area: who still sees it has other news of it, and a post
    whose task was taken back hears that.
    """
    facts = json.loads(step.facts)
    before = Place.objects.get(pk=facts["from"]).path
    had_it, *_now = facts.get("seat", [None])
    posts = {desk_seat(before, local_day(now)), had_it} - {None}
    ended = Task.objects.filter(pk__in=facts.get("ended", ())).values("seat")
    seats = Seat.objects.filter(pk__in=posts).exclude(pk__in=ended).order_by("pk")
    for seat in seats:
        if not is_within(case.scope_path, seat.scope_path):
            said: dict[str, Fact] = {"office": holder_words(case), "seat": seat.pk}
            say(
                case, step, LEFT, [ToPost(seat.pk)], Urgency.DIGEST, now, said,
                part=seat.pk, scope_path=before,
            )  # fmt: skip
