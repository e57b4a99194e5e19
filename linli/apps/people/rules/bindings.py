"""A new number for the codes of somebody who has lost the old one: looked at, perhaps confirmed.

Of whoever holds a post somebody else confirms: with the number go the rights of the post.
Source: [rule:lost-number].
"""

from enum import StrEnum

from linli.apps.accounts.rules import ACCOUNT_ADMINS
from linli.core.errors import RuleViolation
from linli.core.machine import Machine, Transition

WAITING_DAYS = 30  # what nobody has confirmed by then is deleted; the person comes again


class IdentityDocument(StrEnum):
    """Which document with a picture was looked at (核验证件); no copy and no number is kept."""

    RESIDENT_CARD = "RESIDENT_CARD"  # 居民身份证
    TEMPORARY_CARD = "TEMPORARY_CARD"  # 临时居民身份证
    RESIDENCE_PERMIT = "RESIDENCE_PERMIT"  # 港澳台居民居住证
    PASSPORT = "PASSPORT"  # 护照
    FOREIGNER_CARD = "FOREIGNER_CARD"  # 外国人永久居留身份证


class BindingState(StrEnum):
    """Where the binding of a new number stands (换绑状态)."""

    WAITING = "WAITING"  # 待另一人确认
    BOUND = "BOUND"  # 已绑定
    DECLINED = "DECLINED"  # 不予绑定


class BindingAction(StrEnum):
    """What may happen to a binding (换绑动作)."""

    BIND = "BIND"  # 绑定
    DECLINE = "DECLINE"  # 不予绑定


BINDING_FLOW = Machine(
    initial=BindingState.WAITING,
    rows=[
        Transition(
            BindingState.WAITING, BindingAction.BIND, BindingState.BOUND, roles=ACCOUNT_ADMINS
        ),
        Transition(
            BindingState.WAITING, BindingAction.DECLINE, BindingState.DECLINED, roles=ACCOUNT_ADMINS
        ),
    ],
)


class NoAccount(RuleViolation):
    """This person has no account that is open, so no number is bound to one."""

    code = "people.no_account"
