"""Sentences about limits, clocks, tasks and delays."""

from django.utils.translation import gettext_lazy as _

from linli.kit.sentences import register_sentences

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
        "event.case_limit.set": _("Time limit set"),
        "event.case_limit.ended": _("Time limit ended"),
        "event.office_hours.set": _("Office hours set"),
        "event.work_day.changed": _("Working day changed"),
        "event.work_day.withdrawn": _("Change of a working day withdrawn"),
        "event.category.added": _("Category added"),
        "event.category.changed": _("Category changed"),
        "event.category.ended": _("Category ended"),
        "cases.evidence_missing": _("Something is missing here: it has to be filled in."),
    }
)
