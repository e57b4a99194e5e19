"""Pages for files in and out."""

from collections.abc import Iterator, Sequence

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.places.selectors import get_place, starting_places
from linli.apps.transfers import exchange, permissions, selectors, services
from linli.apps.transfers.forms import PurposeForm, UploadForm
from linli.apps.transfers.labels import STATES, problem_text
from linli.apps.transfers.rules import UNDO_WINDOW, WORKBOOK_ROWS, ImportState
from linli.core.access import require
from linli.core.errors import NotFound
from linli.kit.forms import refusals_on
from linli.kit.registers import Register, registers
from linli.kit.request import Request


def _register(key: str) -> Register:
    found = registers().get(key)
    if found is None:
        raise NotFound(register=key)
    return found


def _attachment(answer: HttpResponse | StreamingHttpResponse, name: str) -> HttpResponse:
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    answer["Cache-Control"] = "no-store"
    return answer  # type: ignore[return-value]


def _file(rows: Iterator[Sequence[object]], name: str, kind: str, footer: str = "") -> HttpResponse:
    """Return rows as a file to keep: a CSV piece by piece, or a workbook."""
    if kind == "csv":
        body = StreamingHttpResponse(exchange.csv_bytes(rows), content_type=exchange.CSV)
        return _attachment(body, f"{name}.csv")
    content = exchange.workbook_bytes(rows, title="Linli", footer=footer)
    return _attachment(HttpResponse(content, content_type=exchange.XLSX), f"{name}.xlsx")


@require_safe
def index(request: Request) -> HttpResponse:
    """Offer what may be brought in and taken out at a place, and list my files."""
    places = starting_places(request.actor)
    chosen = request.GET.get("place") or next((place.code for place in places), "")
    place = get_place(request.actor, chosen) if chosen else None
    offers = permissions.offered(request.actor, place.path) if place else []
    imports = selectors.imports_page(request.actor, after=request.GET.get("after", ""))
    context = {
        "place": place,
        "places": places,
        "offers": offers,
        "page": imports,
        "imports": [(item, STATES[ImportState(item.state)]) for item in imports],
        "exports": selectors.exports_page(request.actor),
        "names": {key: register.label for key, register in registers().items()},
    }
    return render(request, "transfers/index.html", context)


@require_safe
def template(request: Request, key: str, kind: str) -> HttpResponse:
    """Send an empty file with the right headings and an example."""
    register = _register(key)
    require(permissions.can_use_templates(request.actor))
    return _file(iter(exchange.template_rows(register)), f"{key}-template", kind)


@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request, key: str, code: str) -> HttpResponse:
    """Take a file for a register at a place."""
    register, place = _register(key), get_place(request.actor, code)
    require(permissions.can_import(request.actor, key, place.path))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        with refusals_on(form):
            item = services.upload_file(
                actor=request.actor,
                register=key,
                place_id=place.pk,
                file_name=file.name,
                chunks=file.chunks(),
                now=request.now,
            )
            return redirect("transfers:import", number=item.pk)
    context = {"form": form, "register": register, "place": place, "columns": register.columns}
    return render(request, "transfers/upload.html", context)


@require_safe
def import_page(request: Request, number: int) -> HttpResponse:
    """Show one import: where it stands, what it would create, what is wrong."""
    item = selectors.get_import(request.actor, number)
    register = _register(item.register)
    names = {column.key: column.label for column in register.columns}
    problems = [
        (
            row.get("cell") or row["row"],
            names.get(row["column"], ""),
            problem_text(row["code"], row["facts"]),
        )
        for row in item.problems
    ]
    undo_until = item.committed_at + UNDO_WINDOW if item.committed_at else None
    context = {
        "item": item,
        "register": register,
        "state": STATES[ImportState(item.state)],
        "problems": problems,
        "refusal": problem_text(item.refusal, item.refusal_facts) if item.refusal else "",
        "counts": [(_count_label(register, name), count) for name, count in item.counts.items()],
        "kinds": ("xlsx", "csv") if item.rows_seen <= WORKBOOK_ROWS else ("csv",),
        "undo_until": undo_until if undo_until and request.now <= undo_until else None,
    }
    return render(request, "transfers/import.html", context)


def _count_label(register: Register, name: str) -> str:
    return problem_text(f"count.{name}", {}) if name else str(register.label)


ACTS = {
    "confirm": services.confirm_import,
    "discard": services.discard_import,
    "undo": services.undo_import,
}


@require_POST
def act(request: Request, number: int, name: str) -> HttpResponse:
    """Confirm an import, give it up, or take it back."""
    item = selectors.get_import(request.actor, number)
    ACTS[name](actor=request.actor, import_id=item.pk, now=request.now)
    messages.success(request, _("Done."))
    return redirect("transfers:import", number=number)


@require_safe
def problems(request: Request, number: int, kind: str) -> HttpResponse:
    """Send the file as it was given, with what is wrong beside each row."""
    item = selectors.get_import(request.actor, int(number))
    checked = selectors.checked_rows(item, actor=request.actor, now=request.now)
    rows = exchange.problem_rows(_register(item.register), checked)
    return _file(rows, f"import-{number}-checked", kind)


@require_http_methods(["GET", "HEAD", "POST"])
def export(request: Request, key: str, code: str) -> HttpResponse:
    """Ask for the purpose and open an export."""
    register, place = _register(key), get_place(request.actor, code)
    require(permissions.can_export(request.actor, key, place.path))
    form = PurposeForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            item = services.open_export(
                actor=request.actor,
                register=key,
                place_id=place.pk,
                purpose=form.cleaned_data["purpose"],
                now=request.now,
            )
            return redirect("transfers:export-page", number=item.pk)
    context = {"form": form, "register": register, "place": place}
    return render(request, "transfers/export.html", context)


@require_safe
def export_page(request: Request, number: int) -> HttpResponse:
    """Show one export and offer its files while it lasts."""
    item = selectors.get_export(request.actor, number)
    context = {
        "item": item,
        "register": _register(item.register),
        "open": request.now < item.expires_at,
    }
    return render(request, "transfers/export_page.html", context)


@require_POST
def fetch(request: Request, number: int, kind: str) -> HttpResponse:
    """Send the rows of an export as they are now, under its watermark."""
    item = selectors.get_export(request.actor, number)
    item = services.note_fetch(actor=request.actor, export_id=item.pk, kind=kind, now=request.now)
    register = _register(item.register)
    mark = exchange.Watermark(
        number=item.pk,
        who=request.actor.name,
        purpose=item.purpose,
        at=localtime(request.now),
        until=localtime(item.expires_at),
    )
    rows = register.rows(actor=request.actor, path=item.scope_path, now=request.now)
    whole = exchange.export_rows(register, rows, mark)
    return _file(whole, f"{item.register}-{item.pk}", kind, footer=str(mark))
