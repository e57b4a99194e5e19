"""Changing one's own number for codes: a fresh sign-in, a code to the new one, the old one told."""

import time

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from allauth.usersessions.models import UserSession
from django.core.cache import cache
from django.test import Client

from linli.apps.accounts import services
from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import CODES_PER_HOUR
from linli.apps.accounts.selectors import phone_of
from linli.apps.audit.models import AuditEvent
from linli.apps.notices.models import Addressee
from linli.kit.sealed_fields import opened
from linli.web.codes import code_sender
from tests.factories.accounts import PASSWORD, make_account

pytestmark = pytest.mark.django_db
OLD, NEW = "10912345678", "10987654321"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    code_sender.cache_clear()


@pytest.fixture
def account():
    return make_account("wang", phone=OLD)


def signed_in(client, name="wang"):
    client.post("/sign-in/", {"login": name, "password": PASSWORD})
    return client


def last_code():
    return code_sender()._sent[0].code


def number_of(account):
    return phone_of(Account.objects.get(pk=account.pk))


def ask(client, phone=NEW):
    """Type the new number, and the password where it is asked for."""
    answer = client.post("/me/phone/", {"phone": phone})
    if answer.status_code == 302 and answer.headers["Location"].startswith("/me/again/"):
        answer = client.post(answer.headers["Location"], {"password": PASSWORD})
    return answer


def test_the_new_number_is_proven_and_the_old_one_told(client, account):
    elsewhere = signed_in(Client())
    signed_in(client)

    assert ask(client).headers["Location"] == "/me/phone/type/"
    assert (number_of(account), code_sender()._sent[0].phone) == (OLD, NEW)
    client.post("/me/phone/type/", {"code": last_code()})

    assert number_of(account) == NEW
    assert client.get("/me/phone/").status_code == 200
    assert elsewhere.get("/me/phone/").status_code == 302
    assert UserSession.objects.filter(user=account).count() == 1
    told = {row.kind: opened(row.address) for row in Addressee.objects.all()}
    assert told == {"PHONE": OLD, "ACCOUNT": ""}
    assert AuditEvent.objects.latest("id").kind == "accounts.phone_set"
    assert NEW not in "".join(AuditEvent.objects.values_list("facts", flat=True))


def test_the_password_is_asked_for_once_more(client, account):
    signed_in(client)

    answer = client.post("/me/phone/", {"phone": NEW})

    assert answer.headers["Location"].startswith("/me/again/")
    assert not code_sender()._sent


def test_a_wrong_code_changes_nothing_and_five_end_it(client, account):
    signed_in(client)
    ask(client)
    code = last_code()
    wrong = "000000" if code != "000000" else "111111"

    for _attempt in range(5):
        client.post("/me/phone/type/", {"code": wrong})
    client.post("/me/phone/type/", {"code": code})

    assert number_of(account) == OLD


def test_the_number_of_another_account_is_refused_only_to_who_has_it(client, account):
    make_account("li", phone=NEW)
    signed_in(client)

    assert ask(client).headers["Location"] == "/me/phone/type/"
    shown = client.post("/me/phone/type/", {"code": last_code()})

    assert shown.status_code == 200
    assert number_of(account) == OLD


def test_without_a_password_the_sign_in_must_be_fresh(client, account):
    account.set_unusable_password()
    account.save()
    client.post("/sign-in/code/", {"phone": OLD})
    client.post("/sign-in/code/type/", {"code": last_code()})
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = time.time() - 16 * 60
    session.save()
    sent = len(code_sender()._sent)

    stale = client.post("/me/phone/", {"phone": NEW})
    assert (stale.status_code, len(code_sender()._sent)) == (200, sent)

    session[AUTHENTICATION_METHODS_SESSION_KEY][-1]["at"] = time.time()
    session.save()
    client.post("/me/phone/", {"phone": NEW})
    client.post("/me/phone/type/", {"code": last_code()})
    assert number_of(account) == NEW


def test_codes_to_new_numbers_count_like_those_of_the_sign_in(client, account):
    signed_in(client)

    for _time in range(CODES_PER_HOUR + 2):
        ask(client)

    assert len(code_sender()._sent) == CODES_PER_HOUR


def test_a_number_set_by_somebody_else_is_told_on_the_old_one(account, system, now):
    services.set_phone(actor=system, account_id=account.pk, phone=NEW, now=now, reason="lost")

    assert {row.kind for row in Addressee.objects.all()} == {"PHONE", "ACCOUNT"}


def test_a_code_that_went_to_the_old_number_ends_with_it(client, account, system, now):
    client.post("/sign-in/code/", {"phone": OLD})
    services.set_phone(actor=system, account_id=account.pk, phone=NEW, now=now, reason="lost")

    answer = client.post("/sign-in/code/type/", {"code": last_code()})

    assert (answer.status_code, number_of(account)) == (200, NEW)
    assert client.get("/me/phone/").status_code == 302
