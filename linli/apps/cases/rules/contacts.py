"""The first contact with the reporter: who is owed one, what counts as one, who was out of reach.

What is asked for is that somebody who has the case speaks with the reporter soon, or writes to
them, and says what happens now. Source: [rule:case-contacts], after 北京接诉即办条例 15.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.kinds import AnswerWay, Disclosure, Outcome
from linli.core.errors import RuleViolation


class NobodyToContact(RuleViolation):
    """Nobody is known who could be contacted, or it was not asked for when the case came in."""

    code = "cases.nobody_to_contact"


class ContactedAlready(RuleViolation):
    """The reporter has been contacted already; what is said now is a remark."""

    code = "cases.contacted_already"


class ContactWay(StrEnum):
    """How the reporter was contacted, or tried to be (联系方式)."""

    TELEPHONE = "TELEPHONE"  # 电话
    MESSAGE = "MESSAGE"  # 短信、消息
    VISIT = "VISIT"  # 上门
    IN_PERSON = "IN_PERSON"  # 当面


class ContactStanding(StrEnum):
    """What has become of a contact that was owed (首次联系情况)."""

    OWED = "OWED"  # 应联系，尚未联系或逾期联系
    IN_TIME = "IN_TIME"  # 按时联系
    UNREACHABLE = "UNREACHABLE"  # 按时多次联系未果


# Who was tried so often within the limit, and not reached within it, was out of reach.
TRIES = 2
# Tries in one go are one try.
APART = timedelta(minutes=15)

# The reporter has answered what we wrote: it has reached them.
_ANSWERED = frozenset({CaseAction.CONFIRM, CaseAction.DISPUTE, CaseAction.APPEAL})
# Acts that tell the reporter what comes of it, and end the case: a contact where a channel carries
# the words to them.
TELLING = frozenset({CaseAction.ANSWER, CaseAction.REDIRECT, CaseAction.REFER})
_SPOKEN: Mapping[AnswerWay, ContactWay] = MappingProxyType(
    {
        AnswerWay.TELEPHONE: ContactWay.TELEPHONE,
        AnswerWay.COUNTER: ContactWay.IN_PERSON,
        AnswerWay.VISIT: ContactWay.VISIT,
    }
)
# Nobody has to be contacted any more: taken back, or told of in another case from now on.
_RELEASED = frozenset({Outcome.WITHDRAWN, Outcome.MERGED})


def owes_contact(disclosure: Disclosure, *, is_found: bool) -> bool:
    """Tell whether the reporter of a new case has to be contacted.

    Of an anonymous report nobody is known, and what a grid worker has found on the own round is
    nobody's else.
    """
    return disclosure != Disclosure.ANONYMOUS and not is_found


def contact_by_act(
    action: CaseAction, *, is_reached: bool, heard: AnswerWay | None
) -> ContactWay | None:
    """Return in which way an act of the flow is itself a contact, None where it is none.

    `is_reached` says that a message reaches the reporter, `heard` how the desk heard what it
    records for them. Who puts right on the spot what somebody has just told them stands before
    that person.
    """
    if heard is not None:
        return _SPOKEN[heard]
    if action == CaseAction.SOLVE_ON_SPOT:
        return ContactWay.IN_PERSON
    if action in _ANSWERED or (action in TELLING and is_reached):
        return ContactWay.MESSAGE
    return None


def counts_as_try(now: datetime, *, due_at: datetime, last: datetime | None) -> bool:
    """Tell whether an attempt in vain counts: within the limit, and some time after the last."""
    return now <= due_at and (last is None or now - last >= APART)


def contact_standing(
    *,
    due_at: datetime | None,
    contacted_at: datetime | None,
    tries: int,
    outcome: Outcome | None,
    closed_at: datetime | None,
) -> ContactStanding | None:
    """Return what has become of a contact; None where none is owed.

    Who was out of reach within the limit stays so when reached later: nobody is worse off for
    having tried again.
    """
    if due_at is None:
        return None
    if contacted_at is not None and contacted_at <= due_at:
        return ContactStanding.IN_TIME
    if tries >= TRIES:
        return ContactStanding.UNREACHABLE
    if outcome in _RELEASED and closed_at is not None and closed_at <= due_at:
        return None
    return ContactStanding.OWED
