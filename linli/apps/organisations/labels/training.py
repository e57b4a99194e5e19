"""Words for courses of people in office."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.apps.organisations.rules.training import Audience
from linli.kit.sentences import register_sentences

AUDIENCES: dict[str, "str | Promise"] = {
    Audience.BRANCH_SECRETARIES: _("branch secretaries"),
    Audience.COMMITTEE_MEMBERS: _("members of owners' committees"),
    Audience.GRID_WORKERS: _("grid workers"),
    Audience.LEADERS: _("group, building and unit leaders"),
    Audience.MEDIATORS: _("mediators"),
    Audience.ALL: _("everybody in office"),
}

register_sentences(
    {
        "organisations.training_to_come": _(
            "A course is recorded when it has been held: the day lies ahead."
        ),
        "organisations.training_there": _(
            "A course of this title on this day is recorded here already."
        ),
        "organisations.organiser_elsewhere": _(
            "The organiser is a body of the place or above it, and exists on the day."
        ),
        "organisations.training_hours": _("A course lasts from 1 to %(most)s hours."),
        "organisations.not_invited": _(
            "Whoever attends holds a post of the audience at the place on that day."
        ),
        "organisations.attendance_there": _("Somebody of these is recorded already."),
        "organisations.attendee_unclear": _(
            "Name the body, or the person, so that exactly one post of the audience is meant."
        ),
        "data.training": _("Courses attended in office, with the number of the certificate"),
        "event.training.recorded": _("Training recorded"),
        "event.training.voided": _("Training struck out"),
        "event.training.attended": _("Attendance at a training recorded"),
        "event.training.attendance_voided": _("Attendance at a training struck out"),
    }
)
