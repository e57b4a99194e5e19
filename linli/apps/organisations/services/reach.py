"""Where the rights of a post hold: at its place, or more narrowly where a higher app says so.

A grid worker's post stands on the place of the community, but looks into the buildings of one
cell only. What a cell is, this application does not know; grids registers the answer.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from linli.apps.accounts.rules import Role
from linli.apps.organisations.models import Seat

Reach = Callable[[Sequence[Seat], Role, date], "Mapping[int, Sequence[str]]"]

_reaches: list[Reach] = []


def register_reach(reach: Reach) -> None:
    """Add an answer: seat to the paths, at or below its own, at which the role holds.

    Seats that it does not name are left to others.
    """
    if reach not in _reaches:
        _reaches.append(reach)


def paths_of(
    seats: Sequence[Seat], roles: Iterable[Role], day: date
) -> dict[int, list[tuple[Role, str]]]:
    """Return for each seat its roles with the paths at which they hold, in order."""
    found: dict[int, list[tuple[Role, str]]] = {seat.pk: [] for seat in seats}
    for role in sorted(roles):
        answers = [reach(seats, role, day) for reach in _reaches]
        for seat in seats:
            named = (answer[seat.pk] for answer in answers if seat.pk in answer)
            found[seat.pk] += [(role, path) for path in next(named, (seat.scope_path,))]
    return found
