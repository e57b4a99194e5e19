"""Acts on accounts and grants, each with its line in the trail."""

from linli.apps.accounts.services.accounts import (
    AccountUnknown,
    OfProgram,
    PasswordTooShort,
    PhoneMalformed,
    PhoneTaken,
    TakesTwo,
    UsernameTaken,
    check_phone,
    create_account,
    deactivate_account,
    end_sessions,
    forget_account_of,
    reactivate_account,
    rebind_phone,
    register_phone_follower,
    reset_second_factor,
    set_password,
    set_phone,
    unlock_account,
)
from linli.apps.accounts.services.first_start import AlreadyStarted, OneTimeSecret, first_start
from linli.apps.accounts.services.grants import PostRight, follow_all_posts, follow_posts
from linli.apps.accounts.services.retention import forget_old
from linli.apps.accounts.services.roles import (
    GrantUnknown,
    end_grant,
    grant_role,
    repath_grants,
)
from linli.apps.accounts.services.separation import SeparatedDuties
from linli.apps.accounts.services.sign_in import (
    TooManyCodes,
    count_code_request,
    record_sign_in,
    record_sign_out,
)

__all__ = [
    "AccountUnknown",
    "AlreadyStarted",
    "GrantUnknown",
    "OfProgram",
    "OneTimeSecret",
    "PasswordTooShort",
    "PhoneMalformed",
    "PhoneTaken",
    "PostRight",
    "SeparatedDuties",
    "TakesTwo",
    "TooManyCodes",
    "UsernameTaken",
    "check_phone",
    "count_code_request",
    "create_account",
    "deactivate_account",
    "end_grant",
    "end_sessions",
    "first_start",
    "follow_all_posts",
    "follow_posts",
    "forget_account_of",
    "forget_old",
    "grant_role",
    "reactivate_account",
    "rebind_phone",
    "record_sign_in",
    "record_sign_out",
    "register_phone_follower",
    "repath_grants",
    "reset_second_factor",
    "set_password",
    "set_phone",
    "unlock_account",
]
