"""What accounts and the sources of roles are called in the trail."""

from collections.abc import Collection

from django.utils.translation import pgettext

from linli.apps.accounts.models import Account
from linli.kit.post_names import post_names
from linli.kit.trail_words import row_numbers


def account_logins(numbers: Collection[str]) -> dict[str, str]:
    """Return with which name each of these accounts signs in."""
    rows = Account.objects.filter(pk__in=row_numbers(numbers))
    return {str(pk): username for pk, username in rows.values_list("pk", "username")}


def accounts_called(typed: str) -> list[str]:
    """Return the number of the account with this name to sign in."""
    rows = Account.objects.filter(username__in={typed, typed.casefold()})
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def sources_said(sources: Collection[str]) -> dict[str, str]:
    """Return from which post or occasion a role follows."""
    said = post_names(sources)
    if "first start" in sources:
        said["first start"] = pgettext("trail", "First start of the installation")
    return said
