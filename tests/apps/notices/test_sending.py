"""Sending letters: what is written, what is done with each answer, what is left unsaid."""

from datetime import timedelta
from smtplib import SMTPRecipientsRefused

import pytest
from django.core import mail

from linli.apps.notices import services, tasks
from linli.apps.notices.models import Addressee, Delivery
from linli.apps.notices.rules import Language, ToAddress, ToPost, Urgency
from linli.apps.notices.rules.delivery import CLAIM_TIME, MOST_ATTEMPTS, ClaimLost
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.core.machine import IllegalTransition
from linli.core.outcomes import SENT, later
from linli.kit.channels.mail import Mail
from tests.factories.accounts import make_account, make_actor
from tests.factories.notices import NOW, TASK, make_channel, make_notice, to
from tests.factories.organisations import make_body, make_post, make_seat, seat_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def answers(monkeypatch):
    """What the mail server answers, one after the other; sends as usual when empty."""
    given = []
    sending = Mail.send

    def send(self, letter):
        return given.pop(0) if given else sending(self, letter)

    monkeypatch.setattr(Mail, "send", send)
    return given


def test_letter_says_what_where_and_in_whose_language(account):
    make_channel(account)
    services.set_language(actor=Actor(account_id=account.pk), language=Language.ENGLISH, now=NOW)
    make_notice(to(account))

    tasks.deliver(NOW)

    (letter,) = mail.outbox
    assert letter.subject == "About lamp"
    assert letter.to == ["li@example.com"]
    assert "The lamp was looked at on 2026-03-02, due 2026-03-02 09:30." in letter.body
    assert letter.body.rstrip().endswith(
        "https://linli.example/cases/C-1/\n\n"
        "Choose how notices reach you: https://linli.example/notices/channels/"
    )
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.attempts, delivery.settled_at) == ("DELIVERED", 1, NOW)
    assert letter.extra_headers["Message-ID"] == f"<{delivery.key}@example.org>"
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_letter_in_chinese_unless_chosen_otherwise(account):
    make_channel(account)
    make_notice(to(account))

    tasks.deliver(NOW)

    assert "选择通知的接收方式：" in mail.outbox[0].body


def test_reporter_is_told_once_and_the_address_is_forgotten():
    make_notice(ToAddress("li@example.com", Language.ENGLISH))

    tasks.deliver(NOW)
    tasks.deliver(NOW + timedelta(hours=1))

    (letter,) = mail.outbox
    assert "You left this address with a report." in letter.body
    assert "channels" not in letter.body
    assert Addressee.objects.get().address is None


def test_what_failed_for_a_time_is_tried_again_under_the_same_key(account, answers):
    make_channel(account)
    make_notice(to(account))
    answers[:] = [later("channel.unreachable")]

    tasks.deliver(NOW)
    first = Delivery.objects.get()
    tasks.deliver(NOW + timedelta(seconds=20))
    unchanged = Delivery.objects.get()
    tasks.deliver(NOW + timedelta(minutes=2))

    assert (first.state, first.last_code) == ("DEFERRED", "channel.unreachable")
    assert timedelta(seconds=30) <= first.due_at - NOW <= timedelta(minutes=1)
    assert unchanged.attempts == 1
    last = Delivery.objects.get()
    assert (last.state, last.attempts, last.key) == ("DELIVERED", 2, first.key)
    assert len(mail.outbox) == 1


def test_repetition_waits_for_the_morning(account, answers):
    make_channel(account)
    evening = NOW.replace(hour=13, minute=59, second=50)  # ten seconds before ten at night
    make_notice(to(account), now=evening)
    answers[:] = [later("channel.unreachable")]

    tasks.deliver(evening)

    assert Delivery.objects.get().due_at == evening.replace(hour=23, minute=0, second=0)


def test_last_attempt_fails_for_good_and_can_be_tried_again(account, answers):
    make_channel(account)
    make_notice(to(account))
    answers[:] = [later("channel.unreachable")] * MOST_ATTEMPTS
    now = NOW
    for _ in range(MOST_ATTEMPTS):
        tasks.deliver(now)
        now += timedelta(days=1)

    failed = Delivery.objects.get()
    assert (failed.state, failed.attempts) == ("FAILED", MOST_ATTEMPTS)

    services.retry_delivery(actor=make_actor("SYSTEM_ADMIN"), delivery_id=failed.pk, now=now)
    tasks.deliver(now)

    assert Delivery.objects.get().state == "DELIVERED"


