"""Reading one's own channels."""

from dataclasses import dataclass

from linli.apps.notices.labels import CHANNELS, Text
from linli.apps.notices.models import ChannelChoice
from linli.apps.notices.rules.choices import Reach
from linli.apps.notices.rules.delivery import Channel
from linli.core.access import Actor
from linli.kit.channels import names
from linli.kit.sealed_fields import opened

_SHOWN_END = 4


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel of the installation, with what somebody chose for it."""

    channel: Channel
    label: Text
    address: str = ""
    is_confirmed: bool = False
    awaits_code: bool = False
    reach: Reach = Reach.ALL


def own_channels(actor: Actor) -> list[ChannelLine]:
    """Return the channels this installation offers, in its order; one query."""
    rows = {row.channel: row for row in ChannelChoice.objects.filter(account=actor.account_id)}
    lines = []
    for name in names():
        channel, row = Channel(name), rows.get(name)
        if row is None:
            lines.append(ChannelLine(channel, CHANNELS[channel]))
            continue
        line = ChannelLine(
            channel=channel,
            label=CHANNELS[channel],
            address=masked(opened(row.address)),
            is_confirmed=row.confirmed_at is not None,
            awaits_code=row.code is not None,
            reach=Reach(row.reach),
        )
        lines.append(line)
    return lines


def masked(address: str) -> str:
    """Return an address so that its owner knows it and nobody else learns it."""
    name, at, host = address.rpartition("@")
    if at:
        return f"{name[:1]}•••@{host}"
    return f"•••{address[-_SHOWN_END:]}" if len(address) > _SHOWN_END else "•••"
