"""Channels: an address serves once its code came back; codes end; what was taken off is gone."""

from datetime import timedelta

import pytest

from linli.apps.notices import services, tasks
from linli.apps.notices.models import ChannelChoice, InboxEntry, Notice
from linli.apps.notices.rules import Channel
from linli.apps.notices.rules.choices import (
    CODE_TIME,
    MOST_TRIES,
    ChannelNotOffered,
    CodeTooSoon,
    CodeWrong,
)
from linli.apps.notices.rules.posting import AddressMalformed
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.sealed_fields import opened
from linli.kit.ticks import SomeFailed
from tests.factories.damage import damaged
from tests.factories.notices import NOW, make_channel, make_notice, to

pytestmark = pytest.mark.django_db
WRONG = "x00000"


@pytest.fixture
def actor(account):
    return Actor(account_id=account.pk)


def ask(actor, now=NOW, address="li@example.com"):
    return services.set_address(actor=actor, channel=Channel.EMAIL, address=address, now=now)


def confirm(actor, code, now=NOW):
    return services.confirm_address(actor=actor, channel=Channel.EMAIL, code=code, now=now)


def test_code_goes_to_the_address_at_any_hour(actor):
    from django.core import mail

    night = NOW.replace(hour=17)
    code = opened(ask(actor, night).code)

    tasks.deliver(night)

    (letter,) = mail.outbox
    assert letter.to == ["li@example.com"]
    assert code in letter.body


def test_right_code_confirms_and_is_gone(actor):
    choice = confirm(actor, opened(ask(actor).code))

    assert choice.confirmed_at == NOW
    assert ChannelChoice.objects.get().code is None


def test_address_and_code_lie_sealed(actor):
    ask(actor)

    stored = ChannelChoice.objects.get()
    assert b"example" not in stored.address.token
    assert len(opened(stored.code)) == 6


def test_wrong_codes_are_counted_until_the_right_one_no_longer_helps(actor):
    code = opened(ask(actor).code)
    for _ in range(MOST_TRIES):
        with pytest.raises(CodeWrong):
            confirm(actor, WRONG)

    with pytest.raises(CodeWrong):
        confirm(actor, code)
    assert ChannelChoice.objects.get().tries == MOST_TRIES + 1


def test_old_code_no_longer_helps(actor):
    code = opened(ask(actor).code)

    with pytest.raises(CodeWrong):
        confirm(actor, code, NOW + CODE_TIME)


def test_codes_are_sent_a_minute_apart(actor):
    ask(actor)

    with pytest.raises(CodeTooSoon):
        ask(actor, NOW + timedelta(seconds=59))
    assert ask(actor, NOW + timedelta(seconds=60))


def test_new_address_ends_the_old_one_at_once(account, actor):
    make_channel(account)

    choice = ask(actor, NOW + timedelta(hours=1), "other@example.com")

    assert choice.confirmed_at is None


def test_channel_that_is_not_set_up_is_not_offered(actor):
    with pytest.raises(ChannelNotOffered):
        services.set_address(actor=actor, channel=Channel.SMS, address="13800001234", now=NOW)


def test_malformed_address_is_refused(actor):
    with pytest.raises(AddressMalformed):
        ask(actor, address="li")


def test_channel_taken_off_is_gone_with_its_address(account, actor):
    make_channel(account)

    services.remove_channel(actor=actor, channel=Channel.EMAIL, now=NOW)

    assert ChannelChoice.objects.count() == 0


def test_other_peoples_entries_do_not_exist(account):
    make_notice(to(account))
    services.hand_out_next(now=NOW)
    entry = InboxEntry.objects.get()

    with pytest.raises(NotFound):
        services.read_entry(actor=Actor(account_id=account.pk + 1), entry_id=entry.pk, now=NOW)
    services.read_entry(actor=Actor(account_id=account.pk), entry_id=entry.pk, now=NOW)
    assert InboxEntry.objects.get().read_at == NOW


def test_notices_end_after_their_period_with_all_that_hangs_on_them(account):
    make_channel(account)
    make_notice(to(account))
    tasks.deliver(NOW)

    tasks.forget(NOW + timedelta(days=180))
    assert Notice.objects.count() == 1
    tasks.forget(NOW + timedelta(days=180, seconds=1))

    assert Notice.objects.count() == 0
    assert InboxEntry.objects.count() == 0


def test_a_notice_that_cannot_go_keeps_no_other(account):
    stuck, *_others = [make_notice(to(account)) for _ in range(5)]
    later = NOW + timedelta(days=181)

    with damaged("notices_notice", stuck.pk), pytest.raises(SomeFailed) as failed:
        services.delete_old_notices(actor=Actor.system("retention"), now=later, most=2)

    assert (list(failed.value.numbers), failed.value.outcome) == ([stuck.pk], 4)
    assert Notice.objects.get() == stuck
    tasks.forget(later)
    assert not Notice.objects.exists()
