"""Acts on a case: one address and one service for each, under the version the caller has seen."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext_noop as _
from ninja import File, Form, Path, Router, UploadedFile

from linli.apps.cases import services as cases
from linli.apps.cases.rules.pictures import MOST_PHOTOS
from linli.apps.cases.rules.refusals import CategoryNotHere, PlaceUnknown, TooManyPhotos
from linli.apps.cases.selectors import dossiers, offered, spots
from linli.apps.cases.services.calls import call_upwards
from linli.apps.cases.services.delays import ask_delay
from linli.apps.cases.services.evidence import evidence_of
from linli.apps.interfaces.api.calling import Call, answer, caller, command_key, seen_version
from linli.apps.interfaces.api.cases import Number
from linli.apps.interfaces.exchange import commands
from linli.apps.interfaces.exchange.answers import delay_answer, receipt_answer, task_receipt
from linli.apps.interfaces.exchange.more_time import DelayOut
from linli.apps.interfaces.exchange.shapes import ReceiptOut, TaskReceipts
from linli.apps.interfaces.exchange.values import MOST_ID
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.interfaces.selectors import files
from linli.kit.days import local_day

router = Router(tags=["acts"])
Item = Path(description=_("Number of a line of the check-list."), ge=1, le=MOST_ID)


@dataclass(frozen=True, slots=True)
class CaseAct:
    """An act of the flow as an address: its name, its service, what it takes, what it needs."""

    name: str
    service: Callable[..., Any]
    takes: type[commands.Arguments]
    summary: str
    needs: KeyAct = KeyAct.ACT


ACTS = (
    CaseAct("accept", cases.accept_case, commands.AcceptIn, _("Take a report up")),
    CaseAct("redirect", cases.redirect_case, commands.AddressIn, _("Close what is not ours")),
    CaseAct("answer", cases.answer_case, commands.WordsIn, _("Answer a question")),
    CaseAct("refer", cases.refer_case, commands.WordsIn, _("Hand a dispute to mediation")),
    CaseAct("merge", cases.merge_case, commands.MergeIn, _("Merge a duplicate")),
    CaseAct("unmerge", cases.unmerge_case, commands.WordsIn, _("Take a merge back")),
    CaseAct(
        "propose-exclusion", cases.propose_exclusion, commands.ExclusionIn,
        _("Propose to exclude a demand"),
    ),
    CaseAct("dispatch", cases.dispatch_case, commands.DispatchIn, _("Dispatch to a body")),
    CaseAct("arbitrate", cases.arbitrate, commands.ArbitrateIn, _("Decide whose task it is")),
    CaseAct("take", cases.take_case, commands.NothingIn, _("Take the task on"), KeyAct.WORK),
    CaseAct("return", cases.return_task, commands.ReturnIn, _("Send the task back"), KeyAct.WORK),
    CaseAct("pass-check", cases.pass_check, commands.NoteIn, _("Find that it is done")),
    CaseAct("fail-check", cases.fail_check, commands.WordsIn, _("Find that it is not done")),
    CaseAct(
        "instruct", cases.answer_escalation, commands.InstructionIn,
        _("Answer what has climbed to one's post"),
    ),
    CaseAct(
        "withdraw", cases.withdraw_case, commands.SlipIn, _("Take one's report back"),
        KeyAct.REPORT,
    ),
    CaseAct(
        "confirm", cases.confirm_case, commands.SlipIn, _("Agree with the result"), KeyAct.REPORT
    ),
    CaseAct(
        "dispute", cases.dispute_case, commands.DisputeIn, _("Disagree with the result"),
        KeyAct.REPORT,
    ),
    CaseAct("rate", cases.rate_case, commands.RateIn, _("Rate what was done"), KeyAct.REPORT),
)  # fmt: skip


def _address(act: CaseAct) -> None:
    """Add the address of an act to the interface."""

    def perform(request: Call, given: Any, number: str = Number) -> HttpResponse:
        key = caller(request, act.needs).key
        case = act.service(
            actor=request.actor,
            case_id=files.case_id_in_scope(key, number),
            version=seen_version(request),
            now=request.now,
            key=command_key(request),
            **given.arguments(),
        )
        return answer(receipt_answer(case), version=case.version)

    perform.__annotations__["given"] = act.takes
    perform.__doc__ = act.service.__doc__
    perform.__name__ = act.name.replace("-", "_")
    router.post(
        f"/{{number}}/{act.name}",
        response=ReceiptOut,
        summary=act.summary,
        description=" ",
        operation_id=f"{perform.__name__}_case",
        url_name=f"act-{act.name}",
    )(perform)


for _act in ACTS:
    _address(_act)


@router.post(
    "/{number}/refile", response=ReceiptOut, summary=_("File under another category"),
    operation_id="refile_case", url_name="act-refile",
)  # fmt: skip
def refile(request: Call, given: commands.RefileIn, number: str = Number) -> HttpResponse:
    """File a case under another category; its clock goes on from where it began.

    As the reporter whose slip it is until somebody has sorted it.
    """
    key = caller(request, KeyAct.REPORT if given.slip else KeyAct.ACT).key
    case_id = files.case_id_in_scope(key, number)
    category = offered.category_at(
        files.path_of_case(case_id), given.category, day=local_day(request.now)
    )
    if category is None:
        raise CategoryNotHere(field="category")
    case = cases.refile_case(
        actor=request.actor,
        case_id=case_id,
        category=category.pk,
        text=given.text,
        slip=given.slip,
        version=seen_version(request),
        now=request.now,
        key=command_key(request),
    )
    return answer(receipt_answer(case), version=case.version)


@router.post(
    "/{number}/correct-place", response=ReceiptOut, summary=_("Put the place right"),
    operation_id="correct_place", url_name="act-correct-place",
)  # fmt: skip
def correct_place(request: Call, given: commands.PlaceIn, number: str = Number) -> HttpResponse:
    """Say where a case lies rightly; outside one's area the office above both places decides.

    As the reporter whose slip it is until somebody has sorted it.
    """
    key = caller(request, KeyAct.REPORT if given.slip else KeyAct.ACT).key
    spot = spots.spot_of_code(given.place)
    if spot is None:
        raise PlaceUnknown(field="place")
    where = cases.WhereData(
        place_id=spot.place_id,
        unit_id=spot.unit_id,
        spot=given.spot,
        lon=given.lon,
        lat=given.lat,
    )
    case = cases.correct_place(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        where=where,
        text=given.text,
        slip=given.slip,
        version=seen_version(request),
        now=request.now,
        key=command_key(request),
    )
    return answer(receipt_answer(case), version=case.version)


@router.post(
    "/{number}/first-contact", response=ReceiptOut, summary=_("Contact the reporter"),
    operation_id="contact_reporter", url_name="act-first-contact",
)  # fmt: skip
def contact(request: Call, given: commands.ContactIn, number: str = Number) -> HttpResponse:
    """Record the first contact with the reporter, by whoever has the case and sees whom to call."""
    key = caller(request, KeyAct.ACT, KeyAct.WORK).key
    case = cases.record_contact(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        version=seen_version(request),
        now=request.now,
        key=command_key(request),
        **given.arguments(),
    )
    return answer(receipt_answer(case), version=case.version)


def _read(photos: list[UploadedFile]) -> dict[str, Any]:
    """Return the pictures and the video of an act; too many are not even read."""
    if len(photos) > MOST_PHOTOS:
        raise TooManyPhotos(field="photos", most=MOST_PHOTOS)
    return evidence_of(photos).shown


@router.post(
    "/{number}/dispute-shown", response=ReceiptOut,
    summary=_("Disagree with the result by voice, video or picture"),
    operation_id="dispute_case_shown", url_name="act-dispute-shown",
)  # fmt: skip
def dispute_shown(
    request: Call,
    given: Form[commands.ShownDisputeIn],
    photos: File[list[UploadedFile]],
    number: str = Number,
) -> HttpResponse:
    """Disagree as the reporter whose slip it is, with what says or shows what is wrong."""
    key = caller(request, KeyAct.REPORT).key
    case_id = files.case_id_in_scope(key, number)
    # Nobody's file is looked at who may not even see the case.
    dossiers.get_case(request.actor, number, day=local_day(request.now), slip=given.slip)
    case = cases.dispute_case(
        actor=request.actor,
        case_id=case_id,
        version=seen_version(request),
        now=request.now,
        key=command_key(request),
        **_read(photos),
        **given.arguments(),
    )
    return answer(receipt_answer(case), version=case.version)


@router.post(
    "/{number}/feed-back", response=ReceiptOut, summary=_("Feed the result back"),
    operation_id="feed_back_case", url_name="act-feed-back",
)  # fmt: skip
def feed_back(
    request: Call,
    given: Form[commands.ResultIn],
    number: str = Number,
    photos: list[UploadedFile] = File([]),  # noqa: B008 - how the framework declares files
) -> HttpResponse:
    """Say what came of it: solved, partly, or not possible; pictures or a video may show it."""
    key = caller(request, KeyAct.WORK).key
    case = cases.feed_back(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        version=seen_version(request),
        now=request.now,
        key=command_key(request),
        **_read(photos),
        **given.arguments(),
    )
    return answer(receipt_answer(case), version=case.version)


@router.post(
    "/{number}/solve-on-spot", response=ReceiptOut, summary=_("Solve on the spot"),
    operation_id="solve_on_spot_case", url_name="act-solve-on-spot",
)  # fmt: skip
def solve_on_spot(
    request: Call,
    given: Form[commands.SolvedIn],
    photos: File[list[UploadedFile]],
    number: str = Number,
) -> HttpResponse:
    """Say that what the body's own round has found was put right at once, with what shows it."""
    key = caller(request, KeyAct.ACT).key
    case = cases.solve_on_spot(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        version=seen_version(request),
        now=request.now,
        key=command_key(request),
        **_read(photos),
        **given.arguments(),
    )
    return answer(receipt_answer(case), version=case.version)


