"""Needs, claims, offers and facts: for the member, for whoever publishes, for the circle."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum

from linli.apps.accounts.rules import REGISTER_READERS
from linli.apps.organisations.labels import CLAIM_STATES, SKILLS
from linli.apps.organisations.models import Body, Claim, FactStatement, Need, Offer, ReportIn
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.days import last_day
from linli.apps.organisations.rules.service import TAKING, ClaimState, Quarter
from linli.apps.organisations.selectors.circles import sits_in_or_above
from linli.apps.organisations.selectors.names import names_of
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import is_within
from linli.kit.pages import Page, keyset_page

LOG_ROWS = 50
MOST_PLACES = 300


@dataclass(frozen=True, slots=True)
class NeedRow:
    """One need with how many it wants and how many have claimed it."""

    need_id: int
    title: str
    text: str
    skill: str
    place_name: str
    wanted: int
    taken: int
    needed_on: date | None
    since: date
    until: date | None
    fits: bool = False
    claimed: bool = False

    @property
    def is_full(self) -> bool:
        """Tell whether enough people have claimed it."""
        return self.taken >= self.wanted


@dataclass(frozen=True, slots=True)
class ClaimRow:
    """One claim as its two sides see it; `name` is for the circle only."""

    claim_id: int
    title: str
    place_name: str
    state: ClaimState
    state_label: str
    claimed_on: date
    served_on: date | None
    minutes: int
    noted_by_person: bool | None
    name: str = ""

    @property
    def is_open(self) -> bool:
        """Tell whether the service is still to come."""
        return self.state == ClaimState.CLAIMED

    @property
    def waits_for_branch(self) -> bool:
        """Tell whether the branch is to confirm."""
        return self.state == ClaimState.SERVED and self.noted_by_person is True

    @property
    def waits_for_person(self) -> bool:
        """Tell whether the member is to confirm."""
        return self.state == ClaimState.SERVED and self.noted_by_person is False

    @property
    def hours(self) -> str:
        """Return the length in hours with at most two decimals."""
        return f"{self.minutes / 60:.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class OwnService:
    """One report-in of a member with everything that hangs on it."""

    report_in: ReportIn
    offer: Offer | None
    skills: tuple[str, ...]
    needs: tuple[NeedRow, ...]
    claims: tuple[ClaimRow, ...]
    statements: tuple[FactStatement, ...]

    @property
    def is_confirmed(self) -> bool:
        """Tell whether both sides have confirmed the report-in."""
        row = self.report_in
        return row.confirmed_by_person_on is not None and row.confirmed_by_branch_on is not None


def own_service(person_id: int, day: date) -> list[OwnService]:
    """Return the report-ins of a person on a day with offers, needs, claims and facts."""
    rows = ReportIn.objects.on(day).filter(person=person_id).select_related("branch")
    return [_own(row, day) for row in rows.order_by("pk")]


def _own(row: ReportIn, day: date) -> OwnService:
    offer = Offer.objects.filter(report_in=row).first()
    wanted = set(offer.skills) if offer else set()
    claims = list(Claim.objects.filter(report_in=row).select_related("need__place"))
    mine = {claim.need_id for claim in claims if claim.state in TAKING}
    open_needs = _counted(Need.objects.on(day).filter(branch=row.branch_id))
    needs = [
        _need_row(need, fits=need.skill in wanted, claimed=need.pk in mine) for need in open_needs
    ]
    return OwnService(
        report_in=row,
        offer=offer,
        skills=tuple(str(SKILLS[skill]) for skill in offer.skills) if offer else (),
        needs=tuple(sorted(needs, key=lambda need: (need.is_full, not need.fits, -need.need_id))),
        claims=tuple(_claim_rows(sorted(claims, key=lambda claim: -claim.pk)[:LOG_ROWS])),
        statements=tuple(FactStatement.objects.filter(report_in=row).order_by("-year", "-quarter")),
    )


def _counted(needs: "QuerySet[Need]") -> "QuerySet[Any]":
    taking = Count("claims", filter=Q(claims__state__in=sorted(TAKING)))
    return needs.select_related("place").annotate(taken=taking)


def _need_row(need: Any, *, fits: bool = False, claimed: bool = False) -> NeedRow:
    return NeedRow(
        need_id=need.pk,
        title=need.title,
        text=need.text,
        skill=str(SKILLS[need.skill]),
        place_name=need.place.name,
        wanted=need.wanted,
        taken=need.taken,
        needed_on=need.needed_on,
        since=need.valid_from,
        until=last_day(need.valid_to),
        fits=fits,
        claimed=claimed,
    )


def _claim_rows(claims: Sequence[Claim], *, named: bool = False) -> list[ClaimRow]:
    names = names_of(claim.person_id for claim in claims) if named else {}
    return [
        ClaimRow(
            claim_id=claim.pk,
            title=claim.need.title,
            place_name=claim.need.place.name,
            state=ClaimState(claim.state),
            state_label=str(CLAIM_STATES[claim.state]),
            claimed_on=claim.claimed_on,
            served_on=claim.served_on,
            minutes=claim.minutes or 0,
            noted_by_person=claim.noted_by_person,
            name=names.get(claim.person_id, ""),
        )
        for claim in claims
    ]


def needs_page(branch: Body, day: date, *, over: bool = False, after: str = "") -> Page:
    """Return a page of the needs of a branch, the open ones or those that are over."""
    needs = Need.objects.filter(branch=branch)
    needs = needs.filter(valid_to__lte=day) if over else Need.objects.on(day).filter(branch=branch)
    page = keyset_page(_counted(needs), order=["-id"], after=after)
    return Page(rows=[_need_row(need) for need in page.rows], after=page.after)


def branch_claims(branch: Body) -> list[ClaimRow]:
    """Return the claims that are not settled, with names: for the circle of the branch."""
    open_states = [ClaimState.CLAIMED, ClaimState.SERVED]
    rows = Claim.objects.filter(need__branch=branch, state__in=open_states)
    return _claim_rows(
        list(rows.select_related("need__place").order_by("-state", "claimed_on", "pk")[:100]),
        named=True,
    )


def matches(need: Need) -> list[tuple[str, int]]:
    """Return (name, hours a month) of members who offer what is needed: for the circle only."""
    offers = Offer.objects.filter(
        report_in__branch=need.branch_id, report_in__valid_to=None
    ).exclude(report_in__claims__in=need.claims.taking())
    fitting = [offer for offer in offers.order_by("pk") if need.skill in offer.skills][:50]
    names = names_of(offer.person_id for offer in fitting)
    return [(names.get(offer.person_id, ""), offer.hours_a_month) for offer in fitting]


def open_statements(branch: Body) -> list[tuple[int, str, str]]:
    """Return (number, name, quarter) of the facts that members wait for: for the circle."""
    rows = list(
        FactStatement.objects.filter(report_in__branch=branch, issued_on=None).order_by("pk")[:50]
    )
    names = names_of(row.person_id for row in rows)
    return [(row.pk, names.get(row.person_id, ""), str(row)) for row in rows]


@dataclass(frozen=True, slots=True)
class Served:
    """One confirmed service: the day, what, where, how long."""

    served_on: date
    title: str
    place_name: str
    minutes: int


def services_in(row: ReportIn, quarter: Quarter) -> list[Served]:
    """Return the services of a report-in in a quarter that both sides have confirmed."""
    claims = Claim.objects.filter(
        report_in=row,
        state=ClaimState.CONFIRMED,
        served_on__gte=quarter.first,
        served_on__lt=quarter.behind,
    )
    return [
        Served(claim.served_on, claim.need.title, claim.need.place.name, claim.minutes or 0)
        for claim in claims.select_related("need__place").order_by("served_on", "pk")
        if claim.served_on is not None
    ]


@dataclass(frozen=True, slots=True)
class ServiceFigures:
    """What a branch counts of the service in its compound."""

    offers: int
    open_needs: int
    services: int
    hours: int


def service_figures(branch: Body, day: date) -> ServiceFigures:
    """Return the figures of a branch; hours are whole ones of all confirmed services."""
    confirmed = Claim.objects.filter(need__branch=branch, state=ClaimState.CONFIRMED)
    minutes = confirmed.aggregate(total=Sum("minutes"))["total"] or 0
    return ServiceFigures(
        offers=Offer.objects.filter(report_in__branch=branch).count(),
        open_needs=Need.objects.on(day).filter(branch=branch).count(),
        services=confirmed.count(),
        hours=minutes // 60,
    )


def need_row(need: Need) -> NeedRow:
    """Return one need with its counts."""
    return _need_row(_counted(Need.objects.filter(pk=need.pk)).get())


def need_places(actor: Actor, branch: Body) -> list[tuple[int, str]]:
    """Return the places of a branch where the actor may publish a need: it, and its buildings."""
    places = Place.objects.under(branch.scope_path).filter(
        kind__in=[PlaceKind.COMMUNITY, PlaceKind.COMPOUND, PlaceKind.BUILDING], valid_to=None
    )
    found = list(places.order_by("path")[:MOST_PLACES])
    if not _in_circle(actor, branch):
        paths = actor.paths(REGISTER_READERS)
        found = [place for place in found if any(is_within(place.path, own) for own in paths)]
    return [(place.pk, place.name) for place in found]


def _in_circle(actor: Actor, branch: Body) -> bool:
    """Tell whether the actor belongs to the circle of the branch."""
    return actor.is_system or sits_in_or_above(actor, branch)


def get_need(need_id: int) -> Need:
    """Return a need with branch and place; permissions decide. Raises NotFound."""
    return _one(Need.objects.select_related("branch", "place").filter(pk=need_id))


def get_claim(claim_id: int) -> Claim:
    """Return a claim; permissions decide. Raises NotFound."""
    rows = Claim.objects.select_related("need__branch", "need__place", "report_in")
    return _one(rows.filter(pk=claim_id))


def get_statement(statement_id: int) -> FactStatement:
    """Return the facts of a quarter; permissions decide. Raises NotFound."""
    rows = FactStatement.objects.select_related("report_in__branch")
    return _one(rows.filter(pk=statement_id))


def get_branch(body_id: int) -> Body:
    """Return a branch to which people report; permissions decide. Raises NotFound."""
    branches = Body.objects.select_related("place").filter(
        pk=body_id, type__in=[BodyType.COMPOUND_BRANCH, BodyType.COMMUNITY_BRANCH]
    )
    return _one(branches)


def own_report_in(actor: Actor, report_in_id: int) -> ReportIn:
    """Return the actor's own open report-in; raises NotFound for anybody else."""
    rows = ReportIn.objects.select_related("branch").filter(pk=report_in_id, valid_to=None)
    return _one(rows.filter(person=actor.person_id) if actor.person_id else rows.none())


def _one(rows: "QuerySet[Any]") -> Any:
    row = rows.first()
    if row is None:
        raise NotFound(kind=rows.model.__name__.lower())
    return row
