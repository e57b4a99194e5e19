"""What somebody chose for a channel, and how an address is confirmed.

An address is used only after the code sent to it came back: nobody subscribes somebody else.
Source: [rule:confirmed-address].
"""

from datetime import datetime, timedelta
from enum import StrEnum

from linli.apps.notices.rules.posting import Urgency
from linli.core.errors import InvalidInput, RuleViolation

CODE_DIGITS = 6
CODE_TIME = timedelta(minutes=30)
MOST_TRIES = 5
PAUSE_BETWEEN_CODES = timedelta(minutes=1)


class CodeWrong(RuleViolation):
    """The code is not the one that was sent, or it is too old, or was tried too often."""

    code = "notices.code_wrong"


class CodeTooSoon(RuleViolation):
    """A code was sent a moment ago."""

    code = "notices.code_too_soon"


class ChannelNotOffered(RuleViolation):
    """This installation has no such channel."""

    code = "notices.channel_not_offered"


class PhoneMalformed(InvalidInput):
    """The text is no mobile number."""

    code = "notices.phone_malformed"


class IdentifierMalformed(InvalidInput):
    """The text is no identifier of a user of this channel."""

    code = "notices.identifier_malformed"


class Reach(StrEnum):
    """How much somebody wants over a channel (接收范围)."""

    OFF = "OFF"  # 不接收
    URGENT = "URGENT"  # 只收及时与紧急通知
    ALL = "ALL"  # 全部，含每日汇总


def takes(reach: Reach, urgency: Urgency) -> bool:
    """Tell whether a channel with this choice carries a notice of this urgency."""
    if urgency == Urgency.DIGEST:
        return reach == Reach.ALL
    return reach != Reach.OFF


def code_holds(sent_at: datetime | None, tries: int, now: datetime) -> bool:
    """Tell whether a code that was sent may still be tried."""
    return sent_at is not None and tries < MOST_TRIES and now - sent_at < CODE_TIME
