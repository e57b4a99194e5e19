"""What is refused, whoever asks: one class for each reason."""

from linli.core.errors import InvalidInput, RuleViolation


class SeatTaken(RuleViolation):
    """Somebody holds the seat in that time."""

    code = "organisations.seat_taken"


class SeatNotOpen(RuleViolation):
    """The seat does not exist on those days."""

    code = "organisations.seat_not_open"


class SeatStillHeld(RuleViolation):
    """Somebody holds the seat then: the post ends first."""

    code = "organisations.seat_still_held"


class BodyNotOpen(RuleViolation):
    """The body does not exist on that day."""

    code = "organisations.body_not_open"


class BodyHasChildren(RuleViolation):
    """Bodies stand below this one: they come first."""

    code = "organisations.body_has_children"


class PlaceUnfit(RuleViolation):
    """Bodies of this type do not stand on such a place, or the seat lies outside the body's."""

    code = "organisations.place_unfit"


class ParentUnfit(RuleViolation):
    """Bodies of this type do not stand below such a body."""

    code = "organisations.parent_unfit"


class DatesReversed(InvalidInput):
    """The end does not lie after the beginning."""

    code = "organisations.dates_reversed"


class AlreadyEnded(RuleViolation):
    """It has ended already, or was entered in error."""

    code = "organisations.already_ended"


class NothingChanged(InvalidInput):
    """What was given is what is stored."""

    code = "organisations.nothing_changed"


class NotAPerson(RuleViolation):
    """Only a natural person holds a post."""

    code = "organisations.not_a_person"


class TwoSeatsInOneBody(RuleViolation):
    """The person has a seat of this body already."""

    code = "organisations.two_seats_in_one_body"


class AppointmentBarred(RuleViolation):
    """A rule of law stands against it; `rule` and `source` say which."""

    code = "organisations.appointment_barred"


class NotOnDuty(RuleViolation):
    """The person neither holds nor stands in for the post in that time."""

    code = "organisations.not_on_duty"


class SubstituteFromOutside(RuleViolation):
    """In this body only its own members, or those of a body above it, stand in for one another."""

    code = "organisations.substitute_from_outside"


class AwayAlready(RuleViolation):
    """The person is recorded as away from the post in that time."""

    code = "organisations.away_already"


class OneStewardAtATime(RuleViolation):
    """Who looks after the compound from that day on is recorded already."""

    code = "organisations.one_steward_at_a_time"


class RecordedAlready(RuleViolation):
    """The same is recorded and still holds."""

    code = "organisations.recorded_already"


class NotABranch(RuleViolation):
    """Members and report-ins belong to party bodies."""

    code = "organisations.not_a_branch"


class JurisdictionUnknown(InvalidInput):
    """There is no division with this code."""

    code = "organisations.jurisdiction_unknown"


class ChangedSince(RuleViolation):
    """Something has happened to it since it was entered: it can no longer be taken back."""

    code = "organisations.changed_since"


class RuleReversed(InvalidInput):
    """The rule asks for at least more than it allows at most, or for numbers no body has."""

    code = "organisations.rule_reversed"


class RuleThere(RuleViolation):
    """Another rule of the place about this begins on that day already."""

    code = "organisations.rule_there"


class PostNotKnown(InvalidInput):
    """The person neither holds nor stands in for such a post of the body on that day."""

    code = "organisations.post_not_known"


class RuleBesideWhat(InvalidInput):
    """Only a rule about seats held beside names other bodies, and it must."""

    code = "organisations.rule_beside_what"


class RuleOfNoType(InvalidInput):
    """The rule names no type of body, or one that is not there."""

    code = "organisations.rule_of_no_type"
