"""How the trail names the acts on cases; replaying them reaches the stored case (`replay`)."""

from collections.abc import Mapping
from types import MappingProxyType

from linli.apps.cases.rules.flow import CaseAction

_A = CaseAction

# The acts of the flow.
KINDS: Mapping[CaseAction, str] = MappingProxyType(
    {
        _A.ACCEPT: "case.accepted",
        _A.REDIRECT: "case.redirected",
        _A.ANSWER: "case.answered",
        _A.REFER: "case.referred",
        _A.MERGE: "case.merged",
        _A.UNMERGE: "case.unmerged",
        _A.PROPOSE_EXCLUSION: "case.exclusion_proposed",
        _A.AGREE_EXCLUSION: "case.exclusion_agreed",
        _A.CONFIRM_EXCLUSION: "case.excluded",
        _A.REJECT_EXCLUSION: "case.exclusion_rejected",
        _A.WITHDRAW: "case.withdrawn",
        _A.DISPATCH: "case.dispatched",
        _A.TAKE: "case.taken",
        _A.RETURN: "case.returned",
        _A.DISAGREE: "case.disagreed",
        _A.ARBITRATE: "case.arbitrated",
        _A.SOLVE_ON_SPOT: "case.solved_on_spot",
        _A.FEED_BACK: "case.fed_back",
        _A.PASS_CHECK: "case.check_passed",
        _A.FAIL_CHECK: "case.check_failed",
        _A.FAIL_SPOT: "case.spot_failed",
        _A.CONFIRM: "case.confirmed",
        _A.LAPSE: "case.lapsed",
        _A.DISPUTE: "case.disputed",
        _A.APPEAL: "case.appealed",
        _A.ASSISTED_CONFIRM: "case.assisted_confirmed",
        _A.ASSISTED_DISPUTE: "case.assisted_disputed",
        _A.ASSISTED_APPEAL: "case.assisted_appealed",
        _A.ASSISTED_WITHDRAW: "case.assisted_withdrawn",
        _A.UPHOLD: "case.exclusion_upheld",
        _A.OVERTURN: "case.exclusion_overturned",
        _A.CORRECT_PLACE: "case.recalled",
    }
)

REPORTED = "case.reported"
# Acts beside the flow, by the kind of their entry in the thread.
ASIDE: Mapping[str, str] = MappingProxyType(
    {
        "remark": "case.remarked",
        "refiled": "case.refiled",
        "placed": "case.place_corrected",
        "rated": "case.rated",
        "rated_for": "case.assisted_rated",
        "unreached": "case.reporter_unreached",
        "reached": "case.reporter_contacted",
        "tried": "case.contact_tried",
        "joined": "case.joined",
        "left": "case.left",
        "item": "case.item_marked",
        "photo": "case.photo_added",
        "video": "case.video_added",
        "voice": "case.voice_added",
        "said": "case.words_written_down",
        "contact": "case.contact_opened",
        "merged_here": "case.merged_here",
        "unmerged_here": "case.unmerged_here",
        "moved": "case.moved",
        "followed": "case.followed",
        "place_gone": "case.place_gone",
        "place_back": "case.place_back",
        "due_moved": "case.due_moved",
        "delay_asked": "case.delay_asked",
        "delay_agreed": "case.delay_agreed",
        "delay_granted": "case.delay_granted",
        "delay_refused": "case.delay_refused",
        "delay_ended": "case.delay_ended",
        "looked_again": "case.looked_again",
        "instructed": "case.instructed",
        "called": "case.called",
        "arrived": "case.call_arrived",
        "result": "case.call_result",
        "declined": "case.call_declined",
        "called_off": "case.call_called_off",
        "call_ruled": "case.call_ruled",
    }
)

ALL_KINDS = frozenset({REPORTED, *KINDS.values(), *ASIDE.values()})
