"""From what was typed to what is stored: one check for every kind of person and number."""

from datetime import date
from typing import NamedTuple

from linli.apps.people.rules.errors import DateInFuture, KindMismatch
from linli.apps.people.rules.kinds import IdKind, PersonKind
from linli.apps.people.rules.names import normal_name
from linli.core.errors import InvalidInput
from linli.core.identifiers import (
    IdNumberMalformed,
    Sex,
    compact_identifier,
    parse_credit_code,
    parse_id_number,
    parse_phone,
)


class Identity(NamedTuple):
    """What identifies somebody, checked and in its stored form; repr shows nothing of it."""

    kind: PersonKind
    name: str
    id_kind: IdKind | None
    id_number: str | None
    phone: str | None
    other_phone: str | None
    birth_date: date | None
    sex: Sex | None

    def __repr__(self) -> str:
        return f"<identity of a {self.kind}>"


def checked_identity(
    *,
    kind: PersonKind,
    name: str,
    id_kind: IdKind | None = None,
    id_number: str = "",
    phone: str = "",
    other_phone: str = "",
    birth_date: date | None = None,
    sex: Sex | None = None,
    today: date,
    fictional_allowed: bool,
) -> Identity:
    """Return the identity in its stored form; a resident number settles birth date and sex.

    Raises the refusals of `core.identifiers`, NameMalformed, KindMismatch and DateInFuture.
    """
    natural = kind is PersonKind.NATURAL
    number: str | None = None
    if id_number.strip():
        id_kind = id_kind or (IdKind.RESIDENT_ID if natural else IdKind.CREDIT_CODE)
        if (id_kind is IdKind.CREDIT_CODE) == natural:
            raise KindMismatch(field="id_kind")
        if id_kind is IdKind.RESIDENT_ID:
            parsed = parse_id_number(id_number, fictional_allowed=fictional_allowed)
            number, birth_date, sex = parsed.text, parsed.birth_date, parsed.sex
        elif id_kind is IdKind.CREDIT_CODE:
            number = parse_credit_code(id_number, fictional_allowed=fictional_allowed)
        else:
            number = _passport(id_number)
    if birth_date is not None and birth_date > today:
        raise DateInFuture(field="id_number" if number else "birth_date")
    return Identity(
        kind=kind,
        name=normal_name(name),
        id_kind=id_kind if number else None,
        id_number=number,
        phone=_phone(phone, "phone", fictional_allowed),
        other_phone=_phone(other_phone, "other_phone", fictional_allowed),
        birth_date=birth_date if natural else None,
        sex=sex if natural else None,
    )


def _phone(text: str, field: str, fictional_allowed: bool) -> str | None:
    if not text.strip():
        return None
    try:
        return parse_phone(text, fictional_allowed=fictional_allowed)
    except InvalidInput as refusal:
        raise type(refusal)(field=field) from None


def _passport(text: str) -> str:
    number = compact_identifier(text)
    if not (5 <= len(number) <= 20 and number.isascii() and number.isalnum()):
        raise IdNumberMalformed(field="id_number")
    return number
