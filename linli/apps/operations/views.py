"""The system administrator's view of the worker: what failed, what waits, what is late."""

from collections.abc import Iterator
from datetime import datetime

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from linli.apps.operations import permissions, services
from linli.apps.operations.forms import Reason
from linli.apps.operations.labels import MARKS, STATES, every_text
from linli.apps.operations.rules import JobState
from linli.apps.operations.selectors import jobs as selectors
from linli.core.access import Actor, require
from linli.kit.concerns import Card, Line
from linli.kit.forms import refusals_on
from linli.kit.request import Request


@require_safe
def jobs(request: Request) -> HttpResponse:
    """Show whether the worker runs, its queues and its jobs by the clock."""
    require(permissions.can_operate(request.actor))
    lines = selectors.job_lines(now=request.now)
    queues = list(selectors.queue_lines(request.actor, now=request.now))
    context = {
        "worker": selectors.worker(lines, now=request.now),
        "jobs": [
            (line, every_text(line.every), MARKS[line.state], STATES[line.state]) for line in lines
        ],
        "queues": queues,
        "pieces": [(line.queue, piece) for line in queues for piece in line.pieces],
    }
    return render(request, "operations/jobs.html", context)


@require_POST
def run_job(request: Request, name: str) -> HttpResponse:
    """Order a job that has failed or is late to be run at once."""
    require(permissions.can_operate(request.actor))
    services.want_job(actor=request.actor, name=name, now=request.now)
    messages.success(request, gettext("The worker runs it in a moment."))
    return redirect("operations:jobs")


@require_POST
def retry(request: Request, queue: str, number: str) -> HttpResponse:
    """Order a piece of work again."""
    require(permissions.can_operate(request.actor))
    found, piece = selectors.get_piece(request.actor, queue, number, now=request.now)
    found.call("retry", actor=request.actor, number=piece.number, now=request.now)
    messages.success(request, gettext("The worker tries it again in a moment."))
    return redirect("operations:jobs")


@require_http_methods(["GET", "HEAD", "POST"])
def drop(request: Request, queue: str, number: str) -> HttpResponse:
    """Ask why, then drop a piece of work."""
    require(permissions.can_operate(request.actor))
    found, piece = selectors.get_piece(request.actor, queue, number, now=request.now)
    form = Reason(request.POST or None)
    if request.method == "POST" and form.is_valid():
        with refusals_on(form):
            found.call(
                "drop", actor=request.actor, number=number, now=request.now, **form.cleaned_data
            )
            messages.success(request, gettext("It is dropped."))
            return redirect("operations:jobs")
    return render(request, "operations/drop.html", {"form": form, "piece": piece})


def concerns(actor: Actor, now: datetime) -> Iterator[Card]:
    """Yield how the worker stands, for the system administrator."""
    if actor.is_system or not permissions.can_operate(actor):
        return
    lines = selectors.job_lines(now=now)
    tallies = [line.tally for line in selectors.queue_lines(actor, now=now)]
    failed = sum(line.state == JobState.FAILED for line in lines)
    failed += sum(tally.failed for tally in tallies)
    late = sum(line.state == JobState.LATE for line in lines) + sum(one.late for one in tallies)
    silent = selectors.worker(lines, now=now).silent
    yield Card(
        title=_("Background jobs"),
        icon="gear",
        kind="danger" if failed or silent else "warn" if late else "ok",
        figure=failed,
        text=_("The worker does not run.") if silent else _("failed"),
        lines=(
            Line(_("Late"), late),
            Line(_("Waiting"), sum(tally.waiting for tally in tallies)),
        ),
        address=reverse("operations:jobs"),
        more=_("Background jobs"),
    )
