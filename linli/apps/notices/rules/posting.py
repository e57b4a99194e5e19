"""What a notice says, about what, to whom and how urgently.

The facts of a notice fill the sentences of its kind; instants, days and words keep their nature
until they are shown, because each recipient reads them in a language of their own.
Source: [rule:notice-posting].
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from linli.core.canonical import canonical_bytes, instant_text
from linli.core.errors import InvalidInput
from linli.core.identifiers import are_mobiles

PHONE_CHANGED_KIND = "notices.phone_changed"


class AddressMalformed(InvalidInput):
    """The text is no e-mail address."""

    code = "notices.address_malformed"


class PhoneNotMobile(InvalidInput):
    """The text is no mobile number: no text message reaches it."""

    code = "notices.phone_malformed"


class Urgency(StrEnum):
    """How soon a notice leaves (紧急程度)."""

    DIGEST = "DIGEST"  # 汇总: once a day, together with everything else
    PROMPT = "PROMPT"  # 及时: at once, but not at night
    DANGER = "DANGER"  # 紧急: at once, at any hour


class RecipientKind(StrEnum):
    """What a notice is addressed to (收件方类型)."""

    POST = "POST"  # 岗位: whoever acts for it when the notice is handed out
    PERSON = "PERSON"  # 人员
    ACCOUNT = "ACCOUNT"  # 账号
    ADDRESS = "ADDRESS"  # 没有账号的上报人留下的邮箱
    PHONE = "PHONE"  # 没有账号的上报人留下的手机号


# What stands under these is itself where the letter goes; there is no account behind it.
LEFT_BEHIND = frozenset({RecipientKind.ADDRESS, RecipientKind.PHONE})


class Language(StrEnum):
    """A language notices are written in (语言)."""

    CHINESE = "zh-hans"  # 简体中文
    ENGLISH = "en"  # 英文


@dataclass(frozen=True, slots=True)
class About:
    """The object a notice speaks of: its type, its code, and the page that shows it.

    `path` is the address of the page on this site ("/cases/2026-000017/"). `title` names the
    object in a list; without it the code does.
    """

    type: str
    code: str
    path: str
    title: str = ""

    def __post_init__(self) -> None:
        if not self.path.startswith("/") or self.path.startswith("//"):
            raise ValueError("the page of an object is a path on this site")


@dataclass(frozen=True, slots=True)
class ToPost:
    """A seat of a body: its holder, whoever stands in, or to whom the post falls."""

    seat_id: int


@dataclass(frozen=True, slots=True)
class ToPerson:
    """A person of the register, through their account."""

    person_id: int


@dataclass(frozen=True, slots=True)
class ToAccount:
    """Somebody who signs in."""

    account_id: int


@dataclass(frozen=True, slots=True)
class ToAddress:
    """Somebody without an account, by the e-mail address they left."""

    email: str
    language: Language = Language.CHINESE

    def __post_init__(self) -> None:
        name, at, host = self.email.rpartition("@")
        if not (name and at and "." in host) or any(sign.isspace() for sign in self.email):
            raise AddressMalformed(field="email")


@dataclass(frozen=True, slots=True)
class ToPhone:
    """Somebody without an account, by the mobile number they left, in its stored form."""

    phone: str
    language: Language = Language.CHINESE

    def __post_init__(self) -> None:
        if not are_mobiles([self.phone], fictional_allowed=True):
            raise PhoneNotMobile(field="phone")


Recipient = ToPost | ToPerson | ToAccount | ToAddress | ToPhone


@dataclass(frozen=True, slots=True)
class Word:
    """A fact that is shown as the sentence registered under `code`, in the reader's language."""

    code: str


Fact = str | int | date | datetime | Word


def facts_text(facts: Mapping[str, Fact]) -> str:
    """Return the facts as they are stored; `facts_of` reads them back."""
    return canonical_bytes({name: _packed(fact) for name, fact in facts.items()}).decode()


def facts_of(text: str) -> dict[str, Fact]:
    """Return the facts of a stored notice."""
    return {name: _unpacked(value) for name, value in json.loads(text).items()}


def _packed(fact: Fact) -> object:
    if isinstance(fact, Word):
        return {"word": fact.code}
    if isinstance(fact, datetime):
        return {"instant": instant_text(fact)}
    if isinstance(fact, date):
        return {"day": fact.isoformat()}
    if isinstance(fact, (str, int)) and not isinstance(fact, bool):
        return fact
    raise TypeError(f"a notice has no facts of type {type(fact).__name__}")


def _unpacked(value: object) -> Fact:
    if isinstance(value, dict):
        ((nature, text),) = value.items()
        if nature == "word":
            return Word(text)
        if nature == "day":
            return date.fromisoformat(text)
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S.%fZ").replace(tzinfo=UTC)
    if isinstance(value, (str, int)):
        return value
    raise TypeError("not the facts of a notice")
