"""What the trail says of bodies and posts: one frozen record for each kind of act.

Replaying them in order reaches the stored rows (`replay`). Acts on membership leave out whom they
concern: the trail is read by more people than may know that. Source: [rule:membership-visibility].
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import ClassVar

from linli.apps.organisations.rules.basis import (
    AwayReason,
    Basis,
    Condition,
    Ending,
    Mark,
    Statement,
    Stewarding,
)
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.rules.limits import Severity, Test

Changes = Mapping[str, tuple[object, object]]


@dataclass(frozen=True, slots=True)
class Event:
    """An act as the trail keeps it."""

    kind: ClassVar[str]

    def facts(self) -> dict[str, object]:
        """Return the facts by name."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class BodyFounded(Event):
    """A body was set up."""

    kind = "body.founded"

    body_id: int
    type: BodyType
    own_type_id: int | None
    name: str
    place_id: int
    parent_id: int | None
    trade: str
    work_phone: str
    document_number: str
    size: int | None
    term_ends: date | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class BodyChanged(Event):
    """Name, parent, phone, size, term or document of a body changed: column → (old, new)."""

    kind = "body.changed"

    body_id: int
    changes: Changes


@dataclass(frozen=True, slots=True)
class BodyDissolved(Event):
    """A body ended; its seats and posts ended with it."""

    kind = "body.dissolved"

    body_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class SeatOpened(Event):
    """A seat was added to a body."""

    kind = "seat.opened"

    seat_id: int
    body_id: int
    seat_kind: SeatKind
    position: int
    title: str
    place_id: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class SeatClosed(Event):
    """A seat was abolished."""

    kind = "seat.closed"

    seat_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class AppointmentMade(Event):
    """Somebody came into a seat."""

    kind = "appointment.made"

    appointment_id: int
    seat_id: int
    person_id: int
    is_acting: bool
    basis: Basis
    basis_text: str
    document_number: str
    term_ends: date | None
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, slots=True)
class AppointmentEnded(Event):
    """Somebody left a seat, or will on that day."""

    kind = "appointment.ended"

    appointment_id: int
    valid_to: date
    ending: Ending


@dataclass(frozen=True, slots=True)
class AppointmentCorrected(Event):
    """What was recorded of a post was wrong and was put right: column → (old, new)."""

    kind = "appointment.corrected"

    appointment_id: int
    changes: Changes
    reason: str


@dataclass(frozen=True, slots=True)
class AppointmentVoided(Event):
    """A post had been entered in error."""

    kind = "appointment.voided"

    appointment_id: int
    reason: str


@dataclass(frozen=True, slots=True)
class AbsenceRecorded(Event):
    """Somebody is away from a post, and somebody stands in."""

    kind = "absence.recorded"

    absence_id: int
    seat_id: int
    person_id: int
    substitute_id: int | None
    reason: AwayReason
    valid_from: date
    valid_to: date


@dataclass(frozen=True, slots=True)
class AbsenceEnded(Event):
    """Somebody came back earlier than recorded."""

    kind = "absence.ended"

    absence_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class AbsenceVoided(Event):
    """An absence did not take place."""

    kind = "absence.voided"

    absence_id: int


@dataclass(frozen=True, slots=True)
class TieDeclared(Event):
    """Somebody declared to a body whether a tie exists."""

    kind = "tie.declared"

    declaration_id: int
    body_id: int
    person_id: int
    statement: Statement
    is_so: bool
    declared_on: date


@dataclass(frozen=True, slots=True)
class MembershipRecorded(Event):
    """A branch entered a member; the trail does not say whom."""

    kind = "membership.recorded"

    membership_id: int
    branch_id: int
    valid_from: date


@dataclass(frozen=True, slots=True)
class MembershipEnded(Event):
    """A member left a branch; the trail does not say who."""

    kind = "membership.ended"

    membership_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class HouseholdMarked(Event):
    """A branch recognised a household; the trail does not say which."""

    kind = "household.marked"

    mark_id: int
    body_id: int
    mark: Mark
    valid_from: date


@dataclass(frozen=True, slots=True)
class HouseholdUnmarked(Event):
    """A branch withdrew the recognition of a household."""

    kind = "household.unmarked"

    mark_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class ReportInMade(Event):
    """An in-service member reported to a branch; the trail does not say who."""

    kind = "report_in.made"

    report_in_id: int
    branch_id: int
    confirmed_by_person_on: date | None
    confirmed_by_branch_on: date | None
    valid_from: date


@dataclass(frozen=True, slots=True)
class ReportInConfirmed(Event):
    """One side confirmed a report-in."""

    kind = "report_in.confirmed"

    report_in_id: int
    confirmed_by_person_on: date | None
    confirmed_by_branch_on: date | None


@dataclass(frozen=True, slots=True)
class ReportInEnded(Event):
    """A report-in ended."""

    kind = "report_in.ended"

    report_in_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class StewardshipBegun(Event):
    """Somebody began to look after a compound; what was before ended that day."""

    kind = "stewardship.begun"

    stewardship_id: int
    place_id: int
    steward_kind: Stewarding
    body_id: int | None
    exit_plan: str
    review_on: date | None
    valid_from: date
    previous_id: int | None


@dataclass(frozen=True, slots=True)
class ConditionNoted(Event):
    """A shortcoming of a compound was noted."""

    kind = "condition.noted"

    condition_id: int
    place_id: int
    condition: Condition
    grade: int
    note: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class ConditionCleared(Event):
    """A shortcoming of a compound was put right."""

    kind = "condition.cleared"

    condition_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class LocalRuleSet(Event):
    """A place entered a rule of its own, with its source."""

    kind = "local_rule.set"

    local_rule_id: int
    test: Test
    body_type: BodyType
    own_type_id: int | None
    beside: BodyType | None
    jurisdiction: str
    least: int | None
    most: int | None
    is_odd: bool
    severity: Severity
    source: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class LocalRuleEnded(Event):
    """A rule of a place ended."""

    kind = "local_rule.ended"

    local_rule_id: int
    valid_to: date


@dataclass(frozen=True, slots=True)
class OwnTypeSet(Event):
    """A place set up a type of body for itself."""

    kind = "own_type.set"

    own_type_id: int
    place_id: int
    name: str
    stands_on: str
    head_title: str
    deputy_title: str
    deputies: int
    member_title: str
    members: int
    helper_title: str
    source: str
    valid_from: date


@dataclass(frozen=True, slots=True)
class OwnTypeEnded(Event):
    """No more bodies of an own type are set up."""

    kind = "own_type.ended"

    own_type_id: int
    valid_to: date