def test_only_what_failed_is_tried_again_and_only_by_administrators(account):
    make_channel(account)
    make_notice(to(account))
    tasks.deliver(NOW)
    sent = Delivery.objects.get()

    with pytest.raises(IllegalTransition):
        services.retry_delivery(actor=Actor.system(), delivery_id=sent.pk, now=NOW)
    with pytest.raises(NotAllowed):
        services.retry_delivery(actor=make_actor("AUDIT_ADMIN"), delivery_id=sent.pk, now=NOW)


def test_address_that_never_works_fails_at_once(account, monkeypatch):
    make_channel(account)
    make_notice(to(account))

    def refuse(self, *_arguments):
        raise SMTPRecipientsRefused({"li@example.com": (550, b"no such user")})

    monkeypatch.setattr("django.core.mail.EmailMessage.send", refuse)

    tasks.deliver(NOW)

    failed = Delivery.objects.get()
    assert (failed.state, failed.attempts, failed.last_code) == ("FAILED", 1, "channel.address")


def test_nothing_is_sent_about_what_is_done_by_then(account, done):
    make_channel(account)
    make_notice(to(account), kind=TASK, code="C-7")
    done.add("C-7")

    tasks.deliver(NOW)

    assert mail.outbox == []
    assert Delivery.objects.get().state == "MOOT"


def test_nothing_is_sent_about_what_was_read_in_the_inbox(account):
    make_channel(account)
    night = NOW.replace(hour=17)
    make_notice(to(account), now=night)
    tasks.deliver(night)
    services.read_everything(actor=Actor(account_id=account.pk), now=night)

    tasks.deliver(NOW + timedelta(days=1))

    assert mail.outbox == []


def test_channel_taken_off_gets_nothing_more(account):
    make_channel(account)
    night = NOW.replace(hour=17)
    make_notice(to(account), now=night)
    tasks.deliver(night)
    services.remove_channel(actor=Actor(account_id=account.pk), channel="EMAIL", now=night)

    tasks.deliver(NOW + timedelta(days=1))

    assert mail.outbox == []
    assert Delivery.objects.get().state == "MOOT"


def test_channel_that_is_not_set_up_is_waited_for(account, settings):
    make_channel(account)
    make_notice(to(account))
    tasks_before = settings.CHANNELS
    settings.CHANNELS = {}
    while services.hand_out_next(now=NOW):
        pass
    assert Delivery.objects.count() == 0

    settings.CHANNELS = tasks_before
    make_notice(to(account))
    while services.hand_out_next(now=NOW):
        pass
    settings.CHANNELS = {}
    tasks.deliver(NOW)

    assert Delivery.objects.get().last_code == "channel.not_set_up"


def test_letter_that_cannot_be_made_holds_up_no_other(account, caplog):
    make_channel(account)
    broken = make_notice(to(account))
    make_notice(to(account))
    broken.facts = "{}"
    broken.save()

    tasks.deliver(NOW)

    assert len(mail.outbox) == 1
    states = Delivery.objects.values_list("state", "last_code")
    assert sorted(states) == [("DEFERRED", "channel.raised"), ("DELIVERED", "")]


def test_claim_that_lapsed_is_made_again_and_the_late_worker_is_told(account):
    """A worker dies, or is slow, between sending and marking."""
    make_channel(account)
    make_notice(to(account))
    while services.hand_out_next(now=NOW):
        pass
    (held,) = services.claim_deliveries(now=NOW)

    assert services.claim_deliveries(now=NOW + CLAIM_TIME - timedelta(seconds=1)) == []
    (again,) = services.claim_deliveries(now=NOW + CLAIM_TIME)

    assert (again.pk, again.key, again.attempts) == (held.pk, held.key, 2)
    with pytest.raises(ClaimLost):
        services.settle_delivery(
            delivery_id=held.pk, claim=held.claim, outcome=SENT, chance=0, now=NOW
        )


def test_message_to_a_vacant_post_says_why_it_came(place_tree):
    body = make_body(place_tree.community, "GRID_TEAM")
    head = make_post(seat_of(body, "GRID_CHIEF")).person
    account = make_account(person_id=head.pk)
    make_channel(account)
    seat = make_seat(body, "GRID_WORKER_FULL")
    make_notice(ToPost(seat.pk), urgency=Urgency.DANGER)

    tasks.deliver(NOW)

    assert "该岗位目前无人" in mail.outbox[0].body
