"""Signing in: password, code, lock-out, second factor, sessions; what pages must not tell."""

import re
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from allauth.usersessions.models import UserSession
from axes.models import AccessAttempt
from django.core.cache import cache
from django.test import Client

from linli.apps.accounts import services
from linli.apps.accounts.models import CodeRequest
from linli.apps.accounts.rules import CODES_PER_HOUR, Role
from linli.apps.audit.models import AuditEvent
from linli.web.codes import code_sender
from tests.factories.accounts import PASSWORD, give_role, make_account

pytestmark = pytest.mark.django_db
PHONE = "12012345678"


@pytest.fixture(autouse=True)
def _fresh():
    cache.clear()
    code_sender.cache_clear()


def try_password(client, login, password):
    return client.post("/sign-in/", {"login": login, "password": password})


def words(answer):
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(text.split())


def signed_in(client):
    return "_auth_user_id" in client.session


@pytest.mark.parametrize("login", ["wang", "WANG", PHONE, "+86 120 1234 5678"])
def test_name_or_phone_and_password_open_the_account(client, login):
    make_account("wang", phone=PHONE)

    answer = try_password(client, login, PASSWORD)

    assert (answer.status_code, answer.headers["Location"]) == (302, "/")
    assert signed_in(client)
    assert AuditEvent.objects.latest("id").kind == "accounts.signed_in"


def test_a_wrong_password_and_an_unknown_name_look_the_same(client):
    make_account("wang", phone=PHONE)

    shown = {
        words(try_password(client, login, "not-the-password")).replace(login, "X")
        for login in ["wang", "nobody", PHONE, "12099999999"]
    }

    assert len(shown) == 1


@pytest.mark.parametrize("login", ["wang", PHONE])
def test_the_right_password_does_not_open_a_locked_account(client, login):
    make_account("wang", phone=PHONE)
    for _attempt in range(5):
        answer = try_password(client, login, "not-the-password")
    assert answer.status_code == 429

    for typed in ["wang", "Wang", PHONE, "120 1234 5678"]:
        answer = try_password(Client(), typed, PASSWORD)
        assert answer.status_code == 429
    assert not signed_in(client)


def test_an_unknown_name_is_locked_like_a_known_one(client):
    for _attempt in range(5):
        answer = try_password(client, "nobody", "not-the-password")

    assert answer.status_code == 429


def test_no_phone_number_is_kept_with_failed_attempts(client):
    make_account("wang", phone=PHONE)
    try_password(client, PHONE, "not-the-password")
    try_password(client, "12088887777", "not-the-password")

    stored = repr(list(AccessAttempt.objects.values()))
    assert AccessAttempt.objects.count() == 2
    assert PHONE not in stored
    assert "12088887777" not in stored


def test_a_closed_account_does_not_open(client, now, system):
    account = make_account("wang", phone=PHONE)
    services.deactivate_account(actor=system, account_id=account.pk, reason="left", now=now)

    try_password(client, "wang", PASSWORD)

    assert not signed_in(client)


def ask_for_code(client, phone):
    return client.post("/sign-in/code/", {"phone": phone})


def last_code():
    return code_sender()._sent[0].code


def test_a_code_opens_the_account_once(client):
    make_account("wang", phone=PHONE)
    ask_for_code(client, PHONE)
    code = last_code()

    client.post("/sign-in/code/type/", {"code": code})
    again = Client()
    ask_for_code(again, "12011111111")
    again.post("/sign-in/code/type/", {"code": code})

    assert signed_in(client)
    assert not signed_in(again)


def test_five_wrong_codes_end_the_attempt(client):
    make_account("wang", phone=PHONE)
    ask_for_code(client, PHONE)
    code = last_code()
    wrong = "000000" if code != "000000" else "111111"

    for _attempt in range(5):
        client.post("/sign-in/code/type/", {"code": wrong})
    client.post("/sign-in/code/type/", {"code": code})

    assert not signed_in(client)


def test_asking_for_a_code_tells_nothing_about_the_number(client):
    make_account("wang", phone=PHONE)

    known = ask_for_code(Client(), PHONE)
    unknown = ask_for_code(Client(), "12099999999")
    pages = []
    for phone in [PHONE, "12099999999"]:
        visitor = Client()
        ask_for_code(visitor, phone)
        pages.append(words(visitor.get("/sign-in/code/type/")).replace(phone, "X"))

    assert (known.status_code, known.headers["Location"]) == (
        unknown.status_code,
        unknown.headers["Location"],
    )
    assert pages[0] == pages[1]
    assert len(code_sender()._sent) == 2


def test_codes_are_limited_by_number_across_browsers(client):
    make_account("wang", phone=PHONE)

    for _request in range(CODES_PER_HOUR + 1):
        answer = ask_for_code(Client(), PHONE)

    assert answer.status_code == 200  # the form again, with its reason
    assert len(code_sender()._sent) == CODES_PER_HOUR
    assert CodeRequest.objects.count() == CODES_PER_HOUR


