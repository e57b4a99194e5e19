"""What the trail says of rows that were struck out as entered in error: replaying drops them."""

from dataclasses import dataclass

from linli.apps.organisations.rules.events import Event


@dataclass(frozen=True, slots=True)
class BodyVoided(Event):
    """A body had been entered in error, with all its seats."""

    kind = "body.voided"

    body_id: int


@dataclass(frozen=True, slots=True)
class SeatVoided(Event):
    """A seat went with a body that had been entered in error."""

    kind = "seat.voided"

    seat_id: int


@dataclass(frozen=True, slots=True)
class MembershipVoided(Event):
    """A member of a branch had been entered in error; the trail does not say who."""

    kind = "membership.voided"

    membership_id: int


@dataclass(frozen=True, slots=True)
class HouseholdMarkVoided(Event):
    """A household had been recognised in error; the trail does not say which."""

    kind = "household.mark_voided"

    mark_id: int


@dataclass(frozen=True, slots=True)
class ReportInVoided(Event):
    """A report-in had been entered in error; the trail does not say whose."""

    kind = "report_in.voided"

    report_in_id: int


@dataclass(frozen=True, slots=True)
class TieVoided(Event):
    """A declaration had been entered in error; the trail does not say whose."""

    kind = "tie.voided"

    declaration_id: int


@dataclass(frozen=True, slots=True)
class StewardshipVoided(Event):
    """Who looks after a compound had been entered in error; what it ended holds again."""

    kind = "stewardship.voided"

    stewardship_id: int
    previous_id: int | None


@dataclass(frozen=True, slots=True)
class ConditionVoided(Event):
    """A shortcoming had been entered in error."""

    kind = "condition.voided"

    condition_id: int


@dataclass(frozen=True, slots=True)
class LocalRuleVoided(Event):
    """A rule of a place had been entered in error."""

    kind = "local_rule.voided"

    local_rule_id: int


@dataclass(frozen=True, slots=True)
class OwnTypeVoided(Event):
    """An own type of body had been entered in error."""

    kind = "own_type.voided"

    own_type_id: int
