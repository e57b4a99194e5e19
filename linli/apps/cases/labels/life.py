"""Sentences about the life of a case: refusals, reasons, kinds of acts, words of the thread."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from linli.apps.cases.rules.names import NameSight, Viewer
from linli.kit.sentences import register_sentences

STAFF = pgettext_lazy("case part", "Office")

# Entries of the thread that are no acts of the flow.
ASIDE_DONE: dict[str, Promise] = {
    "reported": pgettext_lazy("case thread", "Reported"),
    "remark": pgettext_lazy("case thread", "Remark"),
    "refiled": pgettext_lazy("case thread", "Filed under another category"),
    "placed": pgettext_lazy("case thread", "The place was put right"),
    "rated": pgettext_lazy("case thread", "Rated by the reporter"),
    "rated_for": pgettext_lazy("case thread", "Recorded for the reporter: a rating"),
    "unreached": pgettext_lazy("case thread", "Tried to ask the reporter; nobody was reached"),
    "reached": pgettext_lazy("case thread", "Spoke with the reporter"),
    "tried": pgettext_lazy("case thread", "Tried to contact the reporter; nobody was reached"),
    "joined": pgettext_lazy("case thread", "Somebody else reported the same"),
    "left": pgettext_lazy("case thread", "Somebody no longer follows"),
    "item": pgettext_lazy("case thread", "Check-list: one line seen to"),
    "photo": pgettext_lazy("case thread", "Photo added"),
    "video": pgettext_lazy("case thread", "Video added"),
    "voice": pgettext_lazy("case thread", "Voice note added"),
    "said": pgettext_lazy("case thread", "What is said in it was written down"),
    "contact": pgettext_lazy("case thread", "Sealed contact opened"),
    "merged_here": pgettext_lazy("case thread", "Another report of the same was merged in"),
    "unmerged_here": pgettext_lazy("case thread", "A merged report was taken out again"),
    "moved": pgettext_lazy("case thread", "Another post of the office has it now"),
    "followed": pgettext_lazy("case thread", "Went over to another grid or office with its place"),
    "place_gone": pgettext_lazy("case thread", "Its dwelling or building exists no longer"),
    "place_back": pgettext_lazy("case thread", "Its dwelling or building exists after all"),
    "due_moved": pgettext_lazy("case thread", "The calendar moved the due time"),
    "delay_asked": pgettext_lazy("case thread", "More time asked for"),
    "delay_agreed": pgettext_lazy("case thread", "Agreed to more time; others must agree too"),
    "delay_granted": pgettext_lazy("case thread", "More time granted"),
    "delay_refused": pgettext_lazy("case thread", "More time refused"),
    "delay_ended": pgettext_lazy("case thread", "The clock goes on"),
    "looked_again": pgettext_lazy("case thread", "Looked at again; still on the hang-up list"),
    "instructed": pgettext_lazy("case thread", "Answered by the post it had climbed to"),
    "called": pgettext_lazy("case thread", "Department called"),
    "arrived": pgettext_lazy("case thread", "Arrived, or began to assist"),
    "result": pgettext_lazy("case thread", "Told its result"),
    "declined": pgettext_lazy("case thread", "Refused to come, on a legal basis"),
    "called_off": pgettext_lazy("case thread", "No longer needed"),
    "call_ruled": pgettext_lazy("case thread", "The arbiter decided about the refusal"),
}

VIEWERS: dict[Viewer, Promise] = {
    Viewer.REPORTER: pgettext_lazy("case viewer", "Reporter"),
    Viewer.DESK: pgettext_lazy("case viewer", "Sorting desk of the community"),
    Viewer.BOARD: pgettext_lazy("case viewer", "Township and district"),
    Viewer.LEAD: pgettext_lazy("case viewer", "Office that handles it"),
    Viewer.ASSIST: pgettext_lazy("case viewer", "Offices that assist"),
    Viewer.CELL: pgettext_lazy("case viewer", "Grid worker"),
    Viewer.FOLLOWER: pgettext_lazy("case viewer", "Others who follow it"),
}

NAME_SIGHTS: dict[NameSight, Promise] = {
    NameSight.SHOWN: pgettext_lazy("name", "Shown"),
    NameSight.OPENABLE: pgettext_lazy("name", "Sealed; can be opened for a reason"),
    NameSight.HIDDEN: pgettext_lazy("name", "Not shown"),
}

register_sentences(
    {
        "cases.stale": _(
            "Somebody else has just acted on %(number)s. %(who)s: %(what)s (%(at)s). It now stands "
            "at: %(now)s. Look at it again before you go on."
        ),
        "cases.moved_on": _(
            "Somebody else has acted in the meantime; this cannot be done any more. It now stands "
            "at: %(now)s. What you typed is kept here: copy what you still need."
        ),
        "cases.left": _(
            "Case %(number)s does not lie with you any more: it was taken back, given back, sent "
            "to somebody else, or its place was put right."
        ),
        "cases.clock_set_back": _(
            "The clock of this machine is behind: the last act was at %(last)s. Set the clock "
            "right, then try again. Nothing was changed."
        ),
        "cases.hanging.open": _("open cases"),
        "cases.hanging.calls": _("open calls to departments"),
        "cases.closed": _(
            "Case %(number)s is closed. If you do not agree with the result, say so with the "
            "button to disagree; for something new, make a new report."
        ),
        "cases.category_not_ours": _("This is not taken care of here. %(address)s"),
        "cases.category_not_here": _("This kind of matter cannot be reported at this place."),
        "cases.category_unchanged": _("The case is in this category already."),
        "cases.place_too_coarse": _("Name the place more closely: at least the township."),
        "cases.place_unknown": _("This place is not known. Choose another one."),
        "cases.place_unchanged": _("The case lies there already. Choose another place."),
        "cases.place_beyond": _(
            "This place lies in another district, which this platform does not serve from here. "
            "Tell the reporter where to go instead."
        ),
        "cases.place_over": _("This place no longer exists. Choose another one."),
        "cases.disclosure_too_little": _(
            "A report of this kind can only be followed up when the office can reach you. Choose "
            "another answer to who may see your name."
        ),
        "cases.contact_missing": _(
            "Give a name and a phone number, or choose that nobody may see the name."
        ),
        "cases.found_elsewhere": _(
            "This place is not in your grid. Report it as a matter of your own, as a resident."
        ),
        "cases.channel_wrong": _("Say how the report came in."),
        "cases.text_too_long": _("This text has %(length)s characters; at most %(most)s are kept."),
        "cases.text_missing": _("Write something here."),
        "cases.items_open": _("%(items)s lines of the check-list have to be seen to before."),
        "cases.item_unknown": _("The check-list of this case has no such line."),
        "cases.merge_impossible": _(
            "A case can only be merged into another case that is still open."
        ),
        "cases.not_merged": _("This case was not merged."),
        "cases.appealed_already": _(
            "Somebody who had not decided before has looked at your appeal, and the decision "
            "stands. You may still ask for an administrative review or go to court, or report "
            "anew what is new."
        ),
        "cases.not_disputable": _("This report was withdrawn. For something new, report again."),
        "cases.arbitration_binds": _(
            "The arbiter has decided that this is the task of your body. It cannot be returned "
            "again; ask for more time if you need it."
        ),
        "cases.body_not_competent": _("This body does not work at the place of the case."),
        "cases.body_twice": _(
            "A body has only one part in a case, and this one has an open part: it leads, assists, "
            "or was called. End that first, or choose another."
        ),
        "cases.outcome_impossible": _("Say whether it is solved, partly solved, or not possible."),
        "cases.not_yet_lapsed": _("The reporter still has time to answer."),
        "cases.rating_impossible": _("Only a closed case can be rated."),
        "cases.rating_out_of_range": _("Choose one to five."),
        "cases.rated_already": _("You have rated this case already."),
        "cases.following_already": _("You follow this case already."),
        "cases.not_offered": _(
            "This report is not among those near you. Begin a report at the place and choose it "
            "from the list there."
        ),
        "cases.not_following": _("You do not follow this case."),
        "cases.key_malformed": _("The key of a command has %(least)s to %(most)s characters."),
        "cases.key_used": _("This key was used before for another command."),
        "cases.slip_unknown": _("There is no case with this code. Compare it with your slip."),
        "cases.slip_for_reporter": _(
            "You are signed in with a post: the code opens a report only for whoever made it. What "
            "your post lets you see is in the lists of cases. A report of your own you follow "
            "signed out."
        ),
        "cases.slip_expired": _("This code has run out: a slip opens a case for a year after it."),
        "cases.photo_too_large": _(
            "This file has %(size)s MB; at most %(most)s MB are taken. Your text is kept: choose a "
            "smaller picture."
        ),
        "cases.photo_too_many_pixels": _(
            "This picture is too large (%(width)s by %(height)s). Choose a smaller one."
        ),
        "cases.photo_unreadable": _("This file is no picture that can be read."),
        "cases.too_many_photos": _("A case holds at most %(most)s photos."),
        "cases.reason_missing": _("Say in a few words why the contact is needed."),
        "cases.nothing_sealed": _("Nobody left a name or number here."),
        "cases.trail_broken": _("The trail of this case has a gap."),
        # why somebody may not
        "cases.second_person": _("You proposed this yourself; somebody else has to decide."),
        "cases.third_person": _(
            "You took part in excluding this; somebody else decides about the appeal."
        ),
        "cases.arbiter_sent": _("You sent this case out yourself; somebody else arbitrates."),
        "cases.only_arbiter": _("Only the post named as arbiter decides whose task this is."),
        "cases.handler_checks": _("You handled this case; somebody else has to check it."),
        "cases.only_handlers": _("Only the body that has the task can do this."),
        "cases.only_finder": _("Only the grid worker who found this can do this."),
        "cases.only_reporter": _("Only the person who reported this can do this."),
        "cases.only_clock": _("This happens by itself when the time is over."),
        "cases.only_workers": _("Only those who work on the case see this."),
        "cases.sign_in_to_follow": _("Sign in to follow this case."),
        "cases.name_hidden": _("The reporter does not want you to see the name."),
        # kinds of acts
        "event.case.reported": _("Case reported"),
        "event.case.accepted": _("Case accepted"),
        "event.case.redirected": _("Case not ours, told where to go"),
        "event.case.answered": _("Question answered"),
        "event.case.referred": _("Case referred to mediation"),
        "event.case.merged": _("Case merged into another"),
        "event.case.unmerged": _("Merge of a case taken back"),
        "event.case.merged_here": _("Another case merged in"),
        "event.case.unmerged_here": _("A merged case taken out"),
        "event.case.exclusion_proposed": _("Exclusion of a case proposed"),
        "event.case.excluded": _("Case excluded"),
        "event.case.exclusion_rejected": _("Exclusion of a case rejected"),
        "event.case.withdrawn": _("Case withdrawn"),
        "event.case.dispatched": _("Case dispatched"),
        "event.case.taken": _("Case taken on"),
        "event.case.returned": _("Task returned"),
        "event.case.disagreed": _("Competence disputed"),
        "event.case.arbitrated": _("Competence decided by the arbiter"),
        "event.case.solved_on_spot": _("Case solved on the spot"),
        "event.case.fed_back": _("Result fed back"),
        "event.case.check_passed": _("Check passed"),
        "event.case.check_failed": _("Check failed"),
        "event.case.spot_failed": _("Check of a solution on the spot failed"),
        "event.case.confirmed": _("Result confirmed by the reporter"),
        "event.case.lapsed": _("Closed without a word from the reporter"),
        "event.case.disputed": _("Result disputed by the reporter"),
        "event.case.appealed": _("Exclusion appealed"),
        "event.case.exclusion_upheld": _("Exclusion upheld"),
        "event.case.exclusion_overturned": _("Exclusion overturned"),
        "event.case.remarked": _("Remark on a case"),
        "event.case.refiled": _("Case filed under another category"),
        "event.case.place_corrected": _("Place of a case put right"),
        "event.case.recalled": _("Place of a case put right; task taken back"),
        "event.case.rated": _("Case rated"),
        "event.case.joined": _("Somebody joined a case"),
        "event.case.left": _("Somebody left a case"),
        "event.case.item_marked": _("Check-list line seen to"),
        "event.case.photo_added": _("Photo added to a case"),
        "event.case.video_added": _("Video added to a case"),
        "event.case.voice_added": _("Voice note added to a case"),
        "event.case.words_written_down": _("What is said in a clip written down"),
        "event.case.contact_opened": _("Sealed contact of a case opened"),
        "event.case.moved": _("Case moved with its place"),
        "event.case.followed": _("Case went along with its place or dwelling"),
        "event.case.place_gone": _("Place of a case exists no longer"),
        "event.case.place_back": _("Place of a case exists after all"),
        "event.cases.searched": _("Cases searched by phone"),
        "event.cases.retention_applied": _("Personal data of closed cases erased"),
    }
)
