"""What an act must bring along, and which lines of the check-list hold it back."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from linli.core.machine import Transition


@dataclass(frozen=True, slots=True)
class Gate:
    """One line of a check-list that holds an act back until somebody has seen to it."""

    item_id: int
    action: str
    is_marked: bool


def missing_evidence(row: Transition, given: Mapping[str, object]) -> list[str]:  # type: ignore[type-arg]
    """Return what the row of the flow asks for and nobody gave, in order of the alphabet."""
    return sorted(name for name in row.evidence if not given.get(name))


def open_gates(gates: Iterable[Gate], action: str) -> list[int]:
    """Return the lines that still hold back `action`."""
    return [gate.item_id for gate in gates if gate.action == action and not gate.is_marked]
