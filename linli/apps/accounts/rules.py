"""Roles: what a post lets somebody do. A resident needs none of them."""

import re
from collections.abc import Iterable
from enum import StrEnum

from linli.core.personal import After, Basis, Period, personal, years


class Role(StrEnum):
    """A bundle of acts, held at a place because of a post (角色).

    Being a resident is no role: everybody signed in sees what concerns their own dwelling.
    """

    GRID_WORKER = "GRID_WORKER"  # 网格员
    COMMUNITY_WORKER = "COMMUNITY_WORKER"  # 社区工作者, village official; counter and sorting desk
    MEDIATOR = "MEDIATOR"  # 人民调解员
    COMMITTEE_MEMBER = "COMMITTEE_MEMBER"  # 业主委员会委员
    PROPERTY_STAFF = "PROPERTY_STAFF"  # 物业服务人员
    BRANCH_OFFICER = "BRANCH_OFFICER"  # 党支部书记、委员
    DEPARTMENT_OFFICER = "DEPARTMENT_OFFICER"  # 部门经办人
    TOWNSHIP_ADMIN = "TOWNSHIP_ADMIN"  # 街道（乡镇）管理员
    DISTRICT_ADMIN = "DISTRICT_ADMIN"  # 区级管理员
    SYSTEM_ADMIN = "SYSTEM_ADMIN"  # 系统管理员
    SECURITY_ADMIN = "SECURITY_ADMIN"  # 安全管理员
    AUDIT_ADMIN = "AUDIT_ADMIN"  # 审计管理员


# GB/T 22239-2019 level 3 asks that these three duties lie with different persons
# [rule:separated-roles].
SEPARATED_ROLES = frozenset({Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.AUDIT_ADMIN})

STAFF_ROLES = frozenset(Role)
REGISTER_READERS = frozenset(
    {Role.GRID_WORKER, Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN}
)
REGISTER_WRITERS = frozenset({Role.COMMUNITY_WORKER, Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN})
PLACE_ADMINS = frozenset({Role.TOWNSHIP_ADMIN, Role.DISTRICT_ADMIN})
ACCOUNT_ADMINS = frozenset({Role.SECURITY_ADMIN})
# Whose acts may give somebody a role: what exactly, the appointing application decides first.
APPOINTERS = REGISTER_WRITERS | {
    Role.BRANCH_OFFICER,
    Role.DEPARTMENT_OFFICER,
    Role.COMMITTEE_MEMBER,
    Role.SECURITY_ADMIN,
}

FROM_POSTS = "seat:"  # how the source of a grant begins that follows from a post

CODE_DIGITS = 6
CODE_MINUTES = 5
CODE_ATTEMPTS = 5
CODES_PER_HOUR = 5
CODES_PER_DAY = 15
CODES_PER_ADDRESS_AND_HOUR = 60  # a whole office may share one address

_MOBILE = re.compile(r"1[3-9]\d{9}\Z|1[0-2]\d{9}\Z")


def normal_phone(text: str) -> str | None:
    """Return a mainland mobile number as eleven digits, or None when it is none.

    Numbers beginning 10 to 12 belong to nobody and serve the demo and the tests.
    """
    digits = re.sub(r"[\s\-()]", "", text).removeprefix("+86").removeprefix("0086")
    return digits if _MOBILE.match(digits) else None


def breaks_separation(held: Iterable[str], wanted: str) -> bool:
    """Tell whether one person would hold two of the separated duties (三员分立).

    Source: [rule:separated-roles].
    """
    return wanted in SEPARATED_ROLES and bool((set(held) & SEPARATED_ROLES) - {wanted})


def needs_second_factor(roles: Iterable[str]) -> bool:
    """Tell whether these roles ask for a second factor at sign-in.

    Source: [rule:second-factor].
    """
    return bool(set(roles) & STAFF_ROLES)


