"""What climbed to the posts of a key's body and waits for its answer."""

from linli.apps.cases.models import Escalation
from linli.apps.cases.models.escalations import WAITS
from linli.apps.cases.selectors.visibility import STAFF_VIEWERS
from linli.apps.interfaces.selectors.calls import CallingKey
from linli.apps.organisations.models import Seat
from linli.core.access import Actor
from linli.kit.pages import Page, keyset_page
from linli.kit.scoped import under


def climbed_page(key: CallingKey, actor: Actor, *, after: str, size: int) -> Page:
    """Return a page of what waits with posts of the key's body in its scope, what climbed first.

    As for people: a post that does not see the cases of a place is told of them and no more.
    """
    seats = list(Seat.objects.filter(body=key.body_id).values_list("pk", flat=True))
    rows = Escalation.objects.filter(
        WAITS,
        under([key.scope_path], "case_scope_path"),
        under(actor.paths(STAFF_VIEWERS), "case_scope_path"),
        seat__in=seats,
    )
    rows = rows.select_related("case", "clock", "seat", "body")
    return keyset_page(rows, order=("climbed_at", "id"), after=after, size=size)
