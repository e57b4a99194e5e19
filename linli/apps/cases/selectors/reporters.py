"""How the reporter of a case can be reached: by an account, by what was left, or by calling."""

from linli.apps.accounts.models import Account
from linli.apps.cases.models import Case, Follower
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.notices.rules.delivery import Channel
from linli.apps.notices.rules.posting import Language, Recipient, ToAddress, ToPhone
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
    language = Language(case.contact_language or Language.CHINESE)
    found = _texts(opened(case.reporter_phone), language)
    email = opened(case.reporter_email)
    if Channel.EMAIL in names() and email:
        found.append(ToAddress(email, language))
    return found


def callers_reached(case: Case) -> list[Recipient]:
    """Return the numbers of callers who follow a case and have allowed text messages."""
    rows = Follower.objects.filter(
        case=case, left_at=None, person=None, account_id=None, texts_in__isnull=False
    )
    return [one for row in rows.order_by("pk") for one in _texts_to(row)]


def takes_texts(row: Follower) -> bool:
    """Tell whether a caller has allowed text messages, and the number takes them."""
    return row.texts_in is not None and bool(_texts_to(row))


def _texts_to(row: Follower) -> list[Recipient]:
    return _texts(opened(row.phone), Language(row.texts_in or Language.CHINESE))


def _texts(number: str, language: Language) -> list[Recipient]:
    """Return a number as a recipient, where it takes text messages and they are set up here."""
    phone = compact_phone(number)
    if Channel.SMS in names() and are_mobiles([phone], fictional_allowed=True):
        return [ToPhone(phone, language)]
    return []


def must_be_called(case: Case) -> bool:
    """Tell whether only a call reaches the reporter: somebody is known, and no account is.

    Of an anonymous report nobody is known whom one could call.
    """
    return case.disclosure != Disclosure.ANONYMOUS and account_reached(case) is None
