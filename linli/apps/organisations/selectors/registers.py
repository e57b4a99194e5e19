"""Members, marks, report-ins, stewardship and local rules, for whoever may see them."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Q, QuerySet

from linli.apps.organisations.labels import CONDITIONS, STEWARDINGS
from linli.apps.organisations.models import (
    Body,
    CompoundCondition,
    HouseholdMark,
    LocalRule,
    Membership,
    ReportIn,
    Stewardship,
)
from linli.apps.organisations.rules.basis import Mark, Stewarding
from linli.apps.organisations.rules.readers import BODY_READERS
from linli.apps.organisations.selectors.names import names_of
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.kit.pages import Page, PreparedPages, keyset_page
from linli.kit.prepared import Prepared, PreparedAmong, hole
from linli.kit.scoped import path_holes, path_values


@dataclass(frozen=True, slots=True)
class MemberRow:
    """One member of a branch."""

    membership_id: int
    person_id: int
    name: str
    since: date


@dataclass(frozen=True, slots=True)
class ReportInRow:
    """One report-in and who has confirmed it."""

    report_in_id: int
    name: str
    since: date
    by_person: date | None
    by_branch: date | None


@dataclass(frozen=True, slots=True)
class BranchFigures:
    """What a branch counts on a day."""

    members: int
    report_ins: int
    confirmed: int
    centre_households: int


@dataclass(frozen=True, slots=True)
class StewardRow:
    """One compound on the board: who looks after it, since when, what is wrong there."""

    place_id: int
    code: str
    name: str
    kind: str
    kind_label: str
    since: date
    review_on: date | None
    is_review_due: bool
    exit_plan: str
    body_name: str
    conditions: tuple[tuple[str, int], ...]


def members_page(branch: Body, day: date, after: str = "") -> Page:
    """Return a page of the members of a branch on a day."""
    page = keyset_page(Membership.objects.on(day).filter(branch=branch), order=["id"], after=after)
    names = names_of(row.person_id for row in page.rows)
    rows = [
        MemberRow(row.pk, row.person_id, names.get(row.person_id, ""), row.valid_from)
        for row in page.rows
    ]
    return Page(rows=rows, after=page.after)


def branch_figures(branch: Body, day: date) -> BranchFigures:
    """Return the figures of a branch on a day."""
    reports = ReportIn.objects.on(day).filter(branch=branch)
    confirmed = reports.filter(confirmed_by_person_on__lte=day, confirmed_by_branch_on__lte=day)
    marks = HouseholdMark.objects.on(day).filter(body=branch, mark=Mark.CENTRE_HOUSEHOLD)
    return BranchFigures(
        members=Membership.objects.on(day).filter(branch=branch).count(),
        report_ins=reports.count(),
        confirmed=confirmed.count(),
        centre_households=marks.count(),
    )


def centre_households(path: str, day: date) -> int:
    """Return how many households at or below a place are recognised on a day."""
    return HouseholdMark.objects.on(day).under(path).filter(mark=Mark.CENTRE_HOUSEHOLD).count()


def open_report_ins(branch: Body, day: date) -> list[ReportInRow]:
    """Return the report-ins that one side has not confirmed."""
    rows = list(
        ReportIn.objects.on(day)
        .filter(Q(confirmed_by_person_on=None) | Q(confirmed_by_branch_on=None), branch=branch)
        .order_by("pk")[:50]
    )
    names = names_of(row.person_id for row in rows)
    return [
        ReportInRow(
            row.pk,
            names.get(row.person_id, ""),
            row.valid_from,
            row.confirmed_by_person_on,
            row.confirmed_by_branch_on,
        )
        for row in rows
    ]


def get_membership(membership_id: int) -> Membership:
    """Return a membership with its branch; permissions decide. Raises NotFound."""
    row = Membership.objects.select_related("branch").filter(pk=membership_id).first()
    if row is None:
        raise NotFound(kind="membership")
    return row


def get_report_in(report_in_id: int) -> ReportIn:
    """Return a report-in with its branch; permissions decide. Raises NotFound."""
    row = ReportIn.objects.select_related("branch").filter(pk=report_in_id).first()
    if row is None:
        raise NotFound(kind="report_in")
    return row


def memberships_of(person_id: int, day: date) -> list[Membership]:
    """Return the memberships of a person on a day, for that person."""
    return _MEMBERSHIPS.objects(person=person_id, day=day)


def report_ins_of(person_id: int, day: date) -> list[ReportIn]:
    """Return the report-ins of a person on a day, for that person."""
    return _REPORT_INS.objects(person=person_id, day=day)


def _own(model: type[Membership | ReportIn]) -> Prepared:
    return Prepared(
        lambda: (
            model.objects.on(hole("day", model, "valid_from"))
            .filter(person=hole("person", model, "person"))
            .select_related("branch")
        )
    )


_MEMBERSHIPS, _REPORT_INS = _own(Membership), _own(ReportIn)


def stewards_page(actor: Actor, day: date, *, kind: str = "", after: str = "") -> Page:
    """Return a page of compounds with who looks after them, at the actor's places."""
    paths = None if actor.is_system else actor.paths(BODY_READERS)
    listed, _counted = _stewards(None if paths is None else len(paths), bool(kind))
    page = listed.page(after=after, day=day, kind=kind, **path_values(paths or ()))
    open_conditions: dict[int, list[tuple[str, int]]] = defaultdict(list)
    conditions = _CONDITIONS.objects((row.place_id for row in page.rows), day=day)
    for condition in sorted(conditions, key=lambda row: (-row.grade, row.condition)):
        words = str(CONDITIONS[condition.condition])
        open_conditions[condition.place_id].append((words, condition.grade))
    return Page(
        rows=[_steward_row(row, tuple(open_conditions[row.place_id]), day) for row in page.rows],
        after=page.after,
    )


