"""The access table: route × role × place → expected status; a module of rows per application.

    ROWS = [
        Row("places:tree", open_to=EVERYBODY),  # no object: one status for each role
        Row("places:detail", open_to=STAFF, at=lambda place: {"place_id": place.pk}),
        Row("people:person", open_to=CLERKS, at=lambda place: {"person_id": make_person(place).pk}),
        Row("people:rename", open_to=CLERKS, at=…, method="POST", data={"name": "x"}, ok=302),
    ]

`at` makes the object of the route at a place, once for each place of the world. Each role is
tried with the object at its own place, at a sibling's, at the parent's, and in a foreign district.
`ok` is expected for roles of `open_to` where `reaches` says so (their own place, unless told
otherwise), `closed` for other roles at their own place, `outside` elsewhere; visitors are sent to
sign-in. Whoever is refused with GET is refused with POST as well.

See tests/web/test_access.py for what is checked, docs/how-to/add-a-page.md for the steps.
"""

from collections.abc import Callable, Mapping
from dataclasses import KW_ONLY, dataclass, field
from typing import Any

from linli.apps.accounts.rules import STAFF_ROLES, Role
from linli.apps.places.models import Place

ANONYMOUS, RESIDENT = "ANONYMOUS", "RESIDENT"
OWN, SIBLING, PARENT, FOREIGN = "own", "sibling", "parent", "foreign"
PLACES = (OWN, SIBLING, PARENT, FOREIGN)

STAFF = frozenset(str(role) for role in STAFF_ROLES)
EVERYBODY = STAFF | {RESIDENT}
ALL = (ANONYMOUS, RESIDENT, *sorted(STAFF))


def roles(*names: Role) -> frozenset[str]:
    """Return roles as the table writes them."""
    return frozenset(str(name) for name in names)


@dataclass(frozen=True)
class Row:
    """One route (and method) with what is expected of it."""

    route: str
    _: KW_ONLY
    open_to: frozenset[str] = EVERYBODY
    at: Callable[[Place], Mapping[str, Any]] | None = None
    reaches: tuple[str, ...] = (OWN,)
    method: str = "GET"
    data: Mapping[str, Any] | Callable[[Place], Mapping[str, Any]] = field(default_factory=dict)
    query: str = ""
    ok: int = 200
    closed: int = 403
    blind: frozenset[str] = frozenset()  # roles that do not even see the object: `outside`
    outside: int = 404
    public: bool = False  # open without sign-in, whoever asks
    anonymous: int = 302  # what visitors get; 302 leads to sign-in
    pictured: bool = True  # the browser tests open the page, as its first role at its own place
    own_numbers: bool = False  # the person's own identity and phone number stand there in full
    why: str = ""  # where a row needs a word

    def expected(self, role: str, where: str) -> frozenset[int]:
        """Return the statuses that are right for this role and the object at this place."""
        if self.public:
            return frozenset({self.ok})
        if role == ANONYMOUS:
            return frozenset({self.anonymous})
        if role in self.blind:
            return frozenset({self.outside})
        if role not in self.open_to:
            own = self.at is None or where == OWN
            return frozenset({self.closed} if own else {self.closed, self.outside})
        if self.at is None or where == OWN or where in self.reaches:
            return frozenset({self.ok})
        return frozenset({self.outside})
