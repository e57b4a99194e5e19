"""Members, report-ins and centre households as tables that only come in.

What they tell of a person is sensitive, so none of it is sent out in a file; who may bring a list
in is the circle of the branch, asked again for every row. Source: [rule:membership-visibility].
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from linli.apps.organisations import permissions, services
from linli.apps.organisations.exchange.posts import NAME, NUMBER
from linli.apps.organisations.rules.basis import Mark
from linli.apps.organisations.selectors.tables import household_in, named_body
from linli.apps.people.selectors.entries import person_listed
from linli.core.access import Actor, Decision, refuse
from linli.kit.registers import Column
from linli.kit.row_acts import ActRegister, Desk, Given
from linli.kit.sheets.cleaning import clean_day

BRANCH = Column(
    "branch",
    _("Branch"),
    required=True,
    example="花园小区党支部",
    help=_("Name of the branch; with a place and / in front where several have it."),
    headings=("党支部", "所在支部", "支部"),
)
SINCE = Column(
    "since", _("Since"), clean=clean_day, required=True, example="2021-07-01",
    headings=("起始日期", "报到日期", "认定日期"),
)  # fmt: skip


class _BranchRegister(ActRegister):
    """A list that a branch keeps; consecutive rows of one branch and day are one act."""

    sends = False

    def may_import(self, actor: Actor, path: str) -> Decision:
        """Allow whoever holds a seat in a party body at the place or above it."""
        return permissions.can_count_members(actor, path)

    def may_export(self, actor: Actor, path: str) -> Decision:
        """Allow nobody."""
        return refuse("organisations.membership_closed")

    def rows(self, *, actor: Actor, path: str, now: datetime) -> Iterator[Sequence[object]]:
        """Yield nothing: what is here is in no file."""
        yield from ()

    def together(self, given: Given) -> object:
        """Enter rows of one branch and day together."""
        return given.values["branch"], given.values["since"]


class MemberRegister(_BranchRegister):
    """Members of branches."""

    key = "organisations.members"
    label = _("Members of branches")
    columns = (BRANCH, NAME, NUMBER, SINCE)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Enter members of one branch."""
        entered = services.enter_members(
            actor=desk.actor,
            branch_id=named_body(desk.path, rows[0].values["branch"], field="branch").pk,
            person_ids=_people(desk, rows),
            valid_from=rows[0].values["since"],
            now=desk.now,
        )
        for row in entered:
            yield "organisations.Membership", row.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out members."""
        services.void_memberships(actor=desk.actor, membership_ids=numbers, now=desk.now)


class ReportInRegister(_BranchRegister):
    """In-service members who have signed the list at the compound they live in."""

    key = "organisations.report_ins"
    label = _("Report-ins signed on a list")
    columns = (BRANCH, NAME, NUMBER, SINCE)

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Enter report-ins of one branch; the signed list stands for both confirmations."""
        entered = services.enter_report_ins(
            actor=desk.actor,
            branch_id=named_body(desk.path, rows[0].values["branch"], field="branch").pk,
            person_ids=_people(desk, rows),
            on=rows[0].values["since"],
            now=desk.now,
        )
        for row in entered:
            yield "organisations.ReportIn", row.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out report-ins."""
        services.void_report_ins(actor=desk.actor, report_in_ids=numbers, now=desk.now)


class CentreHouseholdRegister(_BranchRegister):
    """Members' households recognised as centre households."""

    key = "organisations.centre_households"
    label = _("Centre households")
    columns = (
        BRANCH,
        Column(
            "place",
            _("Stands in"),
            example="花园小区/1号楼/1单元",
            help=_("Code or name of the place of the dwelling."),
            headings=("所属单元", "所属楼栋", "位置"),
        ),
        Column("number", _("Door number"), required=True, example="101", headings=("房号", "户号")),
        SINCE,
    )

    def enter(self, desk: Desk, rows: Sequence[Given]) -> Iterator[tuple[str, int]]:
        """Recognise households of one branch."""
        households = [
            household_in(desk.path, given.values["place"] or "", given.values["number"])
            for given in rows
        ]
        marked = services.mark_households(
            actor=desk.actor,
            body_id=named_body(desk.path, rows[0].values["branch"], field="branch").pk,
            household_ids=households,
            mark=Mark.CENTRE_HOUSEHOLD,
            valid_from=rows[0].values["since"],
            now=desk.now,
        )
        for row in marked:
            yield "organisations.HouseholdMark", row.pk

    def void(self, desk: Desk, model: str, numbers: Sequence[int]) -> None:
        """Strike out recognitions."""
        services.void_marks(actor=desk.actor, mark_ids=numbers, now=desk.now)


def _people(desk: Desk, rows: Sequence[Given]) -> list[int]:
    return [
        person_listed(desk.path, given.values["name"], given.values["number"] or "")
        for given in rows
    ]
