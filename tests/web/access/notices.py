"""Rows of notices."""

from datetime import timedelta

from linli.apps.accounts.rules import Role
from linli.apps.notices import services
from linli.apps.notices.models import Delivery, InboxEntry, WebhookDelivery
from linli.apps.notices.rules import ToAddress
from linli.core.outcomes import Outcome, Verdict
from tests.factories.accounts import make_account
from tests.factories.notices import NOW, SYSTEM, make_notice, make_webhook, to
from tests.web.access import Row, roles

ADMINISTRATORS = roles(Role.SYSTEM_ADMIN)
NOBODY = frozenset()
FAILED = Outcome(Verdict.NEVER, "channel.address")


def entry_at(place):
    """Somebody else's entry: nobody opens it, whatever they hold at the place."""
    notice = make_notice(to(make_account()), scope_path=place.path)
    while services.hand_out_next(now=NOW):
        pass
    return {"entry_id": InboxEntry.objects.get(notice=notice).pk}


def failed_at(place):
    notice = make_notice(ToAddress("li@example.com"), scope_path=place.path)
    while services.hand_out_next(now=NOW):
        pass
    row = Delivery.objects.get(addressee__notice=notice)
    (held,) = (one for one in services.claim_deliveries(now=NOW, most=99) if one.pk == row.pk)
    services.settle_delivery(
        delivery_id=held.pk, claim=held.claim, outcome=FAILED, chance=0, now=NOW
    )
    return {"delivery_id": row.pk}


def webhook_at(place):
    hook, _secret = make_webhook(scope_path=place.path)
    return {"webhook_id": hook.pk}


def failed_event_at(place):
    hook, _secret = make_webhook(scope_path=place.path)
    event = services.send_test(actor=SYSTEM, webhook_id=hook.pk, now=NOW)
    claimed = services.claim_webhook_deliveries(now=NOW + timedelta(minutes=1), most=99)
    (held,) = (one for one in claimed if one.pk == event.pk)
    services.settle_webhook_delivery(
        delivery_id=held.pk, claim=held.claim, outcome=FAILED, chance=0, now=NOW
    )
    assert WebhookDelivery.objects.get(pk=event.pk).state == "FAILED"
    return {"webhook_id": hook.pk, "delivery_id": event.pk}


def email(_place):
    return {"name": "email"}


def act(name):
    return lambda place: webhook_at(place) | {"name": name}


ADDRESS = {"address": "li@example.com"}

ROWS = [
    Row("notices:inbox"),
    Row("notices:read_all", method="POST", ok=302),
    Row("notices:open", open_to=NOBODY, at=entry_at, method="POST", closed=404, pictured=False),
    Row("notices:channels"),
    Row("notices:language", method="POST", data={"language": "en"}, ok=302),
    # One's own channels have no place; nobody of this world has set one up.
    Row("notices:address", open_to=NOBODY, at=lambda place: {"name": "pigeon"}, method="POST",
        data=ADDRESS, closed=404, pictured=False),
    Row("notices:confirm", open_to=NOBODY, at=email, method="POST", data={"code": "000000"},
        closed=404, pictured=False),
    Row("notices:reach", open_to=NOBODY, at=email, method="POST", data={"reach": "ALL"},
        closed=404, pictured=False),
    Row("notices:remove", open_to=NOBODY, at=email, method="POST", closed=404, pictured=False),
    Row("notices:deliveries", open_to=ADMINISTRATORS),
    Row("notices:waiting", open_to=ADMINISTRATORS),
    Row("notices:retry", open_to=ADMINISTRATORS, at=failed_at, method="POST", ok=302),
    Row("notices:webhooks", open_to=ADMINISTRATORS),
    Row("notices:add_webhook", open_to=ADMINISTRATORS),
    Row("notices:webhook", open_to=ADMINISTRATORS, at=webhook_at),
    Row("notices:renew_secret", open_to=ADMINISTRATORS, at=webhook_at, method="POST"),
    Row("notices:webhook_act", open_to=ADMINISTRATORS, at=act("test"), method="POST", ok=302),
    Row("notices:retry_event", open_to=ADMINISTRATORS, at=failed_event_at, method="POST", ok=302),
]  # fmt: skip
