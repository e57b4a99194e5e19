"""Who acts, what they hold, and the answer to "may I?".

A grant is a role at a place, held now because of a post; it reaches everything below the
place. Paths are the materialised paths of the place tree, so "below" is a prefix.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

from linli.core.errors import NotAllowed


@dataclass(frozen=True, slots=True)
class Grant:
    """One role at one place, held for a time.

    `source` names what it follows from ("appointment:17", "setup"); `acting` tells that it is
    held as a substitute; `body_id` is the body of the post, where there is one.
    """

    role: str
    path: str
    source: str = ""
    body_id: int | None = None
    acting: bool = False
    until: datetime | None = None

    def reaches(self, path: str) -> bool:
        """Tell whether the place at `path` is this place or lies below it."""
        return path.startswith(self.path)


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: an account with the grants it holds at this moment, or the system itself.

    `person_id` links to the person behind the account; a resident without any post has a
    person and no grants. The system (`Actor.system()`) acts for clocks and commands. A program
    has the roles of a body and no person; it may speak for people who use it.
    """

    account_id: int | None = None
    person_id: int | None = None
    grants: tuple[Grant, ...] = ()
    name: str = ""
    is_system: bool = False
    is_program: bool = False
    session_key: str = field(default="", repr=False)
    roles: frozenset[str] = field(init=False, repr=False, compare=False)
    """The roles held anywhere."""

    def __post_init__(self) -> None:
        object.__setattr__(self, "roles", frozenset(grant.role for grant in self.grants))

    @classmethod
    def system(cls, name: str = "system") -> "Actor":
        """Return the actor of clocks and commands; it may do everything its services offer."""
        return cls(name=name, is_system=True)

    @property
    def is_known(self) -> bool:
        """Tell whether somebody is signed in (or the system acts)."""
        return self.is_system or self.account_id is not None

    def holds(self, roles: Iterable[str], path: str) -> Grant | None:
        """Return a grant of one of `roles` that reaches `path`, or None."""
        wanted = frozenset(roles)
        for grant in self.grants:
            if grant.role in wanted and grant.reaches(path):
                return grant
        return None

    def post_at(self, path: str) -> Grant | None:
        """Return the first post that reaches `path`: for acts that ask for no certain role.

        The trail names with it in which post somebody acted.
        """
        return next((grant for grant in self.grants if grant.reaches(path)), None)

    def post_of(self, roles: Iterable[str]) -> Grant | None:
        """Return the first post of one of `roles`, wherever it is held, or None."""
        wanted = frozenset(roles)
        return next((grant for grant in self.grants if grant.role in wanted), None)

    def paths(self, roles: Iterable[str]) -> tuple[str, ...]:
        """Return the places where one of `roles` is held; none lies below another."""
        wanted = frozenset(roles)
        found = sorted({grant.path for grant in self.grants if grant.role in wanted})
        roots: list[str] = []
        for path in found:
            if not (roots and path.startswith(roots[-1])):
                roots.append(path)
        return tuple(roots)


@dataclass(frozen=True, slots=True)
class Decision:
    """The answer to "may this person?": used by the page to show, and by the act to refuse."""

    allowed: bool
    reason: str = ""
    grant: Grant | None = None

    def __bool__(self) -> bool:
        return self.allowed


def allow(grant: Grant | None = None) -> Decision:
    """Return a positive decision, with the grant it follows from."""
    return Decision(allowed=True, grant=grant)


def refuse(reason: str) -> Decision:
    """Return a negative decision; `reason` is a dotted code with a label."""
    return Decision(allowed=False, reason=reason)


def by_role(actor: Actor, roles: Iterable[str], path: str) -> Decision:
    """Allow the system, and whoever holds one of `roles` at or above `path`."""
    if actor.is_system:
        return allow()
    grant = actor.holds(roles, path)
    return allow(grant) if grant else refuse("access.no_post_here")


def require(decision: Decision) -> Decision:
    """Return the decision when it is positive.

    Raises NotAllowed with the reason otherwise.
    """
    if not decision.allowed:
        raise NotAllowed(reason=decision.reason)
    return decision
