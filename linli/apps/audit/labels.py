"""Sentences for refusals, and words for findings and kinds of acts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.apps.audit.rules import Finding
from linli.kit.sentences import register_sentences, sentence_for

FINDINGS: dict[Finding, Promise] = {
    Finding.ALTERED: _("altered"),
    Finding.MISSING: _("missing"),
    Finding.INSERTED: _("inserted"),
    Finding.SEAL_ALTERED: _("seal altered"),
    Finding.CHAIN_BROKEN: _("chain broken"),
    Finding.SEAL_MISSING: _("published seal missing"),
}


def kind_label(kind: str) -> str:
    """Return the words for a kind of act; each application registers "event.KIND"."""
    return sentence_for(f"event.{kind}", default=kind)


register_sentences(
    {
        "audit.seal_unknown": _("There is no seal %(seal)s."),
        "audit.stamp_refused": _("This is no valid time stamp of seal %(seal)s."),
        "data.acts": _("Acts in the trail: who, when, in which post, what"),
        "event.audit.rows_released": _("Rows of a seal deleted after ten years"),
        "event.audit.seal_stamped": _("Time stamp of a seal kept"),
    }
)
