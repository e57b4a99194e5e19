"""Words for the state of jobs, and sentences."""

from datetime import timedelta

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext, pgettext_lazy

from linli.apps.operations.rules import JobState
from linli.kit.sentences import register_sentences
from linli.kit.trail_words import (
    Says,
    register_facts,
    register_things,
)

STATES: dict[JobState, Promise] = {
    JobState.DONE: _("in order"),
    JobState.WAITING: _("not run yet"),
    JobState.WANTED: _("is run in a moment"),
    JobState.LATE: _("late"),
    JobState.FAILED: _("failed"),
}
MARKS: dict[JobState, str] = {
    JobState.DONE: "ok",
    JobState.WAITING: "muted",
    JobState.WANTED: "info",
    JobState.LATE: "warn",
    JobState.FAILED: "danger",
}


def every_text(every: timedelta) -> str:
    """Return how often in words, in the largest unit that comes out even."""
    seconds = int(every.total_seconds())
    if seconds % 86_400 == 0:
        days = seconds // 86_400
        return ngettext("%(count)s day", "%(count)s days", days) % {"count": days}
    if seconds % 3_600 == 0:
        hours = seconds // 3_600
        return ngettext("%(count)s hour", "%(count)s hours", hours) % {"count": hours}
    if seconds % 60 == 0:
        minutes = seconds // 60
        return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
    return ngettext("%(count)s second", "%(count)s seconds", seconds) % {"count": seconds}


QUEUED_TASK = _("Task put into the queue")

register_sentences(
    {
        "operations.job_unknown": _("There is no such job, or it is done meanwhile."),
        "operations.job_in_order": _("This is in order and goes on by itself."),
        "event.operations.job_wanted": _("Background job ordered again"),
        "event.operations.task_retried": _("Queued task ordered again"),
        "event.operations.task_dropped": _("Queued task dropped"),
    }
)

register_things(
    clock_job=pgettext_lazy("trail", "Job of the clock"),
    task=pgettext_lazy("trail", "Task of the worker"),
)
register_facts(
    "operations",
    state=Says(pgettext_lazy("trail", "State"), values=STATES),
    failures=pgettext_lazy("trail", "Failures in a row"),
    task=pgettext_lazy("trail", "Task"),
    was=pgettext_lazy("trail", "State before"),
)
