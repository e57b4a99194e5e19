"""Who arbitrates, what binds afterwards; one appeal; returns counted from the last opening."""

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.cases import permissions, services
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.ladder import Rung
from linli.apps.cases.rules.refusals import AppealedAlready, BodyTwice
from linli.apps.cases.selectors.arbiters import arbiter_seat
from linli.apps.cases.selectors.decisions import decision_cases
from linli.apps.cases.services.settings import name_ladder_post
from linli.apps.notices.models import Notice
from linli.apps.notices.rules.posting import facts_of
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.core.errors import NotAllowed
from tests.factories.cases import NOW, SYSTEM, act, case_in, make_town, worker
from tests.factories.organisations import make_body, seat_of

pytestmark = pytest.mark.django_db
TODAY = NOW.date()
A, S = CaseAction, CaseState


@pytest.fixture
def town():
    return make_town()


def disputed(town, sender=None):
    """Return a case whose task is disputed for the third time, sent out by `sender`."""
    sender, case = sender or town.dispatcher, case_in(town, S.OPEN)
    for action in (A.RETURN, A.RETURN, A.DISAGREE):
        act(town, case, A.DISPATCH, sender)
        act(town, case, action, town.handler)
    return Case.objects.get(pk=case.pk)


def deputy(town):
    return worker(Role.TOWNSHIP_ADMIN, town.tree.township.path)


def may(actor, case, action=A.ARBITRATE):
    return permissions.can_act(actor, case, action, day=TODAY).decision


def district_office(town):
    body = make_body(town.tree.county, BodyType.GOVERNANCE_OFFICE, name="区综治中心")
    head = worker(Role.DISTRICT_ADMIN, town.tree.county.path, body=body, seat=SeatKind.HEAD)
    return seat_of(body, SeatKind.HEAD), head


def test_the_head_of_the_office_arbitrates_unless_another_post_is_named(town):
    case = disputed(town, sender := deputy(town))

    assert case.seat_id == seat_of(town.office, SeatKind.HEAD).pk
    assert may(town.dispatcher, case)
    assert may(sender, case).reason == "cases.arbiter_sent"
    assert may(deputy(town), case).reason == "cases.only_arbiter"


def test_who_sent_the_case_out_never_arbitrates_it_the_post_above_does(town):
    seat, head = district_office(town)
    case = disputed(town)

    assert case.seat_id == seat.pk
    assert may(head, case)
    assert may(town.dispatcher, case).reason == "cases.arbiter_sent"
    with pytest.raises(NotAllowed):
        act(town, case, A.ARBITRATE, town.dispatcher, hours=2)


def test_without_any_office_above_an_administrator_arbitrates_who_did_not_send_it(town):
    case = disputed(town)

    assert arbiter_seat(case, TODAY) is None
    assert may(town.district, case)
    assert not may(town.dispatcher, case)


def test_a_named_post_arbitrates_sees_the_case_and_hears_of_it(town):
    seat = seat_of(town.department, SeatKind.HEAD)
    name_ladder_post(
        actor=SYSTEM, place_id=town.tree.township.pk, rung=Rung.ARBITER, seat_id=seat.pk,
        valid_from=TODAY, now=NOW,
    )  # fmt: skip
    case = disputed(town)

    notice = Notice.objects.filter(kind="cases.work", about_code=case.number).latest("pk")
    assert facts_of(notice.facts)["arbiter"].startswith(town.department.name)
    assert may(town.officer, case)
    assert not may(town.district, case)
    assert act(town, case, A.ARBITRATE, town.officer, hours=2).state == S.DISPATCHED


def test_what_was_sent_out_by_oneself_does_not_wait_at_ones_desk(town):
    case = disputed(town)

    def waiting(actor):
        page = decision_cases(actor, "arbitration", after="", now=town.at(2))
        return [row.number for row in page.rows]

    assert waiting(town.dispatcher) == []
    assert waiting(town.district) == [case.number]


def test_the_arbiter_names_who_assists_and_on_what_basis_and_it_is_not_returned(town):
    case = disputed(town)
    given = {"actor": town.district, "case_id": case.pk, "text": "清单第三条", "now": town.at(2)}
    with pytest.raises(BodyTwice):
        services.arbitrate(body=town.team.pk, assists=[town.team.pk], **given)

    services.arbitrate(
        body=town.team.pk, assists=[town.department.pk], assists_gate=True,
        legal_basis="物业管理条例第五十一条", **given,
    )  # fmt: skip

    tasks = case.tasks.filter(state="SENT").order_by("pk")
    assert [(task.body_id, task.kind, task.is_gate, task.legal_basis) for task in tasks] == [
        (town.team.pk, "LEAD", False, "物业管理条例第五十一条"),
        (town.department.pk, "ASSIST", True, "物业管理条例第五十一条"),
    ]
    assert Notice.objects.filter(kind="cases.assist", about_code=case.number).exists()
    case.refresh_from_db()
    assert permissions.actions_open_to(town.handler, case, day=TODAY) == [A.TAKE]


def test_an_exclusion_is_appealed_once(town):
    case = act(town, case_in(town, S.APPEALED), A.UPHOLD, town.third_clerk, hours=2)

    assert A.APPEAL not in permissions.actions_open_to(town.reporter, case, day=TODAY)
    with pytest.raises(AppealedAlready):
        services.dispute_case(actor=town.reporter, case_id=case.pk, text="还是不服", now=town.at(3))


def test_whoever_decided_before_either_way_does_not_decide_on_the_appeal(town):
    case = case_in(town, S.EXCLUSION_PROPOSED)
    act(town, case, A.REJECT_EXCLUSION, town.second_clerk)
    act(town, case, A.PROPOSE_EXCLUSION, town.clerk)
    act(town, case, A.CONFIRM_EXCLUSION, town.third_clerk)
    case = act(town, case, A.APPEAL, town.reporter)

    assert A.APPEAL not in permissions.actions_open_to(town.reporter, case, day=TODAY)
    for actor in (town.clerk, town.second_clerk, town.third_clerk):
        assert may(actor, case, A.UPHOLD).reason == "cases.third_person"
    assert may(town.dispatcher, case, A.UPHOLD)
    page = decision_cases(town.second_clerk, "appeals", after="", now=town.at(2))
    assert page.rows == []


def test_returns_are_counted_from_the_last_opening(town):
    case = case_in(town, S.DISPATCHED)
    for action, actor in (
        (A.RETURN, town.handler),
        (A.DISPATCH, town.dispatcher),
        (A.RETURN, town.handler),
        (A.DISPATCH, town.dispatcher),
        (A.TAKE, town.handler),
        (A.FEED_BACK, town.handler),
        (A.PASS_CHECK, town.clerk),
    ):
        case = act(town, case, action, actor)
    assert case.returned == 2

    case = act(town, case, A.DISPUTE, town.reporter, hours=2)
    act(town, case, A.DISPATCH, town.dispatcher, hours=3)
    case = act(town, case, A.RETURN, town.handler, hours=4)

    assert (case.state, case.returned, case.reopened) == (S.OPEN, 1, 1)
