"""Sentences about the first contact with the reporter (首次联系)."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.rules.contacts import ContactWay
from linli.kit.sentences import register_sentences

CONTACT_WAYS: dict[ContactWay, Promise] = {
    ContactWay.TELEPHONE: pgettext_lazy("contact way", "by telephone"),
    ContactWay.MESSAGE: pgettext_lazy("contact way", "by message"),
    ContactWay.VISIT: pgettext_lazy("contact way", "by a visit"),
    ContactWay.IN_PERSON: pgettext_lazy("contact way", "in person"),
}

# What the reporter reads.
CONTACTED: dict[ContactWay, Promise] = {
    ContactWay.TELEPHONE: _("We called you on %(when)s."),
    ContactWay.MESSAGE: _("We wrote to you on %(when)s."),
    ContactWay.VISIT: _("We came to see you on %(when)s."),
    ContactWay.IN_PERSON: _("We spoke with you on %(when)s."),
}

register_sentences(
    {
        "cases.nobody_to_contact": _(
            "In case %(number)s nobody has to be contacted: the report is anonymous, or it was "
            "made before first contacts were recorded."
        ),
        "cases.contacted_already": _(
            "The reporter of case %(number)s was contacted before. Write what was said now as a "
            "remark."
        ),
        "cases.own_report": _("You reported this yourself; somebody else contacts the reporter."),
        "event.case.reporter_contacted": _("Reporter contacted for the first time"),
        "event.case.contact_tried": _("Tried in vain to contact the reporter"),
    }
)
