"""Cases: lists, files, contacts, pictures, reports, remarks."""

from dataclasses import replace
from typing import Any

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_noop as _
from ninja import Field, File, Path, Query, Router, Schema, UploadedFile

from linli.apps.cases import services as cases
from linli.apps.cases.rules.courses import Source
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import FROM_PROGRAMS, Channel
from linli.apps.cases.rules.refusals import CategoryNotHere, PlaceUnknown
from linli.apps.cases.selectors import dossiers, offered, spots
from linli.apps.cases.selectors.clips import (
    FILM_TYPE,
    SOUND_TYPE,
    open_poster,
    open_video,
    open_voice,
)
from linli.apps.cases.selectors.feeds import FeedFilter, cursor_of
from linli.apps.cases.selectors.photos import MEDIA_TYPE, open_photo
from linli.apps.cases.services.clips import ask_to_add, video_of, voice_of
from linli.apps.interfaces import services
from linli.apps.interfaces.api.calling import Call, answer, caller, command_key, tag_of
from linli.apps.interfaces.exchange.answers import feed_answer, file_answer, receipt_answer
from linli.apps.interfaces.exchange.commands import RemarkIn, ReportIn, SaidIn
from linli.apps.interfaces.exchange.evidence import Addresses
from linli.apps.interfaces.exchange.shapes import (
    CaseFileOut,
    CasePage,
    ContactOut,
    ReceiptOut,
    ReportedOut,
)
from linli.apps.interfaces.exchange.values import Code, Id, Instant
from linli.apps.interfaces.rules.keys import KeyAct
from linli.apps.interfaces.rules.refusals import PlaceOutside
from linli.apps.interfaces.selectors import files
from linli.kit.days import local_day

router = Router(tags=["cases"])
Number = Path(description=_("Number of the case."), max_length=24, pattern=r"^[0-9A-Za-z-]+$")

Digest = Path(
    description=_("Digest of the picture, video or voice note, as the case names it."),
    pattern=r"^[0-9a-f]{64}$",
)


def _sends(media_type: str) -> dict[str, Any]:
    """Return how an address that sends a file is described."""
    return {"responses": {200: {"content": {media_type: {}}}}}


def _sent(data: bytes, media_type: str) -> HttpResponse:
    sent = HttpResponse(data, content_type=media_type)
    sent.headers["Cache-Control"] = "private, no-store"
    sent.headers["X-Content-Type-Options"] = "nosniff"
    return sent


class CaseQuery(Schema):
    """Which cases are wanted."""

    state: list[CaseState] = Field([], description=_("States; without any, all open ones."))
    category: Code = Field("", description=_("Code of a category."))
    place: Code = Field("", description=_("Code of a place within the scope of the key."))
    body: Id | None = Field(None, description=_("Number of the body that leads."))
    source: Source | None = Field(None, description=_("Where it comes from, or how it came in."))
    reported_since: Instant | None = Field(
        None, description=_("Reported at this instant or later.")
    )
    updated_since: Instant | None = Field(
        None, description=_("Changed at this instant or later; then by change, oldest first.")
    )
    after: Code = Field("", description=_("`next` of the page before."))
    size: int = Field(20, ge=1, le=100, description=_("Rows of a page."))


@router.get("", response=CasePage, summary=_("List cases"), operation_id="list_cases")
def list_cases(request: Call, asked: Query[CaseQuery]) -> HttpResponse:
    """List the cases of the key's place, newest first; or what has changed since an instant."""
    key = caller(request, KeyAct.READ_CASES).key
    place = files.place_in_scope(key, asked.place) if asked.place else None
    chosen = FeedFilter(
        states=tuple(dict.fromkeys(asked.state)) or files.open_states(),
        category=asked.category,
        lead_id=asked.body,
        source=asked.source,
    )
    after = cursor_of(asked.after)
    if asked.reported_since is not None:
        chosen = replace(chosen, since=asked.reported_since)
    if asked.updated_since is None:
        found = files.case_feed(
            key, request.actor, chosen, place=place, after=after, size=asked.size
        )
    else:
        found = files.case_changes(
            key, request.actor, chosen, place=place, since=asked.updated_since, after=after,
            size=asked.size, now=request.now,
        )  # fmt: skip
    return answer(feed_answer(found))


@router.get(
    "/{number}", response=CaseFileOut, summary=_("Read a case"), operation_id="read_case",
    url_name="case",
)  # fmt: skip
def read_case(request: Call, number: str = Number) -> HttpResponse:
    """Read everything the body may read of a case, but not the reporter's name; it is noted."""
    admission = caller(request, KeyAct.READ_CASES)
    case = files.seen_case(admission.key, request.actor, number, now=request.now)
    if request.headers.get("If-None-Match") == tag_of(case.version):
        return HttpResponse(status=304, headers={"ETag": tag_of(case.version)})
    services.note_reading(
        admission=admission, operation="read_case", subject=case.number, now=request.now
    )
    file = files.case_file(request.actor, case, now=request.now)
    return answer(file_answer(file, _addresses(case.number)), version=case.version)


