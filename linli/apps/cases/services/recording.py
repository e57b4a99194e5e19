"""What every act on a case does first and last: lock, version, part; state, clock, thread, trail.

    act = begin(CaseAction.ACCEPT, actor=actor, case_id=case_id, version=version, now=now)
    act.case.level = level
    return act.move(text=text)

Everything happens in the transaction of the act (`keys.command` opens it). The thread and the
trail carry the same facts; of a reporter who does not want to be named they say only that it was
the reporter. Source: [rule:case-life], [rule:case-names].
"""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings

from linli.apps.audit.services import record
from linli.apps.cases import labels, permissions
from linli.apps.cases.labels.life import STAFF
from linli.apps.cases.models import Case, CaseStep
from linli.apps.cases.rules.counts import CaseFacts
from linli.apps.cases.rules.events import ASIDE, KINDS, REPORTED
from linli.apps.cases.rules.evidence import missing_evidence, open_gates
from linli.apps.cases.rules.flow import FLOW, STEPS, CaseAction, CaseState, Part
from linli.apps.cases.rules.kinds import Disclosure
from linli.apps.cases.rules.names import UNNAMED
from linli.apps.cases.rules.refusals import (
    CaseClosed,
    ClockSetBack,
    EvidenceMissing,
    ItemsOpen,
    StaleCase,
)
from linli.apps.cases.rules.replay import COLUMNS
from linli.apps.cases.rules.texts import kept_text
from linli.apps.cases.selectors import visibility
from linli.apps.cases.selectors.charge import seat_in_charge
from linli.apps.cases.selectors.checklists import gates_of
from linli.apps.cases.selectors.figures import facts_of
from linli.apps.cases.selectors.reporters import must_be_called
from linli.apps.cases.services.clocks import start_step, stop_step
from linli.apps.cases.services.contacting import follow_contact, owe_contact
from linli.apps.cases.services.copies import renew_copies, renew_placed
from linli.apps.cases.services.figures import note_change
from linli.apps.cases.services.news import note_news
from linli.apps.cases.services.telling import tell
from linli.core.access import Actor, Decision, require
from linli.core.canonical import canonical_bytes
from linli.core.errors import DomainError, NotFound
from linli.kit.days import local_day
from linli.kit.ticks import one_by_one


@dataclass
class Act:
    """One act under way on one locked case."""

    case: Case
    actor: Actor
    now: datetime
    decision: Decision
    part: Part | None = None
    action: CaseAction | None = None
    facts: dict[str, object] = field(default_factory=dict)
    before: CaseFacts | None = None
    columns: dict[str, object] = field(default_factory=dict)
    step: CaseStep | None = None

    @property
    def shown(self) -> Actor:
        """Return the actor as thread and trail name it: not at all who does not want that."""
        hidden = Disclosure(self.case.disclosure) in UNNAMED and self.part == Part.REPORTER
        return Actor(name="") if hidden else self.actor

    def move(
        self,
        *,
        text: str = "",
        evidence: Mapping[str, object] | None = None,
        **step: Any,
    ) -> Case:
        """Do the act of the flow: the next state, its clock, and everything that follows.

        Raises EvidenceMissing and ItemsOpen.
        """
        action = self.action
        if action is None:
            raise ValueError("an act beside the flow moves nothing")
        text = kept_text(text, field="text", needed=False)
        row = FLOW.step(CaseState(self.case.state), action)
        missing = missing_evidence(row, {"text": text, **(evidence or {})})
        if missing:
            raise EvidenceMissing(field=missing[0], missing=", ".join(missing))
        waiting = open_gates(gates_of(self.case, day=local_day(self.now)), action)
        if waiting:
            raise ItemsOpen(items=len(waiting), item_ids=waiting)
        _move(self.case, action)
        return self._write(action.lower(), KINDS[action], text=text, **step)

    def aside(self, kind: str, *, text: str = "", is_heavy: bool = True, **step: Any) -> Case:
        """Do an act beside the flow; a light one leaves the version, and nobody's page is stale."""
        return self._write(kind, ASIDE[kind], text=text, is_heavy=is_heavy, **step)

    def _write(
        self, kind: str, event: str, *, text: str, is_heavy: bool = True, **step: Any
    ) -> Case:
        case = self.case
        case.version += is_heavy
        if self.action is not None and case.state != self.columns["state"]:
            self.turn_clock()
        if self.action is not None:
            follow_contact(case, self.action, self.facts, actor=self.actor, now=self.now)
        case.save()
        self._renew_copies()
        self.step = _add_step(self, kind, text=text, **step)
        note_change(self.before, facts_of(case))
        note_trail(self, event)
        tell(case, self.step, actor=self.actor, now=self.now)
        note_news(case, kind, actor=self.actor, now=self.now)
        return case

    def _renew_copies(self) -> None:
        """Let tasks and requests say what this act has changed of what they copy."""
        was, now = ((one["category"], one["level"], one["state"] == CaseState.CLOSED)
                    for one in (self.columns, columns_of(self.case)))  # fmt: skip
        this = Case.objects.filter(pk=self.case.pk)
        if self.case.place_id != self.columns["place"]:
            renew_placed(this)
        elif was != now:
            renew_copies(this)

    def turn_clock(self) -> None:
        """Stop the clock of the step that is done, start the next, and say which post has it."""
        case, step = self.case, STEPS.get(CaseState(self.case.state))
        if step is None:
            stop_step(case, actor=self.actor, now=self.now)
            case.due_at, case.is_overdue = None, False
        else:
            start_step(case, step, actor=self.actor, now=self.now)
        case.seat_id = seat_in_charge(case, local_day(self.now))
        case.is_to_call = case.state == CaseState.CHECKED and must_be_called(case)


