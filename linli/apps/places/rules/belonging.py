"""Where a resident belongs: told by the application that knows dwellings' people.

Places know no persons. The application that does registers, once at start-up, a function that
returns the paths of an actor's homes; visibility of compounds and dwellings follows from it.
"""

from collections.abc import Callable, Iterable

from linli.core.access import Actor

Homes = Callable[[Actor], Iterable[str]]

_providers: list[Homes] = []


def register_homes(provider: Homes) -> None:
    """Add a function that returns the paths of the places where an actor lives or owns."""
    if provider not in _providers:
        _providers.append(provider)


def homes_of(actor: Actor) -> tuple[str, ...]:
    """Return the paths of the actor's homes, without repetition; () for whoever has none."""
    if actor.person_id is None:
        return ()
    return tuple(dict.fromkeys(path for homes in _providers for path in homes(actor)))