def _addresses(number: str) -> Addresses:
    """Return where the pictures, videos and voice notes of a case are fetched."""
    routes = ("read_photo", "read_video", "read_poster", "read_voice")
    found = (reverse(f"api-1:{route}", args=[number, "DIGEST"]) for route in routes)
    return Addresses(*(address.replace("DIGEST", "{digest}") for address in found))


@router.get(
    "/{number}/contact", response=ContactOut, summary=_("Read a reporter's contact"),
    operation_id="read_contact", url_name="read_contact",
)  # fmt: skip
def read_contact(request: Call, number: str = Number) -> HttpResponse:
    """Read name and phone, where the reporter shows them to this body; it is noted."""
    admission = caller(request, KeyAct.READ_CONTACT)
    case = files.seen_case(admission.key, request.actor, number, now=request.now)
    contact = files.contact_for(request.actor, case, now=request.now)
    services.note_reading(
        admission=admission, operation="read_contact", subject=case.number, now=request.now
    )
    return answer({"name": contact.name, "phone": contact.phone})


@router.get(
    "/{number}/photos/{digest}", summary=_("Read a picture"), operation_id="read_photo",
    url_name="read_photo", openapi_extra=_sends(MEDIA_TYPE),
)  # fmt: skip
def read_photo(
    request: Call,
    number: str = Number,
    digest: str = Digest,
) -> HttpResponse:
    """Read a picture of a case; it is noted."""
    admission = caller(request, KeyAct.READ_CASES)
    case = files.seen_case(admission.key, request.actor, number, now=request.now)
    with open_photo(
        actor=request.actor, number=case.number, digest=digest, now=request.now
    ) as file:
        services.note_reading(
            admission=admission, operation="read_photo", subject=case.number, now=request.now
        )
        return _sent(file.read(), MEDIA_TYPE)


@router.get(
    "/{number}/videos/{digest}", summary=_("Read a video"), operation_id="read_video",
    url_name="read_video", openapi_extra=_sends(FILM_TYPE),
)  # fmt: skip
def read_video(request: Call, number: str = Number, digest: str = Digest) -> HttpResponse:
    """Read a video of a case that is ready; it is noted."""
    admission = caller(request, KeyAct.READ_CASES)
    case = files.seen_case(admission.key, request.actor, number, now=request.now)
    film = open_video(actor=request.actor, number=case.number, digest=digest, now=request.now)
    with film.file as file:
        services.note_reading(
            admission=admission, operation="read_video", subject=case.number, now=request.now
        )
        return _sent(file.read(), FILM_TYPE)


@router.get(
    "/{number}/videos/{digest}/poster", summary=_("Read the picture of a video"),
    operation_id="read_poster", url_name="read_poster", openapi_extra=_sends(MEDIA_TYPE),
)  # fmt: skip
def read_poster(request: Call, number: str = Number, digest: str = Digest) -> HttpResponse:
    """Read the picture of a video of a case; it is noted as the video is."""
    admission = caller(request, KeyAct.READ_CASES)
    case = files.seen_case(admission.key, request.actor, number, now=request.now)
    with open_poster(
        actor=request.actor, number=case.number, digest=digest, now=request.now
    ) as file:
        services.note_reading(
            admission=admission, operation="read_video", subject=case.number, now=request.now
        )
        return _sent(file.read(), MEDIA_TYPE)


@router.get(
    "/{number}/voices/{digest}", summary=_("Read a voice note"), operation_id="read_voice",
    url_name="read_voice", openapi_extra=_sends(SOUND_TYPE),
)  # fmt: skip
def read_voice(request: Call, number: str = Number, digest: str = Digest) -> HttpResponse:
    """Read the sound of a voice note of a case; it is noted."""
    admission = caller(request, KeyAct.READ_CASES)
    case = files.seen_case(admission.key, request.actor, number, now=request.now)
    sound = open_voice(actor=request.actor, number=case.number, digest=digest, now=request.now)
    with sound.file as file:
        services.note_reading(
            admission=admission, operation="read_voice", subject=case.number, now=request.now
        )
        return _sent(file.read(), SOUND_TYPE)


@router.post("", response={201: ReportedOut}, summary=_("Report"), operation_id="report_case")
def report_case(request: Call, given: ReportIn) -> HttpResponse:
    """Send in what somebody said; the answer holds the code of the slip for that person."""
    admission = caller(request, KeyAct.REPORT)
    report = report_data(admission, given, request)
    act = cases.report_case
    if given.channel not in FROM_PROGRAMS:
        act = cases.report_on_behalf
    case = act(actor=request.actor, report=report, now=request.now, key=command_key(request))
    sent = answer(
        receipt_answer(case) | {"slip": dossiers.slip_of(case)}, status=201, version=case.version
    )
    sent.headers["Location"] = reverse("api-1:case", args=[case.number])
    return sent


