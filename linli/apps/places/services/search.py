"""Keeping the search table of places."""

from collections.abc import Iterable

from linli.apps.places.models import PLACE_SEARCH, PUBLIC_KINDS, PUBLIC_SCOPE, Place
from linli.core.tree import ancestors
from linli.kit.search import Document


def place_document(place_id: int, kind: str, name: str, path: str) -> Document:
    """Return what the search finds of a place: its name, in its own and all higher scopes."""
    scopes = [*ancestors(path), path]
    if kind in PUBLIC_KINDS:
        scopes.append(PUBLIC_SCOPE)
    return Document(place_id, name, tuple(scopes))


def index_places(places: Iterable[Place]) -> None:
    """Write places to the search table, replacing what was there."""
    PLACE_SEARCH.put(place_document(row.pk, row.kind, row.name, row.path) for row in places)
