"""Who says "me too" at the counter follows the case, not the clerk who enters it."""

import pytest
from django.urls import reverse

from linli.apps.cases import services
from linli.apps.cases.models import Case, Follower
from linli.apps.cases.rules.flow import CaseAction
from linli.apps.cases.rules.refusals import ContactMissing, FollowingAlready
from linli.apps.cases.selectors.callers import NOBODY, callers_of
from linli.apps.notices.models import Addressee
from linli.apps.notices.rules.posting import Language
from linli.core.errors import NotAllowed
from linli.kit.sealed_fields import opened
from tests.apps.cases.test_left_contacts import CONSOLE, deliver
from tests.factories.case_pages import browser_of
from tests.factories.cases import act, make_case, make_town
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db
CALLER = {"name": "赵大妈", "phone": "13900001111"}


@pytest.fixture
def town():
    return make_town()


@pytest.fixture
def given(town):
    return {"actor": town.clerk, "case_id": make_case(town).pk, "now": town.at(1)}


def test_a_caller_is_recorded_with_name_and_phone_for_the_desk_alone(town, given):
    case = services.join_for(**given, **CALLER)

    follower = Follower.objects.get()
    assert (follower.account_id, follower.entered_by_id) == (None, town.clerk.account_id)
    assert [(one.name, one.phone) for one in callers_of(town.clerk, case).to_call] == [
        ("赵大妈", "13900001111")
    ]
    assert callers_of(town.handler, case) == callers_of(town.reporter, case) == NOBODY
    assert "赵大妈" not in case.steps.get(kind="joined").facts


def test_who_is_in_the_register_is_told(town, given):
    person = make_person(name="赵大妈")
    case = services.join_for(**given, person_id=person.pk, **CALLER)

    act(town, case, CaseAction.ACCEPT, town.clerk, hours=2)

    assert Addressee.objects.filter(kind="PERSON", target_id=person.pk).exists()
    assert not Addressee.objects.filter(kind="ACCOUNT", target_id=town.clerk.account_id).exists()


def test_nobody_is_recorded_twice_or_without_a_way_to_reach_them(town, given):
    services.join_for(**given, **CALLER)

    with pytest.raises(FollowingAlready):
        services.join_for(**given, name="赵", phone="139 0000 1111")
    with pytest.raises(FollowingAlready):  # the number of the reporter
        services.join_for(**given, name="王", phone="13800001234")
    with pytest.raises(ContactMissing):
        services.join_for(**given, name="钱大爷")
    with pytest.raises(NotAllowed):
        services.join_for(**given | {"actor": town.reporter}, **CALLER)


def test_a_merge_brings_callers_along_and_takes_them_back(town, given):
    case = services.join_for(**given, **CALLER)
    into = make_case(town, actor=town.neighbour)
    given = {"actor": town.clerk, "case_id": case.pk, "now": town.at(2)}

    services.merge_case(**given, target=into.number)
    assert [one.phone for one in callers_of(town.clerk, into).to_call] == ["13900001111"]
    services.unmerge_case(**given, text="不是同一件")

    assert callers_of(town.clerk, into) == NOBODY


def test_the_counter_joins_the_caller_and_visitors_are_told_what_to_do(town):
    case, browser = make_case(town), browser_of(town.clerk)
    asked = {"place": f"p{town.compound.pk}", "category": "lighting", "text": "路灯不亮"}
    listed = browser.post(reverse("cases:similar"), asked | {"behalf": "1"}).content.decode()
    assert f'name="join_for" value="{case.number}"' in listed
    assert reverse("cases:join", args=[case.number]) not in listed
    strangers = browser_of(None).post(reverse("cases:similar"), asked | {"behalf": "1"})
    assert "join_for" not in strangers.content.decode()
    assert "sign in first" in strangers.content.decode()

    address = reverse("cases:behalf") + "?category=lighting"
    form = asked | {"join_for": case.number, "name": "赵大妈"}
    refused = browser.post(address, form)
    assert "Give a name and a phone number" in refused.content.decode()
    assert browser.post(address, form | {"phone": "13900001111"}).status_code == 302
    texted = form | {"phone": "13900002222", "texts": "on", "language": "en"}
    assert browser.post(address, texted).status_code == 302

    rows = Follower.objects.order_by("joined_at", "pk")
    assert {opened(row.phone): row.texts_in for row in rows} == {
        "13900001111": None,
        "13900002222": "en",
    }
    assert Case.objects.count() == 1
    page = browser.get(reverse("cases:case", args=[case.number])).content.decode()
    assert "赵大妈" in page
    assert (
        "赵大妈"
        not in browser_of(town.reporter)
        .get(reverse("cases:case", args=[case.number]))
        .content.decode()
    )


@pytest.mark.parametrize(
    ("state", "called", "texted", "words"),
    [
        (None, ["孙大爷"], ["赵大妈"], "A text message that it is over is on its way:"),
        ("DELIVERED", ["孙大爷"], ["赵大妈"], "Texted on 03-02 12:30 that it is over:"),
        ("FAILED", ["赵大妈", "孙大爷"], [], "To be called when there is news:"),
    ],
)
def test_who_has_allowed_a_text_message_is_told_by_it_and_called_only_where_it_failed(
    town, given, settings, state, called, texted, words
):
    settings.CHANNELS = {"SMS": CONSOLE}
    case = services.join_for(**given, **CALLER, texts_in=Language.CHINESE)
    services.join_for(**given, name="孙大爷", phone="13900009999")

    def listed():
        found = callers_of(town.clerk, Case.objects.get(pk=case.pk))
        return [one.name for one in found.to_call], [one.name for one in found.texted]

    browser = browser_of(town.clerk)
    file = reverse("cases:case", args=[case.number])
    assert listed() == (["孙大爷"], ["赵大妈"])
    assert "Told by text message when it is over:" in browser.get(file).content.decode()

    services.withdraw_case(actor=town.reporter, case_id=case.pk, now=town.at(2))
    if state:
        deliver("cases.joined_left", town.at(3), state=state)

    assert listed() == (called, texted)
    assert words in browser.get(file).content.decode()
    settings.CHANNELS = {}
    assert listed() == (["赵大妈", "孙大爷"], [])