def _move(case: Case, action: CaseAction) -> None:
    """Set the state of a case; nothing else in this application does."""
    case.state = FLOW.step(CaseState(case.state), action).next


def locked_case(case_id: int) -> Case:
    """Lock a case and return it; raises NotFound."""
    case = Case.objects.select_for_update(of=("self",)).filter(pk=case_id).first()
    if case is None:
        raise NotFound(case=case_id)
    return case


def begin(
    action: CaseAction,
    *,
    actor: Actor,
    case_id: int,
    version: int | None,
    now: datetime,
    slip: str = "",
) -> Act:
    """Lock a case for an act of the flow, and ask version, flow and part in this order.

    Raises NotFound for a case the actor may not see, StaleCase, IllegalTransition, NotAllowed.
    """
    return beginning(action, _seen(actor, locked_case(case_id), now, slip), version=version,
                     actor=actor, now=now, slip=slip)  # fmt: skip


def beginning(
    action: CaseAction,
    case: Case,
    *,
    actor: Actor,
    version: int | None,
    now: datetime,
    slip: str = "",
) -> Act:
    """Do the same with a case that is locked and seen already: where it decides which act it is."""
    check_version(case, version)
    check_clock(case, now)
    FLOW.step(CaseState(case.state), action)
    casting = permissions.can_act(actor, case, action, day=local_day(now), slip=slip)
    decision = require(casting.decision)
    return act_on(case, actor=actor, now=now, decision=decision, part=casting.part, action=action)


def seen_case(*, actor: Actor, case_id: int, now: datetime, slip: str = "") -> Case:
    """Lock a case that the actor may see; raises NotFound."""
    return _seen(actor, locked_case(case_id), now, slip)


def begin_aside(
    *,
    actor: Actor,
    case: Case,
    version: int | None,
    now: datetime,
    decision: Decision,
    slip: str = "",
    closed_too: bool = False,
) -> Act:
    """Begin an act beside the flow on a case locked by `seen_case`.

    Raises StaleCase, NotAllowed, and CaseClosed unless it may be done on a closed case too.
    """
    check_version(case, version)
    check_clock(case, now)
    require(decision)
    if case.state == CaseState.CLOSED and not closed_too:
        raise CaseClosed(number=case.number)
    is_reporter = visibility.is_reporter(actor, case)
    is_reporter = is_reporter or visibility.holds_slip(actor, case, slip, local_day(now))
    return act_on(
        case, actor=actor, now=now, decision=decision, part=Part.REPORTER if is_reporter else None
    )


