"""Sending sign-in codes: one small interface, and what stands behind it without a gateway.

A sender is a class with `send(phone, code)`. It hands over and returns at once: a sender that
waited for a gateway would tell by its slowness which numbers are known. `LINLI_CODE_SENDER` names
the class; docs/how-to/send-codes-by-sms.md says what a gateway's adapter has to keep.
"""

import logging
from collections import deque
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from typing import Protocol

from django.conf import settings
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)
SHOWN_FOR = timedelta(minutes=10)


class CodeSender(Protocol):
    """Takes a code to a phone."""

    def send(self, phone: str, code: str) -> None:
        """Hand the code over for delivery to eleven digits of `phone`; never wait, never raise."""


class NoSender:
    """No gateway is set up: nothing is sent, and the log says so without number or code."""

    def send(self, phone: str, code: str) -> None:
        logger.warning("A sign-in code was asked for, but LINLI_CODE_SENDER is not set.")


@dataclass(frozen=True, slots=True)
class SentCode:
    """A code of the demonstration."""

    at: datetime
    phone: str
    code: str


class DemoSender:
    """Keeps the last codes in this process, for the server's log and the demonstration's page."""

    def __init__(self) -> None:
        self._sent: deque[SentCode] = deque(maxlen=20)

    def send(self, phone: str, code: str) -> None:
        self._sent.appendleft(SentCode(at=datetime.now(UTC), phone=phone, code=code))
        logger.warning("demonstration: code %s for %s", code, phone)

    def recent(self, now: datetime) -> list[SentCode]:
        """Return the codes of the last minutes, newest first."""
        return [sent for sent in self._sent if now - sent.at < SHOWN_FOR]


@cache
def code_sender() -> CodeSender:
    """Return the sender of this installation."""
    return import_string(settings.CODE_SENDER)()
