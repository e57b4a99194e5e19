"""Open311 GeoReport v2: services, requests, one request, tokens, discovery; JSON and XML."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from functools import wraps
from hashlib import sha256
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from linli.apps.cases import services as cases
from linli.apps.cases.rules.kinds import Channel
from linli.apps.cases.rules.refusals import SlipExpired
from linli.apps.cases.selectors import dossiers, offered, spots
from linli.apps.interfaces import services as calls
from linli.apps.interfaces.exchange import open311 as records
from linli.apps.interfaces.rules.keys import CallKind, KeyAct
from linli.apps.interfaces.rules.open311 import (
    FORMS,
    MOST_DAYS,
    MOST_NUMBERS,
    joined_name,
    span_of,
    states_of,
)
from linli.apps.interfaces.rules.refusals import (
    KeyMissing,
    LocationMissing,
    LocationUnknown,
    PlaceOutside,
    ServiceMissing,
    ServiceUnknown,
    SpanTooLong,
    TooManyCalls,
    TooManyNumbers,
    ValueMalformed,
)
from linli.apps.interfaces.selectors import open311 as selectors
from linli.apps.interfaces.services.calls import count_stranger
from linli.core.errors import DomainError, NotFound
from linli.kit.days import day_start, local_day
from linli.kit.request import Request
from linli.kit.sentences import sentence
from linli.kit.statuses import status_of

SPECIFICATION = "http://wiki.open311.org/GeoReport_v2"
CHANGESET = "2026-03-01 00:00"
_STATUSES = {KeyMissing.code: 403, TooManyCalls.code: 429, SlipExpired.code: 410}
View = Callable[..., HttpResponse]


def answered(view: View) -> View:
    """Let a view answer strangers in one of the two forms, refusals as the standard writes them."""

    @csrf_exempt
    @login_not_required
    @wraps(view)
    def shown(request: Request, *, form: str, **parts: str) -> HttpResponse:
        if form not in FORMS:
            return _refused(NotFound(kind="form"), "json")
        try:
            if "\x00" in request.path or "%00" in request.META.get("QUERY_STRING", ""):
                raise ValueMalformed(field="address")
            if request.method != "POST":
                count_stranger(address=request.META.get("REMOTE_ADDR", ""), now=request.now)
            return view(request, form=form, **parts)
        except DomainError as refusal:
            return _refused(refusal, form)

    return shown


def _refused(refusal: DomainError, form: str) -> HttpResponse:
    status = _STATUSES.get(refusal.code) or status_of(refusal)
    content = records.error_records(status, sentence(refusal))
    sent = _sent(form, "errors", content, status=status)
    if status == 429:
        sent.headers["Retry-After"] = str(refusal.facts.get("seconds", 60))
    return sent


def failure(form: str, status: int, text: str) -> HttpResponse:
    """Return what the platform itself could not do, as the standard writes refusals."""
    form = form if form in FORMS else "json"
    return _sent(form, "errors", records.error_records(status, text), status=status)


def _sent(form: str, root: str, content: Any, *, status: int = 200) -> HttpResponse:
    data = records.encoded(form, root, content)
    sent = HttpResponse(data, content_type=records.MEDIA[form], status=status)
    sent.headers["Cache-Control"] = "no-store"
    return sent


@answered
@require_safe
def discovery(request: Request, *, form: str) -> HttpResponse:
    """Say where the interface is and which forms it speaks."""
    base = request.build_absolute_uri(reverse("open311:services", args=["json"]))
    endpoint = {
        "specification": SPECIFICATION,
        "url": base.removesuffix("/services.json"),
        "changeset": CHANGESET,
        "type": "production",
        "formats": ["text/xml", "application/json"],
    }
    content = {
        "changeset": CHANGESET,
        "contact": _("The administrator of this installation"),
        "key_service": request.build_absolute_uri(reverse("interfaces:docs")),
        "endpoints": [endpoint],
    }
    return _sent(form, "discovery", content)


@answered
@require_safe
def services(request: Request, *, form: str) -> HttpResponse:
    """List what may be reported in a jurisdiction."""
    day = local_day(request.now)
    place = _jurisdiction(request, request.GET)
    rows = selectors.offered_services(place, day=day)
    return _sent(form, "services", [records.service_record(row) for row in rows])


@answered
@require_safe
def definition(request: Request, *, form: str, service_code: str) -> HttpResponse:
    """Say what a service asks for."""
    category = _service(request, _jurisdiction(request, request.GET).path, service_code)
    return _sent(form, "service_definition", records.definition_record(category))


@answered
@require_http_methods(["GET", "HEAD", "POST"])
def requests(request: Request, *, form: str) -> HttpResponse:
    """List the public part of requests, or take a new one."""
    if request.method == "POST":
        return _report(request, form)
    place = _jurisdiction(request, request.GET)
    numbers = records.asked_list(request.GET, "service_request_id")
    if len(numbers) > MOST_NUMBERS:
        raise TooManyNumbers(field="service_request_id", most=MOST_NUMBERS)
    by_number = selectors.requests_by_number
    found = by_number(place, numbers) if numbers else _searched(request, place)
    return _sent(form, "service_requests", [records.request_record(one) for one in found])


def _searched(request: Request, place: Any) -> list[selectors.PublicRequest]:
    given = request.GET
    span = span_of(
        records.asked_instant(given, "start_date"),
        records.asked_instant(given, "end_date"),
        request.now,
    )
    if span is None:
        raise SpanTooLong(field="start_date", days=MOST_DAYS)
    return selectors.public_requests(
        place,
        states=states_of(records.asked_states(given)),
        categories=records.asked_list(given, "service_code"),
        # Whole days: whoever asks for ever shorter spans would learn the hour.
        since=day_start(local_day(span[0])),
        until=day_start(local_day(span[1]) + timedelta(days=1)) - timedelta(microseconds=1),
    )


@answered
@require_safe
def request_status(request: Request, *, form: str, request_id: str) -> HttpResponse:
    """Show the public part of one request."""
    found = selectors.request_by_number(_jurisdiction(request, request.GET), request_id)
    return _sent(form, "service_requests", [records.request_record(found)])


@answered
@require_safe
def token(request: Request, *, form: str, token: str) -> HttpResponse:
    """Find the number of a request by the code on its slip."""
    count_stranger(address=request.META.get("REMOTE_ADDR", ""), now=request.now, code=True)
    case = dossiers.case_of_slip(token[:40])
    if case is None:
        raise NotFound(kind="token")
    if not dossiers.is_slip_open(case, local_day(request.now)):
        raise SlipExpired()
    content = [{"service_request_id": case.number, "token": token}]
    return _sent(form, "service_requests", content)


def _report(request: Request, form: str) -> HttpResponse:
    """Take a report in the name of the person who uses the other program."""
    given = request.POST
    admission = calls.admit(secret=_secret(request, given), kind=CallKind.WRITE, now=request.now)
    admission.need(KeyAct.REPORT)
    if not all("\x00" not in str(value) for value in given.values()):
        raise ValueMalformed(field="description")
    report = _report_data(request, given, admission)
    case = cases.report_case(
        actor=admission.actor, report=report, now=request.now, key=_command_key(request, given)
    )
    notice = _("Reported. With this code it is followed without an account: %(slip)s") % {
        "slip": dossiers.slip_of(case)
    }
    notice = " ".join([notice, *records.left_out(given)])
    content = [{"service_request_id": case.number, "service_notice": notice, "account_id": None}]
    return _sent(form, "service_requests", content, status=201)


def _secret(request: Request, given: Mapping[str, Any]) -> str:
    bearer = request.headers.get("Authorization", "").removeprefix("Bearer ").strip()
    return str(given.get("api_key", "")).strip() or bearer


def _command_key(request: Request, given: Mapping[str, Any]) -> str:
    """Return the key of a command; where none came, the same report on the same day is one."""
    key = request.headers.get("Idempotency-Key", "").strip()
    if key:
        return key
    parts = sorted((name, str(value)) for name, value in given.items() if name != "api_key")
    return sha256(repr([local_day(request.now).isoformat(), parts]).encode()).hexdigest()


def _report_data(
    request: Request, given: Mapping[str, Any], admission: calls.Admission
) -> cases.ReportData:
    spot = _spot(request, given)
    if not admission.key.reaches(spot.path):
        raise PlaceOutside(field="address_id")
    code = str(given.get("service_code", "")).strip()
    if not code:
        raise ServiceMissing(field="service_code")
    category = _service(request, spot.path, code)
    point = records.asked_position(given)
    return cases.ReportData(
        category_id=category.pk,
        place_id=spot.place_id,
        unit_id=spot.unit_id,
        text=str(given.get("description", "")).strip() or category.name_zh,
        disclosure=records.asked_disclosure(given),
        lon=point[0] if point else None,
        lat=point[1] if point else None,
        channel=Channel.INTERFACE,
        name=joined_name(str(given.get("first_name", "")), str(given.get("last_name", ""))),
        phone=str(given.get("phone", "")).strip(),
    )


def _spot(request: Request, given: Mapping[str, Any]) -> spots.Spot:
    """Return where it is: by code, else by position, else by the names that were typed."""
    code = str(given.get("address_id", "")).strip()
    point = records.asked_position(given)
    words = str(given.get("address_string", "")).strip()
    if not (code or point or words):
        raise LocationMissing(field="address_id")
    found = spots.spot_of_code(code) if code else None
    if found is None and point is not None:
        found = spots.spot_around(point, day=local_day(request.now))
    if found is None and words:
        named = spots.spots_named(words)
        found = named[0] if len(named) == 1 else None
    if found is None:
        raise LocationUnknown(field="address_id")
    return found


def _jurisdiction(request: Request, given: Mapping[str, Any]) -> Any:
    code = str(given.get("jurisdiction_id", "")).strip()
    return selectors.jurisdiction(code, day=local_day(request.now))


def _service(request: Request, path: str, code: str) -> Any:
    category = offered.category_at(path, code[:40], day=local_day(request.now))
    if category is None or not category.is_ours:
        raise ServiceUnknown(field="service_code", given=code[:40])
    return category
