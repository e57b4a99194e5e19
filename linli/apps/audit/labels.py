"""Sentences for refusals, and words for findings and kinds of acts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from linli.apps.audit.rules import Finding
from linli.kit.sentences import known_codes, register_sentences, sentence_for

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


def kinds_said(words: str) -> set[str]:
    """Return the kinds of acts whose words contain these, or the kind that is written like them."""
    wanted = words.casefold()
    codes = {code.removeprefix("event.") for code in known_codes() if code.startswith("event.")}
    return {kind for kind in codes if kind == words or wanted in kind_label(kind).casefold()}


def all_kind_labels() -> list[str]:
    """Return the words of all kinds of acts, each once, in their order."""
    codes = (code for code in known_codes() if code.startswith("event."))
    return sorted({sentence_for(code) for code in codes})


register_sentences(
    {
        "audit.purpose_missing": _("Say what the acts are taken out for."),
        "event.audit.exported": _("Acts of the trail taken out as a file"),
        "audit.seal_unknown": _("There is no seal %(seal)s."),
        "audit.stamp_refused": _("This is no valid time stamp of seal %(seal)s."),
        "data.acts": _("Acts in the trail: who, when, in which post, what"),
        "event.audit.rows_released": _("Rows of a seal deleted after ten years"),
        "event.audit.seal_stamped": _("Time stamp of a seal kept"),
    }
)
