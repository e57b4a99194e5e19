"""The page of one case: the staff's, and the reporter's; and the slip that goes with it."""

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from linli.apps.cases import permissions
from linli.apps.cases.exchange.slips import qr_picture, slip_pdf
from linli.apps.cases.forms.acts import ActForm
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.selectors import dossiers
from linli.apps.cases.selectors.rows import row_of
from linli.apps.cases.views.dossier import dossier, inbox_trail, seen_case
from linli.apps.cases.views.sides import side_forms
from linli.apps.cases.views.slips import code_to_print, pass_slip_on, slip_to_show
from linli.apps.people.selectors.handlers import handler_line
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.request import Request


@require_safe
def case(request: Request, number: str) -> HttpResponse:
    """Show a case: to whoever works on it the whole file, to its reporter how it stands."""
    return case_page(request, seen_case(request, number))


def case_page(
    request: Request,
    found: Any,
    *,
    bound: tuple[CaseAction, ActForm] | None = None,
    side: tuple[str, Any] | None = None,
    status: int = 200,
) -> HttpResponse:
    """Return the page of a case as this person sees it; `bound` and `side` have errors."""
    inner = bool(permissions.can_see_inner(request.actor, found, day=local_day(request.now)))
    known = request.actor.is_known
    pass_slip_on(request, found)
    file = dossier(request, found, inner=inner, bound=bound)
    file["sides"] = side_forms(request, found, inner=inner, bound=side)
    address = reverse("cases:case" if known else "cases:followed", args=[found.number])
    slip = reverse("cases:slip" if known else "cases:followed_slip", args=[found.number])
    context = {
        "file": file,
        "next": address,
        "slip_address": slip if _may_print(request, found) else "",
        "sent": "sent" in request.GET,
        "trail": _trail(request, inner=inner),
    }
    return render(request, f"cases/{'case' if inner else 'own'}.html", context, status=status)


def _trail(request: Request, *, inner: bool) -> tuple[tuple[str, str], ...]:
    if not request.actor.is_known:
        return ()
    if inner and permissions.can_watch(request.actor):
        return ((_("All cases"), reverse("cases:all")),)
    if inner:
        return inbox_trail(request)
    return ((_("My reports"), reverse("cases:mine")),)


@require_safe
def slip(request: Request, number: str) -> HttpResponse:
    """Show the paper slip of a case, ready to print."""
    return slip_page(request, seen_case(request, number))


@require_safe
def slip_file(request: Request, number: str) -> HttpResponse:
    """Send the paper slip of a case as a PDF file."""
    return slip_answer(request, seen_case(request, number))


def slip_page(request: Request, found: Any) -> HttpResponse:
    """Return the page of a slip; the code stands on it for its holder and who hands it out."""
    known = request.actor.is_known and not code_to_print(request, found.number)
    facts = _slip_facts(request, found)
    route = "cases:slip_pdf" if known else "cases:followed_slip_pdf"
    facts["pdf"] = reverse(route, args=[found.number])
    back = "cases:case" if known else "cases:followed"
    facts["back"] = reverse(back, args=[found.number])
    facts["is_apart"] = bool(code_to_print(request, found.number))
    facts["qr"] = qr_picture(_follow_address(request))
    return render(request, "cases/slip.html", {"slip": facts})


def slip_answer(request: Request, found: Any) -> HttpResponse:
    """Return the slip as a file."""
    data = slip_pdf(_slip_facts(request, found), address=_follow_address(request), now=request.now)
    answer = HttpResponse(data, content_type="application/pdf")
    answer.headers["Content-Disposition"] = f'inline; filename="slip-{found.number}.pdf"'
    return answer


def _slip_facts(request: Request, found: Any) -> dict[str, Any]:
    """Return what stands on a slip: nothing of who reported it or in what words."""
    row = row_of(found, now=request.now)
    if not _may_print(request, found):
        raise NotFound(kind="slip")
    return {
        "number": found.number,
        "category": row.category,
        "category_zh": found.category.name_zh,
        "category_en": found.category.name_en,
        "place": row.place,
        "reported": row.reported,
        "due": row.due.words,
        "code": _code(request, found),
        "handler": handler_line(found.scope_path),
    }


def _may_print(request: Request, found: Any) -> bool:
    """Tell whether this is the reporter, the holder of the code, or the desk that serves them."""
    own = dossiers.is_own(request.actor, found) or bool(_code(request, found))
    return own or dossiers.is_staffed(request.actor, found)


def _code(request: Request, found: Any) -> str:
    return slip_to_show(request, found) or code_to_print(request, found.number)


def _follow_address(request: Request) -> str:
    return request.build_absolute_uri(reverse("cases:follow"))
