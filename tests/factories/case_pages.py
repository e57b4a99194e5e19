"""Browsers of the people of a town, and real pictures, for the tests of the pages of cases."""

from io import BytesIO

from allauth.usersessions.models import UserSession
from django.test import Client
from PIL import Image

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.core.access import Actor
from tests.factories.accounts import give_role, make_account


def account_of(actor: Actor, name: str = "") -> Account:
    """Return an account with the person and the grants of an actor of a town."""
    account = make_account(name=name or actor.name, person_id=actor.person_id)
    for grant in actor.grants:
        give_role(account, Role(grant.role), grant.path, source=grant.source, body_id=grant.body_id)
    return account


def browser_of(actor: Actor | None, name: str = "", *, language: str = "en") -> Client:
    """Return a signed-in test client; without an actor one that is not signed in."""
    return browser_with(account_of(actor, name) if actor is not None else None, language=language)


def browser_with(account: Account | None, *, language: str = "en") -> Client:
    """Return a test client signed in with an account that is there already."""
    client = Client()
    client.cookies["django_language"] = language
    if account is not None:
        client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
        UserSession.objects.create(
            user=account, session_key=client.session.session_key, ip="127.0.0.1", user_agent="tests"
        )
    return client


def picture(width: int = 60, height: int = 40) -> bytes:
    """Return a small JPEG."""
    out = BytesIO()
    Image.new("RGB", (width, height), "orange").save(out, format="JPEG")
    return out.getvalue()
