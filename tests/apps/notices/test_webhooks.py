"""Webhooks: signed, minimal, retried under one number, given up, never into our own network."""

import base64
import hashlib
import hmac
import json
from datetime import timedelta

import pytest

from linli.apps.notices import services, tasks
from linli.apps.notices.models import Notice, Webhook, WebhookDelivery
from linli.apps.notices.rules.webhooks import KindUnknown, UrlMalformed, WebhookDisabled
from linli.core.errors import NotAllowed
from tests.factories.accounts import make_actor
from tests.factories.loopback import loopback
from tests.factories.notices import NOW, SYSTEM, TASK, TOLD, make_notice, make_webhook

pytestmark = pytest.mark.django_db


@pytest.fixture
def server(settings):
    settings.WEBHOOK_NETWORKS = ["127.0.0.0/8"]
    with loopback() as started:
        yield started


def test_event_arrives_signed_and_says_nothing_personal(server, place_tree):
    path = place_tree.community.path
    _hook, secret = make_webhook(url=f"{server.url}/in", scope_path=place_tree.county.path)
    make_notice(scope_path=path, thing="王小明家的灯")

    tasks.deliver(NOW)

    (asked,) = server.asked
    assert (asked.method, asked.path) == ("POST", "/in")
    assert asked.json == {
        "type": TOLD,
        "timestamp": "2026-03-02T01:30:00.000000Z",
        "data": {"object": "case", "code": "C-1", "place": place_tree.community.code},
    }
    number, at = asked.headers["webhook-id"], asked.headers["webhook-timestamp"]
    key = base64.b64decode(secret.removeprefix("whsec_"))
    signed = f"{number}.{at}.".encode() + asked.body
    expected = base64.b64encode(hmac.new(key, signed, hashlib.sha256).digest()).decode()
    assert asked.headers["webhook-signature"] == f"v1,{expected}"
    event = WebhookDelivery.objects.get()
    assert (event.state, event.status, event.key) == ("DELIVERED", 200, number)


def test_only_kinds_and_places_subscribed_to_are_told(place_tree):
    hooks = {
        "all": make_webhook()[0],
        "kind": make_webhook(kinds=[TASK])[0],
        "here": make_webhook(scope_path=place_tree.township.path)[0],
        "elsewhere": make_webhook(scope_path=place_tree.other_township.path)[0],
    }
    make_notice(scope_path=place_tree.community.path)

    told = set(WebhookDelivery.objects.values_list("webhook", flat=True))
    assert told == {hooks["all"].pk, hooks["here"].pk}


def test_failure_is_tried_again_under_the_same_number(server):
    make_webhook(url=server.url)
    make_notice()
    server.answer(503, Retry_After="600")
    server.answer(200)

    tasks.deliver(NOW)
    deferred = WebhookDelivery.objects.get()
    tasks.deliver(NOW + timedelta(minutes=11))

    assert (deferred.state, deferred.status, deferred.last_code) == (
        "DEFERRED", 503, "channel.refused",
    )  # fmt: skip
    assert deferred.due_at == NOW + timedelta(seconds=600)
    first, second = server.asked
    assert first.headers["webhook-id"] == second.headers["webhook-id"]
    assert first.body == second.body
    assert WebhookDelivery.objects.get().state == "DELIVERED"
    assert Webhook.objects.get().failing_since is None


def test_redirect_is_a_failure(server):
    make_webhook(url=server.url)
    make_notice()
    server.answer(302, Location=f"{server.url}/elsewhere")

    tasks.deliver(NOW)

    assert len(server.asked) == 1
    assert WebhookDelivery.objects.get().state == "DEFERRED"


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "localhost", "169.254.169.254", "[::1]", "10.0.0.1", "2130706433"]
)
def test_nothing_is_sent_into_networks_that_are_not_named(host):
    make_webhook(url=f"http://{host}:9/")
    make_notice()

    tasks.deliver(NOW)

    event = WebhookDelivery.objects.get()
    assert (event.state, event.last_code) == ("DEFERRED", "channel.address")