def write_report(act: Act) -> Case:
    """Store a new case with its first clock, the beginning of its thread, and the trail."""
    act.case.save(force_insert=True)
    act.turn_clock()
    owe_contact(act.case, is_found=act.part == Part.FINDER, actor=act.actor, now=act.now)
    act.case.save()
    act.step = _add_step(act, "reported", text="")
    note_change(None, facts_of(act.case))
    note_trail(act, REPORTED)
    tell(act.case, act.step, actor=act.actor, now=act.now)
    return act.case


def each(acts: Iterable[Callable[[], object]]) -> int:
    """Do acts of the worker one by one; return how many had something to do.

    One that is refused leaves the others their turn: somebody was faster, or the clock of the
    machine stands before the last act on that case. So does one that breaks, but then the
    worker's job counts as failed in the end.
    """

    def had_to_be_done(act: Callable[[], object]) -> bool:
        with suppress(DomainError):
            return bool(act())
        return False

    return sum(one_by_one(acts, had_to_be_done))


def check_version(case: Case, version: int | None) -> None:
    """Refuse an act on a page that is no longer true.

    Raises StaleCase, which says who has done what, when, and how it stands now.
    """
    if version is None or version == case.version:
        return
    last = case.steps.order_by("-number").first()
    raise StaleCase(
        number=case.number,
        who=labels.PARTS[Part(last.part)] if last and last.part else STAFF,
        what=labels.step_done(last.kind, last.action) if last else "",
        at=_local(last.at) if last else "",
        now=labels.STATES[CaseState(case.state)],
    )


def check_clock(case: Case, now: datetime) -> None:
    """Refuse an act that would lie before the last one; raises ClockSetBack."""
    last = case.steps.order_by("-number").values_list("at", flat=True).first()
    if last is not None and now < last:
        raise ClockSetBack(last=_local(last))


def _local(at: datetime) -> str:
    return at.astimezone(ZoneInfo(settings.TIME_ZONE)).strftime("%Y-%m-%d %H:%M")


def note_trail(act: Act, event: str) -> None:
    """Record an act in the trail with what changed: enough to replay it."""
    case = act.case
    after = columns_of(case)
    changes = {name: value for name, value in after.items() if act.columns.get(name, ...) != value}
    facts = {"changes": changes, "version": case.version, "part": act.part, **act.facts}
    if act.action is not None:
        facts["action"] = act.action
    record(
        actor=act.shown,
        kind=event,
        subject_type="case",
        subject_id=case.pk,
        scope_path=case.scope_path,
        facts=facts,
        grant=act.decision.grant,
        now=act.now,
    )


def columns_of(case: Case) -> dict[str, object]:
    """Return the columns of a case that name nobody, as the trail keeps them."""
    fields = {field.name: field.attname for field in case._meta.concrete_fields}
    return {name: getattr(case, fields[name]) for name in COLUMNS}


def act_on(case: Case, *, actor: Actor, now: datetime, decision: Decision, **options: Any) -> Act:
    """Return an act on a locked case, which remembers how it stood before."""
    return Act(
        case=case,
        actor=actor,
        now=now,
        decision=decision,
        before=facts_of(case),
        columns=columns_of(case),
        **options,
    )


def _seen(actor: Actor, case: Case, now: datetime, slip: str) -> Case:
    visibility.refuse_unseen(actor, case, day=local_day(now), slip=slip)
    return case


def _add_step(
    act: Act, kind: str, *, text: str, is_inner: bool = False, body_id: int | None = None
) -> CaseStep:
    case, shown = act.case, act.shown
    last = case.steps.order_by("-number").values_list("number", flat=True).first() or 0
    return CaseStep.objects.create(
        case=case,
        number=last + 1,
        at=act.now,
        kind=kind,
        action=act.action,
        state=case.state,
        part=act.part,
        account_id=shown.account_id,
        person_id=shown.person_id,
        post=act.decision.grant.source[:40] if act.decision.grant else "",
        body_id=body_id,
        seat_id=case.seat_id if act.action is not None else None,
        text=text,
        facts=canonical_bytes(act.facts).decode(),
        is_inner=is_inner,
    )
