"""Cards of the home page: my reports, my desk, my inbox, what is red."""

from collections.abc import Iterator
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import npgettext, pgettext

from linli.apps.cases import permissions
from linli.apps.cases.selectors import desks, tasks
from linli.apps.cases.selectors.decisions import decision_counts
from linli.apps.cases.selectors.lists import waiting_for_reporter
from linli.apps.cases.selectors.revisits import to_call_count
from linli.apps.cases.views.decisions import list_words
from linli.apps.grids.selectors.staff import worked_cells
from linli.core.access import Actor
from linli.kit.concerns import Card, Line
from linli.kit.days import local_day


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield what concerns this actor now."""
    if not actor.is_known:
        return
    yield from _my_reports(actor)
    if permissions.can_walk_rounds(actor):
        yield from _rounds(actor, now)
    if permissions.can_sort(actor):
        yield from _sorting(actor)
        yield from _to_call(actor, now)
    if permissions.can_dispatch(actor):
        yield from _board(actor)
    if permissions.can_decide(actor):
        yield from _decisions(actor, now)
    if permissions.can_use_inbox(actor):
        yield from _inbox(actor, now)
    if permissions.can_check(actor):
        yield from _checks(actor, now)


def _my_reports(actor: Actor) -> Iterator[Card]:
    open_cases, waiting = waiting_for_reporter(actor)
    if not actor.grants or open_cases:
        yield Card(
            title=_("My reports"),
            icon="list-check",
            figure=open_cases,
            unit=npgettext("unit", "case", "cases", open_cases),
            kind="warn" if waiting else "info",
            text=_("%(n)d wait for your word: agree or disagree") % {"n": waiting}
            if waiting
            else "",
            address=f"{reverse('cases:mine')}?list=open" if open_cases else reverse("cases:mine"),
            more=_("Show my reports"),
            lines=(Line(_("Report something"), "", reverse("cases:new")),),
        )


def _rounds(actor: Actor, now: datetime) -> Iterator[Card]:
    cells = [cell.pk for cell in worked_cells(actor, day=local_day(now))]
    counts = tasks.rounds_counts(actor, cells, now=now)
    yield Card(
        title=_("Today"),
        icon="list-task",
        figure=counts.cases,
        unit=npgettext("unit", "case", "cases", counts.cases),
        kind=_kind(counts) if counts.cases else "info",  # first among what is calm
        lines=(
            Line(_("Overdue"), counts.overdue),
            Line(_("Quick report"), "", reverse("cases:new")),
        ),
        address=reverse("cases:today"),
        more=_("Show the list"),
        order=10,
    )


def _sorting(actor: Actor) -> Iterator[Card]:
    counts = desks.sorting_counts(actor)
    yield Card(
        title=_("To be sorted"),
        icon="inbox",
        figure=counts.cases,
        unit=npgettext("unit", "case", "cases", counts.cases),
        kind=_kind(counts),
        lines=(Line(_("Overdue"), counts.overdue),),
        address=reverse("cases:sorting"),
        more=_("Sorting desk"),
    )


def _to_call(actor: Actor, now: datetime) -> Iterator[Card]:
    waiting = to_call_count(actor, now=now)
    if waiting:
        yield Card(
            title=_("To call"),
            icon="telephone",
            figure=waiting,
            kind="warn",
            text=_("They have no account and hear nothing unless you call."),
            address=reverse("cases:to_call"),
            more=_("Show the list"),
        )


def _board(actor: Actor) -> Iterator[Card]:
    board = reverse("cases:board")
    counts = desks.board_counts(actor)
    red = desks.red_of(counts)
    lines = (
        (_("Overdue at all stages"), red["overdue"], f"{reverse('cases:red')}?list=overdue"),
        (_("Danger at all stages"), red["danger"], f"{reverse('cases:red')}?list=danger"),
    )
    yield Card(
        title=_("To dispatch"),
        icon="columns-gap",
        figure=counts.get("OPEN", 0),
        unit=npgettext("unit", "case", "cases", counts.get("OPEN", 0)),
        kind="danger" if red["overdue"] else "warn" if counts.get("OPEN") else "ok",
        lines=tuple(Line(*line) for line in lines),
        address=board,
        more=_("Dispatch board"),
    )


def _decisions(actor: Actor, now: datetime) -> Iterator[Card]:
    desk, words = reverse("cases:decisions"), list_words()
    counts = {name: n for name, n in decision_counts(actor, now=now).items() if n}
    if counts:
        yield Card(
            title=_("Waits for my decision"),
            icon="bank",
            figure=sum(counts.values()),
            unit=npgettext("unit", "case", "cases", sum(counts.values())),
            kind="warn",
            lines=tuple(Line(words[name], n, f"{desk}?list={name}") for name, n in counts.items()),
            address=desk,
            more=pgettext("case", "Decisions"),
        )


def _inbox(actor: Actor, now: datetime) -> Iterator[Card]:
    counts = tasks.inbox_counts(actor, now=now)
    if counts.cases:
        yield Card(
            title=_("Tasks and calls for my office"),
            icon="list-task",
            figure=counts.cases,
            unit=npgettext("unit", "case", "cases", counts.cases),
            kind=_kind(counts),
            lines=(Line(_("Overdue"), counts.overdue),),
            address=reverse("cases:inbox"),
            more=_("Inbox"),
        )


def _checks(actor: Actor, now: datetime) -> Iterator[Card]:
    waiting = desks.check_count(actor, now=now)
    if waiting:
        yield Card(
            title=_("To be checked"),
            icon="clipboard-check",
            figure=waiting,
            unit=npgettext("unit", "case", "cases", waiting),
            kind="warn",
            address=reverse("cases:checks"),
            more=_("Show the list"),
        )


def _kind(counts: desks.Waiting) -> str:
    if counts.overdue:
        return "danger"
    return "warn" if counts.cases else "ok"
