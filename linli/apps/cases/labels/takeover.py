"""Words about cases of an earlier system."""

from django.utils.translation import gettext_lazy as _

from linli.kit.sentences import register_sentences

register_sentences({
    "cases.old_case_unclear": _(
        "The old case %(number)s cannot be taken over: its acts do not lead, one after the other, "
        "to a closed case with an outcome."
    ),
    "event.case.taken_over": _("Case of an earlier system taken over"),
})  # fmt: skip
