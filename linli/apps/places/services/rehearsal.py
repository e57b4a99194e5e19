"""Trying an act without doing it: what it would refuse, it refuses here."""

from collections.abc import Callable
from typing import Any

from django.db import transaction


def rehearse(act: Callable[..., Any], **arguments: Any) -> None:
    """Run an act and take everything back; raises what the act would raise."""
    with transaction.atomic():
        act(**arguments)
        transaction.set_rollback(True)
