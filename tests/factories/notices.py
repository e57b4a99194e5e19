"""Notices for tests: two kinds of their own, and notices posted through the service."""

from collections.abc import Collection
from datetime import UTC, datetime
from itertools import count
from typing import Any

from linli.apps.accounts.selectors import actor_of
from linli.apps.notices import services
from linli.apps.notices.labels import NoticeKind, register_kinds
from linli.apps.notices.models import ChannelChoice, Delivery, Notice, Webhook
from linli.apps.notices.rules import About, Channel, ToAccount, Urgency
from linli.apps.notices.rules.choices import Reach
from linli.core.access import Actor
from linli.kit.sealed_fields import opened

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SYSTEM = Actor.system()
TOLD, TASK = "tests.told", "tests.task"
_numbers = count(1)
closed: set[str] = set()
"""Codes of objects whose tasks are done; tests that fill it use the fixture `done`."""


def open_tasks(codes: Collection[str]) -> set[str]:
    """Answer for the kind TASK which of these objects still have something to do."""
    return set(codes) - closed


register_kinds(
    NoticeKind(
        TOLD,
        label="Something was said",
        subject="About %(thing)s",
        text="The %(thing)s was looked at on %(day)s, due %(due_at)s.",
    ),
    NoticeKind(
        TASK,
        label="Something is to be done",
        subject="To do: %(thing)s",
        text="Please look at the %(thing)s.",
        still_open="tests.factories.notices.open_tasks",
    ),
)


def make_notice(
    *recipients: Any,
    kind: str = TOLD,
    code: str = "C-1",
    urgency: Urgency = Urgency.PROMPT,
    key: str = "",
    now: datetime = NOW,
    scope_path: str = "",
    **facts: Any,
) -> Notice:
    """Post a notice about an object."""
    values = {"thing": "lamp", "day": now.date(), "due_at": now} | facts
    return services.post_notice(
        kind=kind,
        about=About(type="case", code=code, path=f"/cases/{code}/", title=f"Lamp {code}"),
        recipients=recipients,
        facts=values,
        urgency=urgency,
        dedupe_key=key or f"test:{next(_numbers)}",
        now=now,
        scope_path=scope_path,
    )


def to(account: Any) -> ToAccount:
    """Address an account."""
    return ToAccount(account.pk)


def make_channel(
    account: Any,
    channel: Channel = Channel.EMAIL,
    address: str = "li@example.com",
    reach: Reach = Reach.ALL,
    *,
    now: datetime = NOW,
) -> ChannelChoice:
    """Give an account a confirmed channel, with the code that was sent to it."""
    actor = actor_of(account, now=now)
    choice = services.set_address(actor=actor, channel=channel, address=address, now=now)
    Delivery.objects.filter(choice=choice).delete()
    code = opened(choice.code)
    services.confirm_address(actor=actor, channel=channel, code=code, now=now)
    return services.set_reach(actor=actor, channel=channel, reach=reach, now=now)


def make_webhook(
    *,
    url: str = "https://hooks.example/linli",
    kinds: Collection[str] = (),
    scope_path: str = "",
    actor: Actor = SYSTEM,
    now: datetime = NOW,
) -> tuple[Webhook, str]:
    """Add a subscription; return it with its secret."""
    return services.add_webhook(
        actor=actor, name="城管平台", url=url, kinds=kinds, scope_path=scope_path, now=now
    )
