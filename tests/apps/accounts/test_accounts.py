"""Accounts: made, given passwords and phones, closed."""

import pytest

from linli.apps.accounts import services
from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role, normal_phone
from linli.apps.accounts.selectors import account_by_phone
from linli.apps.audit.models import AuditEvent
from linli.core.errors import NotAllowed
from tests.factories.accounts import give_role, make_account, make_actor

pytestmark = pytest.mark.django_db
PHONE = "12012345678"


@pytest.mark.parametrize(
    ("typed", "normal"),
    [
        ("13800001234", "13800001234"),
        (" +86 138-0000-1234", "13800001234"),
        ("0086 138 0000 1234", "13800001234"),
        ("12012345678", "12012345678"),
        ("1380000123", None),
        ("138000012345", None),
        ("23800001234", None),
        ("", None),
    ],
)
def test_phone_numbers_have_one_form(typed, normal):
    assert normal_phone(typed) == normal


def test_a_phone_is_stored_sealed_and_found_again():
    account = make_account(phone="120 1234 5678")

    raw = Account.objects.values_list("phone", flat=True).get(pk=account.pk)
    assert PHONE.encode() not in bytes(raw)
    assert account_by_phone("+86 12012345678") == account
    assert Account.objects.get(pk=account.pk).phone.open() == PHONE


def test_two_accounts_never_share_a_phone_or_a_name(now, system):
    make_account("wang", phone=PHONE)

    with pytest.raises(services.PhoneTaken):
        make_account("li", phone="120 1234 5678")
    with pytest.raises(services.UsernameTaken):
        make_account("WANG")
    assert Account.objects.count() == 1


def test_an_account_without_password_opens_with_none(now, system):
    account = services.create_account(actor=system, now=now, phone=PHONE)

    assert not account.has_usable_password()
    assert account.username


def test_a_short_password_is_refused(now, system):
    with pytest.raises(services.PasswordTooShort):
        services.create_account(actor=system, now=now, username="wang", password="nine-char")


def test_the_trail_of_a_password_holds_no_password(now, system):
    account = make_account("wang")

    services.set_password(
        actor=system, account_id=account.pk, password="quite-another-one", now=now
    )

    assert Account.objects.get(pk=account.pk).must_change_password
    assert not AuditEvent.objects.filter(facts__contains="quite-another-one").exists()


def test_closing_an_account_ends_its_sessions_at_once(client, now, system):
    account = make_account("wang")
    client.force_login(account, backend="django.contrib.auth.backends.ModelBackend")

    services.deactivate_account(actor=system, account_id=account.pk, reason="left", now=now)

    assert not Account.objects.get(pk=account.pk).is_active


def test_an_administrator_reaches_only_accounts_below_the_own_place(now):
    mine, foreign = make_account(), make_account()
    give_role(mine, Role.GRID_WORKER, "00010001")
    give_role(foreign, Role.GRID_WORKER, "0002")
    admin = make_actor(Role.SECURITY_ADMIN, "0001")

    services.deactivate_account(actor=admin, account_id=mine.pk, reason="left", now=now)
    with pytest.raises(NotAllowed):
        services.deactivate_account(actor=admin, account_id=foreign.pk, reason="left", now=now)


def test_a_system_administrator_sets_no_passwords(now):
    account = make_account()

    with pytest.raises(NotAllowed):
        services.set_password(
            actor=make_actor(Role.SYSTEM_ADMIN, ""),
            account_id=account.pk,
            password="quite-another-one",
            now=now,
        )
