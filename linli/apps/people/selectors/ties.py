"""Whether somebody still belongs here: lives, holds a unit, or is tied by a higher application."""

from collections.abc import Callable, Collection
from datetime import date

from linli.apps.people.models import Holding, HouseholdMember, Representation
from linli.kit.dated import in_force

TieProvider = Callable[[Collection[int], date], Collection[int]]

_providers: dict[str, TieProvider] = {}


def register_tie(name: str, provider: TieProvider) -> None:
    """Add a reason to keep a record: `provider(person_ids, day)` returns those still tied.

    Higher applications (posts in bodies, say) register at start-up; people cannot know them.
    """
    _providers[name] = provider


def tied_persons(person_ids: Collection[int], day: date) -> set[int]:
    """Return those who live here, hold a unit here, act for somebody, or are tied otherwise."""
    ids = list(person_ids)
    tied: set[int] = set()
    for model, column in [
        (HouseholdMember, "person_id"),
        (Holding, "person_id"),
        (Representation, "agent_id"),
    ]:
        rows = model.objects.filter(in_force(day), **{f"{column}__in": ids})  # type: ignore[attr-defined]
        tied.update(rows.values_list(column, flat=True))
    for provider in _providers.values():
        tied.update(provider(ids, day))
    return tied
