"""What people ask about their own data, and the answers, with a reason and by a day."""

from collections.abc import Mapping
from datetime import datetime
from functools import partial

from django.db import transaction

from linli.apps.people import permissions
from linli.apps.people.models import RightsRequest
from linli.apps.people.rules.errors import ReasonMissing, RecordClosed
from linli.apps.people.rules.kinds import RequestKind
from linli.apps.people.rules.lifecycle import (
    REQUEST_FLOW,
    PersonState,
    RequestAction,
    RequestState,
    request_due,
)
from linli.apps.people.services.lifecycle import erase_person, restrict_person
from linli.apps.people.services.locking import locked_person
from linli.apps.people.services.recording import record_row
from linli.core.access import Actor, Grant, require
from linli.core.errors import NotAllowed, NotFound
from linli.kit.days import local_day

_record = partial(record_row, subject_type="request")

TEXT_LENGTH = 1000


@transaction.atomic
def submit_request(
    *, actor: Actor, person_id: int, kind: RequestKind, text: str, now: datetime
) -> RightsRequest:
    """Ask to correct, delete or explain one's own data (提出权利请求)."""
    person = locked_person(person_id)
    require(permissions.can_see_own(actor, person))
    if person.state in {PersonState.ERASED, PersonState.MERGED}:
        raise RecordClosed()
    words = text.strip()
    if not 2 <= len(words) <= TEXT_LENGTH:
        raise ReasonMissing(field="text")
    request = RightsRequest(
        person=person,
        kind=kind,
        scope_path=person.scope_path,
        submitted_at=now,
        due_date=request_due(local_day(now)),
    )
    request.text = words
    request.save(force_insert=True)
    facts = {"kind": kind, "due": request.due_date, "person": person.pk}
    _record(actor, "request.submitted", request, facts, now=now, grant=None)
    return request


@transaction.atomic
def withdraw_request(*, actor: Actor, request_id: int, now: datetime) -> RightsRequest:
    """Take a request back (撤回请求)."""
    request = _locked(request_id)
    if request.person_id != actor.person_id:
        require(permissions.can_see_own(actor, request.person))
    _move(request, RequestAction.WITHDRAW, actor=actor, now=now, grant=None, facts={})
    return request


@transaction.atomic
def decide_request(
    *, actor: Actor, request_id: int, action: RequestAction, answer: str, now: datetime
) -> RightsRequest:
    """Answer a request, with a reason that the person reads (答复). Source: [rule:rights-requests].

    A granted deletion erases the record and fails while the person is still tied to the place;
    a restriction stops all use while the law's period runs.
    """
    request = _locked(request_id)
    decision = require(permissions.can_answer_request(actor, request))
    if action is RequestAction.WITHDRAW:
        raise NotAllowed(reason="access.refused")
    words = answer.strip()
    if not 2 <= len(words) <= TEXT_LENGTH:
        raise ReasonMissing(field="answer")
    request.answer = words
    _move(request, action, actor=actor, now=now, grant=decision.grant, facts={})
    if request.kind == RequestKind.DELETE and action is RequestAction.GRANT:
        erase_person(actor=actor, person_id=request.person_id, now=now)
    if action is RequestAction.RESTRICT:
        restrict_person(actor=actor, person_id=request.person_id, now=now)
    return request


def _locked(request_id: int) -> RightsRequest:
    request = RightsRequest.objects.select_for_update().filter(pk=request_id).first()
    if request is None:
        raise NotFound(request=request_id)
    return request


def _move(
    request: RightsRequest,
    action: RequestAction,
    *,
    actor: Actor,
    now: datetime,
    grant: Grant | None,
    facts: Mapping[str, object],
) -> None:
    row = REQUEST_FLOW.step(RequestState(request.state), action)
    request.state = row.next
    request.decided_by, request.decided_at = actor.account_id, now
    request.save()
    moved = {"from": row.state, "to": row.next, "person": request.person_id, **facts}
    _record(actor, "request.decided", request, moved, now=now, grant=grant)
