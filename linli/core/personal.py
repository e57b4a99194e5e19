"""What an application declares about each column: personal or not, and if so, why and how long.

Each application's `rules.py` holds two names, and a test holds them against every column of every
table (`kit.personal_data` collects them):

    PERSONAL = (
        personal("Person", "name", data="name", purpose="register", basis=Basis.STATUTORY_DUTY,
                 keep=years(3, After.END_OF_TIES)),
    )
    IMPERSONAL = {"Person": "id kind scope_path"}

Tables of outside packages are declared by whoever brings them in, as "axes.AccessAttempt".
Source: [rule:field-register].
"""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum


class Basis(StrEnum):
    """Why personal data may be handled at all (合法性基础, 个人信息保护法 13)."""

    CONSENT = "CONSENT"  # 取得个人的同意
    SEPARATE_CONSENT = "SEPARATE_CONSENT"  # 取得个人的单独同意 (敏感个人信息, 29)
    CONTRACT = "CONTRACT"  # 订立、履行合同所必需
    STATUTORY_DUTY = "STATUTORY_DUTY"  # 履行法定职责或者法定义务所必需
    EMERGENCY = "EMERGENCY"  # 应对突发公共卫生事件或紧急情况
    OTHER_LAW = "OTHER_LAW"  # 法律、行政法规规定的其他情形


class After(StrEnum):
    """From when a period runs (起算点)."""

    END_OF_TIES = "END_OF_TIES"  # nobody of the household, no holding, no post any more
    END_OF_ACCOUNT = "END_OF_ACCOUNT"
    END_OF_SESSION = "END_OF_SESSION"  # signed out, or not used until the sign-in ran out
    END_OF_POST = "END_OF_POST"
    RECORDED = "RECORDED"
    CLOSED = "CLOSED"
    WITHDRAWN = "WITHDRAWN"


@dataclass(frozen=True, slots=True)
class Period:
    """How long something is kept (保存期限): `days` after an event; 0 days is "until then"."""

    days: int
    after: After

    def ends(self, since: date) -> date:
        """Return the first day on which it is no longer kept."""
        return since + timedelta(days=self.days)


def years(number: int, after: After) -> Period:
    """Return a period of `number` years, leap days rounded up."""
    return Period(days=number * 366, after=after)


def until(after: After) -> Period:
    """Return the period that ends with the event itself."""
    return Period(days=0, after=after)


@dataclass(frozen=True, slots=True)
class PersonalField:
    """One personal column: what it tells (`data`), what for, on which basis, and how long.

    A `secret` (a password's hash, a key) is never shown, not even to its person: only that it is.
    """

    model: str
    field: str
    data: str
    purpose: str
    basis: Basis
    keep: Period
    sensitive: bool = False
    secret: bool = False


def personal(
    model: str,
    fields: str,
    *,
    data: str,
    purpose: str,
    basis: Basis,
    keep: Period,
    sensitive: bool = False,
    secret: bool = False,
) -> tuple[PersonalField, ...]:
    """Declare columns of one table that share everything: a value and its indexes, say."""
    return tuple(
        PersonalField(model, field, data, purpose, basis, keep, sensitive, secret)
        for field in fields.split()
    )
