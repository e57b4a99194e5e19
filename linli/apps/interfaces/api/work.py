"""The key itself, and the tasks and calls of its body."""

from django.http import HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import Field, Path, Query, Router, Schema

from linli.apps.cases.rules.tasks import TaskState
from linli.apps.cases.services.calls import (
    arrive,
    call_off,
    decline,
    report_result,
    rule_on_call,
)
from linli.apps.interfaces import services
from linli.apps.interfaces.api.calling import Call, answer, caller, command_key
from linli.apps.interfaces.exchange.answers import key_answer, task_answer, task_receipt
from linli.apps.interfaces.exchange.commands import (
    InnerWordsIn,
    NothingIn,
    ReturnIn,
    RulingIn,
    WordsIn,
)
from linli.apps.interfaces.exchange.shapes import KeyOut, TaskOut, TaskPage, TaskReceiptOut
from linli.apps.interfaces.exchange.values import MOST_ID, Text
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.interfaces.selectors import files

router = Router()
Number = Path(description=_("Number of the task."), ge=1, le=MOST_ID)
OPEN = (TaskState.SENT, TaskState.TAKEN)


class PageQuery(Schema):
    """A page."""

    after: Text = Field("", max_length=200, description=_("`next` of the page before."))
    size: int = Field(20, ge=1, le=100, description=_("Rows of a page."))


class TaskQuery(PageQuery):
    """Which tasks are wanted."""

    state: list[TaskState] = Field([], description=_("States; without any, the open ones."))


@router.get(
    "/key", response=KeyOut, summary=_("Read the key"), operation_id="read_key", tags=["key"],
    url_name="key",
)  # fmt: skip
def read_key(request: Call) -> HttpResponse:
    """Read for which body and place the key is, what it may do, and until when."""
    return answer(key_answer(request.auth.key))


@router.get(
    "/tasks", response=TaskPage, summary=_("List tasks"), operation_id="list_tasks",
    tags=["tasks"], url_name="tasks",
)  # fmt: skip
def list_tasks(request: Call, asked: Query[TaskQuery]) -> HttpResponse:
    """List the tasks and calls of the key's body, the newest first."""
    key = caller(request, KeyAct.WORK).key
    states = [str(state) for state in asked.state or OPEN]
    page = files.task_page(key, states=states, after=asked.after, size=asked.size)
    return answer({"rows": [task_answer(task) for task in page.rows], "next": page.after})


@router.get(
    "/refusals", response=TaskPage, summary=_("List refused calls"),
    operation_id="list_refusals", tags=["tasks"], url_name="refusals",
)  # fmt: skip
def list_refusals(request: Call, asked: Query[PageQuery]) -> HttpResponse:
    """List the refused calls on which the board of the key has to rule, the oldest first."""
    key = caller(request, KeyAct.ACT).key
    page = files.refusal_page(key, request.actor, after=asked.after, size=asked.size)
    return answer({"rows": [task_answer(task) for task in page.rows], "next": page.after})


@router.get(
    "/tasks/{task}", response=TaskOut, summary=_("Read a task"), operation_id="read_task",
    tags=["tasks"], url_name="task",
)  # fmt: skip
def read_task(request: Call, task: int = Number) -> HttpResponse:
    """Read one task; it is noted."""
    admission = caller(request, KeyAct.WORK)
    found = files.get_task(admission.key, task)
    services.note_reading(
        admission=admission, operation="read_tasks", subject=found.case.number, now=request.now
    )
    return answer(task_answer(found))


@router.post(
    "/tasks/{task}/arrive", response=TaskReceiptOut, summary=_("Arrive, or begin to assist"),
    operation_id="arrive", tags=["tasks"], url_name="task-arrive",
)  # fmt: skip
def arrive_at(request: Call, given: NothingIn, task: int = Number) -> HttpResponse:
    """Say that the department is on the spot, or that an assistant has begun."""
    number = files.task_id_in_scope(caller(request, KeyAct.WORK).key, task)
    done = arrive(actor=request.actor, task_id=number, now=request.now, key=command_key(request))
    return answer(task_receipt(done))


@router.post(
    "/tasks/{task}/result", response=TaskReceiptOut, summary=_("Report what was done"),
    operation_id="report_result", tags=["tasks"], url_name="task-result",
)  # fmt: skip
def result_of(request: Call, given: WordsIn, task: int = Number) -> HttpResponse:
    """Say what the department, or the assistant, has done."""
    number = files.task_id_in_scope(caller(request, KeyAct.WORK).key, task)
    done = report_result(
        actor=request.actor,
        task_id=number,
        text=given.text,
        now=request.now,
        key=command_key(request),
    )
    return answer(task_receipt(done))


@router.post(
    "/tasks/{task}/refuse", response=TaskReceiptOut, summary=_("Refuse to come"),
    operation_id="refuse_task", tags=["tasks"], url_name="task-refuse",
)  # fmt: skip
def refuse(request: Call, given: ReturnIn, task: int = Number) -> HttpResponse:
    """Refuse to come when called, with the law it rests on; it stands in the body's record."""
    number = files.task_id_in_scope(caller(request, KeyAct.WORK).key, task)
    done = decline(
        actor=request.actor,
        task_id=number,
        basis=given.basis,
        text=given.text,
        now=request.now,
        key=command_key(request),
    )
    return answer(task_receipt(done))


@router.post(
    "/tasks/{task}/rule", response=TaskReceiptOut, summary=_("Rule on a refused call"),
    operation_id="rule_on_call", tags=["tasks"], url_name="task-rule",
)  # fmt: skip
def rule(request: Call, given: RulingIn, task: int = Number) -> HttpResponse:
    """Decide as the arbiter of the place: the refusal stands, or the body is bound to come."""
    number = files.call_id_in_scope(caller(request, KeyAct.ACT).key, task)
    done = rule_on_call(
        actor=request.actor,
        task_id=number,
        now=request.now,
        key=command_key(request),
        **given.arguments(),
    )
    return answer(task_receipt(done))


@router.post(
    "/tasks/{task}/call-off", response=TaskReceiptOut, summary=_("Call off"),
    operation_id="call_off", tags=["tasks"], url_name="task-call-off",
)  # fmt: skip
def take_back(request: Call, given: InnerWordsIn, task: int = Number) -> HttpResponse:
    """Take a call, or a request for assistance, back that is not needed any more."""
    number = files.call_id_in_scope(caller(request, KeyAct.ACT).key, task)
    done = call_off(
        actor=request.actor,
        task_id=number,
        text=given.text,
        now=request.now,
        key=command_key(request),
    )
    return answer(task_receipt(done))
