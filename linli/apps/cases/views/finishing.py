"""How an act beside the flow ends: back where one came from, or the page with what is missing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise

from linli.apps.cases.forms.fields import ask_again_for_files
from linli.apps.cases.views.acts import next_address
from linli.apps.cases.views.dossier import seen_case
from linli.apps.cases.views.files import case_page
from linli.kit.forms import refusals_on
from linli.kit.joining import labelled
from linli.kit.request import Request


def finished(
    request: Request,
    case: Any,
    name: str,
    form: Any,
    act: Callable[[], object],
    said: Any = "",
) -> HttpResponse:
    """Do a side act when its form is whole; show the page again with what is missing otherwise.

    What the act returns is said, where it was not known before what would come of it.
    """
    if form.is_valid():
        with refusals_on(form):
            words = act()
            if said or isinstance(words, str | Promise):
                messages.success(request, labelled(case.number, said or words))
            return redirect(next_address(request, case.number))
    ask_again_for_files(form)
    return case_page(request, seen_case(request, case.number), side=(name, form), status=422)
