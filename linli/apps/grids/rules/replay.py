"""From the trail back to the rows: what is stored must be what the acts, in order, lead to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from linli.apps.grids.rules.revisions import FLOW, RevisionAction, RevisionState

Span = tuple[int, date, date | None]
"""A cell, from a day, to a day."""

_ACTIONS = {
    "grid.revision_checked": RevisionAction.CHECK,
    "grid.revision_published": RevisionAction.PUBLISH,
    "grid.revision_withdrawn": RevisionAction.WITHDRAW,
    "grid.revision_discarded": RevisionAction.DISCARD,
    "grid.revision_switched": RevisionAction.SWITCH,
}


@dataclass
class GridState:
    """What the acts lead to: plans, lives of cells, claims and posts as spans in order."""

    revisions: dict[int, RevisionState] = field(default_factory=dict)
    based_on: dict[int, int | None] = field(default_factory=dict)
    cells: dict[int, tuple[str, date, date | None]] = field(default_factory=dict)
    claims: dict[tuple[str, int], list[Span]] = field(default_factory=dict)
    stations: dict[int, list[Span]] = field(default_factory=dict)


def replay(acts: Iterable[tuple[str, int, Mapping[str, Any]]]) -> GridState:
    """Return the state after acts given as kind, number of the subject, facts.

    Raises IllegalTransition for an act that the table of states does not know.
    """
    state = GridState()
    for kind, subject, facts in acts:
        if kind == "grid.revision_begun":
            state.revisions[subject] = FLOW.initial
            state.based_on[subject] = facts["based_on"]
        elif kind in _ACTIONS:
            _step(state, subject, _ACTIONS[kind])
            _effects(state, kind, subject, facts)
        elif kind.startswith("grid.draft_"):
            _step(state, subject, RevisionAction.EDIT)
        elif kind in {"grid.assigned", "grid.unassigned"}:
            _claim(state, kind, subject, facts)
        elif kind in {"grid.post_opened", "grid.post_moved"}:
            day = date.fromisoformat(facts["valid_from"])
            _begin(state.stations.setdefault(facts["seat"], []), subject, day, keep_empty=True)
        elif kind == "grid.post_closed":
            day = date.fromisoformat(facts["valid_to"])
            _end_last(state.stations[facts["seat"]], day, keep_empty=True)
    return state


def _claim(state: GridState, kind: str, cell: int, facts: Mapping[str, Any]) -> None:
    begins = kind == "grid.assigned"
    day = date.fromisoformat(facts["valid_from" if begins else "valid_to"])
    for name in ("places", "units"):
        for number in facts[name]:
            spans = state.claims.setdefault((name[:-1], number), [])
            if begins:
                _begin(spans, cell, day)
            else:
                _end_last(spans, day)


def _step(state: GridState, revision: int, action: RevisionAction) -> None:
    state.revisions[revision] = FLOW.step(state.revisions[revision], action).next


def _effects(state: GridState, kind: str, revision: int, facts: Mapping[str, Any]) -> None:
    if kind == "grid.revision_published":
        day = date.fromisoformat(facts["valid_from"])
        for cell in facts["opened"]:
            state.cells[cell["id"]] = (cell["code"], day, None)
    elif kind == "grid.revision_withdrawn":
        for cell in facts["cells"]:
            code, day, _end = state.cells[cell]
            state.cells[cell] = (code, day, day)
    elif kind == "grid.revision_switched":
        _switch(state, revision, facts)


def _switch(state: GridState, revision: int, facts: Mapping[str, Any]) -> None:
    day = date.fromisoformat(facts["valid_from"])
    former = state.based_on[revision]
    if former is not None:
        _step(state, former, RevisionAction.REPLACE)
    for cell in facts["closed"]:
        code, since, _end = state.cells[cell]
        state.cells[cell] = (code, since, day)
    for what, number, _cell in facts["ended"]:
        _end_last(state.claims[what, number], day)
    for what, number, cell in facts["begun"]:
        _begin(state.claims.setdefault((what, number), []), cell, day)
    for seat, _old, new in facts["stations"]:
        _begin(state.stations[seat], new, day, keep_empty=True)


def _begin(spans: list[Span], cell: int, day: date, *, keep_empty: bool = False) -> None:
    _end_last(spans, day, keep_empty=keep_empty)
    since = max(day, spans[-1][2] or day) if keep_empty and spans else day
    spans.append((cell, since, None))


def _end_last(spans: list[Span], day: date, *, keep_empty: bool = False) -> None:
    """End the open span; one that would hold on no day is gone, unless empty ones are kept."""
    if not spans or spans[-1][2] is not None:
        return
    cell, since, _end = spans.pop()
    if since < day or keep_empty:
        spans.append((cell, since, max(day, since)))
