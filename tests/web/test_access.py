"""Who gets what at which address: the table of tests/web/access against the running application.

No page of it shows anybody's full identity or phone number, but the person's own, and none
puts values of its own under the names that the head of every page reads.
"""

import logging
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from linli.apps.people.models import Person
from linli.kit.sealed_fields import opened
from linli.web.context import shell
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
    seen: set[tuple] = set()
    for role in ALL:
        for where in PLACES if row.at else (OWN,):
            # The second engine could make a difference to a statement, not to a role: each
            # outcome is asked for once at each place.
            outcome = (where, frozenset(row.expected(role, where)))
            if connection.vendor == "postgresql" and outcome in seen:
                continue
            seen.add(outcome)
            place = world.place(role, where)
            if row.at and place.pk not in made:
                made[place.pk] = dict(row.at(place))
            address = reverse(row.route, kwargs=made.get(place.pk)) + row.query
            data = row.data(place) if callable(row.data) else row.data
            yield from probe(world, row, role, where, address, data)


def probe(world: World, row: Row, role: str, where: str, address: str, data: dict) -> Iterator[str]:
    expected = row.expected(role, where)
    label = f"{row.method} {address} as {role} ({where})"
    answer, numbers = ask(world, role, row.method, address, data)
    if taken := shadowed(answer):
        yield f"{label}: its own {sorted(taken)} would stand in the head of the page"
    if numbers and not row.own_numbers:
        yield f"{label}: shows {sorted(numbers)}"
    if answer.status_code not in expected:
        yield f"{label}: {answer.status_code}, expected {sorted(expected)}"
    if role == ANONYMOUS and not row.public and row.anonymous == 302:
        target = answer.headers.get("Location", "")
        if not target.startswith("/sign-in/"):
            yield f"{label}: leads to {target or 'nowhere'}, not to sign-in"
    if row.method == "GET" and expected <= {403, 404} and not row.public:
        forced, numbers = ask(world, role, "POST", address, {})
        if numbers:
            yield f"POST {address} as {role} ({where}): shows {sorted(numbers)}"
        if forced.status_code not in {403, 404, 405}:
            yield f"POST {address} as {role} ({where}): {forced.status_code}, though GET is refused"


def ask(world: World, role: str, method: str, address: str, data: dict):
    """Send one request, undo what it did; return the answer and the sealed numbers it shows."""
    client = world.client(role)
    with transaction.atomic():
        answer = client.get(address) if method == "GET" else client.post(address, data)
        content = b"".join(answer.streaming_content) if answer.streaming else answer.content
        shown = sealed_numbers(content)
        transaction.set_rollback(True)
    return answer, shown


def shadowed(answer) -> set[str]:
    """Return the names of the shell to which a page has given another value."""
    used_here = answer.context or []
    # The client hands over a single context by itself, several as a list.
    listed = used_here if isinstance(used_here, list) else [used_here]
    contexts = [used for used in listed if "held_posts" in used]
    names = shell(answer.wsgi_request).keys() if contexts else ()
    return {
        name
        for name in names
        for used in contexts[:1]
        if len({repr(layer[name]) for layer in used.dicts if name in layer}) > 1
    }


def sealed_numbers(content: bytes) -> set[str]:
    """Return every full identity and phone number of the register that stands in `content`."""
    return {
        number
        for person in Person.objects.only("id", "id_number", "phone", "other_phone")
        for number in map(opened, (person.id_number, person.phone, person.other_phone))
        if number and number.encode() in content
    }
