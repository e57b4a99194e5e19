"""What is refused about cases, whoever asks: one class for each reason."""

from linli.core.errors import InvalidInput, NotFound, RuleViolation


class BodyHasNoPost(RuleViolation):
    """Neither the body nor a body above it has a post that could take the task."""

    code = "cases.body_has_no_post"


class EvidenceMissing(InvalidInput):
    """The act needs something more: a text, or the law it rests on."""

    code = "cases.evidence_missing"


class SettingEnded(RuleViolation):
    """The limit, category, day or hours no longer hold, or end on that day already."""

    code = "cases.setting_ended"


class SettingBackdated(RuleViolation):
    """A setting holds from today or a later day on; what was due before stays as it was."""

    code = "cases.setting_backdated"


class DayAlreadyGone(RuleViolation):
    """A day becomes a working day only ahead, and a day of rest at most a week afterwards."""

    code = "cases.day_already_gone"


class DaySetAlready(RuleViolation):
    """The place has set this day already: the entry is withdrawn first."""

    code = "cases.day_set_already"


class SettingInUse(RuleViolation):
    """A case has the category, or another setting is about it: it cannot be taken out again."""

    code = "cases.setting_in_use"


class LimitSetAlready(RuleViolation):
    """A limit of the same place, category, level and step begins on that day already."""

    code = "cases.limit_set_already"


class HoursSetAlready(RuleViolation):
    """Other office hours of the place begin on that day already."""

    code = "cases.hours_set_already"


class PostNamedAlready(RuleViolation):
    """The place has named another post for the rung from that day or a later one on."""

    code = "cases.post_named_already"


class ItemThere(RuleViolation):
    """The check-list holds a line of these words already, with another meaning."""

    code = "cases.item_there"


class PostNotNamed(InvalidInput):
    """The body has no such post, or several, of which none is meant."""

    code = "cases.post_not_named"


class CategoryNotNamed(InvalidInput):
    """No category with this code or name holds at the place."""

    code = "cases.category_not_named"


class CategoryThere(RuleViolation):
    """The place has a category with this code."""

    code = "cases.category_there"


class CategoryWithoutAddress(InvalidInput):
    """A category that is not ours says where to go, in both languages."""

    code = "cases.category_without_address"


class StaleCase(RuleViolation):
    """Somebody else has acted since the page was read; the facts say who and what."""

    code = "cases.stale"


class CaseLeft(NotFound):
    """The case lay with a body or a desk of this person, and has left it in the meantime."""

    code = "cases.left"


class ClockSetBack(RuleViolation):
    """The clock of this machine stands before the last act; times of a case never run back."""

    code = "cases.clock_set_back"


class CaseClosed(RuleViolation):
    """The case is closed; what can still be done is to disagree or to report anew."""

    code = "cases.closed"


class CategoryNotOurs(RuleViolation):
    """Such matters are not taken here; `address` says where to go."""

    code = "cases.category_not_ours"


class CategoryNotHere(InvalidInput):
    """The category is not offered at this place, or no longer."""

    code = "cases.category_not_here"


class CategoryUnchanged(InvalidInput):
    """The case is filed under this category already."""

    code = "cases.category_unchanged"


class PlaceTooCoarse(InvalidInput):
    """A report names a place within a township."""

    code = "cases.place_too_coarse"


class PlaceUnknown(InvalidInput):
    """The place that was chosen does not exist."""

    code = "cases.place_unknown"


class PlaceOver(InvalidInput):
    """The place no longer exists."""

    code = "cases.place_over"


class DisclosureTooLittle(RuleViolation):
    """Matters of this category cannot be followed up without knowing who reports."""

    code = "cases.disclosure_too_little"


class ContactMissing(InvalidInput):
    """A report in somebody's name needs a name and a way to reach them."""

    code = "cases.contact_missing"


class ChannelWrong(InvalidInput):
    """A report on behalf of somebody names how it came in; one's own does not."""

    code = "cases.channel_wrong"


class ItemsOpen(RuleViolation):
    """Lines of the check-list hold this back."""

    code = "cases.items_open"


class ItemUnknown(NotFound):
    """The check-list of this case has no such line."""

    code = "cases.item_unknown"


class MergeImpossible(RuleViolation):
    """A case is merged into another one that is open and not itself."""

    code = "cases.merge_impossible"


class NotMerged(RuleViolation):
    """The case was not merged."""

    code = "cases.not_merged"


