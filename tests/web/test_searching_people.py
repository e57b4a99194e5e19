"""Looking for somebody above a form: nothing that is typed stands in an address, page or log."""

import logging
import re
from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.organisations.models import Appointment
from linli.apps.organisations.rules.bodies import BodyType
from linli.apps.organisations.rules.kinds import SeatKind
from tests.factories.accounts import give_role, make_account
from tests.factories.organisations import make_body, make_post, seat_of
from tests.factories.people import make_household, make_person
from tests.factories.places import make_compound, make_tree, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
PHONE = "10955501234"
ROUTES = ("appoint", "record_absence", "members", "report_ins", "households")


def signed_in(role=None, place=None, person=None):
    account = make_account(person_id=person.pk if person else None)
    if role:
        give_role(account, role, place.path)
    client = Client()
    client.force_login(account, backend=BACKEND)
    return client


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def pages(tree):
    """Return every page with a search, as (client, address)."""
    compound = make_compound(tree.community)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    leader = make_person(compound, name="赵书记")
    make_post(seat_of(branch, SeatKind.SECRETARY), leader)
    secretary = signed_in(person=leader)
    admin = signed_in(Role.TOWNSHIP_ADMIN, tree.township)
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    make_post(seat_of(team, SeatKind.MANAGER), make_person(compound, name="孙经理"))
    seats = {
        "appoint": seat_of(make_body(compound, BodyType.OWNERS_COMMITTEE), SeatKind.CHAIR),
        "record_absence": seat_of(team, SeatKind.MANAGER),
    }
    return {
        route: (admin, reverse(f"organisations:{route}", args=[seats[route].pk]))
        if route in seats
        else (secretary, reverse(f"organisations:{route}", args=[branch.pk]))
        for route in ROUTES
    }


@pytest.fixture
def canary(tree):
    """Return somebody from another township, whom only a full number finds."""
    home = make_compound(tree.village, "王河圈老村")
    person = make_person(home, name="金丝雀", phone=PHONE)
    make_household(make_unit(home, "101"), person)
    return person


@pytest.mark.parametrize("route", ROUTES)
def test_a_number_is_found_and_stands_nowhere(pages, canary, route, caplog):
    caplog.set_level(logging.DEBUG)
    client, address = pages[route]
    for number in (canary.id_number.open(), PHONE):
        answer = client.post(address, {"search": number})
        page = answer.content.decode()

        assert answer.status_code == 200
        assert "金丝雀" in page
        assert number not in page
        assert number not in answer.request["PATH_INFO"] + answer.request["QUERY_STRING"]
        assert number not in caplog.text


@pytest.mark.parametrize("route", ROUTES)
def test_an_address_searches_nothing(pages, canary, route):
    client, address = pages[route]

    page = client.get(address, {"q": PHONE, "search": PHONE}).content.decode()

    assert "金丝雀" not in page
    form = re.search(r"<form[^>]*role=\"search\"[^>]*>", page).group()
    assert 'method="post"' in form
    assert f'hx-post="{address}"' in form


@pytest.mark.parametrize("route", ROUTES)
def test_a_search_needs_the_token_against_forgery(pages, canary, route):
    client, address = pages[route]
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = client.cookies

    answer = strict.post(address, {"search": PHONE})

    assert answer.status_code == 403
    assert "金丝雀" not in answer.content.decode()


@pytest.mark.parametrize("route", ROUTES)
def test_whom_nobody_is_found_by_is_said(pages, route):
    client, address = pages[route]

    page = client.post(address, {"search": "99999919600307001X"}).content.decode()

    assert "没有查到" in page or "没有这样的人的住户" in page


def given(person, token):
    return {
        "person": person.pk,
        "found": token,
        "valid_from": date(2026, 3, 1),
        "basis": "ELECTED",
        "term_ends": date(2031, 2, 28),
    }


def test_whom_a_number_found_can_be_chosen_by_whoever_searched_only(pages, canary, tree):
    client, address = pages["appoint"]
    token = client.post(address, {"search": PHONE}).context["search"].token
    other = signed_in(Role.TOWNSHIP_ADMIN, tree.township)

    assert other.post(address, given(canary, token)).status_code == 200
    assert client.post(address, given(canary, "")).status_code == 200
    assert client.post(address, given(canary, token + "x")).status_code == 200
    before = Appointment.objects.filter(person=canary).count()
    made = client.post(address, given(canary, token))

    assert (before, made.status_code) == (0, 302)
    assert Appointment.objects.get(person=canary).seat.body.type == BodyType.OWNERS_COMMITTEE
