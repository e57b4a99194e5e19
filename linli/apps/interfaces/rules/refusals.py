"""What is refused at the interfaces, each with its code."""

from linli.core.errors import InvalidInput, NotAllowed, NotFound, RuleViolation


class KeyMissing(NotAllowed):
    """The call came without a key, or with one that does not work."""

    code = "interfaces.key_missing"


class ActNotInKey(NotAllowed):
    """The key does not hold the act that this call needs; `act` names it."""

    code = "interfaces.act_not_in_key"


class TooManyCalls(RuleViolation):
    """The key has used up what it may call in this minute; `seconds` until the next."""

    code = "interfaces.too_many_calls"


class CommandKeyMissing(InvalidInput):
    """A write came without an Idempotency-Key."""

    code = "interfaces.command_key_missing"


class VersionMissing(InvalidInput):
    """An act on a case came without the version that its sender has seen."""

    code = "interfaces.version_missing"


class VersionMalformed(InvalidInput):
    """The version of a case is a number in quotation marks, as the answer gave it."""

    code = "interfaces.version_malformed"


class ValueMalformed(InvalidInput):
    """One value of a call cannot be read; `field` names it."""

    code = "interfaces.value_malformed"


class ContactHidden(NotAllowed):
    """What the reporter chose keeps name and phone from this body."""

    code = "interfaces.contact_hidden"


class PlaceOutside(NotFound):
    """The place lies outside the scope of the key, or does not exist."""

    code = "interfaces.place_outside"


class ScopeOutside(InvalidInput):
    """A key reaches no further than its body."""

    code = "interfaces.scope_outside"


class ActsMissing(InvalidInput):
    """A key needs at least one act."""

    code = "interfaces.acts_missing"


class PurposeMissing(InvalidInput):
    """A key needs a purpose in words."""

    code = "interfaces.purpose_missing"


class ExpiryImpossible(InvalidInput):
    """A key ends after today and within a year."""

    code = "interfaces.expiry_impossible"


class BodyWithoutRights(RuleViolation):
    """The posts of this body hold nothing that a program could use."""

    code = "interfaces.body_without_rights"


class KeyNotWaiting(RuleViolation):
    """The request for a key was decided already."""

    code = "interfaces.key_not_waiting"


class KeyNotGranted(RuleViolation):
    """There is no secret for a key that is not granted, is over, or was revoked."""

    code = "interfaces.key_not_granted"


class KeyOver(RuleViolation):
    """The key was revoked or refused already."""

    code = "interfaces.key_over"


class JurisdictionUnknown(NotFound):
    """No division has the code that was given as jurisdiction_id."""

    code = "interfaces.jurisdiction_unknown"


class ServiceMissing(InvalidInput):
    """A request names no service_code."""

    code = "interfaces.service_missing"


class ServiceUnknown(NotFound):
    """No category with this service_code takes reports there."""

    code = "interfaces.service_unknown"


class LocationMissing(InvalidInput):
    """A request names no place: lat and long, address_id or address_string."""

    code = "interfaces.location_missing"


class LocationUnknown(InvalidInput):
    """The place of a request is not found; a plate code or another name may be."""

    code = "interfaces.location_unknown"


class SpanTooLong(InvalidInput):
    """A search spans at most 90 days."""

    code = "interfaces.span_too_long"


class TooManyNumbers(InvalidInput):
    """So many numbers at once are not looked up."""

    code = "interfaces.too_many_numbers"
