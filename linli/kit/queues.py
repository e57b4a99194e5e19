"""What waits for the worker, beside what it does by the clock: each application names its queues.

    class TransfersConfig(AppConfig):
        queues = (
            Queue("imports", _("Files being brought in"),
                  tally="linli.apps.transfers.selectors.waiting_tally",
                  pieces="linli.apps.transfers.selectors.hanging_pieces",
                  retry="linli.apps.transfers.services.retry_import",
                  drop="linli.apps.transfers.services.drop_import"),
        )

A queue with a page of its own names its route instead of pieces. What is counted and listed is
what the actor may steer; nothing in it says anything about a person.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.apps import apps
from django.utils.functional import Promise
from django.utils.module_loading import import_string

Text = str | Promise


@dataclass(frozen=True, slots=True)
class Tally:
    """How many pieces wait as they should, wait too long, and have failed."""

    waiting: int = 0
    late: int = 0
    failed: int = 0


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of work that is late or has failed.

    `error` names a class and a place in the program, or a code; never what was said.
    """

    number: str
    says: Text
    since: datetime
    failed: bool
    attempts: int = 0
    error: str = ""


@dataclass(frozen=True, slots=True)
class Queue:
    """A queue by its name, in words, and by the dotted names of what counts, lists and steers it.

    `tally(actor, now)` and `pieces(actor, now)` are selectors; `retry(actor=, number=, now=)` and
    `drop(actor=, number=, reason=, now=)` are services.
    """

    name: str
    says: Text
    tally: str
    pieces: str = ""
    retry: str = ""
    drop: str = ""
    route: str = ""

    def call(self, part: str, *arguments: Any, **named: Any) -> Any:
        """Call one of the parts of this queue."""
        function: Callable[..., Any] = import_string(getattr(self, part))
        return function(*arguments, **named)


def queues() -> Iterator[Queue]:
    """Yield the queues of all applications."""
    for config in apps.get_app_configs():
        yield from getattr(config, "queues", ())
