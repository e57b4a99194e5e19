"""How the reporter of a case can be reached: by an account, by what was left, or by calling."""

from linli.apps.accounts.models import Account
from linli.apps.cases.models import Case
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.notices.rules.delivery import Channel
from linli.apps.notices.rules.posting import Recipient, ToAddress, ToPhone
from linli.core.identifiers import are_mobiles, compact_phone
from linli.kit.channels import names
from linli.kit.sealed_fields import opened


def account_reached(case: Case) -> int | None:
    """Return the account in which the reporter of a case is told what happens, or None."""
    accounts = Account.objects.filter(is_active=True)
    if case.reporter_account_id is not None:
        mine = accounts.filter(pk=case.reporter_account_id)
    elif case.reporter_id is not None:
        mine = accounts.filter(person_id=case.reporter_id)
    else:
        return None
    return mine.values_list("pk", flat=True).first()


def contacts_left(case: Case) -> list[Recipient]:
    """Return where a message reaches a reporter without an account, over channels set up here."""
    if account_reached(case) is not None:
        return []
    configured, found = names(), list[Recipient]()
    phone = compact_phone(opened(case.reporter_phone))
    if Channel.SMS in configured and are_mobiles([phone], fictional_allowed=True):
        found.append(ToPhone(phone))
    email = opened(case.reporter_email)
    if Channel.EMAIL in configured and email:
        found.append(ToAddress(email))
    return found


def must_be_called(case: Case) -> bool:
    """Tell whether only a call reaches the reporter: somebody is known, and no account is.

    Of an anonymous report nobody is known whom one could call.
    """
    return case.disclosure != Disclosure.ANONYMOUS and account_reached(case) is None