SIGN_IN, SECURITY, DUTIES = "accounts.sign_in", "accounts.security", "organisations.posts"

# How long attempts to sign in are kept (网络安全法: logs at least six months).
AFTER_ATTEMPT = Period(days=200, after=After.RECORDED)
AFTER_CODE = Period(days=1, after=After.RECORDED)
AFTER_SESSION = Period(days=1, after=After.END_OF_SESSION)
# Whoever was closed by mistake comes back within a month as they were; then nothing signs in.
AFTER_CLOSING = Period(days=30, after=After.END_OF_ACCOUNT)
AFTER_ACCOUNT = years(1, After.END_OF_ACCOUNT)
AFTER_POST = years(10, After.END_OF_POST)
EMPTIED = "closed-"  # how the name of an account begins that no longer says whose it was

# This application brings in the packages for sign-in, sessions and tasks, and declares theirs.
PERSONAL = (
    personal(
        "Account",
        "username email display_name person_id phone phone_index",
        data="account",
        purpose=SIGN_IN,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_ACCOUNT,
    ),
    personal(
        "account.EmailAddress",
        "user email",
        data="mail_address",
        purpose=SIGN_IN,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "Account",
        "password",
        data="sign_in",
        secret=True,
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CLOSING,
    ),
    # No secret to the person: somebody else who signs in as them shows by it.
    personal(
        "Account",
        "last_login",
        data="last_sign_in",
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "mfa.Authenticator",
        "user data",
        data="sign_in",
        secret=True,
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "mfa.Authenticator",
        "last_used_at",
        data="last_sign_in",
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CLOSING,
    ),
    personal(
        "RoleGrant",
        "account person_id role scope_path body_id source acting",
        data="post",
        purpose=DUTIES,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_POST,
    ),
    personal(
        "CodeRequest",
        "phone_index address",
        data="codes",
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_CODE,
    ),
    personal(
        "axes.AccessAttempt",
        "user_agent ip_address username http_accept path_info get_data post_data",
        data="attempts",
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_ATTEMPT,
    ),
    personal(
        "axes.AccessFailureLog",
        "user_agent ip_address username http_accept path_info",
        data="attempts",
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_ATTEMPT,
    ),
    personal(
        "axes.AccessLog",
        "user_agent ip_address username http_accept path_info session_hash",
        data="attempts",
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_ATTEMPT,
    ),
    personal(
        "usersessions.UserSession",
        "user ip user_agent",
        data="sessions",
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_SESSION,
    ),
    personal(
        "usersessions.UserSession",
        "session_key data",
        data="sessions",
        secret=True,
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_SESSION,
    ),
    personal(
        "sessions.Session",
        "session_data",
        data="sessions",
        secret=True,
        purpose=SECURITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_SESSION,
    ),
)

IMPERSONAL = {
    "Account": "id is_active closed_at must_change_password is_program scope_path created_at",
    "RoleGrant": "id starts_at ends_at",
    "CodeRequest": "id at",
    "account.EmailAddress": "id verified primary",
    "account.EmailConfirmation": "id email_address created sent key",
    "auth.Group": "id name",
    "auth.Permission": "id name content_type codename",
    "axes.AccessAttempt": "id attempt_time failures_since_start",
    "axes.AccessAttemptExpiration": "access_attempt expires_at",
    "axes.AccessFailureLog": "id attempt_time locked_out",
    "axes.AccessLog": "id attempt_time logout_time",
    "contenttypes.ContentType": "id app_label model",
    # Tasks carry numbers of rows, never what the rows say.
    "django_tasks_database.DBTaskResult": "id status enqueued_at started_at finished_at "
    "args_kwargs priority task_path worker_ids queue_name backend_name run_after return_value "
    "exception_class_path traceback",
    "mfa.Authenticator": "id type created_at",
    "sessions.Session": "session_key expire_date",
    "usersessions.UserSession": "id created_at last_seen_at",
}
