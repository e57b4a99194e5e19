"""Sentences about how many must agree, who has, and who still can."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.labels import DELAY_KINDS
from linli.apps.cases.rules.approvals import ApprovalKind, of_delay
from linli.kit.sentences import register_sentences

APPROVAL_KINDS: dict[ApprovalKind, Promise] = {
    **{of_delay(kind): label for kind, label in DELAY_KINDS.items()},
    ApprovalKind.EXCLUSION: pgettext_lazy("approval", "Exclusion"),
}

register_sentences(
    {
        "cases.needed_out_of_range": _("Between %(least)s and %(most)s people have to agree."),
        "cases.needed_set_already": _(
            "A number for this begins on that day already. Correct it on the page of approvals."
        ),
        "cases.agreed_already": _("You have agreed to this already. Now others have to agree."),
        "cases.only_people_agree": _(
            "Several people must agree to this, each under their own account; a program cannot."
        ),
        "event.approval_rule.set": _("Number of people who must agree set"),
        "event.approval_rule.ended": _("Number of people who must agree ended"),
        "event.approval_rule.voided": _("Number of people who must agree taken out again"),
        "event.case.exclusion_agreed": _("Exclusion of a case agreed to by one of several"),
        "event.case.delay_agreed": _("More time agreed to by one of several"),
    }
)
