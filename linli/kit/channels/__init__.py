"""Ways to take a letter to somebody: one small protocol, and the adapters that keep it.

An adapter is a class with `send(letter) -> Outcome`, made from the options of its setting:

    CHANNELS = {"EMAIL": {"adapter": "linli.kit.channels.mail.Mail", "sender": "…"}}

What every adapter keeps, and `tests/kit/test_channels.py` holds them to: a letter that was taken
is SENT; an address that will never work is NEVER; anything else that goes wrong is LATER; nothing
is raised; it returns within its time limit; the key of the letter goes with it, so that whoever
receives it twice can tell; neither address nor text is logged.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from linli.core.outcomes import Outcome


@dataclass(frozen=True, slots=True)
class Letter:
    """What is sent: to an address of the channel, a subject for short ones, the whole text.

    `link` leads to the page that shows it; `foot` says why the letter came, for channels with room
    below the link; `key` is the same in every attempt.
    """

    key: str
    to: str
    subject: str
    text: str
    link: str = ""
    foot: str = ""


class Adapter(Protocol):
    """One way to reach somebody."""

    def send(self, letter: Letter) -> Outcome:
        """Take the letter to its address; never raise."""


@cache
def _made(name: str) -> Adapter:
    options: Mapping[str, Any] = settings.CHANNELS[name]
    adapter = import_string(options["adapter"])
    made: Adapter = adapter(**{key: value for key, value in options.items() if key != "adapter"})
    return made


def adapter_for(name: str) -> Adapter | None:
    """Return the adapter of a channel, or None where the installation has none."""
    return _made(name) if name in settings.CHANNELS else None


def names() -> tuple[str, ...]:
    """Return the channels of this installation, in the order of its settings."""
    return tuple(settings.CHANNELS)
