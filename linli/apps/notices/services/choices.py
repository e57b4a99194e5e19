"""What somebody chooses: language, channels, addresses that a code has confirmed."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils.crypto import constant_time_compare

from linli.apps.accounts.rules import normal_phone
from linli.apps.audit.services import record
from linli.apps.notices import permissions
from linli.apps.notices.models import ChannelChoice, Delivery, Preference
from linli.apps.notices.rules.choices import (
    CODE_DIGITS,
    PAUSE_BETWEEN_CODES,
    ChannelNotOffered,
    CodeTooSoon,
    CodeWrong,
    IdentifierMalformed,
    PhoneMalformed,
    Reach,
    code_holds,
)
from linli.apps.notices.rules.delivery import Channel
from linli.apps.notices.rules.posting import Language, ToAddress, Urgency
from linli.apps.notices.selectors.reaching import scope_of_account
from linli.apps.notices.services.posting import sending_key
from linli.core.access import Actor, require
from linli.core.errors import NotFound
from linli.kit.channels import names
from linli.kit.sealed_fields import opened

_LONGEST_IDENTIFIER = 64


@transaction.atomic
def set_address(*, actor: Actor, channel: Channel, address: str, now: datetime) -> ChannelChoice:
    """Note an address for a channel and send a code there (填写地址); it serves once confirmed.

    A new address takes the place of the old one, which ends at once.
    Raises ChannelNotOffered, CodeTooSoon, AddressMalformed, PhoneMalformed, IdentifierMalformed.
    Source: [rule:confirmed-address].
    """
    require(permissions.can_read_inbox(actor))
    if channel not in names():
        raise ChannelNotOffered(channel=str(channel))
    normal = _normal(channel, address.strip())
    choice = ChannelChoice.objects.select_for_update().filter(
        account=actor.account_id, channel=channel
    ).first() or ChannelChoice(account_id=actor.account_id or 0, channel=channel)
    if choice.code_sent_at is not None and now - choice.code_sent_at < PAUSE_BETWEEN_CODES:
        raise CodeTooSoon(field="address")
    choice.address = normal
    choice.confirmed_at = None
    choice.code = f"{secrets.randbelow(10**CODE_DIGITS):0{CODE_DIGITS}d}"
    choice.code_sent_at, choice.tries = now, 0
    choice.save()
    # Somebody stands before the page and waits: this leaves at any hour.
    Delivery.objects.create(
        key=sending_key(),
        due_at=now,
        queued_at=now,
        channel=channel,
        scope_path=scope_of_account(choice.account_id, now),
        urgency=Urgency.DANGER,
        choice=choice,
    )
    return choice


def confirm_address(*, actor: Actor, channel: Channel, code: str, now: datetime) -> ChannelChoice:
    """Confirm an address by the code that was sent there (确认地址).

    A wrong code is counted even though the act is refused. Raises CodeWrong, NotFound.
    """
    with transaction.atomic():
        choice = _own(actor, channel)
        fits = code_holds(choice.code_sent_at, choice.tries, now) and constant_time_compare(
            opened(choice.code), code.strip()
        )
        if fits:
            choice.confirmed_at, choice.code, choice.code_sent_at = now, None, None
        choice.tries += 1
        choice.save(update_fields=["confirmed_at", "code", "code_sent_at", "tries"])
        if fits:
            _record(actor, "notices.channel_confirmed", channel, now)
    if not fits:
        raise CodeWrong(field="code")
    return choice


@transaction.atomic
def set_reach(*, actor: Actor, channel: Channel, reach: Reach, now: datetime) -> ChannelChoice:
    """Choose how much goes over a channel (接收范围)."""
    choice = _own(actor, channel)
    choice.reach = reach
    choice.save(update_fields=["reach"])
    _record(actor, "notices.channel_changed", channel, now)
    return choice


@transaction.atomic
def remove_channel(*, actor: Actor, channel: Channel, now: datetime) -> None:
    """Take a channel off, and its address with it (删除渠道)."""
    _own(actor, channel).delete()
    _record(actor, "notices.channel_removed", channel, now)


@transaction.atomic
def set_language(*, actor: Actor, language: Language, now: datetime) -> Preference:
    """Choose the language of one's notices (通知语言)."""
    require(permissions.can_read_inbox(actor))
    row, _is_new = Preference.objects.update_or_create(
        account_id=actor.account_id or 0, defaults={"language": language}
    )
    return row


def _own(actor: Actor, channel: Channel) -> ChannelChoice:
    require(permissions.can_read_inbox(actor))
    choice = (
        ChannelChoice.objects.select_for_update()
        .filter(account=actor.account_id, channel=channel)
        .first()
    )
    if choice is None:
        raise NotFound(channel=str(channel))
    return choice


def _normal(channel: Channel, address: str) -> str:
    if channel == Channel.EMAIL:
        return ToAddress(address).email
    if channel == Channel.SMS:
        phone = normal_phone(address)
        if phone is None:
            raise PhoneMalformed(field="address")
        return phone
    if not (
        address.isascii() and address.isprintable() and 0 < len(address) <= _LONGEST_IDENTIFIER
    ):
        raise IdentifierMalformed(field="address")
    return address


def _record(actor: Actor, kind: str, channel: Channel, now: datetime) -> None:
    record(
        actor=actor,
        kind=kind,
        subject_type="account",
        subject_id=actor.account_id,
        now=now,
        facts={"channel": channel},
    )
