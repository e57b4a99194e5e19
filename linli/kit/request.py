"""The request as views see it: who acts, and one reading of the clock."""

from datetime import datetime

from django.http import HttpRequest

from linli.core.access import Actor


class Request(HttpRequest):
    """A request after our middleware: `actor` and `now` are set, `htmx` tells a partial.

    `takes_voice` is set by a view whose forms record voice notes: only its page may listen.
    """

    actor: Actor
    now: datetime
    htmx: bool
    takes_voice: bool
