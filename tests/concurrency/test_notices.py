"""Two workers at once: nothing is handed out, sent or pushed twice, and nothing is left."""

import pytest
from django.core import mail

from linli.apps.notices import tasks
from linli.apps.notices.models import Addressee, Delivery, InboxEntry, Notice
from linli.apps.notices.services import claim_deliveries, hand_out_next
from tests.concurrency.test_one_seat import at_once
from tests.factories.accounts import make_account
from tests.factories.notices import NOW, make_channel, make_notice, to

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def account():
    found = make_account("li")
    make_channel(found)
    return found


def test_two_workers_send_each_letter_once(account):
    for _ in range(25):
        make_notice(to(account))

    results = at_once(lambda: tasks.deliver(NOW), lambda: tasks.deliver(NOW))

    assert results == [None, None]
    # Whoever skipped a row that the other held may have ended first: one more round finds nothing.
    tasks.deliver(NOW)
    assert Addressee.objects.filter(handed_at=None).count() == 0
    assert InboxEntry.objects.count() == 25
    assert set(Delivery.objects.values_list("state", "attempts")) == {("DELIVERED", 1)}
    numbers = [letter.extra_headers["Message-ID"] for letter in mail.outbox]
    assert len(numbers) == len(set(numbers)) == 25


def test_claims_of_two_workers_share_nothing(account):
    for _ in range(20):
        make_notice(to(account))
    while hand_out_next(now=NOW):
        pass

    first, second = at_once(lambda: claim_deliveries(now=NOW), lambda: claim_deliveries(now=NOW))

    assert len(first) + len(second) == 20
    assert not {row.pk for row in first} & {row.pk for row in second}


def test_one_key_posted_twice_at_once_is_said_once(account):
    def post():
        return make_notice(to(account), key="same")

    first, second = at_once(post, post)

    assert first == second
    assert Notice.objects.count() == 1
    assert Addressee.objects.count() == 1
