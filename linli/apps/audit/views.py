"""The auditor's pages: the trail and a file of it, one row with its proof, the seals, a check."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, datetime
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_POST, require_safe

from linli.apps.audit import permissions, selectors, services
from linli.apps.audit.labels import FINDINGS, all_kind_labels, kind_label, kinds_said
from linli.core.access import Actor, require
from linli.kit.concerns import Card, Line
from linli.kit.days import asked_day
from linli.kit.joining import labelled, listed
from linli.kit.post_names import post_names
from linli.kit.request import Request
from linli.kit.sentences import sentence
from linli.kit.sheets.cells import REMARK
from linli.kit.sheets.writing import stream_csv
from linli.kit.trail_words import FactSaid, facts_said, known_things, things_said

SHOWN_FAULTS = 100


@require_safe
def events(request: Request) -> HttpResponse:
    """List the acts at the auditor's places, the newest first."""
    require(permissions.can_read_trail(request.actor))
    filters = _asked(request.GET)
    after = request.GET.get("after", "")
    rows, after = selectors.event_page(request.actor, _filter(filters), after=after)
    context = {
        "rows": [(row, kind_label(row.kind)) for row in rows],
        "after": after,
        "filters": filters,
        "query": urlencode({key: one for key, one in filters.items() if one}),
        "kinds": all_kind_labels(),
        "things": known_things(),
    }
    return render(request, "audit/events.html", context)


@require_POST
def export(request: Request) -> HttpResponseBase:
    """Send the acts that fit as a file, for a purpose, under a watermark."""
    require(permissions.can_read_trail(request.actor))
    filters = _asked(request.POST)
    purpose = request.POST.get("purpose", "")
    try:
        noted = services.note_export(
            actor=request.actor, purpose=purpose, filters=filters, now=request.now
        )
    except services.PurposeMissing as refusal:
        messages.error(request, sentence(refusal))
        return redirect(f"{reverse('audit:events')}?{urlencode(filters)}")
    lines = selectors.event_rows(request.actor, _filter(filters))
    mark = _("No. %(number)s: taken out by %(who)s on %(at)s for: %(purpose)s") % {
        "number": noted.pk,
        "who": request.actor.name,
        "at": f"{localtime(request.now):%Y-%m-%d %H:%M}",
        "purpose": selectors.facts_of(noted)["purpose"],
    }
    answer = StreamingHttpResponse(stream_csv(_file_rows(lines, mark)), content_type="text/csv")
    answer["Content-Disposition"] = f'attachment; filename="trail-{noted.pk}.csv"'
    answer["Cache-Control"] = "no-store"
    return answer


FILTERS = ("kind", "thing", "number", "who", "since", "until")


def _asked(given: Mapping[str, str]) -> dict[str, str]:
    asked = {name: given.get(name, "").strip()[:80] for name in FILTERS}
    if subject := given.get("subject", "").strip()[:80]:  # as addresses had it before
        asked["thing"], _colon, asked["number"] = subject.partition(":")
    return asked


def _filter(asked: dict[str, str]) -> selectors.EventFilter:
    return selectors.EventFilter(
        kinds=kinds_said(asked["kind"]) if asked["kind"] else None,
        thing=asked["thing"],
        number=asked["number"],
        who=asked["who"],
        since=asked_day(asked["since"], date.min) if asked["since"] else None,
        until=asked_day(asked["until"], date.max) if asked["until"] else None,
    )


def _file_rows(
    lines: Iterable[tuple[selectors.EventRow, Sequence[FactSaid]]], mark: str
) -> Iterator[Sequence[object]]:
    yield (
        *(_("No."), _("Time"), _("Act"), _("Who"), _("In which post"), _("Object")),
        *(_("Facts in words"), _("Facts as recorded")),
    )
    for row, facts in lines:
        at = f"{localtime(row.at):%Y-%m-%d %H:%M:%S}"
        said = " | ".join(labelled(fact.word, listed(fact.lines)) for fact in facts)
        act = kind_label(row.kind)
        yield row.number, at, act, row.actor, row.post, row.subject, said, row.facts
    yield (f"{REMARK} {mark}",)


@require_safe
def event(request: Request, number: int) -> HttpResponse:
    """Show one act: its facts, and the proof that it stands under a seal."""
    require(permissions.can_read_trail(request.actor))
    row = selectors.get_event(request.actor, number)
    subject = selectors.subject_of(row)
    seal = selectors.seal_of(row)
    context = {
        "event": row,
        "post": post_names({row.post}).get(row.post, row.post),
        "kind": kind_label(row.kind),
        "subject": things_said([subject])[subject],
        "facts": facts_said([(row.kind, selectors.facts_of(row))])[0],
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
    for fault in selectors.faults(now=request.now):
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