def report_data(admission: services.Admission, given: ReportIn, request: Call) -> cases.ReportData:
    """Return a report as the service takes it, at a place within the scope of the key."""
    day = local_day(request.now)
    spot: Any = None
    if given.place:
        spot = spots.spot_of_code(given.place)
    elif given.lon is not None and given.lat is not None:
        spot = spots.spot_around((given.lon, given.lat), day=day)
    if spot is None:
        raise PlaceUnknown(field="place")
    if not admission.key.reaches(spot.path):
        raise PlaceOutside(field="place")
    category = offered.category_at(spot.path, given.category, day=day)
    if category is None:
        raise CategoryNotHere(field="category")
    return cases.ReportData(
        category_id=category.pk,
        place_id=spot.place_id,
        unit_id=spot.unit_id,
        text=given.text,
        spot=given.spot,
        lon=given.lon,
        lat=given.lat,
        disclosure=given.disclosure,
        level=given.level,
        language=given.language,
        channel=Channel(given.channel),
        name=given.name,
        phone=given.phone,
    )


@router.post(
    "/{number}/remarks", response={201: ReceiptOut}, summary=_("Say something about a case"),
    operation_id="add_remark",
)  # fmt: skip
def add_remark(request: Call, given: RemarkIn, number: str = Number) -> HttpResponse:
    """Add a remark to an open case: as the body, or as the reporter whose slip it is."""
    key = caller(request, *((KeyAct.REPORT,) if given.slip else (KeyAct.ACT, KeyAct.WORK))).key
    case = cases.add_remark(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        text=given.text,
        is_inner=given.is_inner and not given.slip,
        slip=given.slip,
        now=request.now,
        key=command_key(request),
    )
    return answer(receipt_answer(case), status=201, version=case.version)


@router.post(
    "/{number}/photos", response={201: ReceiptOut}, summary=_("Add a picture"),
    operation_id="add_photo",
)  # fmt: skip
def add_photo(
    request: Call, photo: File[UploadedFile], number: str = Number, slip: str = Query("")
) -> HttpResponse:
    """Add a picture to an open case; the day a camera noted is kept, the rest dropped."""
    key = caller(request, *((KeyAct.REPORT,) if slip else (KeyAct.ACT, KeyAct.WORK))).key
    case = cases.add_photo(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        data=photo.read(),
        slip=slip[:40],
        now=request.now,
        key=command_key(request),
    )
    return answer(receipt_answer(case), status=201, version=case.version)


def _adding(request: Call, number: str, slip: str) -> dict[str, Any]:
    """Return with what a clip is added, for whoever may: nobody else's file is looked at."""
    key = caller(request, *((KeyAct.REPORT,) if slip else (KeyAct.ACT, KeyAct.WORK))).key
    given: dict[str, Any] = {
        "actor": request.actor,
        "case_id": files.case_id_in_scope(key, number),
        "slip": slip[:40],
        "now": request.now,
        "key": command_key(request),
    }
    ask_to_add(**given)
    return given


@router.post(
    "/{number}/videos", response={201: ReceiptOut}, summary=_("Add a video"),
    operation_id="add_video",
)  # fmt: skip
def add_video(
    request: Call, video: File[UploadedFile], number: str = Number, slip: str = Query("")
) -> HttpResponse:
    """Add a short video to an open case; it can be fetched when it has been prepared."""
    adding = _adding(request, number, slip)
    case = cases.add_clip(clip=video_of(video.read()), **adding)
    return answer(receipt_answer(case), status=201, version=case.version)


@router.post(
    "/{number}/voices", response={201: ReceiptOut}, summary=_("Add a voice note"),
    operation_id="add_voice",
)  # fmt: skip
def add_voice(
    request: Call, voice: File[UploadedFile], number: str = Number, slip: str = Query("")
) -> HttpResponse:
    """Add a voice note to an open case; it can be fetched at once."""
    adding = _adding(request, number, slip)
    case = cases.add_clip(clip=voice_of(voice.read()), **adding)
    return answer(receipt_answer(case), status=201, version=case.version)


@router.post(
    "/{number}/clips/{digest}/said", response=ReceiptOut,
    summary=_("Write down what is said in a video or voice note"), operation_id="write_down",
    url_name="act-said",
)  # fmt: skip
def write_down(
    request: Call, given: SaidIn, number: str = Number, digest: str = Digest
) -> HttpResponse:
    """Write down what is said, or put it right; the last version stands beside it."""
    key = caller(request, *((KeyAct.REPORT,) if given.slip else (KeyAct.ACT, KeyAct.WORK))).key
    case = cases.write_down(
        actor=request.actor,
        case_id=files.case_id_in_scope(key, number),
        digest=digest,
        said=given.said,
        slip=given.slip,
        now=request.now,
        key=command_key(request),
    )
    return answer(receipt_answer(case), version=case.version)
