"""What a branch keeps beside its members: households it recognised, and who reported to it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from linli.apps.organisations.models import Body, HouseholdMark, ReportIn
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.selectors.candidates import Candidate
from linli.apps.organisations.selectors.circles import home_paths
from linli.apps.organisations.selectors.names import names_of
from linli.apps.organisations.selectors.registers import ReportInRow
from linli.apps.people.models import HouseholdMember
from linli.apps.people.rules.kinds import Relation
from linli.core.access import Actor
from linli.core.errors import NotFound
from linli.core.tree import ancestors
from linli.kit.dated import in_force
from linli.kit.pages import Page, keyset_page


@dataclass(frozen=True, slots=True)
class MarkRow:
    """One recognised household: where it lives, who heads it, since when."""

    mark_id: int
    place_name: str
    number: str
    head: str
    since: date


def marks_page(branch: Body, day: date, after: str = "") -> Page:
    """Return a page of the households a branch recognises on a day."""
    marks = HouseholdMark.objects.on(day).filter(body=branch)
    page = keyset_page(
        marks.select_related("household__unit__place"), order=["scope_path", "id"], after=after
    )
    heads = HouseholdMember.objects.filter(
        in_force(day), household__in=[row.household_id for row in page.rows], relation=Relation.HEAD
    )
    head_of = dict(heads.values_list("household_id", "person_id"))
    names = names_of(head_of.values())
    return Page(
        rows=[
            MarkRow(
                mark_id=row.pk,
                place_name=row.household.unit.place.name,
                number=row.household.unit.number,
                head=names.get(head_of.get(row.household_id, 0), ""),
                since=row.valid_from,
            )
            for row in page.rows
        ],
        after=page.after,
    )


def households_of(people: Sequence[Candidate], day: date) -> list[tuple[int, str]]:
    """Return the households of found people with words that tell them apart."""
    names = {one.person_id: one.name for one in people}
    rows = HouseholdMember.objects.filter(in_force(day), person__in=names)
    found = {
        row.household_id: f"{names[row.person_id]} {row.household.unit.place.name} "
        f"{row.household.unit.number}"
        for row in rows.select_related("household__unit__place").order_by("pk")
    }
    return list(found.items())


def get_mark(mark_id: int) -> HouseholdMark:
    """Return a mark with its branch and dwelling; permissions decide. Raises NotFound."""
    rows = HouseholdMark.objects.select_related("body", "household__unit__place")
    row = rows.filter(pk=mark_id).first()
    if row is None:
        raise NotFound(kind="mark")
    return row


def report_ins_page(branch: Body, day: date, after: str = "") -> Page:
    """Return a page of the report-ins to a branch on a day, confirmed or not."""
    rows = ReportIn.objects.on(day).filter(branch=branch)
    page = keyset_page(rows, order=["id"], after=after)
    names = names_of(row.person_id for row in page.rows)
    return Page(
        rows=[
            ReportInRow(
                row.pk,
                names.get(row.person_id, ""),
                row.valid_from,
                row.confirmed_by_person_on,
                row.confirmed_by_branch_on,
            )
            for row in page.rows
        ],
        after=page.after,
    )


def home_branches(actor: Actor, day: date) -> list[tuple[int, str]]:
    """Return the branches of the compounds in which the actor lives or owns."""
    homes = home_paths(actor)
    around = {path for home in homes for path in (*ancestors(home), home)}
    branches = Body.objects.on(day).filter(type=BodyType.COMPOUND_BRANCH, scope_path__in=around)
    return list(branches.order_by("name", "pk").values_list("pk", "name"))
