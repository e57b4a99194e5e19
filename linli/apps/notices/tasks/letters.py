"""From what a delivery has to say to the letter that is sent, in the recipient's language."""

from itertools import groupby

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, ngettext, override

from linli.apps.notices.labels import sentences
from linli.apps.notices.selectors.letters import Item, Matter
from linli.kit.channels import Letter


def letter_of(matter: Matter, key: str) -> Letter:
    """Return the letter for a matter, under the key of its delivery."""
    with override(str(matter.language)):
        if matter.code:
            return _code_letter(matter, key)
        if matter.digest_day is not None:
            return _digest_letter(matter, key)
        return _notice_letter(matter, key)


def _notice_letter(matter: Matter, key: str) -> Letter:
    (item,) = matter.items
    subject, text = sentences(item.kind, item.facts)
    values = {"item": item, "text": text, "matter": matter, "choices": _choices()}
    return Letter(
        key=key,
        to=matter.to,
        subject=subject,
        text=render_to_string("notices/letters/notice.txt", values).strip(),
        link=_absolute(item.path),
        foot=render_to_string("notices/letters/foot.txt", values).strip(),
    )


def _digest_letter(matter: Matter, key: str) -> Letter:
    objects = _by_object(matter.items)
    count = len(objects)
    subject = ngettext(
        "Summary of %(day)s: %(count)s matter", "Summary of %(day)s: %(count)s matters", count
    ) % {"day": matter.digest_day, "count": count}
    values = {"objects": objects, "matter": matter, "choices": _choices()}
    return Letter(
        key=key,
        to=matter.to,
        subject=subject,
        text=render_to_string("notices/letters/digest.txt", values).strip(),
        link=_absolute(reverse("notices:inbox")),
        foot=render_to_string("notices/letters/foot.txt", values).strip(),
    )


def _code_letter(matter: Matter, key: str) -> Letter:
    return Letter(
        key=key,
        to=matter.to,
        subject=gettext("Linli: your code is %(code)s") % {"code": matter.code},
        text=render_to_string("notices/letters/code.txt", {"code": matter.code}).strip(),
    )


def _by_object(items: list[Item]) -> list[tuple[str, str, list[tuple[Item, str, str]]]]:
    """Return (title, address, notices with subject and text), the object told of last first."""
    newest: dict[str, int] = {}
    for place, item in enumerate(items):
        newest.setdefault(item.path, place)
    ordered = sorted(items, key=lambda item: newest[item.path])
    told = []
    for path, group in groupby(ordered, key=lambda item: item.path):
        lines = [(item, *sentences(item.kind, item.facts)) for item in group]
        told.append((lines[0][0].title, _absolute(path), lines))
    return told


def _choices() -> str:
    return _absolute(reverse("notices:channels"))


def _absolute(path: str) -> str:
    return f"{settings.SITE}{path}"
