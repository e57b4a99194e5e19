"""What is left of closed accounts goes by its periods; a mistake can be undone for a month."""

from datetime import timedelta

import pytest
from django.contrib.sessions.models import Session

from linli.apps.accounts import services
from linli.apps.accounts.models import Account
from linli.apps.accounts.services.accounts import AccountEmptied
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.kit.ticks import SomeFailed
from tests.factories.accounts import NOW, make_account
from tests.factories.damage import damaged

pytestmark = pytest.mark.django_db


def keep(days):
    return services.forget_old(actor=Actor.system(), now=NOW + timedelta(days=days))


def closed(**options):
    account = make_account(**options)
    return services.deactivate_account(
        actor=Actor.system(), account_id=account.pk, reason="调离", now=NOW
    )


def reopen(account, days):
    return services.reactivate_account(
        actor=Actor.system(), account_id=account.pk, reason="误停", now=NOW + timedelta(days=days)
    )


def test_a_closed_account_loses_its_means_and_then_its_name():
    account = closed(phone="12012345678")

    assert keep(29)["shut"] == 0
    assert keep(30)["shut"] == 1
    account.refresh_from_db()
    assert (account.has_usable_password(), account.display_name) == (False, "王秀英")
    assert keep(365)["emptied"] == 0
    assert keep(366)["emptied"] == 1

    account.refresh_from_db()
    assert account.username == f"closed-{account.pk}"
    assert (account.display_name, account.phone, account.phone_index) == ("", None, None)
    proof = AuditEvent.objects.get(kind="accounts.account_emptied")
    assert (proof.subject_id, list(facts_of(proof))) == (str(account.pk), ["closed_at"])
    assert keep(400) == dict.fromkeys(keep(400), 0)


def test_whoever_was_closed_by_mistake_comes_back_until_the_name_is_gone():
    first, late = closed(), closed()
    reopen(first, 20)

    keep(366)

    first.refresh_from_db()
    assert (first.is_active, first.closed_at, first.has_usable_password()) == (True, None, True)
    with pytest.raises(AccountEmptied):
        reopen(late, 400)


def test_sessions_that_ended_go_and_open_ones_stay():
    Session.objects.create(session_key="old", expire_date=NOW)
    Session.objects.create(session_key="open", expire_date=NOW + timedelta(days=2))

    assert keep(1)["sessions"] == 1

    assert Session.objects.get().session_key == "open"
    proof = AuditEvent.objects.get(kind="accounts.retention_applied")
    assert facts_of(proof) == {"rows": "sessions", "tables": {"sessions.Session": 1}}


def test_an_account_on_which_it_breaks_keeps_no_other():
    stuck, other = closed(), closed()

    with damaged("accounts_account", stuck.pk), pytest.raises(SomeFailed) as failed:
        keep(30)

    assert list(failed.value.numbers) == [stuck.pk]
    assert not Account.objects.get(pk=other.pk).has_usable_password()


def test_only_the_clock_runs_it():
    with pytest.raises(NotAllowed):
        services.forget_old(actor=Actor(account_id=1), now=NOW)
