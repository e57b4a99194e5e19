"""Names as they are stored, compared and searched. Source: [rule:name-search]."""

import re
import unicodedata
from collections.abc import Sequence

from linli.core.errors import InvalidInput

NAME_LENGTH = 80
# The usual name: unified characters only, which no form of writing changes.
_PLAIN = re.compile(r"[\u4e00-\u9fa5]{1,20}")
_PLAIN_TEXT, _PLAIN_LENGTH = re.compile(r"[\u4e00-\u9fa5]*"), 20
# Bullets, katakana and full-width dots that stand for the middle dot in names of other peoples.
_DOTS = str.maketrans(dict.fromkeys("\u2022\u30fb\u2027\u2219\u22c5\uff0e.", "·"))


class NameMalformed(InvalidInput):
    """A name is empty, too long, or holds what no name holds."""

    code = "people.name_malformed"


def normal_name(text: str) -> str:
    """Return a name in its one stored form: composed, one kind of dot, no spaces around Chinese.

    Raises NameMalformed for an empty or overlong name, control characters, digits in front.
    """
    if _PLAIN.fullmatch(text):
        return text
    name = " ".join(unicodedata.normalize("NFC", text).split())
    if any(_is_chinese(character) for character in name):
        name = name.replace(" ", "").translate(_DOTS)
    bad = any(unicodedata.category(character)[0] == "C" for character in name)
    if not name or bad or len(name) > NAME_LENGTH or name[0].isdigit() or "<" in name:
        raise NameMalformed(field="name")
    return name


def are_plain_names(texts: Sequence[str]) -> bool:
    """Tell whether each of many names is one that no form of writing changes."""
    return _PLAIN_TEXT.fullmatch("".join(texts)) is not None and all(
        0 < length <= _PLAIN_LENGTH for length in map(len, texts)
    )


def search_form(text: str) -> str:
    """Return what is compared in a search: no dots, no spaces, no case."""
    if _PLAIN.fullmatch(text):
        return text
    folded = unicodedata.normalize("NFC", text).translate(_DOTS).casefold()
    return "".join(folded.replace("·", "").split())


def name_head(text: str) -> str | None:
    """Return the first two characters of a name, for its index."""
    return search_form(text)[:2] or None


def name_tail(text: str) -> str | None:
    """Return the last two characters of a name, for its index."""
    return search_form(text)[-2:] or None


def _is_chinese(character: str) -> bool:
    return "CJK" in unicodedata.name(character, "")
