"""What waits for staff: proposals to merge, and requests about people's own data."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache

from django.db.models import Count, Q, QuerySet

from linli.apps.accounts.rules import REGISTER_WRITERS
from linli.apps.people.models import MergeProposal, RightsRequest
from linli.apps.people.rules.kinds import DuplicateGround, RequestKind
from linli.apps.people.rules.lifecycle import MergeState, RequestState
from linli.apps.people.selectors.cards import PersonCard, card_of, name_of
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.pages import Page, PreparedPages
from linli.kit.prepared import hole
from linli.kit.scoped import path_holes, path_values
from linli.kit.sealed_fields import opened


@dataclass(frozen=True, slots=True)
class MergeRow:
    """One proposal on the desk."""

    proposal_id: int
    kept: PersonCard
    dropped: PersonCard
    ground: DuplicateGround
    state: MergeState
    proposed_at: datetime
    is_own: bool


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


def merge_page(actor: Actor, *, state: str, after: str = "", today: date) -> Page:
    """Return a page of proposals at the actor's places in one state, the newest first."""
    paths = actor.paths(REGISTER_WRITERS)
    page = _merges(len(paths)).page(after=after, state=state, **path_values(paths))
    return Page(rows=[_merge_row(actor, row, today) for row in page], after=page.after)


@cache
def _merges(paths: int) -> PreparedPages:
    def build() -> "QuerySet[MergeProposal]":
        rows = MergeProposal.objects.under(*path_holes(paths, MergeProposal))
        rows = rows.filter(state=hole("state", MergeProposal, "state"))
        return rows.select_related("kept__home", "dropped__home")

    return PreparedPages(MergeProposal, build, order=("-id",))


def get_merge(actor: Actor, proposal_id: int, *, today: date) -> MergeRow:
    """Return one proposal at the actor's places; raises NotFound."""
    row = (
        MergeProposal.objects.under(*actor.paths(REGISTER_WRITERS))
        .filter(pk=proposal_id)
        .select_related("kept__home", "dropped__home")
        .first()
    )
    if row is None:
        raise NotFound(proposal=proposal_id)
    return _merge_row(actor, row, today)


def _merge_row(actor: Actor, row: MergeProposal, today: date) -> MergeRow:
    return MergeRow(
        proposal_id=row.pk,
        kept=card_of(row.kept, today=today, home=row.kept.home.name if row.kept.home else ""),
        dropped=card_of(
            row.dropped, today=today, home=row.dropped.home.name if row.dropped.home else ""
        ),
        ground=DuplicateGround(row.ground),
        state=MergeState(row.state),
        proposed_at=row.proposed_at,
        is_own=row.proposed_by == actor.account_id,
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


def waiting_requests(actor: Actor, *, today: date) -> tuple[int, int]:
    """Return how many requests wait at the actor's places, and how many are late."""
    rows = RightsRequest.objects.under(*actor.paths(REGISTER_WRITERS))
    rows = rows.filter(state=RequestState.SUBMITTED)
    counts = rows.aggregate(all=Count("id"), late=Count("id", filter=Q(due_date__lt=today)))
    return counts["all"], counts["late"]


def waiting_merges(actor: Actor) -> int:
    """Return how many proposals of others wait at the actor's places."""
    rows = MergeProposal.objects.under(*actor.paths(REGISTER_WRITERS))
    return rows.filter(state=MergeState.PROPOSED).exclude(proposed_by=actor.account_id).count()
