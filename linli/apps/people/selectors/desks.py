"""What waits for staff: proposals to merge, and requests about people's own data."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import QuerySet

from linli.apps.accounts.rules import REGISTER_WRITERS
from linli.apps.people.models import MergeProposal, Person, RightsRequest
from linli.apps.people.rules.kinds import DuplicateGround, RequestKind
from linli.apps.people.rules.lifecycle import MergeState, RequestState
from linli.apps.people.selectors.cards import (
    LINE_COLUMNS,
    PersonCard,
    PersonLine,
    card_of,
    home_of,
    line_of,
    name_of,
)
from linli.apps.people.selectors.persons import readable
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import PreparedCounts, hole
from linli.kit.scoped import path_holes, path_values
from linli.kit.sealed_fields import opened


@dataclass(frozen=True, slots=True)
class MergeLine:
    """One proposal in the list of the desk; None stands for a record of another place."""

    proposal_id: int
    kept: PersonLine | None
    dropped: PersonLine | None
    ground: DuplicateGround
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One proposal, with both records side by side."""

    proposal_id: int
    kept: PersonCard
    dropped: PersonCard
    ground: DuplicateGround
    state: MergeState
    proposed_at: datetime


@dataclass(frozen=True, slots=True)
class RequestRow:
    """One request on the desk; its words are for whoever answers it."""

    request_id: int
    person_id: int
    name: str
    kind: RequestKind
    state: RequestState
    submitted_at: datetime
    due_date: date
    is_late: bool


def merge_page(actor: Actor, *, state: str, of_others: bool = False, after: str = "") -> Page:
    """Return a page of proposals at the actor's places in one state, the newest first.

    `of_others` leaves out the actor's own, on which somebody else decides.
    """
    paths = actor.paths(REGISTER_WRITERS)
    given = {"state": state, "account": actor.account_id, **path_values(paths)}
    page = _merges(len(paths), of_others).page(after=after, **given)
    known = readable(actor, {pk for row in page for pk in (row.kept_id, row.dropped_id)})
    lines = [
        MergeLine(
            proposal_id=row.pk,
            kept=line_of(row.kept) if row.kept_id in known else None,
            dropped=line_of(row.dropped) if row.dropped_id in known else None,
            ground=DuplicateGround(row.ground),
            proposed_at=row.proposed_at,
        )
        for row in page
    ]
    return Page(rows=lines, after=page.after)


_LINE = (
    "ground",
    "proposed_at",
    *(f"{person}__{column}" for person in ("kept", "dropped") for column in LINE_COLUMNS),
)


@cache
def _merges(paths: int, of_others: bool) -> PreparedPages:
    def build() -> "QuerySet[MergeProposal]":
        rows = MergeProposal.objects.under(*path_holes(paths, MergeProposal))
        rows = rows.filter(state=hole("state", MergeProposal, "state"))
        if of_others:
            rows = rows.exclude(proposed_by=hole("account", MergeProposal, "proposed_by"))
        return rows.select_related("kept", "dropped").only(*_LINE)

    return PreparedPages(MergeProposal, build, order=("-id",))


def get_merge(actor: Actor, proposal_id: int) -> MergeProposal:
    """Return one proposal about two records that are both at the actor's places.

    Raises NotFound.
    """
    row = (
        MergeProposal.objects.under(*actor.paths(REGISTER_WRITERS))
        .filter(pk=proposal_id)
        .select_related("kept__home", "dropped__home")
        .first()
    )
    asked = set() if row is None else {person.pk for person in records_of(row)}
    if row is None or readable(actor, asked) != asked:
        raise NotFound(proposal=proposal_id)
    return row


def records_of(proposal: MergeProposal) -> list[Person]:
    """Return the records whose places say who decides.

    One that is merged and has no home of its own stands where the other one does: what it held
    has moved there.
    """
    kept, dropped = proposal.kept, proposal.dropped
    gone = dropped.merged_into_id == kept.pk and not dropped.scope_path
    return [kept] if gone else [kept, dropped]


def merge_row(row: MergeProposal, *, today: date) -> MergeRow:
    """Return a proposal with both records, masked, side by side."""
    return MergeRow(
        proposal_id=row.pk,
        kept=card_of(row.kept, today=today, home=home_of(row.kept)),
        dropped=card_of(row.dropped, today=today, home=home_of(row.dropped)),
        ground=DuplicateGround(row.ground),
        state=MergeState(row.state),
        proposed_at=row.proposed_at,
    )


def request_page(actor: Actor, *, state: str, after: str = "", today: date) -> Page:
    """Return a page of requests at the actor's places in one state, the most urgent first."""
    paths = actor.paths(REGISTER_WRITERS)
    page = _requests(len(paths)).page(after=after, state=state, **path_values(paths))
    return Page(rows=[_request_row(row, today) for row in page], after=page.after)


@cache
def _requests(paths: int) -> PreparedPages:
    def build() -> "QuerySet[RightsRequest]":
        rows = RightsRequest.objects.under(*path_holes(paths, RightsRequest))
        rows = rows.filter(state=hole("state", RightsRequest, "state"))
        return rows.select_related("person")

    return PreparedPages(RightsRequest, build, order=("due_date", "id"))


def get_request(actor: Actor, request_id: int) -> RightsRequest:
    """Return one request at the actor's places; raises NotFound."""
    rows = RightsRequest.objects.under(*actor.paths(REGISTER_WRITERS))
    found = rows.filter(pk=request_id).select_related("person").first()
    if found is None:
        raise NotFound(request=request_id)
    return found


def request_words(request: RightsRequest) -> tuple[str, str]:
    """Return what was asked and what was answered, in clear."""
    return opened(request.text), opened(request.answer)


def _request_row(row: RightsRequest, today: date) -> RequestRow:
    return RequestRow(
        request_id=row.pk,
        person_id=row.person_id,
        name=name_of(row.person),
        kind=RequestKind(row.kind),
        state=RequestState(row.state),
        submitted_at=row.submitted_at,
        due_date=row.due_date,
        is_late=row.state == RequestState.SUBMITTED and row.due_date < today,
    )


@dataclass(frozen=True, slots=True)
class Waiting:
    """What waits at somebody's places: requests, those past their day, merges of others."""

    requests: int
    late: int
    merges: int


def waiting(actor: Actor, *, today: date) -> Waiting:
    """Count what waits for this actor."""
    paths = actor.paths(REGISTER_WRITERS)
    given = {"today": today, "account": actor.account_id, **path_values(paths)}
    return Waiting(**_waiting(len(paths)).of(**given))


@cache
def _waiting(paths: int) -> PreparedCounts:
    def requests() -> "QuerySet[RightsRequest]":
        rows = RightsRequest.objects.under(*path_holes(paths, RightsRequest))
        return rows.filter(state=RequestState.SUBMITTED)

    def merges() -> "QuerySet[MergeProposal]":
        rows = MergeProposal.objects.under(*path_holes(paths, MergeProposal))
        own = hole("account", MergeProposal, "proposed_by")
        return rows.filter(state=MergeState.PROPOSED).exclude(proposed_by=own)

    today = hole("today", RightsRequest, "due_date")
    return PreparedCounts(
        {
            "requests": requests,
            "late": lambda: requests().filter(due_date__lt=today),
            "merges": merges,
        }
    )
