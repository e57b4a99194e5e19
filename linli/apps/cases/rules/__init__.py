"""What may happen to a case and what follows: tables and pure functions."""

from linli.apps.cases.rules.fields import IMPERSONAL, PERSONAL
from linli.apps.cases.rules.flow import FLOW, CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import Channel, Disclosure, Level, Outcome

__all__ = [
    "FLOW",
    "IMPERSONAL",
    "PERSONAL",
    "CaseAction",
    "CaseState",
    "Channel",
    "Disclosure",
    "Level",
    "Outcome",
    "Part",
]
