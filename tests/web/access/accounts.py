"""Rows of accounts and of the review of access."""

from linli.apps.accounts.rules import Role
from tests.factories.accounts import give_role, make_account
from tests.web.access import Row, roles

SECURITY = roles(Role.SECURITY_ADMIN)


def account_at(place):
    account = make_account()
    give_role(account, Role.GRID_WORKER, place.path)
    return {"account_id": account.pk}


def role_at(place):
    account = make_account()
    grant = give_role(account, Role.GRID_WORKER, place.path)
    return {"account_id": account.pk, "grant_id": grant.pk}


def act_at(name):
    return lambda place: {**account_at(place), "name": name}


NEW = {"username": "li.si", "display_name": "李四"}
WHY = {"reason": "left"}
ROWS = [
    Row("accounts:accounts", open_to=SECURITY),
    Row("accounts:access", open_to=SECURITY),
    Row("accounts:open", open_to=SECURITY),
    Row("accounts:open", open_to=SECURITY, method="POST", data=NEW),
    Row("accounts:account", open_to=SECURITY, at=account_at),
    Row("accounts:password", open_to=SECURITY, at=account_at),
    Row("accounts:password", open_to=SECURITY, at=account_at, method="POST"),
    Row("accounts:phone", open_to=SECURITY, at=account_at),
    Row(
        "accounts:phone",
        open_to=SECURITY,
        at=account_at,
        method="POST",
        data={"phone": "", "reason": "换号"},
        ok=302,
    ),
    Row("accounts:unlock", open_to=SECURITY, at=account_at, method="POST", ok=302),
    Row("accounts:end_role", open_to=SECURITY, at=role_at, method="POST", ok=302),
    *(
        Row("accounts:act", open_to=SECURITY, at=act_at(name), method=method, data=WHY, ok=ok)
        for name in ("close", "reopen", "second-factor")
        for method, ok in [("GET", 200), ("POST", 302)]
    ),
]