def test_subscription_that_fails_for_five_days_ends_and_its_owner_is_told(server):
    actor = make_actor("SYSTEM_ADMIN")
    hook, _secret = make_webhook(url=server.url, actor=actor)
    server.answer(500)
    for day in range(6):
        assert Webhook.objects.get().disabled_at is None
        make_notice(now=NOW + timedelta(days=day))
        tasks.deliver(NOW + timedelta(days=day))

    ended = Webhook.objects.get()
    assert ended.disabled_at == NOW + timedelta(days=5)
    told = Notice.objects.get(kind="notices.webhook_given_up")
    assert told.addressees.get().target_id == actor.account_id
    make_notice()
    waiting = WebhookDelivery.objects.exclude(state__in=["DEFERRED", "FAILED"])
    assert waiting.count() == 0
    with pytest.raises(WebhookDisabled):
        services.send_test(actor=actor, webhook_id=hook.pk, now=NOW)


def test_success_in_between_starts_the_days_anew(server):
    make_webhook(url=server.url)
    for day, status in enumerate((500, 500, 200, 500, 500, 500)):
        server.answers[:] = [(status, b"", {})]
        make_notice(now=NOW + timedelta(days=day))
        tasks.deliver(NOW + timedelta(days=day))

    assert Webhook.objects.get().disabled_at is None


def test_gone_ends_the_subscription_at_once(server):
    make_webhook(url=server.url)
    make_notice()
    server.answer(410)

    tasks.deliver(NOW)

    assert Webhook.objects.get().disabled_at == NOW
    assert WebhookDelivery.objects.get().state == "FAILED"


def test_what_waits_for_an_ended_subscription_fails_unsent(server):
    hook, _secret = make_webhook(url=server.url)
    make_notice()
    services.disable_webhook(actor=SYSTEM, webhook_id=hook.pk, now=NOW)

    tasks.deliver(NOW)

    assert server.asked == []
    assert WebhookDelivery.objects.get().last_code == "channel.disabled"


def test_failed_event_is_tried_again_by_hand_and_a_test_arrives(server):
    hook, _secret = make_webhook(url=server.url)
    make_notice()
    services.disable_webhook(actor=SYSTEM, webhook_id=hook.pk, now=NOW)
    tasks.deliver(NOW)
    services.enable_webhook(actor=SYSTEM, webhook_id=hook.pk, now=NOW)
    event = WebhookDelivery.objects.get()

    services.retry_webhook_delivery(actor=SYSTEM, delivery_id=event.pk, now=NOW)
    services.send_test(actor=SYSTEM, webhook_id=hook.pk, now=NOW)
    tasks.deliver(NOW)

    assert sorted(asked.json["type"] for asked in server.asked) == ["notices.test", TOLD]


def test_secret_lies_sealed_and_a_new_one_signs_what_follows(server):
    hook, old = make_webhook(url=server.url)
    stored = Webhook.objects.get()
    assert old.encode() not in stored.secret.token

    _hook, new = services.renew_secret(actor=SYSTEM, webhook_id=hook.pk, now=NOW)
    make_notice()
    tasks.deliver(NOW)

    (asked,) = server.asked
    signed = f"{asked.headers['webhook-id']}.{asked.headers['webhook-timestamp']}.".encode()
    key = base64.b64decode(new.removeprefix("whsec_"))
    code = hmac.new(key, signed + asked.body, hashlib.sha256).digest()
    assert asked.headers["webhook-signature"] == f"v1,{base64.b64encode(code).decode()}"
    assert new != old


@pytest.mark.parametrize(
    "url", ["", "x", "ftp://a.example/", "https://u:p@a.example/", "https://a.example/#f",
            "https://a.example:99999/", "https:///x", "https://a .example/"],
)  # fmt: skip
def test_malformed_address_is_refused(url):
    with pytest.raises(UrlMalformed):
        make_webhook(url=url)


def test_unknown_kind_is_refused():
    with pytest.raises(KindUnknown):
        make_webhook(kinds=["nothing.such"])


def test_only_the_administrator_of_the_place_subscribes(place_tree):
    actor = make_actor("SYSTEM_ADMIN", place_tree.county.path)

    make_webhook(actor=actor, scope_path=place_tree.township.path)
    with pytest.raises(NotAllowed):
        make_webhook(actor=actor, scope_path=place_tree.foreign_county.path)
    with pytest.raises(NotAllowed):
        make_webhook(actor=actor)


def test_body_is_the_text_that_is_shown(server):
    make_webhook(url=server.url)
    make_notice()
    tasks.deliver(NOW)

    assert server.asked[0].body.decode() == WebhookDelivery.objects.get().body
    assert json.loads(server.asked[0].body)["data"]["code"] == "C-1"
