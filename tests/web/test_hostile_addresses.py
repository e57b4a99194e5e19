"""Addresses nobody types: null bytes, huge numbers, half an alphabet; each gets a clear answer."""

import logging
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver

from linli.apps.accounts.rules import Role
from tests.web.access import ANONYMOUS
from tests.web.access.world import build_world

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
VALUES = {
    "int": ["99999999999999999999", "0"],
    "str": ["\x00", "𠮷\u202e%s{{7*7}}'\"--", "A" * 300],
    "slug": ["constructor", "A" * 300],
    "path": ["../../secret", "\x00"],
    "uuid": ["00000000-0000-0000-0000-000000000000"],
}
NAMES = [
    "after",
    "as_of",
    "case",
    "category",
    "cell",
    "from",
    "kind",
    "list",
    "next",
    "number",
    "page",
    "place",
    "q",
    "state",
    "status",
    "text",
    "to",
    "type",
    "unread",
    "within",
    "year",
    "a",
    "b",
]
QUERIES = [
    "",
    "?" + "&".join(f"{name}=%00" for name in NAMES),
    "?" + "&".join(f"{name}=99999999999999999999999" for name in NAMES),
    "?" + "&".join(f"{name}={quote('𠮷%_*[' * 50)}" for name in NAMES),
]


def test_no_address_breaks_a_page(caplog):
    caplog.set_level(logging.CRITICAL, "django.request")
    world = build_world()
    clients = [world.client(role) for role in (Role.DISTRICT_ADMIN, Role.AUDIT_ADMIN, ANONYMOUS)]

    broken = [
        f"{address[:120]}: {status}"
        for address in hostile_addresses()
        for client in clients
        if (status := status_of(client, address)) >= 500
    ]

    assert not broken, "\n".join(broken)


def status_of(client, address: str) -> int:
    client.raise_request_exception = False
    with transaction.atomic():
        answer = client.get(address)
        b"".join(answer.streaming_content) if answer.streaming else answer.content
        transaction.set_rollback(True)
    return answer.status_code


def hostile_addresses() -> Iterator[str]:
    for pattern, kinds in routes():
        for values in zip(*(VALUES[kind] for kind in kinds.values()), strict=False):
            yield pattern % dict(zip(kinds, map(quote_all, values), strict=True))
        if not kinds:
            yield from (pattern + query for query in QUERIES)


def quote_all(text: str) -> str:
    return quote(text, safe="")


def routes(patterns=None, lead="/") -> Iterator[tuple[str, dict[str, str]]]:
    """Yield each address with %(name)s for its values, and the kind of each value."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        route = lead + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from routes(one.url_patterns, route)
        elif isinstance(one, URLPattern):
            kinds = {}
            parts = []
            for piece in route.replace("%", "%%").split("<"):
                inside, closed, rest = piece.partition(">")
                if not closed:
                    parts.append(piece)
                    continue
                kind, _colon, name = inside.rpartition(":")
                kinds[name] = kind if kind in VALUES else "str"
                parts.append(f"%({name})s{rest}")
            yield "".join(parts), kinds


def test_a_null_byte_in_a_form_is_refused_like_one_in_an_address():
    world = build_world()

    answer = world.client(ANONYMOUS).post("/cases/similar/", {"place": "\x00", "text": "\x00"})

    assert answer.status_code == 400
