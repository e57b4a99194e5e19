"""What climbed to a post, as the desk of decisions and the page of the case show it."""

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from linli.apps.cases.forms.tasks import InstructForm
from linli.apps.cases.labels import STEPS
from linli.apps.cases.selectors.escalations import waiting_with
from linli.kit.days import local_day
from linli.kit.pages import Page
from linli.kit.request import Request


def instruct_sides(request: Request, case: Any) -> Iterator[dict[str, Any]]:
    """Yield the form with which this person answers, where something waits with them."""
    if waiting_with(request.actor, case, day=local_day(request.now)):
        yield _side(case.number)


def shown_escalations(page: Page) -> Page:
    """Return a page of rows with the words of their steps and the form of the answer."""
    rows = [
        {
            "case": row.case,
            "step": STEPS[row.step],
            "due": row.due,
            "body": row.body,
            "climbed_at": row.climbed_at,
            "sides": [_side(row.case.number)],
        }
        for row in page.rows
    ]
    return Page(rows=rows, after=page.after)


def _side(number: str) -> dict[str, Any]:
    return {
        "name": "instruct",
        "label": _("Answer with an instruction"),
        "icon": "chat-left-text",
        "form": instruct_form(number),
        "address": reverse("cases:instruct", args=[number]),
    }


def instruct_form(number: str, data: Any = None) -> InstructForm:
    """Return the form of the answer."""
    return InstructForm(data, auto_id=f"id_instruct_{number}_%s")
