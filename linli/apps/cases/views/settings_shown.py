"""Settings in words: spans, calendars, posts, previews, and the history of changes."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from linli.apps.cases.labels import DISCLOSURES, LEVELS, STEPS
from linli.apps.cases.labels.approvals import APPROVAL_KINDS
from linli.apps.cases.labels.spoken import spoken_span
from linli.apps.cases.labels.timing import RUNGS
from linli.apps.cases.rules.approvals import ApprovalKind
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.explain import DayKind
from linli.apps.cases.rules.kinds import Disclosure, Level
from linli.apps.cases.rules.ladder import AFTER_BREACH, REMIND_PART, REMIND_WHOLE, Rung
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.selectors.calendars import PlaceCalendar, calendar_of, holiday_name
from linli.apps.cases.selectors.offered import category_name
from linli.apps.cases.selectors.previews import DayPreview, LimitPreview
from linli.apps.cases.selectors.rows import clock_words
from linli.apps.cases.selectors.settings import Change, LadderLine, LimitLine, history_of, hours_at
from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.rules.bodies import SeatKind
from linli.core.worktime import DAY
from linli.kit.days import day_start
from linli.kit.joining import labelled
from linli.kit.request import Request
from linli.kit.sentences import sentence_for


def settings_tabs(place: Any) -> list[tuple[str, str, str]]:
    """Return the pages of settings of a place: name, label, address."""
    return [
        ("categories", _("Categories"), reverse("cases:categories", args=[place.code])),
        ("limits", _("Time limits"), reverse("cases:limits", args=[place.code])),
        ("approvals", _("Who must agree"), reverse("cases:approvals", args=[place.code])),
        ("days", _("Working days"), reverse("cases:work_days", args=[place.code])),
        ("ladder", _("Who hears"), reverse("cases:ladder", args=[place.code])),
    ]


def limits_shown(lines: Iterable[LimitLine]) -> list[dict[str, Any]]:
    """Return the table of limits in words."""
    return [
        {
            "step": STEPS[line.step],
            "cells": [
                {
                    "level": LEVELS[cell.level],
                    "span": spoken_span(cell.span),
                    "source": cell.source or _("built in"),
                    "is_set": bool(cell.source),
                }
                for cell in line.cells
            ],
        }
        for line in lines
    ]


def own_limits_shown(rows: Iterable[Any]) -> list[dict[str, Any]]:
    """Return limits set at one place, one sentence each."""
    return [
        {
            "pk": row.pk,
            "what": _("%(step)s, %(level)s, %(category)s: %(span)s")
            % {
                "step": STEPS[Step(row.step)],
                "level": LEVELS[Level(row.level)],
                "category": category_name(row.category) if row.category else _("all categories"),
                "span": spoken_span(Span(row.amount, TimeUnit(row.unit))),
            },
            "since": row.valid_from,
            "until": row.valid_to,
        }
        for row in rows
    ]


def limit_preview_shown(found: LimitPreview, *, now: datetime) -> dict[str, Any]:
    """Return what a limit does, in words."""
    return {
        "before": spoken_span(found.before),
        "after": spoken_span(found.after),
        "due_before": clock_words(found.due_before, now=now),
        "due_after": clock_words(found.due_after, now=now),
        "running": found.running,
    }


def day_preview_shown(found: DayPreview, *, now: datetime) -> dict[str, Any]:
    """Return what a changed day does, in words."""
    return {
        "running": found.running,
        "looked_at": found.looked_at,
        "is_part": found.looked_at < found.running,
        "moved": found.moved,
        "first": [
            {
                "number": one.number,
                "step": STEPS[one.step],
                "before": clock_words(one.before, now=now),
                "after": clock_words(one.after, now=now),
            }
            for one in found.first
        ],
    }


def hours_text_at(place: Any, day: date) -> dict[str, Any]:
    """Return the office hours that hold, and which place set them."""
    row = hours_at(place, day=day)
    if row is None:
        return {"text": "08:30-12:00 14:00-18:00", "source": _("built in")}
    return {"text": row.hours, "source": row.place.name}


_MARKS = {
    DayKind.HOLIDAY: "holiday",
    DayKind.MADE_UP: "made-up",
    DayKind.SET_REST: "set-rest",
    DayKind.SET_WORKED: "set-worked",
}


def calendar_months(place: Any, year: int) -> list[dict[str, Any]]:
    """Return, month by month, the days that are not as their weekday says, with the reason."""
    calendar = calendar_of(place.path, day_start(date(year, 1, 1)))
    months = []
    for month in range(1, 13):
        first = date(year, month, 1)
        last = date(year + month // 12, month % 12 + 1, 1) - DAY
        days = [first + timedelta(days=n) for n in range((last - first).days + 1)]
        months.append(
            {
                "name": date_format(first, "F"),
                "worked": sum(calendar.days.is_worked(day) for day in days),
                "days": list(_special(days, calendar)),
                "is_provisional": calendar.is_provisional(last),
            }
        )
    return months


def _special(days: Iterable[date], calendar: PlaceCalendar) -> Iterator[dict[str, Any]]:
    for day in days:
        kind, reason = calendar.kind_of(day)
        if kind in _MARKS:
            name = holiday_name(day, get_language() or "zh-hans")
            yield {
                "day": date_format(day, _("j F, l")),
                "mark": _MARKS[kind],
                "is_worked": kind in (DayKind.MADE_UP, DayKind.SET_WORKED),
                "is_set": kind in (DayKind.SET_REST, DayKind.SET_WORKED),
                "reason": reason or name,
            }


def seat_words(seat: Any) -> str:
    """Return a post in words: body and title."""
    return f"{seat.body.name} · {seat.title or SEAT_KINDS[SeatKind(seat.kind)]}"


def ladder_shown(
    lines: Iterable[LadderLine], place: Any, *, arbiters: bool = False
) -> list[dict[str, Any]]:
    """Return who hears on each rung and when, or who arbitrates, in words."""
    return [
        {
            "hears": " · ".join(str(RUNGS[one]) for one in line.hears),
            "when": _arbiter_when(number) if arbiters else _rung_when(number),
            "post": seat_words(line.seat) if line.seat else "",
            "is_missing": line.seat is None and line.hears[-1] not in _FROM_TASK,
            "holder": line.holder,
            "falls_to": line.falls_to,
            "named": line.named,
            "is_own": line.named is not None and line.named.place_id == place.pk,
        }
        for number, line in enumerate(lines)
    ]


_FROM_TASK = frozenset({Rung.HOLDER, Rung.LEADER})


def _arbiter_when(number: int) -> str:
    if number == 0:
        return _("when a task was returned twice and is disputed again")
    return _("instead, when nobody is left for that post but who sent the case out")


def _rung_when(number: int) -> str:
    if number == 0:
        return _("when %(part)d of %(whole)d parts of the time have passed") % {
            "part": REMIND_PART, "whole": REMIND_WHOLE
        }  # fmt: skip
    if number == 1:
        return _("when it is overdue")
    spans = [
        labelled(LEVELS[level], spoken_span(spans[number - 2]))
        for level, spans in AFTER_BREACH.items()
    ]
    return _("so long after that: %(spans)s") % {"spans": "; ".join(spans)}


def history_shown(request: Request, place: Any, **options: Any) -> list[dict[str, Any]]:
    """Return who changed what when, for the partial of histories."""
    return [
        {
            "when": clock_words(one.at, now=request.now),
            "who": one.who,
            "what": sentence_for(f"event.{one.kind}"),
            "detail": " · ".join(_details(one)),
        }
        for one in history_of(place, **options)
    ]


def _details(change: Change) -> Iterator[str]:
    facts = change.facts
    for column, (old, new) in facts.get("changes", {}).items():
        yield labelled(_column(column), f"{_worded(column, old)} → {_worded(column, new)}")
    for name in ("name_zh", "code", "text_zh", "reason", "hours", "day", "valid_from", "valid_to"):
        if facts.get(name):
            yield str(facts[name])
    if "step" in facts:
        yield str(STEPS[Step(facts["step"])])
        yield str(LEVELS[Level(facts["level"])])
        after = spoken_span(Span(facts["amount"], TimeUnit(facts["unit"])))
        before = facts.get("before")
        old = spoken_span(Span(before[0], TimeUnit(before[1]))) + " → " if before else ""
        yield f"{old}{after}"
    if "approval" in facts:
        yield str(APPROVAL_KINDS[ApprovalKind(facts["approval"])])
        yield str(LEVELS[Level(facts["of_level"])]) if facts.get("of_level") else _("all")
    if "needed" in facts:
        old = f"{facts['before']} → " if facts.get("before") else ""
        yield f"{old}{facts['needed']}"
    if "is_worked" in facts:
        yield _("a working day") if facts["is_worked"] else _("a day of rest")
    if "rung" in facts:
        yield str(RUNGS[Rung(facts["rung"])])


def _column(column: str) -> str:
    return {
        "name_zh": _("Name in Chinese"),
        "name_en": _("Name in English"),
        "icon": _("Picture"),
        "order": _("Order"),
        "is_ours": _("Who does it"),
        "redirect_zh": _("Where to go, in Chinese"),
        "redirect_en": _("Where to go, in English"),
        "level": _("How urgent, usually"),
        "least": _("The least a reporter has to disclose"),
        "lead_id": _("Usual lead"),
    }.get(column, column)


def _worded(column: str, value: Any) -> str:
    if column == "is_ours":
        return _("We take reports") if value else _("Not ours: say where to go")
    if column == "level":
        return str(LEVELS[Level(value)])
    if column == "least":
        return str(DISCLOSURES[Disclosure(value)])
    return "–" if value in (None, "") else str(value)


def changes_shown(category: Any, values: dict[str, Any], bodies: dict[int, str]) -> list[str]:
    """Return what saving a category would change, a line for each column."""
    lines = []
    for column, new in values.items():
        old = getattr(category, column, None)
        if old == new:
            continue
        if column == "lead_id":
            old, new = bodies.get(old or 0, ""), bodies.get(new or 0, "")
        changed = f"{_worded(column, old)} → {_worded(column, new)}"
        lines.append(labelled(_column(column), changed))
    return lines