class AppealedAlready(RuleViolation):
    """The exclusion was appealed once and upheld; what is left lies outside this system."""

    code = "cases.appealed_already"


class NotDisputable(RuleViolation):
    """The reporter took the report back; there is nothing to disagree with."""

    code = "cases.not_disputable"


class ArbitrationBinds(RuleViolation):
    """The arbiter has decided whose task it is; it cannot be returned once more."""

    code = "cases.arbitration_binds"


class BodyNotCompetent(InvalidInput):
    """The body does not work where the case lies, or no longer exists."""

    code = "cases.body_not_competent"


class BodyTwice(InvalidInput):
    """A body leads or assists, and once."""

    code = "cases.body_twice"


class OutcomeImpossible(InvalidInput):
    """A handler says solved, partly solved or not possible; nothing else."""

    code = "cases.outcome_impossible"


class NotYetLapsed(RuleViolation):
    """The reporter still has time to answer."""

    code = "cases.not_yet_lapsed"


class RatingImpossible(RuleViolation):
    """Only a closed case is rated, and only when something was done for the reporter."""

    code = "cases.rating_impossible"


class RatingOutOfRange(InvalidInput):
    """A rating is one to five."""

    code = "cases.rating_out_of_range"


class RatedAlready(RuleViolation):
    """The case has a rating."""

    code = "cases.rated_already"


class FollowingAlready(RuleViolation):
    """The person follows the case already, or reported it."""

    code = "cases.following_already"


class NotOffered(NotFound):
    """The report is not among those near the person, or was shown to them too long ago."""

    code = "cases.not_offered"


class NotFollowing(RuleViolation):
    """The person does not follow the case."""

    code = "cases.not_following"


class KeyMalformed(InvalidInput):
    """The key of a command has 8 to 80 characters."""

    code = "cases.key_malformed"


class KeyUsed(RuleViolation):
    """The key came before with another command."""

    code = "cases.key_used"


class SlipUnknown(NotFound):
    """No case has this code; the check character may be wrong."""

    code = "cases.slip_unknown"


class NotAsked(RuleViolation):
    """The case does not wait for the reporter's word now."""

    code = "cases.not_asked"


class SlipForReporter(RuleViolation):
    """A code lets the reporter in, and nobody who is signed in with a post."""

    code = "cases.slip_for_reporter"


class SlipExpired(RuleViolation):
    """The code has run out."""

    code = "cases.slip_expired"


class PhotoTooLarge(InvalidInput):
    """The file is larger than what is taken."""

    code = "cases.photo_too_large"


class PhotoTooManyPixels(InvalidInput):
    """The picture has more pixels than what is taken."""

    code = "cases.photo_too_many_pixels"


class PhotoUnreadable(InvalidInput):
    """The file is no picture that can be read."""

    code = "cases.photo_unreadable"


class TooManyPhotos(RuleViolation):
    """A case holds so many photos and no more."""

    code = "cases.too_many_photos"


class ReasonMissing(InvalidInput):
    """Opening a sealed contact needs a reason in words."""

    code = "cases.reason_missing"


class NothingSealed(RuleViolation):
    """The report is anonymous; there is no contact to open."""

    code = "cases.nothing_sealed"


class AssistsOpen(RuleViolation):
    """Bodies whose assistance the result needs have not finished; `bodies` names them."""

    code = "cases.assists_open"


class CallBinds(RuleViolation):
    """The arbiter has decided that the body comes; it cannot refuse again."""

    code = "cases.call_binds"


class CalledAlready(RuleViolation):
    """A body has an open call in this case; a second one changes nothing."""

    code = "cases.called_already"


class NobodyCalled(InvalidInput):
    """A call upwards names at least one department."""

    code = "cases.nobody_called"


class CallWithoutCell(RuleViolation):
    """The place of the case lies in no cell, and calls come from cells."""

    code = "cases.call_without_cell"


class FoundElsewhere(RuleViolation):
    """What one finds on one's round lies where one is a grid worker."""

    code = "cases.found_elsewhere"


class NothingToRule(RuleViolation):
    """No refused call waits for the arbiter here."""

    code = "cases.nothing_to_rule"


class RungNotNamed(InvalidInput):
    """Who hears on this rung follows from the task; no post is named for it."""

    code = "cases.rung_not_named"


class PostNotAbove(InvalidInput):
    """The post belongs to no body at the place or above it, or it has ended."""

    code = "cases.post_not_above"
