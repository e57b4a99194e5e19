"""Households, dwellings and persons as of a day, as far as the reader may see."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.people.models import Holding, HouseholdMember
from linli.apps.people.rules.kinds import LeaveReason, Relation, Tenure
from tests.apps.people.conftest import make_scene
from tests.factories.accounts import give_role, make_account
from tests.factories.people import make_holding, make_household, make_person
from tests.factories.places import make_compound, make_unit

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
BEFORE, CHANGE, AFTER = date(2018, 5, 1), date(2020, 1, 1), date(2021, 5, 1)


@pytest.fixture
def scene():
    return make_scene()


def browser(role, path):
    client = Client(headers={"accept-language": "en"})
    account = make_account()
    give_role(account, role, path, source="seat:7")
    client.force_login(account, backend=BACKEND)
    return client


@pytest.fixture
def clerk(scene):
    return browser(Role.COMMUNITY_WORKER, scene.tree.community.path)


@pytest.fixture
def story(scene):
    """Return a household whose second member and whose owner changed on a day."""
    unit, home = scene.units[0], scene.compound
    head, left, came = (make_person(home, name=name) for name in ("甲一户", "乙离开", "丙到来"))
    household = make_household(unit, head, (left, Relation.SPOUSE))
    HouseholdMember.objects.filter(person=left).update(
        valid_to=CHANGE, left_because=LeaveReason.MOVED_OUT
    )
    HouseholdMember.objects.create(
        household=household, person=came, relation=Relation.CHILD, valid_from=CHANGE
    )
    sold = make_holding(unit, left)
    Holding.objects.filter(pk=sold.pk).update(valid_to=CHANGE)
    make_holding(unit, head, since=CHANGE)
    return {"unit": unit, "household": household, "head": head, "left": left, "came": came}


def page(client, route, day=None, **kwargs):
    answer = client.get(
        reverse(f"people:{route}", kwargs=kwargs), {"as_of": day.isoformat()} if day else {}
    )
    assert answer.status_code == 200
    return answer


def members(answer):
    return [one.row.person.person_id for one in answer.context["members"]]


def held(answer):
    return [(one.row.person.person_id, one.row.tenure) for one in answer.context["held"]]


def test_a_household_shows_its_members_and_the_holders_of_a_day(clerk, story):
    number = story["household"].pk
    head, left, came = (story[name].pk for name in ("head", "left", "came"))

    before, after = (page(clerk, "household", day, household_id=number) for day in (BEFORE, AFTER))
    now = page(clerk, "household", household_id=number)

    assert members(before) == [head, left]
    assert members(after) == members(now) == [head, came]
    assert held(before) == [(left, Tenure.OWNER)]
    assert held(after) == held(now) == [(head, Tenure.OWNER)]


def test_a_day_gone_by_offers_no_act_and_leads_to_pages_of_that_day(clerk, story):
    number = story["household"].pk

    before = page(clerk, "household", BEFORE, household_id=number).content.decode()
    now = page(clerk, "household", household_id=number).content.decode()

    assert "/join/" in now
    assert "/leave/" in now
    assert "/join/" not in before
    assert "/leave/" not in before
    assert f"/people/units/{story['unit'].code}/?as_of=2018-05-01" in before


def test_a_household_that_had_not_begun_or_is_over_says_so(clerk, story):
    number, household = story["household"].pk, story["household"]
    early = page(clerk, "household", date(2014, 1, 1), household_id=number)
    assert members(early) == []
    assert "This household began on 2015-01-01." in early.content.decode()

    household.valid_to = date(2022, 1, 1)
    household.save()
    over = page(clerk, "household", household_id=number).content.decode()
    during = page(clerk, "household", AFTER, household_id=number).content.decode()

    assert "This household ended on 2022-01-01." in over
    assert "This household ended" not in during


def test_a_dwelling_shows_no_household_that_came_later(clerk, story):
    later = make_household(story["unit"], make_person(name="丁后来"), since=AFTER)

    before = page(clerk, "unit", BEFORE, unit_code=story["unit"].code).content.decode()

    assert f"/households/{later.pk}/" not in before
    assert f"/households/{story['household'].pk}/" in before


def test_a_record_shows_where_somebody_lived_on_a_day(clerk, story):
    left = story["left"].pk

    before, now = (
        page(clerk, "person", BEFORE, person_id=left),
        page(clerk, "person", person_id=left),
    )
    code = story["unit"].code

    assert [one.unit_code for one in before.context["file"].dwellings] == [code, code]
    assert now.context["file"].dwellings == []
    assert [one.unit_code for one in now.context["file"].former] == [code, code]
    assert "/correct/" in now.content.decode()
    assert "/correct/" not in before.content.decode()


def test_what_lies_beyond_the_readers_places_is_not_shown(clerk, scene, story):
    elsewhere = make_unit(make_compound(scene.tree.village, "王河圈老村"), "玖零玖")
    make_holding(elsewhere, story["head"], since=date(2016, 1, 1))
    district = browser(Role.DISTRICT_ADMIN, scene.tree.county.path)
    address = reverse("people:open", kwargs={"person_id": story["head"].pk})
    district.post(address, {"reason": "REQUEST", "note": "核对"})

    for day in (None, BEFORE, AFTER):
        near = page(clerk, "person", day, person_id=story["head"].pk)
        shown = near.context["file"]
        assert elsewhere.code not in [one.unit_code for one in shown.dwellings + shown.former]
        assert "玖零玖" not in near.content.decode()
        assert "What lies beyond your places is not shown." in near.content.decode()


def test_whom_the_reader_may_not_know_of_is_a_name_without_a_way(clerk, scene, story):
    gone = story["left"]
    gone.home, gone.scope_path = scene.tree.village, scene.tree.village.path
    gone.save()

    before = page(clerk, "household", BEFORE, household_id=story["household"].pk).content.decode()

    assert "乙**" in before or "乙" in before
    assert "乙离开" not in before
    assert f"/people/{gone.pk}/" not in before
    assert f"/people/{story['head'].pk}/" in before
    assert clerk.get(reverse("people:person", kwargs={"person_id": gone.pk})).status_code == 404


@pytest.mark.parametrize("route", ["unit", "household", "person"])
def test_what_is_no_day_is_refused(clerk, story, route):
    kwargs = {
        "unit": {"unit_code": story["unit"].code},
        "household": {"household_id": story["household"].pk},
        "person": {"person_id": story["head"].pk},
    }[route]

    answer = clerk.get(reverse(f"people:{route}", kwargs=kwargs), {"as_of": "2018-13-01"})

    assert answer.status_code == 400
