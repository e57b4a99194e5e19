"""The auditor's pages: the trail, one row with its proof, the seals and a check."""

import json
from collections.abc import Iterator
from datetime import datetime

from django.http import HttpResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_POST, require_safe

from linli.apps.audit import permissions, selectors
from linli.apps.audit.labels import FINDINGS, kind_label
from linli.core.access import Actor, require
from linli.kit.concerns import Card, Line
from linli.kit.request import Request

SHOWN_FAULTS = 100


@require_safe
def events(request: Request) -> HttpResponse:
    """List the acts at the auditor's places, the newest first."""
    require(permissions.can_read_trail(request.actor))
    filters = {name: request.GET.get(name, "").strip()[:80] for name in ("kind", "subject", "who")}
    rows, after = selectors.event_page(request.actor, after=request.GET.get("after", ""), **filters)
    shown = [(row, kind_label(row.kind)) for row in rows]
    return render(request, "audit/events.html", {"rows": shown, "after": after, "filters": filters})


@require_safe
def event(request: Request, number: int) -> HttpResponse:
    """Show one act: its facts, and the proof that it stands under a seal."""
    require(permissions.can_read_trail(request.actor))
    row = selectors.get_event(request.actor, number)
    seal = selectors.seal_of(row)
    context = {
        "event": row,
        "kind": kind_label(row.kind),
        "facts": sorted(selectors.facts_of(row).items()),
        "digest": bytes(row.digest).hex(),
        "seal": seal,
        "inclusion": selectors.inclusion_of(row, seal) if seal else None,
    }
    return render(request, "audit/event.html", context)


@require_safe
def seals(request: Request) -> HttpResponse:
    """List the newest seals and offer the check."""
    require(permissions.can_read_trail(request.actor))
    rows = [(seal, bytes(seal.head).hex()) for seal in selectors.newest_seals()]
    context = {"rows": rows, "unsealed": selectors.unsealed_count()}
    return render(request, "audit/seals.html", context)


@require_POST
def check(request: Request) -> HttpResponse:
    """Check the whole trail now and show what is wrong, or that nothing is."""
    require(permissions.can_read_trail(request.actor))
    found = []
    for fault in selectors.faults():
        found.append((FINDINGS[fault.finding], fault.at))
        if len(found) == SHOWN_FAULTS:
            break
    return render(request, "audit/check.html", {"faults": found, "limit": SHOWN_FAULTS})


@require_safe
def heads(request: Request) -> StreamingHttpResponse:
    """Send the heads of all seals, a JSON line each, to be kept outside."""
    require(permissions.can_read_trail(request.actor))
    lines = (json.dumps(head, sort_keys=True) + "\n" for head in selectors.published_heads())
    answer = StreamingHttpResponse(lines, content_type="application/jsonl")
    answer["Content-Disposition"] = 'attachment; filename="trail-heads.jsonl"'
    return answer


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield what an auditor looks at first: what is not sealed, and which records were opened."""
    if not permissions.can_read_trail(actor):
        return
    figures = selectors.trail_figures(actor, now)
    yield Card(
        title=_("Acts since the last seal"),
        icon="journal-check",
        kind="ok" if figures.is_sealed_lately else "danger",
        figure=figures.unsealed,
        unit=npgettext("unit", "act", "acts", figures.unsealed),
        lines=(
            Line(_("Last seal"), figures.last_seal),
            *(Line(kind_label(kind), number) for kind, number in figures.commonest),
        ),
        text=_("Below: the last seal, and what was done most often of late"),
        address=reverse("audit:seals"),
        more=_("Seals"),
    )
