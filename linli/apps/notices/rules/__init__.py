"""What a notice is, when it leaves, how a sending moves, and what goes to other systems.

`posting` what is said and to whom, `timing` the hours, `delivery` the life of a sending,
`choices` channels and confirmed addresses, `webhooks` signed events, `fields` personal columns.
"""

from linli.apps.notices.rules.delivery import Channel, SendingState
from linli.apps.notices.rules.fields import IMPERSONAL, PERSONAL
from linli.apps.notices.rules.posting import (
    About,
    Fact,
    Language,
    Recipient,
    ToAccount,
    ToAddress,
    ToPerson,
    ToPhone,
    ToPost,
    Urgency,
    Word,
)

__all__ = [
    "IMPERSONAL",
    "PERSONAL",
    "About",
    "Channel",
    "Fact",
    "Language",
    "Recipient",
    "SendingState",
    "ToAccount",
    "ToAddress",
    "ToPerson",
    "ToPhone",
    "ToPost",
    "Urgency",
    "Word",
]
