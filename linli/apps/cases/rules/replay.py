"""From the trail back to the case: what is stored must be what the acts, in order, lead to."""

from collections.abc import Iterable, Mapping
from typing import Any

from linli.apps.cases.rules.approvals import LEAST, Standing
from linli.apps.cases.rules.fields import IMPERSONAL
from linli.apps.cases.rules.flow import FLOW, CaseAction, CaseState
from linli.core.errors import RuleViolation

# What follows from the place, whose own trail tells where it lies, from the time of day, and from
# which accounts there are, and from the end of the period, which is no act on a case.
DERIVED = frozenset(
    {"scope_path", "county", "township", "community", "is_overdue", "is_to_call", "erased_at"}
)
# Everything else of a case that names nobody: these columns can be told again from the trail.
COLUMNS = tuple(
    name for name in IMPERSONAL["Case"].split() if name not in {"id", "number", *DERIVED}
)


# What is asked for, each yes to it, and the last of them.
ASKING = frozenset({"case.delay_asked", "case.exclusion_proposed"})
TAKING_BACK = frozenset({"case.exclusion_rejected", "case.exclusion_overturned"})
TAKING_EFFECT = frozenset({"case.delay_granted", "case.excluded"})
AGREEING = TAKING_EFFECT | {"case.delay_agreed", "case.exclusion_agreed"}


class TrailBroken(RuleViolation):
    """The trail of a case does not lead from one act to the next."""

    code = "cases.trail_broken"


def replay_agreements(events: Iterable[Mapping[str, Any]]) -> dict[int | None, Standing]:
    """Return how far each request for more time in a case is, and its exclusion (None).

    `events` are the facts of its acts with their `kind`. Raises TrailBroken when an agreement is
    not the next one, names another number than the request, or comes when it was whole already.
    """
    found: dict[int | None, Standing] = {}
    for facts in events:
        kind, number = facts["kind"], facts.get("delay")
        if kind in ASKING:
            found[number] = Standing(facts.get("needed", LEAST), 0)
        elif kind in TAKING_BACK:
            found.pop(None, None)
        elif kind in AGREEING:
            before = found.get(number)
            after = Standing(facts.get("needed", LEAST), facts.get("agreed", LEAST))
            if before != Standing(after.needed, after.agreed - 1) or after.is_whole != (
                kind in TAKING_EFFECT
            ):
                raise TrailBroken(version=facts["version"])
            found[number] = after
    return found


def replay(events: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the columns of one case after `events`, the facts of its acts in order.

    Each act tells its `version`, the `changes` it made, and if it was one of the flow its
    `action`; the flow is asked again. Raises TrailBroken when the versions have a gap or an act
    does not lead where the flow says, and IllegalTransition when the flow has no such act.
    """
    columns: dict[str, Any] = {}
    for facts in events:
        if columns and facts["version"] not in (columns["version"], columns["version"] + 1):
            raise TrailBroken(version=facts["version"])
        before = columns.get("state")
        columns |= {**facts["changes"], "version": facts["version"]}
        action = facts.get("action")
        if before is not None and action is not None:
            expected = FLOW.step(CaseState(before), CaseAction(action)).next
            if columns["state"] != expected:
                raise TrailBroken(version=facts["version"], state=columns["state"])
        elif before is not None and columns["state"] != before:
            raise TrailBroken(version=facts["version"], state=columns["state"])
    return columns
