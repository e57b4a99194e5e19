"""What was handed up over a border: on the desk that is opened first, and never without anybody."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.cases import services
from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.selectors.desks import PRESSING
from linli.apps.cases.services import WhereData
from linli.apps.notices.models import Addressee, Notice
from linli.apps.notices.selectors.reaching import reached_by
from linli.apps.organisations.models import Absence, Appointment
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.core.access import Actor
from linli.core.errors import NotAllowed, NotFound
from tests.factories.case_pages import account_of, browser_of, browser_with
from tests.factories.cases import NOW, case_in, make_case, make_town, worker
from tests.factories.organisations import make_body, seat_of
from tests.factories.people import make_person
from tests.factories.places import make_compound

pytestmark = pytest.mark.django_db
WANTED = "A desk says that these lie outside its area."
TODAY = NOW.date()


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def beside(town):
    return make_compound(town.tree.sibling_community, "长城小区")


def move(town, case, place, actor, hours=3):
    return services.correct_place(
        actor=actor, case_id=case.pk, where=WhereData(place_id=place.pk), text="电话核实",
        now=town.at(hours),
    )  # fmt: skip


@pytest.mark.parametrize("state", [CaseState.REPORTED, CaseState.OPEN])
def test_the_district_finds_it_on_the_board_with_what_is_wanted(town, state):
    case = case_in(town, state)
    move(town, case, town.tree.village, town.dispatcher)
    district, township = browser_of(town.district), browser_of(town.dispatcher)

    home = district.get("/").content.decode()
    board = district.get(reverse("cases:board")).content.decode()
    file = district.get(reverse("cases:case", args=[case.number])).content.decode()

    assert "Where does it lie?" in home
    assert WANTED in board
    assert case.number in board
    assert f"said to lie at {town.tree.village.name}" in board
    assert reverse("cases:correct_place", args=[case.number]) in file
    assert f"A desk says that this lies at {town.tree.village.name}" in file
    page = district.get(reverse("cases:correct_place", args=[case.number])).content.decode()
    assert f'value="p{town.compound.pk}"' in page  # back to where it was, in one step
    assert WANTED not in township.get(reverse("cases:board")).content.decode()


def test_the_township_finds_it_on_its_sorting_desk_and_whoever_decides_nothing_does_not(
    town, beside
):
    case = make_case(town)
    move(town, case, beside, town.clerk)

    desk = browser_of(town.dispatcher)
    page = desk.get(reverse("cases:sorting")).content.decode()
    pane = desk.get(reverse("cases:sorting"), {"case": case.number}).content.decode()
    clerk = browser_of(town.clerk).get(reverse("cases:sorting")).content.decode()

    assert page.index(WANTED) < page.index(f"?case={case.number}")
    assert "A desk says that this lies at" in pane
    assert WANTED not in clerk
    assert case.number not in clerk
    move(town, case, beside, town.dispatcher, hours=4)
    assert WANTED not in desk.get(reverse("cases:sorting")).content.decode()


def test_many_cost_as_much_as_one_and_lead_on_to_the_whole_list(
    town, beside, django_assert_num_queries
):
    browser = browser_of(town.district)
    address = reverse("cases:board")

    def hand_up(number):
        case = make_case(town, now=NOW + timedelta(minutes=number))
        move(town, case, town.tree.village, town.dispatcher)

    hand_up(0)
    browser.get(address)
    with CaptureQueriesContext(connection) as one:
        browser.get(address)
    for number in range(1, PRESSING + 1):
        hand_up(number)
    with django_assert_num_queries(len(one)):
        page = browser.get(address).content.decode()
    assert f"{reverse('cases:decisions')}?list=places" in page


def told_person():
    """Return who hears of the case by the post it came to, were it handed out now."""
    return reached_by(Addressee.objects.get(notice__kind="cases.work", kind="POST"), TODAY)


def test_a_substitute_without_rights_of_their_own_is_told_and_decides(town, beside):
    seat = seat_of(town.office, SeatKind.HEAD)
    person = make_person(town.tree.township, name="代班人")
    Absence.objects.create(
        seat=seat, person_id=town.dispatcher.person_id, substitute=person, reason="LEAVE",
        valid_from=TODAY, valid_to=TODAY + timedelta(days=9),
    )  # fmt: skip
    substitute = Actor(account_id=501, person_id=person.pk, name="代班人")
    account = account_of(substitute)
    case = make_case(town)
    Notice.objects.all().delete()
    handed = move(town, case, beside, town.clerk)

    assert told_person().account == account
    with pytest.raises(NotFound):
        move(town, handed, beside, Actor(account_id=502, person_id=make_person().pk))
    decided = move(town, handed, beside, substitute, hours=4)

    assert (decided.place, decided.wanted_place) == (beside, None)
    with pytest.raises(NotAllowed):  # decided: from now on nothing is theirs
        move(town, decided, town.compound, substitute, hours=5)


def test_a_substitute_hands_on_what_lies_beyond_the_place_of_the_post(town, beside):
    seat = seat_of(town.office, SeatKind.HEAD)
    person = make_person(town.tree.township)
    Absence.objects.create(
        seat=seat, person_id=town.dispatcher.person_id, substitute=person, reason="LEAVE",
        valid_from=TODAY, valid_to=TODAY + timedelta(days=9),
    )  # fmt: skip
    handed = move(town, make_case(town), beside, town.clerk)

    on = move(town, handed, town.tree.village, Actor(account_id=1, person_id=person.pk), hours=4)

    assert (on.place, on.wanted_place, on.came_from) == (
        town.tree.county, town.tree.village, town.compound,
    )  # fmt: skip


def test_of_a_vacant_post_hears_and_decides_the_one_it_falls_to(town, beside):
    district = make_body(town.tree.county, BodyType.GOVERNANCE_OFFICE, name="区社会治理办")
    head = worker(Role.DISTRICT_ADMIN, town.tree.county.path, body=district, seat=SeatKind.HEAD)
    Appointment.objects.filter(seat=seat_of(town.office, SeatKind.HEAD)).delete()
    account = account_of(head)
    case = make_case(town)
    Notice.objects.all().delete()

    handed = move(town, case, beside, town.clerk)

    assert told_person().account == account
    assert told_person().is_fallback
    seen = browser_with(account)
    assert case.number in seen.get(reverse("cases:board")).content.decode()
    assert WANTED in seen.get(reverse("cases:board")).content.decode()
    assert move(town, handed, beside, head, hours=4).wanted_place is None


def test_the_lead_that_works_on_it_does_not_decide_where_it_lies(town, beside):
    case = case_in(town, CaseState.OPEN)
    services.dispatch_case(
        actor=town.dispatcher, case_id=case.pk, body=town.department.pk, now=town.at(2)
    )
    handed = move(town, case, beside, town.clerk)
    assert handed.wanted_place == beside

    with pytest.raises(NotAllowed):
        move(town, handed, beside, town.officer, hours=4)
