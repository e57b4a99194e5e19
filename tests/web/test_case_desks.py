"""Desks of cases: sorting, dispatch, inbox, checks; what each shows and what it costs."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from linli.apps.cases.rules.flow import CaseState
from linli.apps.cases.rules.kinds import Level
from linli.apps.grids.rules.cells import CellKind
from linli.apps.grids.services.stations import post_worker
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import SeatKind
from linli.apps.organisations.services import PostData
from tests.factories.case_pages import browser_of
from tests.factories.cases import case_in, make_case, make_town
from tests.factories.grids import make_revision
from tests.factories.organisations import LONG_AGO, NOW, SYSTEM
from tests.factories.places import make_compound

pytestmark = pytest.mark.django_db


def cost(browser, address):
    with CaptureQueriesContext(connection) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_the_desk_shows_the_queue_and_the_chosen_report_with_its_letters():
    town = make_town()
    case = make_case(town)
    browser = browser_of(town.clerk)

    answer = browser.get(reverse("cases:sorting"), {"case": case.number})

    assert case.text.encode() in answer.content
    for letter in "anqmdx":
        assert f'data-key="{letter}"'.encode() in answer.content or letter == "d"


def test_accepting_at_the_desk_sets_the_level_and_goes_on():
    town = make_town()
    case = make_case(town)
    browser = browser_of(town.clerk)

    answer = browser.post(
        reverse("cases:act", args=[case.number, "accept"]),
        {
            "version": case.version,
            "level": Level.URGENT,
            "body": town.team.pk,
            "text": "see to it",
            "next": reverse("cases:sorting"),
        },
    )

    case.refresh_from_db()
    assert answer.headers["Location"] == reverse("cases:sorting")
    assert (case.state, case.level) == (CaseState.OPEN, Level.URGENT)
    assert case.steps.order_by("number").last().text.endswith("see to it")


def test_an_act_on_an_old_page_is_refused_in_plain_words():
    town = make_town()
    case = make_case(town)
    first, second = browser_of(town.clerk), browser_of(town.second_clerk)
    address = reverse("cases:act", args=[case.number, "answer"])

    first.post(address, {"version": case.version, "text": "It is repaired on Monday"})
    late = second.post(
        reverse("cases:act", args=[case.number, "accept"]),
        {"version": case.version, "level": Level.ORDINARY, "body": "", "text": ""},
    )

    assert late.status_code in {403, 409, 422}
    case.refresh_from_db()
    assert case.state == CaseState.CLOSED


def test_an_act_without_its_evidence_comes_back():
    town = make_town()
    case = make_case(town)
    browser = browser_of(town.clerk)

    answer = browser.post(
        reverse("cases:act", args=[case.number, "redirect"]), {"version": case.version}
    )

    assert answer.status_code == 422
    assert b"Please check what you typed" in answer.content


@pytest.mark.parametrize(
    ("who", "route", "state"),
    [
        ("clerk", "cases:sorting", CaseState.REPORTED),
        ("clerk", "cases:all", CaseState.REPORTED),
        ("dispatcher", "cases:board", CaseState.OPEN),
        ("clerk", "cases:checks", CaseState.FED_BACK),
        ("dispatcher", "cases:red", CaseState.OPEN),
    ],
)
def test_lists_cost_the_same_with_one_and_with_three(who, route, state):
    town = make_town()
    browser = browser_of(getattr(town, who))
    cases = [make_case(town, text=text) for text in ("one", "two", "three")]
    for case in cases:
        case.state, case.seat, case.reopened = state, None, 1
        case.lead = town.team
        case.save()
    address = reverse(route) + ("?list=reopened" if route == "cases:red" else "")

    content = browser.get(address).content  # and names of places are at hand from now on
    three = cost(browser, address)
    for case in cases[1:]:
        case.state, case.outcome, case.closed_at = CaseState.CLOSED, "SOLVED", case.reported_at
        case.save()

    assert all(case.number.encode() in content for case in cases)
    assert cost(browser, address) == three


def test_the_case_page_shows_the_reporter_only_as_far_as_chosen():
    town = make_town()
    case = make_case(town, disclosure="SEALED", name="王秀英")
    browser = browser_of(town.dispatcher)

    answer = browser.get(reverse("cases:case", args=[case.number]))

    assert answer.status_code == 200
    assert "王秀英".encode() not in answer.content
    assert b"13800001234" not in answer.content


def test_a_resident_has_no_desk():
    town = make_town()
    browser = browser_of(town.reporter)

    for route in ("sorting", "board", "inbox", "checks", "red", "hung_up", "all", "today"):
        assert browser.get(reverse(f"cases:{route}")).status_code == 403


def test_the_day_of_a_grid_worker_is_one_list_by_due_time_and_counted_at_home():
    town = make_town()
    worker = replace(
        town.grid_worker,
        grants=(replace(town.grid_worker.grants[0], body_id=town.team.pk),),
    )
    far, near, middle = (case_in(town, CaseState.DISPATCHED) for _number in range(3))
    for case, hours in ((far, 30), (near, -5), (middle, 4)):
        case.tasks.update(due_at=timezone.now() + timedelta(hours=hours))
    browser = browser_of(worker)

    content = browser.get(reverse("cases:today")).content.decode()
    home = browser.get("/").content.decode()

    addresses = [reverse("cases:task", args=[case.tasks.get().pk]) for case in (near, middle, far)]
    assert addresses == sorted(addresses, key=content.index)
    card = home[home.index("Today") :]
    assert re.search(r'class="figure[^"]*">\s*3', card)
    assert {"/cases/today/", "/cases/new/"} <= set(re.findall(r"/cases/\w+/", home))


def test_the_day_of_a_grid_worker_asks_no_more_for_six_cells_than_for_four():
    town = make_town()
    community = town.tree.community
    compounds = [make_compound(community, f"小区{number}") for number in range(6)]
    parts = [(place.name, CellKind.UNIT, None, [place]) for place in compounds]
    parts[0][3].append(community)  # whatever lies nowhere else
    cells = make_revision(community, parts)
    cases = [make_case(town, place_id=place.pk) for place in compounds]
    browser, address = browser_of(town.grid_worker), reverse("cases:today")

    def walks(cell):
        post_worker(
            actor=SYSTEM,
            cell_id=cell.pk,
            kind=SeatKind.GRID_WORKER_FULL,
            person_id=town.grid_worker.person_id,
            post=PostData(basis=Basis.ELECTED, valid_from=LONG_AGO),
            now=NOW,
        )

    for cell in cells[:4]:
        walks(cell)
    browser.get(address)  # names of places are at hand from now on
    four = cost(browser, address)
    shown = [case.number for case in cases if case.number in browser.get(address).content.decode()]
    for cell in cells[4:]:
        walks(cell)

    assert shown == [case.number for case in cases[:4]]
    assert all(case.number in browser.get(address).content.decode() for case in cases)
    assert cost(browser, address) == four
