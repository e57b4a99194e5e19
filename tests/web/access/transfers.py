"""Rows of files in and out. A file belongs to whoever brought it in; nobody else finds it."""

from linli.apps.accounts.rules import REGISTER_WRITERS
from tests.web.access import EVERYBODY, PLACES, STAFF, Row, roles

NOBODY: frozenset[str] = frozenset()
WRITERS = roles(*REGISTER_WRITERS)
ROSTER = "people.roster"


def roster_at(place):
    return {"key": ROSTER, "code": place.code}


def unknown_register(place):
    return {"key": "none", "code": place.code}


def of_somebody_else(place):
    return {"number": 999_999}


ROWS = [
    Row("transfers:index", open_to=EVERYBODY),
    Row(
        "transfers:template",
        open_to=STAFF,
        at=lambda place: {"key": ROSTER, "kind": "csv"},
        reaches=PLACES,
        pictured=False,
        why="an empty template tells nothing about anybody",
    ),
    Row("transfers:upload", open_to=WRITERS, at=roster_at, outside=403),
    Row("transfers:export", open_to=WRITERS, at=roster_at, outside=403),
    Row("transfers:upload", open_to=NOBODY, at=unknown_register, closed=404, pictured=False),
    Row("transfers:import", open_to=NOBODY, at=of_somebody_else, closed=404),
    Row(
        "transfers:problems",
        open_to=NOBODY,
        at=lambda place: {"number": 999_999, "kind": "csv"},
        closed=404,
    ),
    Row(
        "transfers:act",
        open_to=NOBODY,
        at=lambda place: {"number": 999_999, "name": "confirm"},
        method="POST",
        closed=404,
    ),
    Row("transfers:export-page", open_to=NOBODY, at=of_somebody_else, closed=404),
    Row(
        "transfers:fetch",
        open_to=NOBODY,
        at=lambda place: {"number": 999_999, "kind": "csv"},
        method="POST",
        closed=404,
    ),
]
