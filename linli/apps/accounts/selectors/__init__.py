"""Reading accounts, what they hold, and who can see what."""

from linli.apps.accounts.selectors.holders import (
    account_by_phone,
    account_of_person,
    actor_of,
    code_key,
    grant_paths,
    held_by,
    in_force,
    phone_is_taken,
    phone_of,
    program_of,
)
from linli.apps.accounts.selectors.review import (
    AccountLine,
    GrantLine,
    access_page,
    account_page,
    get_account,
    grants_of,
    is_locked,
    open_sessions,
    overview,
)

__all__ = [
    "AccountLine",
    "GrantLine",
    "access_page",
    "account_by_phone",
    "account_of_person",
    "account_page",
    "actor_of",
    "code_key",
    "get_account",
    "grant_paths",
    "grants_of",
    "held_by",
    "in_force",
    "is_locked",
    "open_sessions",
    "overview",
    "phone_is_taken",
    "phone_of",
    "program_of",
]
