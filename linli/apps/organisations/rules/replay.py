"""From the trail back to the rows: what is stored must be what the acts, in order, lead to."""

from collections.abc import Iterable, Mapping
from typing import Any

from linli.apps.organisations.rules.service import CLAIM_FLOW, ClaimAction, ClaimState

Rows = dict[int, dict[str, Any]]
State = dict[str, Rows]

# kind of act → table, what names the row, and what the act does to it
_ADDS = {
    "body.founded": ("body", "body_id"),
    "seat.opened": ("seat", "seat_id"),
    "appointment.made": ("appointment", "appointment_id"),
    "absence.recorded": ("absence", "absence_id"),
    "tie.declared": ("declaration", "declaration_id"),
    "membership.recorded": ("membership", "membership_id"),
    "household.marked": ("mark", "mark_id"),
    "report_in.made": ("report_in", "report_in_id"),
    "stewardship.begun": ("stewardship", "stewardship_id"),
    "condition.noted": ("condition", "condition_id"),
    "local_rule.set": ("local_rule", "local_rule_id"),
    "own_type.set": ("own_type", "own_type_id"),
    "need.published": ("need", "need_id"),
    "service.claimed": ("claim", "claim_id"),
    "service.facts_asked": ("statement", "statement_id"),
    "training.recorded": ("course", "course_id"),
    "training.attended": ("attendance", "attendance_id"),
}
_SETS = {
    "body.dissolved": ("body", "body_id"),
    "seat.closed": ("seat", "seat_id"),
    "appointment.ended": ("appointment", "appointment_id"),
    "absence.ended": ("absence", "absence_id"),
    "membership.ended": ("membership", "membership_id"),
    "household.unmarked": ("mark", "mark_id"),
    "report_in.confirmed": ("report_in", "report_in_id"),
    "report_in.ended": ("report_in", "report_in_id"),
    "condition.cleared": ("condition", "condition_id"),
    "local_rule.ended": ("local_rule", "local_rule_id"),
    "own_type.ended": ("own_type", "own_type_id"),
    "need.ended": ("need", "need_id"),
    "service.noted": ("claim", "claim_id"),
    "service.confirmed": ("claim", "claim_id"),
    "service.disputed": ("claim", "claim_id"),
    "service.withdrawn": ("claim", "claim_id"),
    "service.facts_issued": ("statement", "statement_id"),
}
_CLAIM_ACTIONS = {
    "service.noted": ClaimAction.NOTE,
    "service.confirmed": ClaimAction.CONFIRM,
    "service.disputed": ClaimAction.DISPUTE,
    "service.withdrawn": ClaimAction.WITHDRAW,
}
_CHANGES = {
    "body.changed": ("body", "body_id"),
    "appointment.corrected": ("appointment", "appointment_id"),
}
_VOIDS = {
    "appointment.voided": ("appointment", "appointment_id"),
    "absence.voided": ("absence", "absence_id"),
}
_DROPS = {
    "body.voided": ("body", "body_id"),
    "seat.voided": ("seat", "seat_id"),
    "membership.voided": ("membership", "membership_id"),
    "household.mark_voided": ("mark", "mark_id"),
    "report_in.voided": ("report_in", "report_in_id"),
    "tie.voided": ("declaration", "declaration_id"),
    "stewardship.voided": ("stewardship", "stewardship_id"),
    "condition.voided": ("condition", "condition_id"),
    "local_rule.voided": ("local_rule", "local_rule_id"),
    "own_type.voided": ("own_type", "own_type_id"),
    "training.attendance_voided": ("attendance", "attendance_id"),
    "training.voided": ("course", "course_id"),
}


def replay(events: Iterable[tuple[str, Mapping[str, Any]]]) -> State:
    """Return table → number → columns after `events`, each a kind and its facts.

    Kinds of other applications are passed over. Raises KeyError when an act speaks of a row that
    no act before it made.
    """
    state: State = {table: {} for table, _name in _ADDS.values()}
    for kind, facts in events:
        if kind in _ADDS:
            table, name = _ADDS[kind]
            row = {column: value for column, value in facts.items() if column != name}
            _end_previous(state[table], row)
            if table == "claim":
                row["state"] = CLAIM_FLOW.initial
            state[table][facts[name]] = row
        elif kind in _SETS:
            table, name = _SETS[kind]
            row = {column: value for column, value in facts.items() if column != name}
            state[table][facts[name]].update(row)
            if kind in _CLAIM_ACTIONS:
                _step(state[table][facts[name]], _CLAIM_ACTIONS[kind])
        elif kind in _FORGETS:
            _FORGETS[kind](state, facts)
        elif kind in _CHANGES:
            table, name = _CHANGES[kind]
            changes = {column: new for column, (_old, new) in facts["changes"].items()}
            state[table][facts[name]].update(changes)
        elif kind in _VOIDS:
            table, name = _VOIDS[kind]
            state[table][facts[name]]["is_void"] = True
        elif kind in _DROPS:
            _drop(state, *_DROPS[kind], facts)
    return state


def _drop(state: State, table: str, name: str, facts: Mapping[str, Any]) -> None:
    """Take a row away that never was; what it had ended holds again."""
    del state[table][facts[name]]
    if table == "course":
        rows = state["attendance"]
        for number in [one for one, row in rows.items() if row["course_id"] == facts[name]]:
            del rows[number]
    if facts.get("previous_id") is not None:
        state[table][facts["previous_id"]]["valid_to"] = None


def _end_previous(rows: Rows, row: dict[str, Any]) -> None:
    """End the row that a new one takes the place of, on the day the new one begins."""
    previous = row.pop("previous_id", None)
    if previous is not None:
        rows[previous]["valid_to"] = row["valid_from"]


def _step(claim: dict[str, Any], action: ClaimAction) -> None:
    """Let a claim move as its table of states says; a disputed service was never noted."""
    claim["state"] = CLAIM_FLOW.step(ClaimState(claim["state"]), action).next
    if action == ClaimAction.DISPUTE:
        claim.update(served_on=None, minutes=None, noted_by_person=None)


def _forget_rows(state: State, facts: Mapping[str, Any]) -> None:
    """Take rows away whose period is over; offers are not replayed."""
    for number in facts["numbers"] if facts["table"] in state else ():
        del state[facts["table"]][number]


def _forget_service(state: State, facts: Mapping[str, Any]) -> None:
    report_ins = set(facts["report_ins"])
    for table in ("claim", "statement"):
        rows = state[table]
        gone = [number for number, row in rows.items() if row["report_in_id"] in report_ins]
        for number in gone:
            del rows[number]
    for number in report_ins:
        del state["report_in"][number]


_FORGETS = {"service.forgotten": _forget_service, "organisations.forgotten": _forget_rows}
