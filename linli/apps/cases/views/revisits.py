"""Asking reporters: the list of whom to call, and an attempt that reached nobody."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from linli.apps.cases import permissions, services
from linli.apps.cases.forms.sides import NoAnswerForm, RatingForForm
from linli.apps.cases.rules.kinds import AnswerWay
from linli.apps.cases.selectors.revisits import CallRow, to_call_page
from linli.apps.cases.selectors.rows import Wording
from linli.apps.cases.views.contacted import asked_words
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.finishing import finished
from linli.core.access import require
from linli.kit.pages import Page
from linli.kit.request import Request


@require_safe
def to_call(request: Request) -> HttpResponse:
    """List whom to ask about a result because no account reaches them, the first to lapse first."""
    require(permissions.can_revisit(request.actor))
    page = to_call_page(request.actor, after=request.GET.get("after", ""), now=request.now)
    words = Wording(request.now)
    shown = Page(rows=[_shown(row, words) for row in page.rows], after=page.after)
    return render(request, "cases/to_call.html", {"page": shown})


def _shown(row: CallRow, words: Wording) -> dict[str, object]:
    """Return a line with the words of how far asking has come; no name, no number."""
    ways = asked_words(row.asked.ways, words)
    return {"row": row.row, "left": row.left, "asked": ways, "tries": row.asked.tries}


@require_POST
def no_answer(request: Request, number: str) -> HttpResponse:
    """Note that the reporter was tried to be asked and not reached."""
    found = seen_case(request, number)
    form = NoAnswerForm(request.POST, auto_id="id_no_answer_%s")

    def act() -> None:
        services.record_no_answer(
            actor=request.actor,
            case_id=found.pk,
            way=AnswerWay(form.cleaned_data["way"]),
            text=form.cleaned_data["text"],
            now=request.now,
        )

    return finished(request, found, "no_answer", form, act, _("The attempt is noted."))


@require_POST
def rate_for(request: Request, number: str) -> HttpResponse:
    """Record how content the reporter said to be."""
    found = seen_case(request, number)
    form = RatingForForm(request.POST, auto_id="id_rate_for_%s")

    def act() -> None:
        services.record_rating(
            actor=request.actor,
            case_id=found.pk,
            rating=form.cleaned_data["rating"],
            way=AnswerWay(form.cleaned_data["way"]),
            text=form.cleaned_data["text"],
            now=request.now,
        )

    return finished(request, found, "rate_for", form, act, _("The rating is recorded."))
