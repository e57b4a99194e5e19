"""Code to sentence: each application registers the labels of its refusals, in `labels.py`."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from linli.core.errors import DomainError

_sentences: dict[str, "str | Promise"] = {
    "rule.violated": _("A rule forbids this."),
    "access.refused": _("You may not do this here."),
    "access.not_found": _("This does not exist, or it is not open to you."),
    "access.no_post_here": _("This needs a post at this place, and you hold none now."),
    "input.invalid": _("Something in the form is not right."),
    "page.cursor_malformed": _("This list address is not valid. Start from the first page."),
    "page.day_malformed": _("This is no day. Write it as 2026-03-02."),
    "state.illegal_transition": _("This cannot be done in the present state."),
    "area.malformed": _("Write the area in m² with at most two decimals, such as 89.57."),
}


def register_sentences(sentences: "Mapping[str, str | Promise]") -> None:
    """Add sentences by code; `%(name)s` stands for a fact of the error.

    Raises ValueError when a code is registered twice.
    """
    for code, text in sentences.items():
        if code in _sentences and _sentences[code] is not text:
            raise ValueError(f"two sentences for {code}")
        _sentences[code] = text


def known_codes() -> frozenset[str]:
    """Return all codes that have a sentence."""
    return frozenset(_sentences)


def sentence_for(
    code: str, facts: Mapping[str, object] | None = None, *, default: str | None = None
) -> str:
    """Return the sentence for a code in the active language."""
    text = _sentences.get(code)
    if text is None:
        if default is not None:
            return default
        return gettext("This is not possible (%(code)s).") % {"code": code}
    try:
        return str(text) % dict(facts or {})
    except (KeyError, ValueError):
        return str(text)


def sentence(refusal: DomainError) -> str:
    """Return the sentence for a refusal; a missing right speaks through its reason."""
    reason = refusal.facts.get("reason")
    code = reason if isinstance(reason, str) and reason in _sentences else refusal.code
    return sentence_for(code, refusal.facts)
