"""Sentences for refusals, and words for findings and kinds of acts."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.audit.rules import Finding
from linli.kit.sentences import known_codes, register_sentences, sentence_for
from linli.kit.trail_words import (
    Says,
    Thing,
    code_said,
    model_said,
    register_facts,
    register_things,
    thing_word,
)

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

register_things(
    seal=pgettext_lazy("trail", "Seal of the trail"),
    trail=Thing(pgettext_lazy("trail", "Trail"), is_numbered=False),
    retention=pgettext_lazy("trail", "Periods of keeping"),
)
# What means the same in every kind of act.
register_facts(
    "",
    on=pgettext_lazy("trail", "On the day"),
    day=pgettext_lazy("trail", "Day"),
    valid_from=pgettext_lazy("trail", "From the day"),
    valid_to=pgettext_lazy("trail", "No longer from the day"),
    until=pgettext_lazy("trail", "Until"),
    due_at=pgettext_lazy("trail", "Due at"),
    name=pgettext_lazy("trail", "Name"),
    title=pgettext_lazy("trail", "Title"),
    code=pgettext_lazy("trail", "Code"),
    note=pgettext_lazy("trail", "Note"),
    text=pgettext_lazy("trail", "Text"),
    reason=Says(pgettext_lazy("trail", "Reason"), values=code_said),
    changes=Says(pgettext_lazy("trail", "Changes"), is_change=True),
    before=pgettext_lazy("trail", "Before"),
    after=pgettext_lazy("trail", "After"),
    place=Says(pgettext_lazy("trail", "Place"), thing="place"),
    place_id=Says(pgettext_lazy("trail", "Place"), thing="place"),
    unit_id=Says(pgettext_lazy("trail", "Unit"), thing="unit"),
    person=Says(pgettext_lazy("trail", "Person"), thing="person"),
    person_id=Says(pgettext_lazy("trail", "Person"), thing="person"),
    persons=Says(pgettext_lazy("trail", "Persons"), thing="person"),
    account=Says(pgettext_lazy("trail", "Account"), thing="account"),
    body=Says(pgettext_lazy("trail", "Body"), thing="body"),
    body_id=Says(pgettext_lazy("trail", "Body"), thing="body"),
    seat=Says(pgettext_lazy("trail", "Post"), thing="seat", is_change=True),
    seat_id=Says(pgettext_lazy("trail", "Post"), thing="seat"),
    rows=pgettext_lazy("trail", "Rows"),
    tables=Says(pgettext_lazy("trail", "Rows by table"), keys=Says("", values=model_said)),
    found=pgettext_lazy("trail", "Found"),
)
register_facts(
    "audit",
    purpose=pgettext_lazy("trail", "Purpose"),
    filters=pgettext_lazy("trail", "Which acts"),
    bytes=pgettext_lazy("trail", "Size in bytes"),
    kind=pgettext_lazy("trail", "Kind of act"),
    thing=Says(pgettext_lazy("trail", "Kind of object"), values=thing_word),
    number=pgettext_lazy("trail", "Its number, code or sign-in name"),
    subject=pgettext_lazy("trail", "Object"),
    who=pgettext_lazy("trail", "Name of who acted"),
    since=pgettext_lazy("trail", "From the day"),
)
