"""Who gets what at which address: the table of tests/web/access against the running application."""

import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from tests.web.access import ALL, ANONYMOUS, OWN, PLACES, Row
from tests.web.access.world import World, build_world

FOLDER = Path(__file__).parent / "access"
APPS = sorted(path.stem for path in FOLDER.glob("*.py") if path.stem not in {"__init__", "world"})
ROWS: dict[str, list[Row]] = {app: import_module(f"tests.web.access.{app}").ROWS for app in APPS}


def routes(patterns: list | None = None, space: str = "") -> Iterator[str]:
    for pattern in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(pattern, URLResolver):
            inner = f"{space}{pattern.namespace}:" if pattern.namespace else space
            yield from routes(pattern.url_patterns, inner)
        elif isinstance(pattern, URLPattern):
            yield f"{space}{pattern.name}" if pattern.name else f"unnamed: {pattern.pattern}"


def test_every_route_has_a_row_and_every_row_a_route():
    listed = {row.route for rows in ROWS.values() for row in rows}
    existing = set(routes())

    assert sorted(existing - listed) == [], "add rows to tests/web/access/<app>.py"
    assert sorted(listed - existing) == []


@pytest.mark.django_db
@pytest.mark.parametrize("app", APPS)
def test_everybody_gets_what_the_table_says(app, caplog):
    caplog.set_level(logging.CRITICAL, "django.request")
    world = build_world()

    wrong = [line for row in ROWS[app] for line in differences(world, row)]

    assert not wrong, "\n".join(wrong)


def differences(world: World, row: Row) -> Iterator[str]:
    made: dict[int, dict] = {}
    for role in ALL:
        for where in PLACES if row.at else (OWN,):
            place = world.place(role, where)
            if row.at and place.pk not in made:
                made[place.pk] = dict(row.at(place))
            address = reverse(row.route, kwargs=made.get(place.pk)) + row.query
            data = row.data(place) if callable(row.data) else row.data
            yield from probe(world, row, role, where, address, data)


def probe(world: World, row: Row, role: str, where: str, address: str, data: dict) -> Iterator[str]:
    expected = row.expected(role, where)
    label = f"{row.method} {address} as {role} ({where})"
    answer = ask(world, role, row.method, address, data)
    if answer.status_code not in expected:
        yield f"{label}: {answer.status_code}, expected {sorted(expected)}"
    if role == ANONYMOUS and not row.public and row.anonymous == 302:
        target = answer.headers.get("Location", "")
        if not target.startswith("/sign-in/"):
            yield f"{label}: leads to {target or 'nowhere'}, not to sign-in"
    if row.method == "GET" and expected <= {403, 404} and not row.public:
        forced = ask(world, role, "POST", address, {}).status_code
        if forced not in {403, 404, 405}:
            yield f"POST {address} as {role} ({where}): {forced}, though GET is refused"


def ask(world: World, role: str, method: str, address: str, data: dict):
    """Send one request and undo what it did."""
    client = world.client(role)
    with transaction.atomic():
        answer = client.get(address) if method == "GET" else client.post(address, data)
        if answer.streaming:
            b"".join(answer.streaming_content)
        transaction.set_rollback(True)
    return answer
