"""Bodies, their seats, who holds them when, and the registers beside them."""

from linli.apps.organisations.models.bodies import Body, Seat
from linli.apps.organisations.models.posts import Absence, Appointment, Declaration
from linli.apps.organisations.models.registers import (
    CompoundCondition,
    HouseholdMark,
    LocalRule,
    Membership,
    ReportIn,
    Stewardship,
)
from linli.apps.organisations.models.service import Claim, FactStatement, Need, Offer
from linli.apps.organisations.models.training import TrainingAttendance, TrainingCourse
from linli.apps.organisations.models.types import OwnType

__all__ = [
    "Absence",
    "Appointment",
    "Body",
    "Claim",
    "CompoundCondition",
    "Declaration",
    "FactStatement",
    "HouseholdMark",
    "LocalRule",
    "Membership",
    "Need",
    "Offer",
    "OwnType",
    "ReportIn",
    "Seat",
    "Stewardship",
    "TrainingAttendance",
    "TrainingCourse",
]