@router.post(
    "/{number}/items/{item}", response=ReceiptOut, summary=_("Tick a line of the check-list"),
    operation_id="mark_item", url_name="act-item",
)  # fmt: skip
def mark_item(
    request: Call, given: commands.NothingIn, number: str = Number, item: int = Item
) -> HttpResponse:
    """Say that a line of the check-list was seen to, as who may do the act it holds back."""
    key = caller(request, KeyAct.ACT, KeyAct.WORK).key
    case = cases.mark_item(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        item=item,
        now=request.now,
        key=command_key(request),
    )
    return answer(receipt_answer(case), version=case.version)


@router.post(
    "/{number}/call", response={201: TaskReceipts}, summary=_("Call departments"),
    operation_id="call_departments", url_name="act-call",
)  # fmt: skip
def call(request: Call, given: commands.CallIn, number: str = Number) -> HttpResponse:
    """Call departments to a case in one's cell; arrival and result are timed on them."""
    key = caller(request, KeyAct.ACT).key
    tasks = call_upwards(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        body_ids=sorted(set(given.bodies)),
        text=given.text,
        legal_basis=given.legal_basis,
        version=seen_version(request),
        now=request.now,
        key=command_key(request),
    )
    return answer({"rows": [task_receipt(task) for task in tasks]}, status=201)


@router.post(
    "/{number}/delays", response={201: DelayOut}, summary=_("Ask for more time"),
    operation_id="ask_delay", url_name="act-delay",
)  # fmt: skip
def delay(request: Call, given: commands.DelayIn, number: str = Number) -> HttpResponse:
    """Ask for more time for the running step, or for a task; a person decides."""
    key = caller(request, KeyAct.WORK).key
    asked = ask_delay(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        version=seen_version(request),
        now=request.now,
        key=command_key(request),
        **given.arguments(),
    )
    return answer(delay_answer(asked), status=201)
