"""Acts beside the flow: another category, a remark, "me too", the check-list, a sealed contact."""

from datetime import datetime

from linli.apps.cases import permissions
from linli.apps.cases.models import Case, CheckMark, Follower
from linli.apps.cases.rules.flow import CaseAction, Part
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.names import discloses_enough
from linli.apps.cases.rules.refusals import (
    CategoryUnchanged,
    DisclosureTooLittle,
    FollowingAlready,
    ItemUnknown,
    NotFollowing,
    NothingSealed,
    NotOffered,
    ReasonMissing,
)
from linli.apps.cases.rules.texts import kept_text
from linli.apps.cases.selectors import visibility
from linli.apps.cases.selectors.checklists import check_list
from linli.apps.cases.services.clips import NewClip
from linli.apps.cases.services.clocks import change_limit
from linli.apps.cases.services.delays import end_answered_pauses
from linli.apps.cases.services.evidence import keep_evidence
from linli.apps.cases.services.intake import offered_category
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import begin_aside, locked_case, seen_case
from linli.core.access import Actor, require
from linli.kit.days import local_day


@command
def refile_case(
    *,
    actor: Actor,
    case_id: int,
    category: int,
    now: datetime,
    text: str = "",
    version: int | None = None,
    slip: str = "",
    key: str = "",
) -> Case:
    """File a case under another category (改列类别); its reporter may until it is sorted.

    Thread and clock stay: what ran goes on from where it began, under the limit that now holds.
    Raises CategoryUnchanged, and DisclosureTooLittle for a reporter who must be reached for that.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    day = local_day(now)
    decision = permissions.can_refile(actor, case, day=day, slip=slip)
    act = begin_aside(
        actor=actor, case=case, version=version, now=now, decision=decision, slip=slip
    )
    wanted = offered_category(category, case.scope_path, day)
    if wanted.pk == case.category_id:
        raise CategoryUnchanged(field="category")
    enough = discloses_enough(Disclosure(case.disclosure), Disclosure(wanted.least))
    if act.part == Part.REPORTER and not enough:
        raise DisclosureTooLittle(field="category")
    act.facts |= {"from": case.category_id, "to": wanted.pk}
    case.category = wanted
    change_limit(case, actor=actor, now=now)
    return act.aside("refiled", text=text)


@command
def add_remark(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    is_inner: bool = False,
    photos: tuple[bytes, ...] = (),
    clips: tuple[NewClip, ...] = (),
    version: int | None = None,
    slip: str = "",
    key: str = "",
) -> Case:
    """Say something about an open case (补充说明); whoever has it now is told.

    `text` may be empty where a photo or a clip says it. `is_inner` remarks are not shown to the
    reporter and are for those who work on the case. A remark of the reporter ends the pauses that
    waited for it.
    Raises CaseClosed, which says what to do instead, and what is wrong with a picture: then
    nothing is kept.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now, slip=slip)
    day = local_day(now)
    decision = permissions.can_remark(actor, case, day=day, slip=slip)
    if is_inner:
        decision = permissions.can_see_inner(actor, case, day=day)
    act = begin_aside(
        actor=actor, case=case, version=version, now=now, decision=decision, slip=slip
    )
    words = kept_text(text, field="text", needed=not (photos or clips))
    act.aside("remark", text=words, is_inner=is_inner)
    keep_evidence(act, photos, clips)
    end_answered_pauses(act)
    return case


@command
def join_case(*, actor: Actor, case_id: int, now: datetime, token: str = "", key: str = "") -> Case:
    """Say "me too" (我也遇到): one hears what happens, and is counted.

    `token` is from the list that showed the case to a neighbour. Raises NotOffered, which looks
    the same as for a number that no case has.
    """
    case = locked_case(case_id)
    require(permissions.can_join(actor))
    decision = permissions.can_join_case(actor, case, token=token, now=now)
    if not decision:
        raise NotOffered()
    if visibility.is_reporter(actor, case) or visibility.is_follower(actor, case):
        raise FollowingAlready()
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=decision)
    Follower.objects.create(
        case=case, person_id=actor.person_id, account_id=actor.account_id, joined_at=now
    )
    return act.aside("joined", is_heavy=False, is_inner=True)


@command
def leave_case(*, actor: Actor, case_id: int, now: datetime, key: str = "") -> Case:
    """Hear no more of a case one has joined (取消关注)."""
    case = locked_case(case_id)
    mine = Follower.objects.filter(case=case, account_id=actor.account_id, left_at=None)
    if actor.account_id is None or not mine.exists():
        raise NotFollowing()
    decision = permissions.can_join(actor)
    act = begin_aside(
        actor=actor, case=case, version=None, now=now, decision=decision, closed_too=True
    )
    mine.update(left_at=now)
    return act.aside("left", is_heavy=False, is_inner=True)


@command
def mark_item(*, actor: Actor, case_id: int, item: int, now: datetime, key: str = "") -> Case:
    """Say that a line of the check-list was seen to (核对); whoever may do what it holds back."""
    case = seen_case(actor=actor, case_id=case_id, now=now)
    day = local_day(now)
    line = next((one for one in check_list(case, day=day) if one.item_id == item), None)
    if line is None:
        raise ItemUnknown(item=item)
    casting = permissions.can_mark_item(actor, case, CaseAction(line.action), day=day)
    act = begin_aside(actor=actor, case=case, version=None, now=now, decision=casting.decision)
    if line.is_marked:
        return case
    CheckMark.objects.create(case=case, item_id=item, account_id=actor.account_id or 0, at=now)
    act.facts["item"] = item
    return act.aside("item", is_heavy=False, is_inner=True)


@command
def open_contact(*, actor: Actor, case_id: int, reason: str, now: datetime, key: str = "") -> Case:
    """Open the sealed name and phone of a reporter, for a reason that is kept (查看封存联系方式).

    The reporter sees in the thread that it was done, when and by which post; the name is shown to
    whoever opened it for `visibility.OPEN_MINUTES`.
    """
    case = seen_case(actor=actor, case_id=case_id, now=now)
    if case.disclosure == Disclosure.ANONYMOUS:
        raise NothingSealed()
    decision = permissions.can_open_contact(actor, case, day=local_day(now))
    act = begin_aside(
        actor=actor, case=case, version=None, now=now, decision=decision, closed_too=True
    )
    words = kept_text(reason, field="reason", most=200, needed=False)
    if len(words) < 2:
        raise ReasonMissing(field="reason")
    return act.aside("contact", text=words, is_heavy=False)
