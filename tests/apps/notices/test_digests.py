"""The daily summary: one, grouped by object, newest first, nothing done, nothing when empty."""

from datetime import timedelta

import pytest
from django.core import mail

from linli.apps.notices import services, tasks
from linli.apps.notices.models import Delivery, Digest, InboxEntry
from linli.apps.notices.rules import Channel, ToPost, Urgency
from linli.apps.notices.rules.choices import Reach
from linli.core.access import Actor
from linli.kit.days import local_day
from tests.factories.accounts import make_account
from tests.factories.notices import NOW, TASK, make_channel, make_notice, to
from tests.factories.organisations import make_absence, make_body, make_post, make_seat, seat_of
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
EIGHT = NOW.replace(hour=0, minute=0)  # in Shanghai
TOMORROW = EIGHT + timedelta(days=1)


def summary(account, **options):
    return make_notice(to(account), urgency=Urgency.DIGEST, **options)


def morning(now=TOMORROW):
    tasks.sum_up(now)
    tasks.deliver(now)


def test_one_summary_grouped_by_object_newest_first(account):
    make_channel(account)
    summary(account, code="C-1", thing="old lamp", now=NOW)
    summary(account, code="C-2", thing="bench", now=NOW + timedelta(hours=1))
    summary(account, code="C-1", thing="new lamp", now=NOW + timedelta(hours=2))
    tasks.deliver(NOW + timedelta(hours=3))

    morning()
    morning(TOMORROW + timedelta(hours=2))

    (letter,) = mail.outbox
    assert "2" in letter.subject
    told = [line.strip() for line in letter.body.splitlines() if line.strip()]
    assert told[:10] == [
        "Lamp C-1",
        "03-02 11:30  About new lamp",
        "The new lamp was looked at on 2026-03-02, due 2026-03-02 11:30.",
        "03-02 09:30  About old lamp",
        "The old lamp was looked at on 2026-03-02, due 2026-03-02 09:30.",
        "https://linli.example/cases/C-1/",
        "Lamp C-2",
        "03-02 10:30  About bench",
        "The bench was looked at on 2026-03-02, due 2026-03-02 10:30.",
        "https://linli.example/cases/C-2/",
    ]


def test_nothing_is_told_before_its_hour(account):
    make_channel(account)
    summary(account)
    tasks.deliver(NOW)

    morning(TOMORROW - timedelta(seconds=1))

    assert Digest.objects.count() == 0


def test_what_is_posted_after_the_hour_waits_for_tomorrow(account):
    make_channel(account)
    summary(account, now=NOW)
    tasks.deliver(NOW)

    morning(NOW + timedelta(hours=2))
    assert mail.outbox == []
    morning()

    assert len(mail.outbox) == 1


def test_what_is_done_by_then_is_left_out(account, done):
    make_channel(account)
    summary(account, kind=TASK, code="C-1", thing="lamp")
    summary(account, kind=TASK, code="C-2", thing="bench")
    tasks.deliver(NOW)
    done.add("C-1")

    morning()

    assert "lamp" not in mail.outbox[0].body
    assert "bench" in mail.outbox[0].body


def test_nothing_is_sent_when_nothing_is_left(account, done):
    make_channel(account)
    summary(account, kind=TASK, code="C-1")
    tasks.deliver(NOW)
    done.add("C-1")

    morning()

    assert mail.outbox == []
    assert Delivery.objects.count() == 0


def test_what_is_done_between_composing_and_sending_is_left_out_as_well(account, done):
    make_channel(account)
    summary(account, kind=TASK, code="C-1")
    tasks.deliver(NOW)
    tasks.sum_up(TOMORROW)
    done.add("C-1")

    tasks.deliver(TOMORROW)

    assert mail.outbox == []
    assert Delivery.objects.get().state == "MOOT"


def test_what_was_read_is_not_told_again(account):
    make_channel(account)
    summary(account)
    tasks.deliver(NOW)
    services.read_everything(actor=Actor(account_id=account.pk), now=NOW)

    morning()

    assert mail.outbox == []


def test_what_was_told_is_not_told_again(account):
    make_channel(account)
    summary(account)
    tasks.deliver(NOW)

    morning()
    morning(TOMORROW + timedelta(days=1))

    assert len(mail.outbox) == 1


def test_urgent_channel_and_inbox_alone_get_no_summary(account):
    make_channel(account, reach=Reach.URGENT)
    summary(account)
    tasks.deliver(NOW)

    morning()

    assert mail.outbox == []
    assert InboxEntry.objects.count() == 1


def test_summary_goes_over_each_channel_once(account, settings):
    settings.CHANNELS = settings.CHANNELS | {
        "SMS": {"adapter": "linli.kit.channels.console.Console"}
    }
    make_channel(account)
    make_channel(account, Channel.SMS, "13800001234")
    summary(account)
    tasks.deliver(NOW)

    morning()

    assert set(Delivery.objects.values_list("channel", "state")) == {
        ("EMAIL", "DELIVERED"), ("SMS", "DELIVERED"),
    }  # fmt: skip


def test_urgent_notice_is_not_in_the_summary(account):
    make_channel(account)
    make_notice(to(account), urgency=Urgency.PROMPT)
    tasks.deliver(NOW)

    morning()

    assert len(mail.outbox) == 1


def test_summary_goes_to_whoever_acts_for_the_post_that_morning(place_tree):
    body = make_body(place_tree.community, "GRID_TEAM")
    seat = make_seat(body, "GRID_WORKER_FULL")
    holder, other = make_post(seat).person, make_person()
    away, here = (make_account(person_id=one.pk) for one in (holder, other))
    make_channel(away, address="away@example.com")
    make_channel(here, address="here@example.com")
    make_notice(ToPost(seat.pk), urgency=Urgency.DIGEST)
    tasks.deliver(NOW)
    today = local_day(NOW)
    make_absence(seat, holder, other, today + timedelta(days=1), today + timedelta(days=9))

    morning()

    assert [letter.to for letter in mail.outbox] == [["here@example.com"]]
    assert InboxEntry.objects.get().account == here


def test_entry_that_the_new_holder_has_already_is_not_there_twice(place_tree):
    body = make_body(place_tree.community, "GRID_TEAM")
    seat, chief = make_seat(body, "GRID_WORKER_FULL"), seat_of(body, "GRID_CHIEF")
    holder, head = make_post(seat).person, make_post(chief).person
    make_account(person_id=holder.pk)
    other = make_account(person_id=head.pk)
    make_channel(other)
    make_notice(ToPost(seat.pk), ToPost(chief.pk), urgency=Urgency.DIGEST)
    tasks.deliver(NOW)
    today = local_day(NOW)
    make_absence(seat, holder, head, today + timedelta(days=1), today + timedelta(days=9))

    morning()

    assert InboxEntry.objects.get().account == other
    assert len(mail.outbox) == 1
