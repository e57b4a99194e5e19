"""What holds about people: kinds, states and moves, the owners' roll, and what is kept how long."""

from linli.apps.people.rules.fields import IMPERSONAL, PERSONAL
from linli.apps.people.rules.kinds import (
    ConsentSubject,
    CreateGround,
    DuplicateGround,
    IdKind,
    LeaveReason,
    PersonKind,
    ReadingKind,
    ReadingReason,
    Relation,
    RepresentationKind,
    RequestKind,
    Tenure,
)

__all__ = [
    "IMPERSONAL",
    "PERSONAL",
    "ConsentSubject",
    "CreateGround",
    "DuplicateGround",
    "IdKind",
    "LeaveReason",
    "PersonKind",
    "ReadingKind",
    "ReadingReason",
    "Relation",
    "RepresentationKind",
    "RequestKind",
    "Tenure",
]
