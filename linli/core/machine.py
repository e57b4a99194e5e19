"""State machines as tables: state, action, next state, roles."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Generic, TypeVar

from linli.core.errors import RuleViolation

S = TypeVar("S", bound=StrEnum)
A = TypeVar("A", bound=StrEnum)


class IllegalTransition(RuleViolation):
    """The state knows no such action."""

    code = "state.illegal_transition"


@dataclass(frozen=True, slots=True)
class Transition(Generic[S, A]):
    """One row: in `state`, `action` leads to `next`; `roles` may do it; `evidence` is needed."""

    state: S
    action: A
    next: S
    roles: frozenset[str] = frozenset()
    evidence: frozenset[str] = frozenset()
    limit: str = ""


class Machine(Generic[S, A]):
    """A table of transitions; two rows for one (state, action) fail at import."""

    def __init__(self, *, initial: S, rows: Iterable[Transition[S, A]]) -> None:
        self.initial = initial
        self._rows: dict[tuple[S, A], Transition[S, A]] = {}
        for row in rows:
            if (row.state, row.action) in self._rows:
                raise ValueError(f"two rows for {row.state} and {row.action}")
            self._rows[row.state, row.action] = row

    def __iter__(self) -> Iterator[Transition[S, A]]:
        return iter(self._rows.values())

    def step(self, state: S, action: A) -> Transition[S, A]:
        """Return the row for this state and action.

        Raises IllegalTransition when there is none.
        """
        try:
            return self._rows[state, action]
        except KeyError:
            raise IllegalTransition(state=str(state), action=str(action)) from None

    def actions(self, state: S) -> list[A]:
        """Return what may be done in this state, in the order of the table."""
        return [row.action for row in self if row.state == state]

    def final_states(self) -> frozenset[S]:
        """Return the states that are reached and have no rows of their own."""
        return frozenset(row.next for row in self) - frozenset(row.state for row in self)
