"""More time: what waits for a decision, the decision, and a clock that goes on again."""

from django.http import HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Field, Path, Query, Router

from linli.apps.cases.rules.clocks import DelayState
from linli.apps.cases.services.delays import decide_delay, end_delay, look_again
from linli.apps.interfaces.api.calling import Call, answer, caller, command_key
from linli.apps.interfaces.api.work import PageQuery
from linli.apps.interfaces.exchange.answers import delay_answer, delay_file_answer
from linli.apps.interfaces.exchange.commands import DecisionIn, GoOnIn, LookAgainIn
from linli.apps.interfaces.exchange.more_time import DelayOut, DelayPage
from linli.apps.interfaces.exchange.values import MOST_ID
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.interfaces.selectors import files

router = Router(tags=["delays"])
Number = Path(description=_("Number of the request for more time."), ge=1, le=MOST_ID)
WAITING = (DelayState.ASKED,)


class DelayQuery(PageQuery):
    """Which requests for more time are wanted."""

    state: list[DelayState] = Field(
        [], description=_("States; without any, those that wait for a decision.")
    )


@router.get(
    "/delays", response=DelayPage, summary=_("List requests for more time"),
    operation_id="list_delays", url_name="delays",
)  # fmt: skip
def list_delays(request: Call, asked: Query[DelayQuery]) -> HttpResponse:
    """List the requests on which the board of the key decides, the oldest first."""
    key = caller(request, KeyAct.ACT).key
    states = [str(state) for state in asked.state or WAITING]
    page = files.delay_page(key, request.actor, states=states, after=asked.after, size=asked.size)
    return answer({"rows": [delay_file_answer(one) for one in page.rows], "next": page.after})


@router.post(
    "/delays/{delay}/decide", response=DelayOut, summary=_("Decide about more time"),
    operation_id="decide_delay", url_name="delay-decide",
)  # fmt: skip
def decide(request: Call, given: DecisionIn, delay: int = Number) -> HttpResponse:
    """Grant or refuse an extension, a pause or a hanging; never as who has asked for it."""
    number = files.delay_id_in_scope(caller(request, KeyAct.ACT).key, delay)
    done = decide_delay(
        actor=request.actor,
        delay_id=number,
        now=request.now,
        key=command_key(request),
        **given.arguments(),
    )
    return answer(delay_answer(done))


@router.post(
    "/delays/{delay}/end", response=DelayOut, summary=_("Let the clock go on"),
    operation_id="end_delay", url_name="delay-end",
)  # fmt: skip
def end(request: Call, given: GoOnIn, delay: int = Number) -> HttpResponse:
    """End a pause, or take a case off the hang-up list, before its day."""
    number = files.delay_id_in_scope(caller(request, KeyAct.ACT, KeyAct.WORK).key, delay)
    done = end_delay(
        actor=request.actor,
        delay_id=number,
        now=request.now,
        key=command_key(request),
        **given.arguments(),
    )
    return answer(delay_answer(done))


@router.post(
    "/delays/{delay}/look-again", response=DelayOut, summary=_("Keep a case hung up"),
    operation_id="look_again", url_name="delay-look-again",
)  # fmt: skip
def look(request: Call, given: LookAgainIn, delay: int = Number) -> HttpResponse:
    """Say why a case still hangs, and on which day it is looked at next."""
    number = files.delay_id_in_scope(caller(request, KeyAct.ACT).key, delay)
    done = look_again(
        actor=request.actor,
        delay_id=number,
        now=request.now,
        key=command_key(request),
        **given.arguments(),
    )
    return answer(delay_answer(done))
