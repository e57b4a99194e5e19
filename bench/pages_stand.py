"""The town whose pages `bench/pages.py` opens: who sits at which desk, and rows for every list."""

from datetime import date, timedelta

from django.test import Client

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.apps.audit.services import seal_next_batch
from linli.apps.cases.models import Case
from linli.apps.cases.rules.clocks import DelayKind
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.apps.cases.services import calls, delays
from linli.apps.cases.services.figures import fold_all
from linli.apps.cases.services.overdue import mark_overdue
from linli.apps.grids.models import Cell
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.services.drafts import add_cell, plan_moves
from linli.apps.grids.services.revisions import begin_revision, check_revision
from linli.apps.grids.services.stations import post_worker
from linli.apps.grids.services.switching import publish_for_today
from linli.apps.notices import services as notice_services
from linli.apps.organisations import services as body_services
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.basis import Basis, Condition, Stewarding
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.services import PostData
from linli.apps.places.models import Place
from linli.apps.places.rules import PlaceKind
from linli.apps.transfers.models import Import
from linli.core.access import Actor
from tests.factories.accounts import give_role, make_account
from tests.factories.case_pages import browser_of
from tests.factories.cases import Town, case_in, make_case, make_town
from tests.factories.grids import make_revision
from tests.factories.notices import make_channel, make_notice, make_webhook, to
from tests.factories.organisations import LONG_AGO, NOW, SYSTEM, make_body, make_post, seat_of
from tests.factories.people import make_holding, make_household, make_merge, make_person
from tests.factories.people import make_request as make_rights_request
from tests.factories.places import make_building, make_compound, make_place, make_unit

DESKS = ("clerk", "dispatcher", "handler", "grid_worker", "reporter")
REASONS = {DelayKind.HANG_UP: PauseReason.FUNDS, DelayKind.PAUSE: PauseReason.PARTS}
# Of notices: one for each question that decides whether they still matter.
KINDS = (
    "cases.news", "cases.question", "cases.remark_beside", "cases.call_news",
    "cases.clock_breached",
)  # fmt: skip
ADMINISTRATORS = (Role.SECURITY_ADMIN, Role.AUDIT_ADMIN, Role.SYSTEM_ADMIN, Role.DISTRICT_ADMIN)


