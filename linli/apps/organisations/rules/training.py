"""Training of people in office (任职培训): for which posts, and what the trail says of it.

Source: [rule:training].
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType

from linli.apps.organisations.rules.events import Event
from linli.apps.organisations.rules.kinds import BodyType, SeatKind
from linli.core.errors import InvalidInput, RuleViolation

MOST_HOURS = 200


class Audience(StrEnum):
    """Whom a course is held for (培训对象)."""

    BRANCH_SECRETARIES = "BRANCH_SECRETARIES"  # 党支部书记
    COMMITTEE_MEMBERS = "COMMITTEE_MEMBERS"  # 业主委员会委员
    GRID_WORKERS = "GRID_WORKERS"  # 网格员
    LEADERS = "LEADERS"  # 小组长、楼长、单元长
    MEDIATORS = "MEDIATORS"  # 人民调解员
    ALL = "ALL"  # 全体任职人员


class TrainingToCome(RuleViolation):
    """What is recorded has been held: the day does not lie ahead."""

    code = "organisations.training_to_come"


class TrainingThere(RuleViolation):
    """A course of this title on this day at this place is recorded already."""

    code = "organisations.training_there"


class OrganiserElsewhere(RuleViolation):
    """The body that holds a course stands at its place or above it, and exists on the day."""

    code = "organisations.organiser_elsewhere"


class HoursUnbelievable(InvalidInput):
    """A course lasts at least an hour, and not for ever."""

    code = "organisations.training_hours"


class NotInvited(RuleViolation):
    """Whoever attends holds a post of the audience at the place on the day."""

    code = "organisations.not_invited"


class AttendanceThere(RuleViolation):
    """The attendance is recorded already."""

    code = "organisations.attendance_there"


_BRANCHES = frozenset(
    {
        BodyType.COMMUNITY_BRANCH,
        BodyType.COMPOUND_BRANCH,
        BodyType.VILLAGE_BRANCH,
        BodyType.JOINT_BRANCH,
    }
)

# Types of bodies and kinds of seats of each audience; an empty set stands for all.
INVITED: Mapping[Audience, tuple[frozenset[BodyType], frozenset[SeatKind]]] = MappingProxyType(
    {
        Audience.BRANCH_SECRETARIES: (_BRANCHES, frozenset({SeatKind.SECRETARY})),
        Audience.COMMITTEE_MEMBERS: (
            frozenset({BodyType.OWNERS_COMMITTEE}),
            frozenset({SeatKind.CHAIR, SeatKind.VICE_CHAIR, SeatKind.MEMBER}),
        ),
        Audience.GRID_WORKERS: (
            frozenset(),
            frozenset(
                {
                    SeatKind.GRID_WORKER_FULL,
                    SeatKind.GRID_WORKER_PART,
                    SeatKind.FIXED_WORKER,
                    SeatKind.VILLAGE_GRID_WORKER,
                }
            ),
        ),
        Audience.LEADERS: (
            frozenset(),
            frozenset(
                {
                    SeatKind.RESIDENTS_GROUP_LEADER,
                    SeatKind.BUILDING_LEADER,
                    SeatKind.UNIT_LEADER,
                }
            ),
        ),
        Audience.MEDIATORS: (frozenset({BodyType.MEDIATION_COMMITTEE}), frozenset()),
        Audience.ALL: (frozenset(), frozenset()),
    }
)


def check_hours(hours: int) -> int:
    """Return a number of hours that a course may last; raises HoursUnbelievable."""
    if not 1 <= hours <= MOST_HOURS:
        raise HoursUnbelievable(field="hours", most=MOST_HOURS)
    return hours


@dataclass(frozen=True, slots=True)
class TrainingRecorded(Event):
    """A course that was held was recorded."""

    kind = "training.recorded"

    course_id: int
    place_id: int
    organiser_id: int
    title: str
    audience: Audience
    hours: int
    note: str
    held_on: date


@dataclass(frozen=True, slots=True)
class TrainingVoided(Event):
    """A course was struck out, with who attended it."""

    kind = "training.voided"

    course_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AttendanceRecorded(Event):
    """Somebody in a post attended a course."""

    kind = "training.attended"

    attendance_id: int
    course_id: int
    appointment_id: int
    certificate: str


@dataclass(frozen=True, slots=True)
class AttendanceVoided(Event):
    """An attendance that was entered in error was struck out."""

    kind = "training.attendance_voided"

    attendance_id: int
