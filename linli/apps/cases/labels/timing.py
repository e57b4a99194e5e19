"""Sentences about limits, clocks, tasks and delays."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.rules.clocks import TimeUnit
from linli.apps.cases.rules.ladder import NAMED_RUNGS, Rung
from linli.apps.notices.labels import NoticeKind, register_kinds
from linli.kit.sentences import register_sentences

RUNGS: dict[Rung, Promise] = {
    Rung.HOLDER: pgettext_lazy("rung", "The post that has it"),
    Rung.LEADER: pgettext_lazy("rung", "The leader of that body"),
    Rung.PLACE_OFFICE: pgettext_lazy("rung", "The office of the township"),
    Rung.DISTRICT: pgettext_lazy("rung", "The office of the district"),
    Rung.ARBITER: pgettext_lazy("rung", "Arbiter of the township"),
    Rung.ARBITER_TOP: pgettext_lazy("rung", "Arbiter of the district"),
}
RUNGS_ABOVE: dict[Rung, Promise] = {rung: RUNGS[rung] for rung in NAMED_RUNGS}

# Units as people set limits, with how many of the table's units one of them is.
UNITS: Mapping[str, tuple[Promise, TimeUnit, int]] = {
    "working_days": (_("working days"), TimeUnit.WORKING_DAYS, 1),
    "working_hours": (_("working hours"), TimeUnit.WORKING_MINUTES, 60),
    "working_minutes": (_("working minutes"), TimeUnit.WORKING_MINUTES, 1),
    "days": (_("days, day and night"), TimeUnit.NATURAL_MINUTES, 24 * 60),
    "hours": (_("hours, day and night"), TimeUnit.NATURAL_MINUTES, 60),
    "minutes": (_("minutes, day and night"), TimeUnit.NATURAL_MINUTES, 1),
}


def unit_of(amount: int, unit: TimeUnit) -> tuple[str, int]:
    """Return the largest of `UNITS` in which an amount comes out even, and how many of it."""
    fitting = [
        (times, name)
        for name, (_label, one, times) in UNITS.items()
        if one == unit and amount % times == 0
    ]
    times, name = max(fitting)
    return name, amount // times


register_sentences(
    {
        "cases.span_too_long": _("A limit lies between one minute and a year."),
        "cases.hours_malformed": _("Write the hours as 08:30-12:00 14:00-18:00, in order."),
        "cases.body_has_no_post": _(
            "%(body)s has no post that could take the task, and no body above it has one."
        ),
        "cases.setting_ended": _("This setting has ended, or ends on that day already."),
        "cases.setting_backdated": _(
            "A setting holds from today or a later day on. What was due before stays as it was."
        ),
        "cases.day_already_gone": _(
            "A day becomes a working day only ahead, and a day of rest at most a week afterwards."
        ),
        "cases.day_set_already": _("This day is set here already. Withdraw that entry first."),
        "cases.category_there": _("This place has a category with this code."),
        "cases.category_without_address": _(
            "A category that is not ours says where to go, in Chinese and in English."
        ),
        "cases.setting_in_use": _("“%(name)s” is used by cases or by other settings since."),
        "cases.limit_set_already": _(
            "A limit of this kind begins on that day already. Correct it on the page of limits."
        ),
        "cases.hours_set_already": _(
            "Other hours begin here on that day already. Correct them on the page of office hours."
        ),
        "cases.post_named_already": _(
            "Another post is named for this rung from that day or a later one on. End that first."
        ),
        "cases.post_not_named": _("%(body)s has no such post, or several: write which one."),
        "cases.item_there": _(
            "This line stands in the check-list already, but says something else in another column."
        ),
        "cases.category_not_named": _("No category “%(name)s” holds at this place."),
        "cases.code_malformed": _("Write the code in small letters, figures and hyphens."),
        "event.case_limit.voided": _("Time limit taken out again"),
        "event.category.voided": _("Category taken out again"),
        "event.office_hours.voided": _("Office hours taken out again"),
        "event.ladder_post.voided": _("Naming of a post taken out again"),
        "event.check_item.voided": _("Line of a check-list taken out again"),
        "event.case_limit.set": _("Time limit set"),
        "event.case_limit.ended": _("Time limit ended"),
        "event.office_hours.set": _("Office hours set"),
        "event.work_day.changed": _("Working day changed"),
        "event.work_day.withdrawn": _("Change of a working day withdrawn"),
        "event.category.added": _("Category added"),
        "event.category.changed": _("Category changed"),
        "event.category.ended": _("Category ended"),
        "cases.delay_not_here": _(
            "More time is given for handling, for assistance and for the result of a call only."
        ),
        "cases.delay_too_late": _(
            "More time is asked for before the due time, and not while the clock stands."
        ),
        "cases.delay_too_often": _("This was delayed %(times)s times already; more is not given."),
        "cases.delay_too_long": _(
            "The end lies ahead, after the present due time, and at most %(days)s days further."
        ),
        "cases.danger_not_delayed": _("What endangers people is not paused and not hung up."),
        "cases.review_missing": _(
            "What hangs needs a lasting cause, and a day within 90 days on which it is looked at"
            " again."
        ),
        "cases.delay_waiting": _("A request for more time waits for its decision."),
        "cases.delay_decided": _("This request was decided, or the delay is over."),
        "cases.delay_second_person": _("Somebody else than the person who asked has to decide."),
        "cases.not_your_task": _("This task belongs to another body or post."),
        "cases.call_other_cell": _("The case lies in another cell."),
        "event.case.due_moved": _("Due time of a case moved with the calendar"),
        "event.case.delay_asked": _("More time asked for"),
        "event.case.delay_granted": _("More time granted"),
        "event.case.delay_refused": _("More time refused"),
        "event.case.delay_ended": _("Pause of a case ended"),
        "event.case.looked_again": _("Hanging case looked at again"),
        "event.case.instructed": _("Overdue case answered by the post it had climbed to"),
        "event.case.called": _("Department called to a cell"),
        "event.case.call_arrived": _("Department arrived"),
        "event.case.call_result": _("Result of a call or of assistance"),
        "event.case.call_declined": _("Call refused on a legal basis"),
        "event.case.call_called_off": _("Call or assistance taken back"),
        "event.case.call_ruled": _("Arbiter decided about a refused call"),
        "event.check_item.added": _("Check-list line added"),
        "event.check_item.ended": _("Check-list line ended"),
        "event.ladder_post.named": _("Post named for overdue cases or arbitration"),
        "event.ladder_post.ended": _("Naming of a post for overdue cases or arbitration ended"),
        "cases.assists_open": _("Not finished yet, and needed for the result: %(bodies)s."),
        "cases.call_binds": _(
            "The arbiter has decided that your office has to come. It cannot be refused again."
        ),
        "cases.called_already": _("This body has an open part in the case already."),
        "cases.nobody_called": _("Choose at least one department."),
        "cases.call_without_cell": _(
            "The place of this case lies in no cell, so no cell can call. The dispatch board sends "
            "it to a department instead."
        ),
        "cases.nothing_to_rule": _("This was decided already, or the call was not refused."),
        "cases.rung_not_named": _("For this rung no post is named: it follows from the task."),
        "cases.post_not_above": _("Choose a post of a body at this place or above it."),
        "cases.own_refusal": _("Your own office refused; somebody else has to decide."),
        "cases.nothing_climbed": _(
            "Nothing of this case waits with a post of yours. Perhaps it was answered already."
        ),
        "cases.evidence_missing": _("Something is missing here: it has to be filled in."),
    }
)

_RUNNING = "linli.apps.cases.selectors.notices.clocks_running"
_STEP = ("step", _("What to do: %(step)s."))
register_kinds(
    NoticeKind(
        "cases.clock_reminded",
        label=_("A step is due soon"),
        subject=_("Case %(case)s is due soon"),
        text=_(
            "In the case %(case)s three quarters of the time have passed. It is due by %(due_at)s."
        ),
        also=(_STEP,),
        still_open=_RUNNING,
        part="clock",
    ),
    NoticeKind(
        "cases.clock_breached",
        label=_("A step is overdue"),
        subject=_("Case %(case)s is overdue"),
        text=_("The case %(case)s was due on %(due_at)s and is not done."),
        also=(_STEP,),
        still_open=_RUNNING,
        part="clock",
    ),
    NoticeKind(
        "cases.clock_escalated",
        label=_("A step has been overdue for long"),
        subject=_("Case %(case)s is still not done"),
        text=_(
            "The case %(case)s was due on %(due_at)s. Nobody below has done it; please look after "
            "it."
        ),
        also=(_STEP,),
        still_open=_RUNNING,
        part="clock",
    ),
    NoticeKind(
        "cases.instructed",
        label=_("The office above has answered about an overdue step"),
        subject=_("Case %(case)s: instruction from above"),
        text=_(
            "The case %(case)s was due on %(due_at)s and had climbed to an office above. It has "
            "answered: read its instruction in the case."
        ),
        also=(_STEP,),
        still_open=_RUNNING,
        part="clock",
    ),
)