def test_the_limit_of_codes_passes_with_the_hour(now):
    for _request in range(CODES_PER_HOUR):
        services.count_code_request(phone=PHONE, address=None, now=now)
    with pytest.raises(services.TooManyCodes):
        services.count_code_request(phone=PHONE, address=None, now=now)

    services.count_code_request(phone=PHONE, address=None, now=now + timedelta(hours=1, seconds=1))


def test_a_first_password_must_be_changed_before_anything_else(client, now, system):
    services.create_account(
        actor=system, now=now, username="wang", password=PASSWORD, must_change_password=True
    )
    try_password(client, "wang", PASSWORD)

    held_back = client.get("/")
    same = client.post(
        "/me/password/",
        {"oldpassword": PASSWORD, "password1": PASSWORD, "password2": PASSWORD},
    )
    new = "quite-another-2026"
    client.post("/me/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})

    assert held_back.headers["Location"] == "/me/password/"
    assert same.status_code == 200
    assert client.get("/").status_code == 200


def totp_now(secret):
    counter = next(iter(yield_hotp_counters_from_time()))
    return format_hotp_value(hotp_value(secret, counter))


def test_staff_are_held_back_until_a_second_factor_is_set(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    account, resident = make_account("wang"), make_account("li")
    give_role(account, Role.GRID_WORKER, "0001")

    try_password(client, "wang", PASSWORD)
    other = Client()
    try_password(other, "li", PASSWORD)

    assert client.get("/").headers["Location"] == "/me/second/"
    assert client.get("/me/second/").status_code == 200
    assert other.get("/").status_code == 200
    assert resident.pk


def test_the_second_factor_is_asked_for_and_its_secret_is_sealed(client, settings):
    settings.SECOND_FACTOR_REQUIRED = True
    account = make_account("wang")
    give_role(account, Role.GRID_WORKER, "0001")
    secret = generate_totp_secret()
    TOTP.activate(account, secret)

    first = try_password(client, "wang", PASSWORD)
    assert (first.headers["Location"], signed_in(client)) == ("/sign-in/second/", False)
    client.post("/sign-in/second/", {"code": "000000"})
    assert not signed_in(client)
    client.post("/sign-in/second/", {"code": totp_now(secret)})

    assert signed_in(client)
    assert client.get("/").status_code == 200
    assert secret not in repr(list(Authenticator.objects.values()))


@pytest.mark.parametrize("address", ["/sign-in/second/", "/me/again/second/"])
def test_the_second_factor_cannot_be_guessed(client, settings, address):
    account, secret = make_account("wang"), generate_totp_secret()
    TOTP.activate(account, secret)
    try_password(client, "wang", PASSWORD)
    if address.startswith("/me/"):
        client.post("/sign-in/second/", {"code": totp_now(secret)})
    right = {"code": next_totp(secret)}

    for _attempt in range(settings.AXES_FAILURE_LIMIT):
        client.post(address, {"code": "000000"})
    cache.clear()  # the lock outlives a restart and holds in every process
    locked = client.post(address, right)
    elsewhere = Client()
    by_password = try_password(elsewhere, "wang", PASSWORD)

    assert locked.status_code == 429
    assert signed_in(client) == address.startswith("/me/")
    assert (by_password.status_code, signed_in(elsewhere)) == (429, False)


def next_totp(secret):
    """Return a code that is right now and has not been used yet."""
    return format_hotp_value(hotp_value(secret, next(iter(yield_hotp_counters_from_time())) + 1))


def test_sessions_are_listed_and_ended_elsewhere(client):
    account = make_account("wang")
    elsewhere = Client()
    try_password(client, "wang", PASSWORD)
    try_password(elsewhere, "wang", PASSWORD)
    assert UserSession.objects.filter(user=account).count() == 2

    client.post("/me/sessions/")

    assert signed_in(client)
    assert elsewhere.get("/me/sessions/").status_code == 302
    assert client.get("/me/sessions/").status_code == 200


def test_a_password_set_by_an_administrator_ends_all_sessions(client, now, system):
    account = make_account("wang")
    try_password(client, "wang", PASSWORD)

    services.set_password(
        actor=system, account_id=account.pk, password="quite-another-one", now=now
    )

    assert client.get("/me/sessions/").status_code == 302


def test_nobody_can_sign_up(client):
    assert client.get("/signup/").status_code == 404


def test_the_cookies_are_held_to_this_site(client):
    make_account("wang")
    answer = try_password(client, "wang", PASSWORD)

    cookie = answer.cookies["sessionid"]
    assert (cookie["httponly"], cookie["samesite"]) == (True, "Lax")
