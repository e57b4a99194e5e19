"""A case leaves a desk: the old one hears of it once, the new one reads where it came from."""

from datetime import timedelta

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.models import Case
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.refusals import CaseLeft
from linli.apps.cases.selectors.desks import sorting_desk
from linli.apps.cases.selectors.notices import desks_left
from linli.apps.cases.selectors.visibility import refuse_unseen
from linli.apps.cases.services import WhereData
from linli.apps.notices.models import Addressee, Notice
from linli.apps.notices.rules.posting import Urgency, facts_of
from linli.apps.notices.selectors.letters import open_notices
from linli.apps.organisations.models import Body
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.core.errors import NotFound
from tests.apps.cases.test_histories import as_told, tell
from tests.factories.case_pages import browser_of
from tests.factories.cases import NOW, case_in, make_case, make_town, worker
from tests.factories.organisations import make_body, seat_of
from tests.factories.places import make_compound

pytestmark = pytest.mark.django_db
LEFT = "cases.left_desk"


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def beside(town):
    """Return a compound of the neighbouring community, with the clerk of the desk there."""
    place = town.tree.sibling_community
    committee = make_body(place, BodyType.RESIDENTS_COMMITTEE)
    clerk = worker(Role.COMMUNITY_WORKER, place.path, body=committee, seat=SeatKind.CHAIR)
    return make_compound(place, "长城小区"), clerk


def move(town, case, place, actor, hours=3):
    return services.correct_place(
        actor=actor, case_id=case.pk, where=WhereData(place_id=place.pk), text="电话核实",
        now=town.at(hours),
    )  # fmt: skip


def left():
    """Return whom notices of cases that have left tell: post, case, and where it is now."""
    return {
        (addressee.target_id, notice.about_code, facts_of(notice.facts)["office"])
        for notice in Notice.objects.filter(kind=LEFT)
        for addressee in Addressee.objects.filter(notice=notice)
    }


def chair(town):
    return seat_of(town.committee, SeatKind.CHAIR).pk


def test_the_desk_it_has_left_hears_once_a_day_where_it_is(town, beside):
    compound, clerk = beside
    case = make_case(town)

    moved = move(town, case, compound, town.dispatcher)

    assert left() == {(chair(town), case.number, Body.objects.get(pk=clerk.grants[0].body_id).name)}
    notice = Notice.objects.get(kind=LEFT)
    assert (notice.urgency, notice.scope_path) == (Urgency.DIGEST, town.compound.path)
    assert open_notices([notice]) == {notice.pk}
    assert moved.came_from == town.compound
    (row,) = sorting_desk(clerk, after="", now=town.at(4)).page.rows
    assert (row.number, row.came_from, row.wanted) == (case.number, town.compound.name, "")
    with pytest.raises(CaseLeft):
        refuse_unseen(town.clerk, moved, day=NOW.date())
    with pytest.raises(NotFound) as unseen:
        refuse_unseen(town.stranger, moved, day=NOW.date())
    assert not isinstance(unseen.value, CaseLeft)
    assert tell(moved) == as_told(moved)


def test_whoever_hands_it_up_is_not_told_by_their_own_post_but_their_chair_is(town, beside):
    first, second = make_case(town), make_case(town, actor=town.neighbour)

    move(town, first, beside[0], town.clerk)
    move(town, second, beside[0], town.third_clerk)

    assert left() == {(chair(town), second.number, town.office.name)}


def test_the_office_that_decides_is_no_stop_on_the_way(town, beside):
    compound, clerk = beside
    case = make_case(town)
    handed = move(town, case, compound, town.clerk)
    assert (handed.came_from, handed.wanted_place) == (town.compound, compound)

    decided = move(town, case, compound, town.dispatcher, hours=4)

    assert decided.came_from == town.compound
    (row,) = sorting_desk(clerk, after="", now=town.at(5)).page.rows
    assert row.came_from == town.compound.name
    near = make_compound(town.tree.sibling_community, "紫金花园")
    assert move(town, case, near, clerk, hours=6).came_from == town.compound


def test_what_is_back_again_came_from_nowhere_and_nothing_is_said(town, beside):
    case = make_case(town)
    move(town, case, beside[0], town.third_clerk)
    notice = Notice.objects.get(kind=LEFT)
    assert open_notices([notice]) == {notice.pk}

    back = move(town, case, town.compound, town.dispatcher, hours=4)

    assert back.came_from is None
    assert open_notices([notice]) == set()
    assert Notice.objects.filter(kind=LEFT).count() == 1


def test_nothing_is_said_of_a_case_that_is_closed_in_the_meantime(town, beside):
    case = make_case(town)
    move(town, case, beside[0], town.dispatcher)
    notice = Notice.objects.get(kind=LEFT)

    services.answer_case(actor=beside[1], case_id=case.pk, text="已答复", now=town.at(5))

    assert open_notices([notice]) == set()
    assert list(desks_left([f"{case.number} {chair(town)}", "X 1"])) == []


def test_within_the_area_of_a_desk_nobody_is_told(town):
    here = make_compound(town.tree.community, "桂花园")

    moved = move(town, make_case(town), here, town.third_clerk)

    assert (left(), moved.came_from) == (set(), None)


def test_over_the_border_of_a_township_desk_and_board_hear(town):
    case = case_in(town, CaseState.OPEN)

    handed = move(town, case, town.tree.village, town.district)

    office = seat_of(town.office, SeatKind.HEAD).pk
    assert {(post, number) for post, number, _office in left()} == {
        (chair(town), case.number), (office, case.number),
    }  # fmt: skip
    assert handed.came_from == town.compound


def test_pages_say_it_in_both_languages_with_as_many_queries_for_many(
    town, beside, django_assert_max_num_queries
):
    compound, clerk = beside
    for number in range(3):
        move(town, make_case(town, now=NOW + timedelta(minutes=number)), compound, town.dispatcher)
    case = Case.objects.order_by("pk").last()

    browser = browser_of(clerk)
    for language, words in (("en", "came from"), ("zh-hans", "转来")):
        browser.cookies["django_language"] = language
        for address in ("/cases/all/", "/cases/sorting/", f"/cases/{case.number}/"):
            page = browser.get(address).content.decode()
            assert town.compound.name in page, address
        assert words in browser.get("/cases/all/").content.decode()
    with django_assert_max_num_queries(8):
        sorting_desk(clerk, after="", now=town.at(4))
