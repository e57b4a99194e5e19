"""How an act beside the flow ends: back where one came from, or the page with what is missing."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect

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
    """Do a side act when its form is whole; show the page again with what is missing otherwise."""
    if form.is_valid():
        with refusals_on(form):
            act()
            if said:
                messages.success(request, labelled(case.number, said))
            return redirect(next_address(request, case.number))
    return case_page(request, seen_case(request, case.number), side=(name, form), status=422)
