"""A report at the wrong place: put right inside the area, handed up over its border."""

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.models import Case, Delay, Task
from linli.apps.cases.rules.clocks import DelayKind, Step, TimeUnit
from linli.apps.cases.rules.flow import CaseAction, CaseState
from linli.apps.cases.rules.kinds import Level, PauseReason
from linli.apps.cases.rules.limits import Span
from linli.apps.cases.rules.placing import PlaceBeyond, PlaceUnchanged
from linli.apps.cases.rules.refusals import (
    CaseClosed,
    CategoryNotHere,
    CategoryNotOurs,
    PlaceOver,
    StaleCase,
)
from linli.apps.cases.selectors.clocks import running_clock
from linli.apps.cases.selectors.decisions import decision_cases, decision_counts
from linli.apps.cases.selectors.desks import sorting_desk
from linli.apps.cases.selectors.dossiers import thread_of
from linli.apps.cases.selectors.figures import figure_faults
from linli.apps.cases.selectors.visibility import sees, visible_to
from linli.apps.cases.services import WhereData
from linli.apps.cases.services.delays import ask_delay
from linli.apps.cases.services.figures import fold_all
from linli.apps.cases.services.settings import set_limit
from linli.apps.notices.models import Notice
from linli.apps.notices.rules.posting import Word, facts_of
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.places.rules import PlaceKind
from linli.core.errors import NotAllowed, NotFound
from tests.apps.cases.test_histories import as_told, tell
from tests.factories.cases import (
    NOW,
    SYSTEM,
    called,
    case_in,
    give_cell,
    make_case,
    make_category,
    make_item,
    make_town,
    worker,
)
from tests.factories.copies import wrong_copies
from tests.factories.organisations import make_body
from tests.factories.places import make_compound, make_place, make_unit

pytestmark = pytest.mark.django_db
OPEN_STATES = [state for state in CaseState if state != CaseState.CLOSED]


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def beside(town):
    """Return a compound of the neighbouring community, with the desk there and its clerk."""
    committee = make_body(town.tree.sibling_community, BodyType.RESIDENTS_COMMITTEE)
    clerk = worker(
        Role.COMMUNITY_WORKER, town.tree.sibling_community.path, body=committee,
        seat=SeatKind.CHAIR,
    )  # fmt: skip
    return make_compound(town.tree.sibling_community, "长城小区"), clerk


def move(town, case, place, *, actor=None, hours=3, text="电话核实", **where):
    return services.correct_place(
        actor=actor or town.clerk,
        case_id=case.pk,
        where=WhereData(place_id=place.pk, **where),
        text=text,
        now=town.at(hours),
    )


def all_is_told(case):
    """Assert that trail, copies and figures say what the case says."""
    case = Case.objects.get(pk=case.pk)
    assert tell(case) == as_told(case)
    assert wrong_copies() == []
    assert list(figure_faults()) == []
    fold_all()
    assert list(figure_faults()) == []


@pytest.mark.parametrize("state", OPEN_STATES)
def test_within_the_area_thread_and_clock_go_on(town, state):
    here = make_compound(town.tree.community, "桂花园")
    case = case_in(town, state)
    clock = running_clock(case)
    began, due, steps = clock.started_at, clock.due_at, case.steps.count()
    team_works_there = state not in {CaseState.DISPATCHED, CaseState.HANDLING}

    after = move(town, case, here)

    after.refresh_from_db()
    assert (after.place, after.scope_path) == (here, here.path)
    assert after.community_id == town.tree.community.pk
    assert after.steps.count() == steps + 1
    if team_works_there:
        clock.refresh_from_db()
        assert (after.state, clock.started_at, clock.due_at) == (state, began, due)
        assert after.due_at == due
    else:
        assert after.state == CaseState.OPEN
    all_is_told(after)


def test_dwelling_spot_and_point_are_set_and_the_old_point_is_dropped(town):
    case = make_case(town, lon=115.4, lat=35.2, spot="楼道口")
    unit = make_unit(town.compound, "602")

    after = move(town, case, town.compound, unit_id=unit.pk)
    assert (after.unit_id, after.spot, after.lon, after.lat) == (unit.pk, "楼道口", None, None)

    after = move(town, case, town.compound, lon=115.5, lat=35.3, spot="二层", hours=4)
    assert (after.unit_id, after.spot, after.lon, after.lat) == (None, "二层", 115.5, 35.3)
    all_is_told(after)


