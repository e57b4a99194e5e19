"""Where the rights of a post hold: at its place, or more narrowly where a higher app says so.

A grid worker's post stands on the place of the community, but looks into the buildings of one
cell only. What a cell is, this application does not know; grids registers the answer.
"""

from collections.abc import Callable, Iterable, Sequence
from datetime import date

from linli.apps.accounts.rules import Role
from linli.apps.organisations.models import Seat

Reach = Callable[[Seat, Role, date], "Sequence[str] | None"]

_reaches: list[Reach] = []


def register_reach(reach: Reach) -> None:
    """Add an answer; it returns the paths of places at or below the seat's, or None to pass."""
    if reach not in _reaches:
        _reaches.append(reach)


def paths_of(seat: Seat, roles: Iterable[Role], day: date) -> list[tuple[Role, str]]:
    """Return each role with the paths at which it holds, in order."""
    found = []
    for role in sorted(roles):
        answers = (reach(seat, role, day) for reach in _reaches)
        paths = next((answer for answer in answers if answer is not None), (seat.scope_path,))
        found += [(role, path) for path in paths]
    return found
