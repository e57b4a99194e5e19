"""What the worker does by the clock: each application names its ticks on its AppConfig.

    class AuditConfig(AppConfig):
        ticks = (Tick("linli.apps.audit.tasks.seal", every=timedelta(minutes=1)),)

A tick is a function of `now` in the application's `tasks.py`; it calls services and may be run
again at any time without harm: what was done already is not done twice.
"""

import logging
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.apps import apps
from django.utils.module_loading import import_string

logger = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Tick:
    """A function by its dotted name, and how often it is run."""

    run: str
    every: timedelta


class Clock:
    """Knows which ticks are due; one lives as long as a worker."""

    def __init__(self) -> None:
        self._next: dict[str, datetime] = {}

    def strike(self, now: datetime) -> list[str]:
        """Run what is due and return its names; a failure is logged and tried again next time."""
        done = []
        for tick in _ticks():
            if now < self._next.get(tick.run, now):
                continue
            self._next[tick.run] = now + tick.every
            try:
                import_string(tick.run)(now)
            except Exception:
                logger.exception("The tick %s failed.", tick.run)
            else:
                done.append(tick.run)
        return done


def _ticks() -> Iterator[Tick]:
    for config in apps.get_app_configs():
        yield from getattr(config, "ticks", ())
