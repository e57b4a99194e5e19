"""How many must agree: set for a place after looking at what it does, and ended."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from linli.apps.cases.forms.settings import NeededForm
from linli.apps.cases.labels import LEVELS
from linli.apps.cases.labels.approvals import APPROVAL_KINDS
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.selectors import approval_rules as reads
from linli.apps.cases.selectors.offered import categories_at, category_name
from linli.apps.cases.selectors.settings import get_kept_place
from linli.apps.cases.services import approval_rules as services
from linli.apps.cases.services.approval_rules import For
from linli.apps.cases.views.settings import end_setting, saved, settings_page
from linli.kit.days import local_day
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_http_methods(["GET", "POST"])
def approvals(request: Request, code: str) -> HttpResponse:
    """Show how many must agree at a place, and set a number after looking at what it does."""
    place, day = get_kept_place(request.actor, code), local_day(request.now)
    held = [(one.pk, category_name(one)) for one in categories_at(place.path, day=day)]
    asked = request.GET.get("category", "")
    chosen = int(asked) if asked in {str(number) for number, _name in held} else None
    form = NeededForm(
        request.POST or None, categories=held, initial={"category": chosen, "valid_from": day}
    )
    preview = None
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            if "preview" not in request.POST:
                _set(request, place, form)
                return saved(request, "cases:approvals", place.code)
            preview = reads.needed_preview(place, now=request.now, **form.values)
    context = {
        "form": form,
        "preview": preview,
        "categories": [(None, _("all categories")), *held],
        "chosen": chosen,
        "lines": _lines(reads.needed_table(place, chosen, now=request.now)),
        "own": own_shown(reads.own_rules(place, day=day)),
    }
    return settings_page(request, place, "approvals", context, form=form)


def _set(request: Request, place: Any, form: NeededForm) -> None:
    values = form.values
    services.set_needed(
        actor=request.actor,
        place_id=place.pk,
        what=For(values["kind"], values["category_id"], values["level"]),
        needed=values["needed"],
        valid_from=form.cleaned_data["valid_from"],
        now=request.now,
    )


@require_http_methods(["GET", "POST"])
def end_approval(request: Request, rule_id: int) -> HttpResponse:
    """End a number on a day; from then on the place above counts."""
    row = reads.get_kept_rule(request.actor, rule_id)
    (shown,) = own_shown([row])
    consequence = _(
        "%(what)s. After that day the next place above counts; where none has set a number, one "
        "person is enough."
    )

    def act(valid_to: date) -> None:
        services.end_needed(actor=request.actor, rule_id=row.pk, valid_to=valid_to, now=request.now)

    return end_setting(request, row.place, "approvals", consequence % {"what": shown["what"]}, act)


def _lines(lines: Iterable[reads.NeededLine]) -> list[dict[str, Any]]:
    """Return the table in words, with who may agree here and whether they are enough."""
    return [
        {
            "kind": APPROVAL_KINDS[line.kind],
            "cells": [
                {
                    "level": LEVELS[cell.level],
                    "needed": cell.needed,
                    "source": cell.source or _("built in"),
                }
                for cell in line.cells
            ],
            "people": line.people,
            "posts": line.posts,
            "is_short": line.people < max(cell.needed for cell in line.cells),
        }
        for line in lines
    ]


def own_shown(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return numbers set at one place, one sentence each."""
    return [
        {
            "pk": row.pk,
            "what": _("%(kind)s, %(level)s, %(category)s: %(needed)s must agree")
            % {
                "kind": APPROVAL_KINDS[ApprovalKind(row.kind)],
                "level": LEVELS[Level(row.level)] if row.level else _("all"),
                "category": category_name(row.category) if row.category else _("all categories"),
                "needed": row.needed,
            },
            "since": row.valid_from,
            "until": row.valid_to,
        }
        for row in rows
    ]
