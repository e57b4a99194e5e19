"""Nobody is led to a closed door: every link on the pages of every role opens for that role."""

import html
import re
from collections import Counter, deque

import pytest
from django.test import Client

from tests.web.access import ALL, OWN, PARENT
from tests.web.access.world import World, build_world
from tests.web.test_access import APPS, ROWS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
ENOUGH = 60  # pages for each role; of pages that differ in numbers only, two are opened
ANCHOR = re.compile(r'href="([^"#]+)')
LEFT_OUT = ("/static/", "/sign-out/", "/language/")


def test_every_link_opens_for_whoever_sees_it(client):
    world = furnished_world()

    closed = [line for role in ALL for line in closed_doors(role, visitor(world, role))]

    assert not closed, "\n".join(closed)


def furnished_world() -> World:
    """Return the world of the access table with an object of every kind at every place."""
    world = build_world()
    places = {world.place(role, where) for role in ALL for where in (OWN, PARENT)}
    for module in APPS:
        for place in sorted(places, key=lambda one: one.pk):
            for make in {row.at for row in ROWS[module] if row.at}:
                make(place)
    return world


def visitor(world: World, role: str) -> Client:
    world.place(role, OWN)
    return world.client(role)


def closed_doors(role: str, client: Client) -> list[str]:
    """Walk from the home page; return the links that lead to a refusal."""
    waiting, opened, alike, closed = deque([("/", "")]), set(), Counter(), []
    while waiting and len(opened) < ENOUGH:
        address, seen_on = waiting.popleft()
        kind = re.sub(r"[0-9A-Z-]*\d[0-9A-Z-]*", "N", address)
        if address in opened or alike[kind] >= 2:
            continue
        opened.add(address)
        alike[kind] += 1
        answer = client.get(address)
        if answer.status_code >= 400:
            closed.append(f"{role}: {address} ({answer.status_code}), linked on {seen_on}")
        if not answer.streaming and answer["Content-Type"].startswith("text/html"):
            for found in ANCHOR.findall(answer.content.decode()):
                target = html.unescape(found)
                if target.startswith("?"):
                    target = address.partition("?")[0] + target
                if target.startswith("/") and not target.startswith(LEFT_OUT):
                    waiting.append((target, address))
        answer.close()  # a file that was not read stays open otherwise
    return closed
