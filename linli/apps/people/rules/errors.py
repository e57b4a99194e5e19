"""What the register refuses. None of these carries a name or a number."""

from linli.core.errors import InvalidInput, RuleViolation


class SimilarExists(RuleViolation):
    """Records that may be this person exist; the counter must look at them first."""

    code = "people.similar_exists"


class IdNumberTaken(RuleViolation):
    """A record with exactly this identity number exists; it is the one to use."""

    code = "people.id_number_taken"


class GuardianMissing(RuleViolation):
    """A child under fourteen is registered with a guardian only."""

    code = "people.guardian_missing"


class KindMismatch(InvalidInput):
    """The kind of number does not fit the kind of person."""

    code = "people.kind_mismatch"


class DateInFuture(InvalidInput):
    """What has not happened yet is not registered."""

    code = "people.date_in_future"


class BornAfterEvent(InvalidInput):
    """The day lies before the birth of the person."""

    code = "people.born_after_event"


class RecordClosed(RuleViolation):
    """The record is restricted, erased or merged into another; it takes no more entries."""

    code = "people.record_closed"


class AccountOpened(RuleViolation):
    """This person has an account already."""

    code = "people.account_opened"


class NoPhoneForCodes(RuleViolation):
    """The record has no mobile number to which a code could be sent."""

    code = "people.no_phone_for_codes"


class AlreadyMember(RuleViolation):
    """The person belongs to this household already."""

    code = "people.already_member"


class HouseholdEnded(RuleViolation):
    """The household no longer exists."""

    code = "people.household_ended"


class HeadNeeded(RuleViolation):
    """A household has exactly one head among its members."""

    code = "people.head_needed"


class EndsBeforeStart(InvalidInput):
    """The end lies before the beginning."""

    code = "people.ends_before_start"


class OwnershipOverlaps(RuleViolation):
    """On that day the unit had another owner in the register, from `since`."""

    code = "people.ownership_overlaps"


class OwnersMissing(RuleViolation):
    """Of units that are to be joined some have owners in the register and others have none."""

    code = "people.owners_missing"


class StockMixed(RuleViolation):
    """A developer's unsold or undelivered units are joined only with their like."""

    code = "people.stock_mixed"


class OwnersUnclear(InvalidInput):
    """No owner, one twice, or a developer's stock with more than one holder."""

    code = "people.owners_unclear"


class SharesDoNotAddUp(InvalidInput):
    """Either nobody has a share or all shares add up to the whole."""

    code = "people.shares"


class NotCoOwner(RuleViolation):
    """Only one of the present co-owners can be their representative."""

    code = "people.not_co_owner"


class AgentUnfit(RuleViolation):
    """A guardian or authorised person is an adult of full capacity, another person, and alive."""

    code = "people.agent_unfit"


class AgentNamed(RuleViolation):
    """A company has one authorised person at a time; end the old authority first."""

    code = "people.agent_named"


class ConsentMissing(RuleViolation):
    """Nobody has agreed to this being kept."""

    code = "people.consent_missing"


class ConsentGiven(RuleViolation):
    """This consent is in force already."""

    code = "people.consent_given"


class ConsentNotAsked(RuleViolation):
    """Only for a child under fourteen does a guardian agree to the record being kept."""

    code = "people.consent_not_asked"


class NoGuardianThen(RuleViolation):
    """On the day of the consent this person was no guardian of the child in the register."""

    code = "people.no_guardian_then"


class ReasonMissing(InvalidInput):
    """A reason is a choice and some words of one's own."""

    code = "people.reason_missing"


class StillTied(RuleViolation):
    """Somebody who lives, owns or holds a post here cannot be erased; the law keeps the record."""

    code = "people.still_tied"


class MergeImpossible(RuleViolation):
    """Both records have an account to sign in, or they are of different kinds."""

    code = "people.merge_impossible"


class LaterMerge(RuleViolation):
    """The record that was kept has itself gone into another one; that is undone first."""

    code = "people.later_merge"


class KeysInUse(RuleViolation):
    """Values still lie under older keys; seal them again before the keys are destroyed."""

    code = "people.keys_in_use"


class RosterInUse(RuleViolation):
    """What a roster has entered has been changed since; it is corrected one by one."""

    code = "people.roster_in_use"


class NothingCorrected(InvalidInput):
    """A correction names nothing that differs, or a field that cannot be emptied."""

    code = "people.nothing_corrected"


class NumberSettles(RuleViolation):
    """The resident identity number says the date of birth and the sex; it is corrected itself."""

    code = "people.number_settles"


class KindFixed(RuleViolation):
    """The kind of the record cannot become this one."""

    code = "people.kind_fixed"


class EndedSince(RuleViolation):
    """What was entered has ended meanwhile: it was true for a time and is not struck out."""

    code = "people.ended_since"


class ClosedRowsChanged(RuleViolation):
    """What an ending had closed has changed since, so it is not opened again as it was."""

    code = "people.closed_rows_changed"


class LivesElsewhere(RuleViolation):
    """Of those who lived there `count` have been entered in another household, from `since` on."""

    code = "people.lives_elsewhere"


class HandlerIncomplete(InvalidInput):
    """The notice needs name, address, person in charge and phone of whoever answers."""

    code = "people.handler_incomplete"