class Stand:
    """A town, a browser for every desk, and a community whose lists grow."""

    def __init__(self) -> None:
        self.town: Town = make_town()
        self.community: Place = self.town.tree.community
        self.browsers: dict[str, Client] = {}
        self.accounts: dict[str, Account] = {}
        self.parts: list[tuple[str, CellKind, None, list[Place]]] = []
        for name in DESKS:
            self._seat(name, getattr(self.town, name))
        for role in ADMINISTRATORS:
            account = make_account(role.lower())
            give_role(account, role, self.town.tree.county.path)
            self.browsers[role] = _signed_in(account)
        make_channel(self.accounts["clerk"])

    @property
    def walker(self) -> int:
        """Return the person of the grid worker."""
        number = self.town.grid_worker.person_id
        assert number is not None  # everybody of the town has one
        return number

    def _seat(self, name: str, actor: Actor) -> None:
        self.browsers[name] = browser_of(actor, language="zh-hans")
        self.accounts[name] = Account.objects.get(person_id=actor.person_id)

    def addresses(self) -> dict[str, object]:
        """Return what stands in addresses: the community, the body of the handler, its branch."""
        return {
            "place": self.community.code,
            "township": self.town.tree.township.code,
            "body": self.town.team.pk,
            "person": self.town.clerk.person_id,
            "month": f"{NOW:%Y-%m}",
        }

    def fill(self, more: int) -> None:
        """Give every list `more` rows."""
        compounds = [self._a_compound(f"小区{more}-{number}") for number in range(more)]
        self._cells()
        for number in range(more):
            self._a_village(f"村{more}-{number}")
        for compound in compounds:
            self._an_account()
            self._cases(compound)
        mark_overdue(now=self.town.at(60 * 24))
        fold_all()  # as the worker does every minute
        self._notices(more)
        for _number in range(more):
            begin_revision(actor=SYSTEM, place_id=self.community.pk, title="调整", now=NOW)
            make_webhook(scope_path=self.community.path)
            seal_next_batch(now=NOW, size=5)
            self._import()

    def _a_compound(self, name: str) -> Place:
        compound = make_compound(self.community, name)
        make_building(compound, entrances=1, floors=1)
        self.parts.append((name, CellKind.UNIT, None, [compound]))
        team = make_body(compound, name=f"{name}物业服务中心")
        unit = make_unit(compound, "101")
        owner = make_person(self.community)
        make_holding(unit, owner)
        make_household(unit, owner)
        make_rights_request(owner)
        make_merge(self.community)
        self._stewarded(compound, team)
        return compound

    def _stewarded(self, compound: Place, team: Body) -> None:
        body_services.begin_stewardship(
            actor=SYSTEM, place_id=compound.pk, kind=Stewarding.COMPANY, body_id=team.pk,
            valid_from=LONG_AGO, now=NOW,
        )  # fmt: skip
        body_services.note_condition(
            actor=SYSTEM, place_id=compound.pk, condition=Condition.FIRE, grade=2,
            valid_from=LONG_AGO, now=NOW,
        )  # fmt: skip
        holder = make_person(self.community)
        make_post(seat_of(team, SeatKind.MANAGER), holder, term_ends=date(2026, 12, 1))
        branch = make_body(compound, BodyType.COMPOUND_BRANCH)
        make_post(seat_of(branch, SeatKind.SECRETARY), holder)

    def _an_account(self) -> None:
        account = make_account()
        give_role(account, Role.GRID_WORKER, self.community.path)

    def _cases(self, compound: Place) -> None:
        town = self.town
        made = make_case(town, place_id=compound.pk)
        Case.objects.filter(pk=made.pk).update(
            reporter_account_id=self.accounts["reporter"].pk, level=Level.URGENT
        )
        calls.call_upwards(
            actor=town.clerk, case_id=made.pk, body_ids=[town.department.pk],
            text="请到现场处置", legal_basis="街道职责清单第12条", now=town.at(1),
        )  # fmt: skip
        waiting = case_in(town, CaseState.OPEN, place_id=compound.pk)
        Case.objects.filter(pk=waiting.pk).update(level=Level.DANGER, lead=town.team)
        case_in(town, CaseState.DISPATCHED)
        checked = case_in(town, CaseState.FED_BACK)
        Case.objects.filter(pk=checked.pk).update(handler_account_id=None)
        self._delayed(case_in(town, CaseState.HANDLING), DelayKind.HANG_UP)
        self._delayed(case_in(town, CaseState.HANDLING), DelayKind.PAUSE)

    def _delayed(self, case: Case, kind: DelayKind) -> None:
        at = self.town.at(2)
        delay = delays.ask_delay(
            actor=self.town.handler, case_id=case.pk, kind=kind, reason=REASONS[kind],
            text="等待配件", until=at + timedelta(days=40), now=at,
            review_on=at.date() + timedelta(days=30),
        )  # fmt: skip
        if kind == DelayKind.HANG_UP:
            delays.decide_delay(
                actor=self.town.dispatcher, delay_id=delay.pk, is_granted=True, text="", now=at
            )

    def _cells(self) -> None:
        since = NOW.date()  # where cells are in force already, new ones begin today
        if not Cell.objects.exists():
            since = LONG_AGO
            self.parts[0][3].append(self.community)  # whatever lies nowhere else
        cells = make_revision(self.community, self.parts, valid_from=since)
        for cell in cells:
            self._post(cell, self.walker, since)
        self.parts = []

    def _post(self, cell: Cell, person: int, since: date) -> None:
        post_worker(
            actor=SYSTEM, cell_id=cell.pk, kind=SeatKind.GRID_WORKER_FULL, person_id=person,
            post=PostData(basis=Basis.ELECTED, valid_from=since), now=NOW,
        )  # fmt: skip

    def _a_village(self, name: str) -> None:
        """Make a village with a group, a worker on both grids, and a household."""
        above = self.town.tree.township
        code = f"{above.code}{200 + Place.objects.filter(kind=PlaceKind.VILLAGE).count()}"
        village = make_place(above, PlaceKind.VILLAGE, name, code)
        natural = make_place(village, PlaceKind.NATURAL_VILLAGE, f"{name}东")
        worker = make_person(village)
        make_household(make_unit(natural, "1"), worker)
        revision = begin_revision(actor=SYSTEM, place_id=village.pk, title="首次划分", now=NOW)
        plan = {"actor": SYSTEM, "revision_id": revision.pk, "now": NOW}
        upper = add_cell(**plan, name=name, kind=CellKind.VILLAGE)
        group = add_cell(**plan, name=f"{name}一组", kind=CellKind.GROUP, parent_id=upper.pk)
        plan_moves(**plan, places={village.pk: upper.pk, natural.pk: group.pk})
        check_revision(**plan, day=LONG_AGO)
        publish_for_today(**plan, valid_from=LONG_AGO)
        for cell in Cell.objects.filter(place=village):
            self._post(cell, worker.pk, LONG_AGO)

    def _notices(self, more: int) -> None:
        """Post notices of every kind that asks something of its own; the newest stand together."""
        everybody = [to(account) for account in self.accounts.values()]
        case = Case.objects.filter(state=CaseState.HANDLING).latest("pk")
        for _number in range(more):
            make_notice(*everybody, scope_path=self.community.path)
            for kind in KINDS:
                make_notice(
                    *everybody, kind=kind, code=case.number, scope_path=self.community.path,
                    number=case.number, case=case.number, what="说明", status="说明", body="住建局",
                    cell="第1网格",
                )  # fmt: skip
        while notice_services.hand_out_next(now=NOW):
            pass

    def _import(self) -> None:
        Import.objects.create(
            register="people.roster", place=self.community, scope_path=self.community.path,
            account=self.accounts["clerk"], file_name="花名册.xlsx", file_sha256=b"0" * 32,
            file_size=20_000, rows_seen=1000, uploaded_at=NOW,
        )  # fmt: skip


def _signed_in(account: Account) -> Client:
    client = Client()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client