def test_over_the_border_of_a_community_the_office_above_both_decides(town, beside):
    compound, clerk = beside
    case = make_case(town)
    day = NOW.date()

    handed = move(town, case, compound)

    assert (handed.place, handed.wanted_place) == (town.tree.township, compound)
    assert handed.community_id is None
    assert not sees(town.clerk, handed, day=day)
    assert not sees(clerk, handed, day=day)
    assert sees(town.dispatcher, handed, day=day)
    assert handed.seat.body == town.office
    assert decision_counts(town.dispatcher, now=town.at(4))["places"] == 1
    rows = decision_cases(town.dispatcher, "places", after="", now=town.at(4)).rows
    assert [row.number for row in rows] == [case.number]
    with pytest.raises(NotFound):
        move(town, case, town.compound, hours=4)
    all_is_told(handed)

    decided = move(town, case, compound, actor=town.dispatcher, hours=5)

    assert (decided.place, decided.wanted_place) == (compound, None)
    assert decided.community_id == town.tree.sibling_community.pk
    assert sees(clerk, decided, day=day)
    assert not sees(town.clerk, decided, day=day)
    assert list(visible_to(clerk, day=day)) == [decided]
    assert [row.number for row in sorting_desk(clerk, after="", now=town.at(6)).page.rows] == [
        case.number
    ]
    assert sorting_desk(town.clerk, after="", now=town.at(6)).page.rows == []
    assert decision_counts(town.dispatcher, now=town.at(6))["places"] == 0
    all_is_told(decided)


def test_the_office_above_may_send_it_back(town, beside):
    case = make_case(town)
    move(town, case, beside[0])

    back = move(town, case, town.compound, actor=town.dispatcher, hours=4)

    assert (back.place, back.wanted_place) == (town.compound, None)
    assert sees(town.clerk, back, day=NOW.date())


def test_whoever_has_both_places_moves_it_at_once(town, beside):
    after = move(town, make_case(town), beside[0], actor=town.dispatcher)

    assert (after.place, after.wanted_place) == (beside[0], None)


def test_over_the_border_of_a_township_the_district_decides(town):
    case = make_case(town)

    handed = move(town, case, town.tree.village, actor=town.dispatcher)

    assert (handed.place, handed.township_id) == (town.tree.county, None)
    assert not sees(town.dispatcher, handed, day=NOW.date())
    assert decision_counts(town.district, now=town.at(4))["places"] == 1
    all_is_told(handed)
    decided = move(town, case, town.tree.village, actor=town.district, hours=5)
    assert decided.township_id == town.tree.other_township.pk
    assert sees(town.stranger, decided, day=NOW.date())
    all_is_told(decided)


def test_over_the_border_of_a_district_nobody_here_decides(town):
    township = make_place(town.tree.foreign_county, PlaceKind.TOWNSHIP, "天中街道", "371703001")
    far = make_place(township, PlaceKind.COMMUNITY, "范蠡湖社区居民委员会", "371703001001")
    case = make_case(town)

    with pytest.raises(PlaceBeyond):
        move(town, case, far, actor=town.district)

    case.refresh_from_db()
    assert case.place == town.compound


@pytest.mark.parametrize("state", [CaseState.DISPATCHED, CaseState.HANDLING])
def test_a_lead_that_does_not_work_there_loses_its_task(town, beside, state):
    item = make_item(town.category, CaseAction.FEED_BACK)
    case = case_in(town, state)
    if state == CaseState.HANDLING:
        services.mark_item(actor=town.handler, case_id=case.pk, item=item.pk, now=town.at(2))
    Notice.objects.all().delete()

    after = move(town, case, beside[0], actor=town.dispatcher)

    assert (after.state, after.lead_id) == (CaseState.OPEN, None)
    assert [task.state for task in Task.objects.filter(case=case)] == ["CANCELLED"]
    assert not after.check_marks.exists()
    assert after.seat.body == town.office
    assert not sees(town.handler, after, day=NOW.date())
    assert Notice.objects.filter(kind="cases.called_off").count() == 1
    running = running_clock(after)
    assert running.step == Step.DISPATCH
    last = after.steps.order_by("-number").first()
    assert (last.action, last.part) == (CaseAction.CORRECT_PLACE, "DISPATCHER")
    all_is_told(after)


def test_a_lead_that_works_at_both_places_keeps_its_task_and_its_time(town, beside):
    case = case_in(town, CaseState.OPEN)
    services.dispatch_case(
        actor=town.dispatcher, case_id=case.pk, body=town.department.pk, now=town.at(2)
    )
    services.take_case(actor=town.officer, case_id=case.pk, now=town.at(2))
    asked = ask_delay(
        actor=town.officer, case_id=case.pk, kind=DelayKind.EXTENSION, reason=PauseReason.PARTS,
        text="配件未到", until=town.at(24 * 15), now=town.at(3),
    )  # fmt: skip
    Notice.objects.all().delete()

    after = move(town, case, beside[0], actor=town.dispatcher, hours=4)

    after.refresh_from_db()
    assert (after.state, after.lead) == (CaseState.HANDLING, town.department)
    assert Task.objects.get(case=case).state == "TAKEN"
    assert Delay.objects.get(pk=asked.pk).community_id == town.tree.sibling_community.pk
    told = set(Notice.objects.values_list("kind", flat=True))
    assert told == {"cases.placed", "cases.left_desk", "cases.remark", "cases.news"}
    all_is_told(after)


