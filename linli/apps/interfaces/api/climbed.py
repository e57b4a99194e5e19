"""What climbed to posts of a key's body: listed here, answered by `instruct` on the case."""

from django.http import HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Query, Router

from linli.apps.interfaces.api.calling import Call, answer, caller
from linli.apps.interfaces.api.work import PageQuery
from linli.apps.interfaces.exchange.climbed import EscalationPage, escalation_answer
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.interfaces.selectors.climbed import climbed_page

router = Router(tags=["escalations"])


@router.get(
    "/escalations", response=EscalationPage, summary=_("List what climbed to posts of the body"),
    operation_id="list_escalations", url_name="escalations",
)  # fmt: skip
def list_escalations(request: Call, asked: Query[PageQuery]) -> HttpResponse:
    """List what climbed to posts of the key's body and waits for an answer, the first on top.

    It is answered by `/cases/{number}/instruct`, which settles all that waits with the body in
    that case, and what waits with posts below.
    """
    key = caller(request, KeyAct.ACT).key
    page = climbed_page(key, request.actor, after=asked.after, size=asked.size)
    return answer({"rows": [escalation_answer(one) for one in page.rows], "next": page.after})
