"""A town with everybody who plays a part in a case, and cases made through the services."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from itertools import count
from typing import Any

from PIL import Image

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.models import Case, Category, CheckItem, Task
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import AnswerWay, Channel, Disclosure, ExclusionReason, Outcome
from linli.apps.cases.selectors.near import join_token
from linli.apps.cases.services import ReportData, calls
from linli.apps.grids.models import Cell
from linli.apps.grids.rules.cells import CellKind
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.places.models import Place
from linli.core.access import Actor, Grant
from tests.factories.grids import make_revision
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.people import make_person
from tests.factories.places import Tree, make_compound, make_tree

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SYSTEM = Actor.system()
SINCE = date(2020, 1, 1)
_accounts = count(9001)


@dataclass(frozen=True)
class Town:
    """A township with its offices, a property team and a department, and whoever acts for them."""

    tree: Tree
    compound: Place
    category: Category
    committee: Body  # the sorting desk
    office: Body  # the dispatch board
    team: Body  # handles
    department: Body  # handles, assists, is called
    reporter: Actor
    neighbour: Actor
    clerk: Actor
    second_clerk: Actor
    third_clerk: Actor
    grid_worker: Actor
    dispatcher: Actor
    handler: Actor
    officer: Actor
    district: Actor
    stranger: Actor  # a clerk of another township

    def at(self, hours: float) -> datetime:
        """Return an instant some hours after the report."""
        return NOW + timedelta(hours=hours)


def make_category(place: Place, code: str = "lighting", **options: Any) -> Category:
    """Make a category; ours, ordinary, and open to anonymous reports unless told otherwise."""
    values = {
        "name_zh": "路灯照明",
        "name_en": "Street lighting",
        "icon": "lightbulb",
        "valid_from": SINCE,
    } | options
    return Category.objects.create(place=place, code=code, scope_path=place.path, **values)


def make_item(
    category: Category, action: CaseAction = CaseAction.FEED_BACK, position: int = 1
) -> CheckItem:
    """Make a line of a check-list that holds `action` back."""
    return CheckItem.objects.create(
        category=category,
        action=action,
        text_zh="已断电并设置警示",
        text_en="Power cut and warning set up",
        position=position,
        valid_from=SINCE,
    )


def resident(name: str = "王秀英") -> Actor:
    """Return somebody signed in without any post."""
    return Actor(account_id=next(_accounts), person_id=make_person(name=name).pk, name=name)


def worker(
    role: Role, path: str, *, body: Body | None = None, seat: SeatKind | None = None
) -> Actor:
    """Return somebody with a role; with a body also a post in it, held by a person."""
    person = make_person()
    source = "setup"
    if body is not None and seat is not None:
        post = seat_of(body, seat)
        make_post(post, person)
        source = f"seat:{post.pk}"
    grant = Grant(role=role, path=path, source=source, body_id=body.pk if body else None)
    return Actor(account_id=next(_accounts), person_id=person.pk, grants=(grant,), name="工作人员")


def make_town() -> Town:
    """Make the town; everything lies in the township of `make_tree`."""
    tree = make_tree()
    compound = make_compound(tree.community)
    committee = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    office = make_body(tree.township, BodyType.GOVERNANCE_OFFICE, name="北城街道综治办")
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    department = make_body(tree.county, BodyType.DEPARTMENT, name="住建局", trade="")
    here = tree.community.path
    return Town(
        tree=tree,
        compound=compound,
        category=make_category(tree.county),
        committee=committee,
        office=office,
        team=team,
        department=department,
        reporter=resident(),
        neighbour=resident("李建国"),
        clerk=worker(Role.COMMUNITY_WORKER, here, body=committee, seat=SeatKind.CHAIR),
        second_clerk=worker(Role.COMMUNITY_WORKER, here, body=committee, seat=SeatKind.VICE_CHAIR),
        third_clerk=worker(Role.COMMUNITY_WORKER, here),
        grid_worker=worker(Role.GRID_WORKER, compound.path),
        dispatcher=worker(Role.TOWNSHIP_ADMIN, tree.township.path, body=office, seat=SeatKind.HEAD),
        handler=worker(Role.PROPERTY_STAFF, compound.path, body=team, seat=SeatKind.MANAGER),
        officer=worker(
            Role.DEPARTMENT_OFFICER, tree.county.path, body=department, seat=SeatKind.HEAD
        ),
        district=worker(Role.DISTRICT_ADMIN, tree.county.path),
        stranger=worker(Role.COMMUNITY_WORKER, tree.village.path),
    )


def report_of(town: Town, **options: Any) -> ReportData:
    """Return a report from the compound."""
    values = {
        "category_id": town.category.pk,
        "place_id": town.compound.pk,
        "text": "3号楼前路灯不亮",
        "disclosure": Disclosure.HANDLERS,
        "phone": "13800001234",
    } | options
    return ReportData(**values)


def make_case(
    town: Town, *, actor: Actor | None = None, now: datetime = NOW, **options: Any
) -> Case:
    """Report a case as the resident does; `options` are of the report."""
    return services.report_case(
        actor=actor or town.reporter, report=report_of(town, **options), now=now
    )


def found_case(town: Town, *, now: datetime = NOW, **options: Any) -> Case:
    """Let the grid worker report what was found on the round."""
    report = report_of(town, channel=Channel.GRID, disclosure=Disclosure.OPEN, **options)
    return services.report_on_behalf(actor=town.grid_worker, report=report, now=now)


def join(case: Case, actor: Actor, *, now: datetime = NOW) -> Case:
    """Let somebody say "me too" who has the case from the list of reports near by."""
    token = join_token(case.number, actor, now=now)
    return services.join_case(actor=actor, case_id=case.pk, token=token, now=now)


def picture(colour: str = "red", size: tuple[int, int] = (8, 6)) -> bytes:
    """Return a small picture as a camera would send it."""
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, format="JPEG")
    return out.getvalue()


def act(town: Town, case: Case, action: CaseAction, actor: Actor, **given: Any) -> Case:
    """Do one act of the flow with whatever evidence it needs."""
    values = {"actor": actor, "case_id": case.pk, "now": town.at(given.pop("hours", 1))}
    return SERVICES[action](**values, **EVIDENCE.get(action, lambda _town: {})(town), **given)


def case_in(town: Town, state: CaseState, **options: Any) -> Case:
    """Return a case that has come to `state` through the acts that lead there."""
    case = make_case(town, **options)
    for action, player in WAYS[state]:
        case = act(town, case, action, getattr(town, player))
    return Case.objects.get(pk=case.pk)


_A, _S = CaseAction, CaseState
_TEXT: dict[str, Any] = {"text": "经现场核实"}
_HEARD: dict[str, Any] = {"way": AnswerWay.TELEPHONE}
SERVICES: Mapping[CaseAction, Callable[..., Case]] = {
    _A.ACCEPT: services.accept_case,
    _A.REDIRECT: services.redirect_case,
    _A.ANSWER: services.answer_case,
    _A.REFER: services.refer_case,
    _A.MERGE: services.merge_case,
    _A.UNMERGE: services.unmerge_case,
    _A.PROPOSE_EXCLUSION: services.propose_exclusion,
    _A.AGREE_EXCLUSION: services.confirm_exclusion,
    _A.CONFIRM_EXCLUSION: services.confirm_exclusion,
    _A.REJECT_EXCLUSION: services.reject_exclusion,
    _A.WITHDRAW: services.withdraw_case,
    _A.DISPATCH: services.dispatch_case,
    _A.TAKE: services.take_case,
    _A.RETURN: services.return_task,
    _A.DISAGREE: services.return_task,
    _A.ARBITRATE: services.arbitrate,
    _A.SOLVE_ON_SPOT: services.solve_on_spot,
    _A.FEED_BACK: services.feed_back,
    _A.PASS_CHECK: services.pass_check,
    _A.FAIL_CHECK: services.fail_check,
    _A.FAIL_SPOT: services.fail_check,
    _A.CONFIRM: services.confirm_case,
    _A.LAPSE: services.lapse_case,
    _A.DISPUTE: services.dispute_case,
    _A.APPEAL: services.dispute_case,
    _A.ASSISTED_CONFIRM: services.record_agreement,
    _A.ASSISTED_DISPUTE: services.record_dispute,
    _A.ASSISTED_APPEAL: services.record_dispute,
    _A.ASSISTED_WITHDRAW: services.record_withdrawal,
    _A.UPHOLD: services.uphold_exclusion,
    _A.OVERTURN: services.overturn_exclusion,
    _A.CORRECT_PLACE: services.correct_place,
}
EVIDENCE: Mapping[CaseAction, Callable[[Town], dict[str, Any]]] = {
    _A.REDIRECT: lambda _town: {"address": "请拨打供电服务热线 95598"},
    _A.ANSWER: lambda _town: _TEXT,
    _A.REFER: lambda _town: _TEXT,
    _A.MERGE: lambda town: {"target": make_case(town, actor=town.neighbour).number},
    _A.UNMERGE: lambda _town: _TEXT,
    _A.PROPOSE_EXCLUSION: lambda _town: {"reason": ExclusionReason.NO_FACTS, **_TEXT},
    _A.DISPATCH: lambda town: {"body": town.team.pk, "legal_basis": "物业服务合同第三条"},
    _A.RETURN: lambda _town: {"basis": "物业管理条例第五十一条", **_TEXT},
    _A.DISAGREE: lambda _town: {"basis": "物业管理条例第五十一条", **_TEXT},
    _A.ARBITRATE: lambda town: {"body": town.team.pk, **_TEXT},
    _A.SOLVE_ON_SPOT: lambda _town: {
        "outcome": Outcome.SOLVED,
        "photos": (picture(),),
        **_TEXT,
    },
    _A.FEED_BACK: lambda _town: {"outcome": Outcome.SOLVED, **_TEXT},
    _A.FAIL_CHECK: lambda _town: _TEXT,
    _A.FAIL_SPOT: lambda _town: _TEXT,
    _A.DISPUTE: lambda _town: _TEXT,
    _A.APPEAL: lambda _town: _TEXT,
    _A.ASSISTED_CONFIRM: lambda _town: _HEARD,
    _A.ASSISTED_DISPUTE: lambda _town: {**_HEARD, **_TEXT},
    _A.ASSISTED_APPEAL: lambda _town: {**_HEARD, **_TEXT},
    _A.ASSISTED_WITHDRAW: lambda _town: {**_HEARD, **_TEXT},
    _A.UPHOLD: lambda _town: _TEXT,
    _A.OVERTURN: lambda _town: _TEXT,
    _A.CORRECT_PLACE: lambda town: {
        "where": services.WhereData(place_id=town.tree.sibling_community.pk),
        **_TEXT,
    },
}

_Way = tuple[tuple[CaseAction, str], ...]
_OPEN: _Way = ((_A.ACCEPT, "clerk"),)
_SENT: _Way = (*_OPEN, (_A.DISPATCH, "dispatcher"))
_BACK: _Way = ((_A.RETURN, "handler"), (_A.DISPATCH, "dispatcher"))
_HANDLING: _Way = (*_SENT, (_A.TAKE, "handler"))
_FED_BACK: _Way = (*_HANDLING, (_A.FEED_BACK, "handler"))
_CHECKED: _Way = (*_FED_BACK, (_A.PASS_CHECK, "clerk"))
_PROPOSED: _Way = ((_A.PROPOSE_EXCLUSION, "clerk"),)
_EXCLUDED: _Way = (*_PROPOSED, (_A.CONFIRM_EXCLUSION, "second_clerk"))
WAYS: Mapping[CaseState, _Way] = {
    _S.REPORTED: (),
    _S.EXCLUSION_PROPOSED: _PROPOSED,
    _S.OPEN: _OPEN,
    _S.DISPATCHED: _SENT,
    _S.ARBITRATION: (*_SENT, *_BACK, *_BACK, (_A.DISAGREE, "handler")),
    _S.HANDLING: _HANDLING,
    _S.FED_BACK: _FED_BACK,
    _S.CHECKED: _CHECKED,
    _S.CLOSED: (*_CHECKED, (_A.CONFIRM, "reporter")),
    _S.APPEALED: (*_EXCLUDED, (_A.APPEAL, "reporter")),
}


def give_cell(town: Town) -> Cell:
    """Make one cell of the community of the town; reports from now on lie in it."""
    parts = [("第1网格", CellKind.UNIT, None, [town.tree.community])]
    return make_revision(town.tree.community, parts)[0]


def called(town: Town, *, department: Body | None = None, hours: float = 1) -> Task:
    """Report a case in a cell of the town and let the grid worker call a department to it."""
    case = make_case(town)
    tasks = calls.call_upwards(
        actor=town.grid_worker,
        case_id=case.pk,
        body_ids=[(department or town.department).pk],
        text="请到现场处置",
        legal_basis="街道职责清单第12条",
        now=town.at(hours),
    )
    return tasks[0]
