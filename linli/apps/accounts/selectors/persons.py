"""Where the persons behind accounts belong: a higher application knows them and registers it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet


@dataclass(frozen=True, slots=True)
class PersonPlaces:
    """`of` gives the paths of one person; `at` the persons at or below paths, None: anywhere."""

    of: Callable[[int], Collection[str]]
    at: "Callable[[Sequence[Any] | None], QuerySet[Any]]"


_registered: list[PersonPlaces] = []


def register_person_places(places: PersonPlaces) -> None:
    """Let the application of persons say where they belong."""
    _registered[:] = [places]


def places_of_person(person_id: int) -> Collection[str]:
    """Return the paths of the places where a person belongs."""
    return _registered[0].of(person_id)


def persons_at(paths: "Sequence[Any] | None") -> "QuerySet[Any]":
    """Return the persons who belong at or below `paths`, or anywhere."""
    return _registered[0].at(paths)
