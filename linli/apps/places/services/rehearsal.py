"""Trying an act without doing it: what it would refuse, it refuses here."""

from collections.abc import Callable
from typing import Any

from django.db import transaction


def rehearse(act: Callable[..., Any], **arguments: Any) -> Any:
    """Run an act and take everything back; return and raise what the act would."""
    with transaction.atomic():
        done = act(**arguments)
        transaction.set_rollback(True)
    return done
