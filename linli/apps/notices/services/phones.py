"""Whoever still has a number is told that it no longer receives the codes of an account.

Somebody who took over an account cannot change the number unnoticed. Source: [rule:own-phone].
"""

from datetime import datetime

from linli.apps.accounts.models import Account
from linli.apps.notices.rules.posting import (
    PHONE_CHANGED_KIND,
    About,
    Recipient,
    ToAccount,
    ToPhone,
    Urgency,
)
from linli.apps.notices.services.posting import post_notice
from linli.core.identifiers import are_mobiles


def tell_former_number(account: Account, phone: str, now: datetime) -> None:
    """Tell the number that received the codes until now, and the account's inbox."""
    recipients: list[Recipient] = [ToAccount(account.pk)]
    if are_mobiles([phone], fictional_allowed=True):
        recipients.append(ToPhone(phone))
    post_notice(
        kind=PHONE_CHANGED_KIND,
        about=About(type="account", code=str(account.pk), path="/me/phone/"),
        recipients=recipients,
        facts={"at": now},
        urgency=Urgency.PROMPT,
        dedupe_key=f"phone-changed:{account.pk}:{now.isoformat()}",
        now=now,
    )