def test_calls_of_the_cell_stay_with_bodies_that_work_there(town, beside):
    give_cell(town)
    near = make_body(town.tree.community, BodyType.SERVICE_CENTRE, name="社区便民服务中心")
    task = called(town)
    other = called(town, department=near)

    move(town, task.case, beside[0], actor=town.dispatcher)
    move(town, other.case, beside[0], actor=town.dispatcher)

    task.refresh_from_db()
    other.refresh_from_db()
    assert (task.state, task.cell_id) == ("SENT", None)
    assert other.state == "CANCELLED"
    all_is_told(task.case)


def test_the_limit_and_the_kind_are_those_of_the_new_place(town, beside):
    set_limit(
        actor=SYSTEM, place_id=town.tree.sibling_community.pk, level=Level.ORDINARY,
        step=Step.ACCEPT, span=Span(30, TimeUnit.WORKING_DAYS), valid_from=NOW.date(), now=NOW,
    )  # fmt: skip
    own = make_category(town.tree.sibling_community, "lighting", name_zh="路灯")
    case = make_case(town)
    due = case.due_at

    after = move(town, case, beside[0], actor=town.dispatcher)

    after.refresh_from_db()
    assert after.category == own
    assert after.due_at > due
    last = running_clock(after).events.order_by("-number").first()
    assert (last.kind, last.reason) == ("CHANGED", "place")
    all_is_told(after)


def test_a_kind_that_is_not_taken_there_is_refused(town, beside):
    local = make_category(town.tree.community, "parking")
    case = make_case(town, category_id=local.pk)
    with pytest.raises(CategoryNotHere):
        move(town, case, beside[0], actor=town.dispatcher)

    make_category(
        town.tree.sibling_community, "parking", is_ours=False, redirect_zh="请拨 122",
        redirect_en="Call 122",
    )  # fmt: skip
    with pytest.raises(CategoryNotOurs):
        move(town, case, beside[0], actor=town.dispatcher)
    case.refresh_from_db()
    assert case.place == town.compound


def test_what_is_refused(town, beside):
    case = make_case(town)
    gone = make_compound(town.tree.community, "旧院")
    gone.valid_to = NOW.date()
    gone.save()

    with pytest.raises(PlaceUnchanged):
        move(town, case, town.compound)
    with pytest.raises(PlaceOver):
        move(town, case, gone)
    with pytest.raises(StaleCase):
        services.correct_place(
            actor=town.clerk, case_id=case.pk, where=WhereData(place_id=beside[0].pk), text="核实",
            version=5, now=town.at(3),
        )  # fmt: skip
    with pytest.raises(NotAllowed):
        move(town, case, town.tree.community, actor=town.grid_worker)
    for who in (town.stranger, town.neighbour, beside[1], town.officer):
        with pytest.raises(NotFound):
            move(town, case, town.tree.community, actor=who)
    assert Case.objects.get(pk=case.pk).version == case.version


def test_reporter_and_desk_are_told_in_plain_words(town, beside):
    case = make_case(town)
    Notice.objects.all().delete()

    move(town, case, beside[0])

    news = Notice.objects.get(kind="cases.news")
    facts = facts_of(news.facts)
    assert facts["what"] == Word("cases.done.placed")
    assert facts["office"] == town.office.name
    work = Notice.objects.get(kind="cases.work")
    assert facts_of(work.facts)["wanted"] == beside[0].name
    line = thread_of(case, inner=False, now=town.at(4))[0]
    names = (town.compound.name, town.tree.township.name, beside[0].name)
    assert all(name in line.detail for name in names)
    assert line.text == "电话核实"


def test_lists_touch_no_more_for_many(town, beside, django_assert_max_num_queries):
    cases = [make_case(town) for _ in range(3)]
    for case in cases:
        move(town, case, beside[0])

    with django_assert_max_num_queries(12):
        decision_cases(town.dispatcher, "places", after="", now=town.at(5))


def test_a_closed_case_stays_where_it_was_closed(town, beside):
    case = case_in(town, CaseState.CLOSED)

    with pytest.raises(CaseClosed):
        move(town, case, beside[0], actor=town.dispatcher)