@cache
def _stewards(paths: int | None, kind: bool) -> tuple[PreparedPages, Prepared]:
    """Return the pages of stewardships below so many paths (None: all), and their counts."""

    def seen() -> "QuerySet[Stewardship]":
        rows = Stewardship.objects.on(hole("day", Stewardship, "valid_from"))
        if paths is not None:
            rows = rows.under(*path_holes(paths, Stewardship))
        return rows.filter(kind=hole("kind", Stewardship, "kind")) if kind else rows

    def counted() -> "QuerySet[Stewardship, Any]":
        rows = seen().values("kind").annotate(number=Count("pk"))
        return rows.values_list("kind", "number")

    return (
        PreparedPages(
            Stewardship,
            lambda: seen().select_related("place", "body"),
            order=("scope_path", "id"),
        ),
        Prepared(counted),
    )


_CONDITIONS = PreparedAmong(
    CompoundCondition,
    "place",
    lambda wanted: CompoundCondition.objects.on(hole("day", CompoundCondition, "valid_from"))
    .filter(wanted),
)  # fmt: skip


def _steward_row(
    row: Stewardship, conditions: tuple[tuple[str, int], ...], day: date
) -> StewardRow:
    return StewardRow(
        place_id=row.place_id,
        code=row.place.code,
        name=row.place.name,
        kind=row.kind,
        kind_label=str(STEWARDINGS[row.kind]),
        since=row.valid_from,
        review_on=row.review_on,
        is_review_due=row.review_on is not None and row.review_on <= day,
        exit_plan=row.exit_plan,
        body_name=row.body.name if row.body else "",
        conditions=conditions,
    )


def steward_counts(actor: Actor, day: date) -> dict[str, int]:
    """Return how many compounds are looked after in each way on a day."""
    paths = None if actor.is_system else actor.paths(BODY_READERS)
    _listed, numbers = _stewards(None if paths is None else len(paths), False)
    counted: dict[Any, Any] = dict(numbers.rows(day=day, **path_values(paths or ())))
    return {kind: counted.get(kind, 0) for kind in Stewarding}


def stewardships_of(place_id: int) -> list[Stewardship]:
    """Return all stewardships of a compound, the newest first."""
    rows = Stewardship.objects.filter(place=place_id).select_related("body")
    return list(rows.order_by("-valid_from"))


def conditions_of(place_id: int) -> list[CompoundCondition]:
    """Return all shortcomings noted of a compound, the open and newest first."""
    rows = CompoundCondition.objects.filter(place=place_id)
    return sorted(rows, key=lambda row: (row.valid_to is not None, -row.valid_from.toordinal()))


def get_condition(condition_id: int) -> CompoundCondition:
    """Return a shortcoming with its place; permissions decide. Raises NotFound."""
    row = CompoundCondition.objects.select_related("place").filter(pk=condition_id).first()
    if row is None:
        raise NotFound(kind="condition")
    return row


def local_rules(day: date) -> list[LocalRule]:
    """Return the entered rules that hold on a day or later."""
    rows = LocalRule.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day))
    rows = rows.select_related("own_type")
    return list(rows.order_by("jurisdiction", "body_type", "own_type", "test", "pk"))


def get_local_rule(rule_id: int) -> LocalRule:
    """Return an entered rule; raises NotFound."""
    row = LocalRule.objects.filter(pk=rule_id).first()
    if row is None:
        raise NotFound(kind="local_rule")
    return row
