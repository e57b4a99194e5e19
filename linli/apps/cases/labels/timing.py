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
        "cases.evidence_missing": _("Something is missing here: it has to be filled in."),
    }
)
