"""The page of one's own data: masked, in full only just after a sign-in, and nobody else's."""

import json
import time

import pytest
from django.urls import reverse

from linli.apps.accounts.models import Account
from tests.factories.accounts import make_account
from tests.factories.people import make_household, make_person
from tests.factories.places import dwellings_of, make_building, make_compound, make_tree

pytestmark = pytest.mark.django_db
PHONE = "10900004321"


@pytest.fixture
def person(client):
    compound = make_compound(make_tree().community)
    person = make_person(compound, name="王小明", phone=PHONE)
    make_household(dwellings_of(make_building(compound))[0], person)
    client.force_login(
        make_account("wang", person_id=person.pk),
        backend="allauth.account.auth_backends.AuthenticationBackend",
    )
    return person


def signed_in_just_now(client):
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


def test_the_page_masks_what_it_shows(client, person):
    page = client.get(reverse("people:mine"), headers={"accept-language": "en"})

    text = page.content.decode()
    assert "109****4321" in text
    assert PHONE not in text
    assert "王小明" not in text
    assert "Head of household" in text


@pytest.mark.parametrize("route", ["people:in_clear", "people:copy"])
def test_in_full_asks_for_the_sign_in_first(client, person, route):
    address = reverse(route, args=[person.pk])

    asked = client.get(address)
    signed_in_just_now(client)
    shown = client.get(address)

    assert asked.status_code == 302
    assert asked["Location"].startswith(reverse("account_reauthenticate"))
    assert shown.status_code == 200
    assert PHONE in shown.content.decode()
    assert shown["Cache-Control"] == "no-store"


def test_whoever_signs_in_by_codes_alone_is_told_to_sign_in_anew(client, person):
    account = person_account(person)
    account.set_unusable_password()
    account.save()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")

    led = client.get(reverse("people:in_clear", args=[person.pk]), follow=True)

    assert led.redirect_chain == [(reverse("people:mine"), 302)]
    assert PHONE not in led.content.decode()


def person_account(person):
    return Account.objects.get(person_id=person.pk)


def test_the_copy_holds_every_stored_value(client, person):
    signed_in_just_now(client)

    copy = json.loads(client.get(reverse("people:copy", args=[person.pk])).content)

    assert {"王小明", PHONE} <= {one["value"] for one in copy["stored"]}


def test_nobody_reads_somebody_else_in_full(client, person):
    other = make_person(person.home)
    signed_in_just_now(client)

    assert client.get(reverse("people:in_clear", args=[other.pk])).status_code == 403
    assert client.get(reverse("people:copy", args=[other.pk])).status_code == 403


def test_the_notice_says_who_answers_and_until_then_where_to_ask(client, person, now, system):
    from linli.apps.people.services import HandlerData, set_handler

    def notice():
        page = client.get(reverse("people:notice"), headers={"accept-language": "en"})
        return page.content.decode()

    assert "Not entered yet" in notice()
    set_handler(
        actor=system,
        place_id=None,
        data=HandlerData("牡丹区社会治理中心", "人民路1号", "专员", "0530-1234567"),
        now=now,
    )

    assert "牡丹区社会治理中心" in notice()
    assert "0530-1234567" in notice()
    mine = client.get(reverse("people:mine")).content.decode()
    assert "牡丹区社会治理中心" in mine
