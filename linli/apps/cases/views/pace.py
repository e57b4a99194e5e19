"""How often an address may try codes or send reports without an account.

The counters live in the cache of each process: they slow down guessing, nothing depends on them.
"""

from functools import wraps
from typing import Any, Protocol

from django.core.cache import cache
from django.http import HttpResponse
from django.shortcuts import render

from linli.kit.request import Request

HOUR = 3600
CODES_PER_HOUR = 20
REPORTS_PER_HOUR = 30
LISTS_PER_HOUR = 240  # the form asks again while somebody writes


class View(Protocol):
    """A view: a request and the parts of its address."""

    def __call__(self, request: Request, *args: Any, **given: Any) -> HttpResponse: ...


def paced(name: str, most: int, *, known_too: bool = False) -> Any:
    """Return the decorator that answers 429 to an address with more than `most` posts an hour.

    Whoever is signed in is not counted, unless `known_too`.
    """

    def decorate(view: View) -> View:
        @wraps(view)
        def counted(request: Request, *args: Any, **given: Any) -> HttpResponse:
            counts = known_too or request.actor.account_id is None
            if request.method == "POST" and counts and _tries(name, request) > most:
                answer = render(request, "cases/slow_down.html", status=429)
                answer.headers["Retry-After"] = str(HOUR - int(request.now.timestamp()) % HOUR)
                return answer
            return view(request, *args, **given)

        return counted

    return decorate


def _tries(name: str, request: Request) -> int:
    hour = int(request.now.timestamp()) // HOUR
    key = f"cases.{name}.{request.META.get('REMOTE_ADDR', '')}.{hour}"
    cache.add(key, 0, HOUR)
    return cache.incr(key)
