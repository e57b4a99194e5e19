"""Handing out: a post is resolved then, escalates when vacant, and never lies for nobody."""

from datetime import date, timedelta

import pytest

from linli.apps.notices import services
from linli.apps.notices.models import Addressee, Delivery, InboxEntry
from linli.apps.notices.rules import Channel, ToAddress, ToPerson, ToPhone, ToPost, Urgency
from linli.apps.notices.rules.choices import Reach
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.kit.days import local_day
from tests.factories.accounts import make_account
from tests.factories.notices import NOW, make_channel, make_notice, to
from tests.factories.organisations import make_absence, make_body, make_post, make_seat, seat_of
from tests.factories.people import make_person
from tests.factories.places import make_tree

pytestmark = pytest.mark.django_db
TODAY = local_day(NOW)


def hand_out(now=NOW):
    count = 0
    while services.hand_out_next(now=now) is not None:
        count += 1
    return count


def owners():
    return list(InboxEntry.objects.order_by("pk").values_list("account", "is_fallback"))


@pytest.fixture
def team():
    """A team with a head who has an account, and a worker's seat that is vacant."""
    community = make_tree().community
    body = make_body(community, BodyType.GRID_TEAM)
    head = make_post(seat_of(body, SeatKind.GRID_CHIEF)).person
    return body, make_seat(body, SeatKind.GRID_WORKER_FULL), make_account("head", person_id=head.pk)


def test_post_is_told_through_its_holder(team):
    _body, seat, _head = team
    holder = make_post(seat).person
    account = make_account(person_id=holder.pk)
    make_notice(ToPost(seat.pk))

    assert hand_out() == 1

    assert owners() == [(account.pk, False)]
    assert Addressee.objects.get().handed_at == NOW


def test_post_is_told_through_whoever_stands_in(team):
    _body, seat, _head = team
    holder, other = make_post(seat).person, make_person()
    make_account(person_id=holder.pk)
    account = make_account(person_id=other.pk)
    make_absence(seat, holder, other, TODAY, TODAY + timedelta(days=3))
    make_notice(ToPost(seat.pk))

    hand_out()

    assert owners() == [(account.pk, False)]


def test_vacant_post_falls_to_the_head(team):
    _body, seat, head = team
    make_notice(ToPost(seat.pk))

    hand_out()

    assert owners() == [(head.pk, True)]


def test_holder_without_account_is_like_nobody(team):
    _body, seat, head = team
    make_post(seat)
    make_notice(ToPost(seat.pk))

    hand_out()

    assert owners() == [(head.pk, True)]


def test_post_is_resolved_when_it_is_handed_out(team):
    _body, seat, _head = team
    make_notice(ToPost(seat.pk))
    account = make_account(person_id=make_post(seat).person_id)

    hand_out()

    assert owners() == [(account.pk, False)]


def test_notice_that_reaches_nobody_waits_and_says_why():
    body = make_body(make_tree().community, BodyType.GRID_TEAM)
    seat = seat_of(body, SeatKind.GRID_CHIEF)
    make_notice(ToPost(seat.pk))

    assert hand_out() == 1
    assert hand_out(NOW + timedelta(minutes=59)) == 0
    waiting = Addressee.objects.get()
    assert (waiting.handed_at, waiting.waiting_for) == (None, "notices.nobody_answers")

    account = make_account(person_id=make_post(seat).person_id)
    hand_out(NOW + timedelta(hours=1))

    assert owners() == [(account.pk, False)]
    assert Addressee.objects.get().waiting_for == ""


def test_person_without_account_is_waited_for():
    person = make_person()
    make_notice(ToPerson(person.pk))

    hand_out()

    assert Addressee.objects.get().waiting_for == "notices.no_account"


def test_one_person_by_two_ways_has_one_entry(team):
    _body, seat, head = team
    make_notice(ToPost(seat.pk), to(head), ToPerson(head.person_id))

    assert hand_out() == 3

    assert InboxEntry.objects.count() == 1


@pytest.mark.parametrize(
    ("urgency", "reach", "expected"),
    [
        (Urgency.PROMPT, Reach.ALL, 1),
        (Urgency.PROMPT, Reach.URGENT, 1),
        (Urgency.PROMPT, Reach.OFF, 0),
        (Urgency.DIGEST, Reach.ALL, 0),
        (Urgency.DANGER, Reach.URGENT, 1),
    ],
)
def test_letters_follow_the_choice(account, urgency, reach, expected):
    make_channel(account, reach=reach)
    make_notice(to(account), urgency=urgency)

    hand_out()

    assert Delivery.objects.count() == expected
    assert InboxEntry.objects.count() == 1


def test_unconfirmed_address_gets_nothing(account):
    from linli.apps.accounts.selectors import actor_of

    actor = actor_of(account, now=NOW)
    services.set_address(actor=actor, channel=Channel.EMAIL, address="li@example.com", now=NOW)
    make_notice(to(account))

    hand_out()

    assert Delivery.objects.filter(entry__isnull=False).count() == 0


@pytest.mark.parametrize(
    ("urgency", "hour", "leaves"),
    [
        (Urgency.PROMPT, 21, 21),
        (Urgency.PROMPT, 22, 31),
        (Urgency.PROMPT, 30, 31),
        (Urgency.DANGER, 26, 26),
    ],
)
def test_only_danger_leaves_at_night(account, urgency, hour, leaves):
    make_channel(account)
    midnight = NOW.replace(hour=16, minute=0)  # in Shanghai
    now = midnight + timedelta(hours=hour)
    make_notice(to(account), urgency=urgency, now=now)

    hand_out(now)

    assert Delivery.objects.get().due_at == midnight + timedelta(hours=leaves)


def test_address_of_a_reporter_gets_a_letter_even_for_what_is_not_urgent():
    make_notice(ToAddress("li@example.com"), urgency=Urgency.DIGEST)

    hand_out()

    assert Delivery.objects.get().addressee.kind == "ADDRESS"
    assert InboxEntry.objects.count() == 0


def test_number_of_a_reporter_gets_a_text_message():
    make_notice(ToPhone("13800001234"))

    hand_out()

    sending = Delivery.objects.get()
    assert (sending.channel, sending.addressee.kind) == ("SMS", "PHONE")


def test_deactivated_account_is_no_account(account, system):
    from linli.apps.accounts.services import deactivate_account

    deactivate_account(actor=system, account_id=account.pk, reason="left", now=NOW)
    make_notice(to(account))

    hand_out()

    assert Addressee.objects.get().waiting_for == "notices.no_account"


def test_closed_seat_falls_to_the_head(team):
    _body, seat, head = team
    seat.valid_to = date(2026, 1, 1)
    seat.save()
    make_notice(ToPost(seat.pk))

    hand_out()

    assert owners() == [(head.pk, True)]
