"""Tables of cases: what may be reported, the case and its thread, tasks, clocks, summaries."""

from linli.apps.cases.models.approvals import Agreement
from linli.apps.cases.models.cases import Case, CaseStep, Photo
from linli.apps.cases.models.catalogue import (
    ApprovalRule,
    Category,
    CheckItem,
    DayOverride,
    LadderPost,
    Limit,
    OfficeHours,
)
from linli.apps.cases.models.clips import Clip
from linli.apps.cases.models.clocks import Clock, ClockEvent, Delay
from linli.apps.cases.models.escalations import Escalation
from linli.apps.cases.models.figures import (
    CallFigure,
    CategoryFigure,
    CellFigure,
    DayFigure,
    FigureChange,
    LeadFigure,
    StandingFigure,
)
from linli.apps.cases.models.followers import Follower
from linli.apps.cases.models.keys import CommandKey
from linli.apps.cases.models.tasks import CheckMark, Task

__all__ = [
    "Agreement",
    "ApprovalRule",
    "CallFigure",
    "Case",
    "CaseStep",
    "Category",
    "CategoryFigure",
    "CellFigure",
    "CheckItem",
    "CheckMark",
    "Clip",
    "Clock",
    "ClockEvent",
    "CommandKey",
    "DayFigure",
    "DayOverride",
    "Delay",
    "Escalation",
    "FigureChange",
    "Follower",
    "LadderPost",
    "LeadFigure",
    "Limit",
    "OfficeHours",
    "Photo",
    "StandingFigure",
    "Task",
]
