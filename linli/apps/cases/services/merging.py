"""The same reported twice: merged, so that everybody is told; and taken apart when it was not so.

Both cases are locked in the order of their numbers, so that two merges never wait for each other.
"""

from collections.abc import Iterable
from datetime import datetime

from linli.apps.cases.models import Case, Follower
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Outcome
from linli.apps.cases.rules.refusals import MergeImpossible, NotMerged
from linli.apps.cases.selectors import visibility
from linli.apps.cases.services.ending import end_case
from linli.apps.cases.services.keys import command
from linli.apps.cases.services.recording import Act, act_on, begin
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.days import local_day
from linli.kit.sealed_fields import opened


@command
def merge_case(
    *,
    actor: Actor,
    case_id: int,
    target: str,
    now: datetime,
    version: int | None = None,
    text: str = "",
    key: str = "",
) -> Case:
    """Merge a duplicate into the open case with the number `target` (并案).

    Its reporter and followers follow the other case from now on. Raises MergeImpossible.
    """
    into_id = Case.objects.filter(number=target.strip()).values_list("pk", flat=True).first()
    cases = _locked([case_id, into_id] if into_id is not None else [case_id])
    act = begin(CaseAction.MERGE, actor=actor, case_id=case_id, version=version, now=now)
    into = cases.get(into_id) if into_id is not None else None
    if into is None or not visibility.sees(actor, into, day=local_day(now)):
        raise NotFound(case=target[:30])
    if into.pk == act.case.pk or into.state == CaseState.CLOSED:
        raise MergeImpossible(field="target")
    act.case.merged_into = into
    end_case(act, Outcome.MERGED)
    _bring(act.case, into, now)
    act.facts["into"] = into.pk
    act.move(text=text, evidence={"case": into.pk})
    _note_on(act, into, "merged_here")
    return act.case


@command
def unmerge_case(
    *,
    actor: Actor,
    case_id: int,
    text: str,
    now: datetime,
    version: int | None = None,
    key: str = "",
) -> Case:
    """Take a merge back (撤销并案): the case is to be sorted again, its followers come back."""
    into_id = Case.objects.filter(pk=case_id).values_list("merged_into", flat=True).first()
    _locked([case_id, into_id] if into_id is not None else [case_id])
    act = begin(CaseAction.UNMERGE, actor=actor, case_id=case_id, version=version, now=now)
    if act.case.merged_into_id is None:
        raise NotMerged()
    into = part_again(act)
    act.case.outcome = act.case.closed_at = None
    act.move(text=text)
    _note_on(act, into, "unmerged_here")
    return act.case


def part_again(act: Act) -> Case:
    """Take back that a case was merged: exactly those leave the other case who came with it."""
    into = Case.objects.get(pk=act.case.merged_into_id or 0)
    came = Follower.objects.filter(case=into, merged_from=act.case, left_at=None)
    came.update(left_at=act.now)
    act.case.merged_into = None
    act.facts["from"] = into.pk
    return into


def _locked(case_ids: Iterable[int]) -> dict[int, Case]:
    rows = Case.objects.select_for_update(of=("self",)).filter(pk__in=set(case_ids))
    return {case.pk: case for case in rows.order_by("pk")}


def _note_on(act: Act, into: Case, kind: str) -> None:
    other = act_on(into, actor=act.actor, now=act.now, decision=act.decision, part=act.part)
    other.facts["case"] = act.case.pk
    other.aside(kind, is_heavy=False)


def _bring(case: Case, into: Case, now: datetime) -> None:
    """Let the reporter and the followers of a case follow another one.

    Somebody without an account follows by the code of their own report.
    """
    own_slip = case.pk if case.slip_code is not None and case.reporter_account_id is None else None
    people = [(case.reporter_id, case.reporter_account_id, own_slip)]
    own = Follower.objects.filter(case=case, left_at=None).order_by("pk")
    people += own.values_list("person_id", "account_id", "slip_case_id")
    there = Follower.objects.filter(case=into, left_at=None)
    known = _names(into.reporter_id, into.reporter_account_id, into.pk)
    for one in there.values_list("person_id", "account_id", "slip_case_id"):
        known |= _names(*one)
    for person, account, slip in people:
        names = _names(person, account, slip)
        if not names or names & known:
            continue
        known |= names
        Follower.objects.create(
            case=into,
            person_id=person,
            account_id=account,
            slip_case_id=slip,
            merged_from=case,
            joined_at=now,
        )
    _bring_callers(case, into, now)


def _bring_callers(case: Case, into: Case, now: datetime) -> None:
    """Let those follow too who are known by name and phone alone."""
    unknown = Follower.objects.filter(person=None, account_id=None, slip_case=None, left_at=None)
    there = {bytes(one) for one in unknown.filter(case=into).values_list("phone_index", flat=True)
             if one is not None}  # fmt: skip
    for caller in unknown.filter(case=case).order_by("pk"):
        if caller.phone_index is not None and bytes(caller.phone_index) in there:
            continue
        Follower.objects.create(
            case=into, name=opened(caller.name), phone=opened(caller.phone),
            entered_by_id=caller.entered_by_id, merged_from=case, joined_at=now,
        )  # fmt: skip


def _names(person: int | None, account: int | None, slip: int | None) -> set[tuple[str, int]]:
    """Return under what somebody is known: whoever shares one of these is the same."""
    found = {"person": person, "account": account, "slip": slip}
    return {(name, number) for name, number in found.items() if number is not None}
