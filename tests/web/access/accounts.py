"""Rows of accounts and of the review of access."""

from datetime import timedelta

from linli.apps.accounts.rules import Role
from linli.apps.accounts.services import create_account
from tests.factories.accounts import NOW, give_role, make_account, make_actor
from tests.factories.people import make_person
from tests.web.access import Row, roles

SECURITY = roles(Role.SECURITY_ADMIN)


def account_at(place):
    account = make_account()
    give_role(account, Role.GRID_WORKER, place.path)
    return {"account_id": account.pk}


def resident_at(place):
    """Make the account of somebody who lives there and holds nothing."""
    return {"account_id": make_account(person_id=make_person(place).pk).pk}


def idle_at(place):
    """Make an account that held a role there until an hour ago."""
    account = make_account()
    hour = timedelta(hours=1)
    give_role(account, Role.GRID_WORKER, place.path, starts_at=NOW - 2 * hour, ends_at=NOW - hour)
    return {"account_id": account.pk}


def opened_at(place):
    """Make an account that a security administrator of the place has opened, still unused."""
    opener = make_actor(Role.SECURITY_ADMIN, place.path)
    name = f"opened-{make_account().pk}"
    return {"account_id": create_account(actor=opener, username=name, now=NOW).pk}


def role_at(place):
    account = make_account()
    grant = give_role(account, Role.GRID_WORKER, place.path)
    return {"account_id": account.pk, "grant_id": grant.pk}


def act_at(name, account=account_at):
    return lambda place: {**account(place), "name": name}


NEW = {"username": "li.si", "display_name": "李四"}
WHY = {"reason": "left"}
POST = {"method": "POST", "ok": 302}
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
        Row(route, open_to=SECURITY, at=account, method=method, ok=ok)
        for account in (resident_at, idle_at, opened_at)
        for route, method, ok in [
            ("accounts:account", "GET", 200),
            ("accounts:password", "POST", 200),
            ("accounts:unlock", "POST", 302),
        ]
    ),
    *(
        Row("accounts:act", open_to=SECURITY, at=act_at("close", account), data=WHY, **POST)
        for account in (resident_at, idle_at, opened_at)
    ),
    *(
        Row("accounts:act", open_to=SECURITY, at=act_at(name), method=method, data=WHY, ok=ok)
        for name in ("close", "reopen", "second-factor")
        for method, ok in [("GET", 200), ("POST", 302)]
    ),
]
