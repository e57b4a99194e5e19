"""Pages on people: what staff do there, and that canary numbers show nowhere they should not."""

import json
import logging
import time
from datetime import date
from io import StringIO

import pytest
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.people.models import (
    Consent,
    Holding,
    Household,
    MergeProposal,
    Person,
    Representation,
    RightsRequest,
)
from linli.core.identifiers import fictional_id_number, masked_name
from linli.kit.sealed_fields import opened
from tests.apps.people.conftest import Scene, make_scene
from tests.factories.accounts import give_role, make_account
from tests.factories.people import (
    make_holding,
    make_household,
    make_merge,
    make_person,
    make_request,
)

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CANARY = fictional_id_number(date(1976, 1, 1), 313)
PHONE = "10931313131"
NAME = "金丝雀"
TODAY = date.today().isoformat()


def browser(role: Role | None, path: str = "", **options) -> Client:
    client = Client(headers={"accept-language": "en"})
    account = make_account(**options)
    if role:
        give_role(account, role, path, source="seat:7")
    client.force_login(account, backend=BACKEND)
    client.account = account  # type: ignore[attr-defined]
    return client


def signed_in_just_now(client: Client) -> None:
    session = client.session
    session["account_authentication_methods"] = [{"method": "code", "at": time.time()}]
    session["account_authentication_methods_user"] = session["_auth_user_id"]
    session.save()


@pytest.fixture
def scene() -> Scene:
    return make_scene()


@pytest.fixture
def clerk(scene: Scene) -> Client:
    return browser(Role.COMMUNITY_WORKER, scene.tree.community.path, name="某社区工作者")


@pytest.fixture
def canary(scene: Scene) -> Person:
    return make_person(scene.compound, name=NAME, id_number=CANARY, phone=PHONE)


def to(route: str, **kwargs) -> str:
    return reverse(f"people:{route}", kwargs=kwargs)


def text(answer) -> str:
    return answer.content.decode()


def test_the_guardians_consent_to_a_childs_record_is_entered_later(scene, clerk) -> None:
    child = make_person(scene.compound, name="王小宝", born=date(2018, 3, 4))
    guardian = make_person(scene.compound)
    asked = {"subject": "CHILD_RECORD"}
    clerk.post(to("consent", person_id=child.pk), asked)
    assert not Consent.objects.exists()  # nobody is there to give it
    Representation.objects.create(
        principal=child, agent=guardian, kind="GUARDIAN", valid_from=date(2024, 1, 1)
    )
    offer = 'value="CHILD_RECORD"'
    clerk.post(to("open", person_id=child.pk), {"reason": "REGISTER", "note": "补录监护人同意"})
    assert offer in text(clerk.get(to("person", person_id=child.pk)))

    clerk.post(to("consent", person_id=child.pk), asked)

    given = Consent.objects.get()
    assert (given.subject, given.given_by_id) == ("CHILD_RECORD", guardian.pk)
    assert offer not in text(clerk.get(to("person", person_id=child.pk)))
    assert offer not in text(clerk.get(to("person", person_id=guardian.pk)))


def test_somebody_is_registered_after_similar_records_were_shown(scene, clerk, canary) -> None:
    address = to("new", place_code=scene.compound.code)
    typed = {"kind": "NATURAL", "name": NAME, "phone": PHONE}

    shown = clerk.post(address, typed)
    assert shown.status_code == 200
    assert "Same phone and name" in text(shown)
    assert "金**" in text(shown)
    assert Person.objects.count() == 1
    made = clerk.post(address, typed | {"confirmed": "on"})

    assert made.status_code == 302
    assert Person.objects.count() == 2


def test_wrong_number_is_told_at_its_field_and_kept_out_of_the_answer_to_others(
    scene, clerk
) -> None:
    address = to("new", place_code=scene.compound.code)

    answer = clerk.post(
        address, {"kind": "NATURAL", "name": "王小明", "id_number": "110105194912310020"}
    )

    assert "The last character does not fit" in text(answer)
    assert not Person.objects.exists()


def test_reveal_asks_why_shows_and_masks_again(scene, clerk, canary) -> None:
    page = to("person", person_id=canary.pk)
    assert PHONE not in text(clerk.get(page))

    asked = clerk.post(to("reveal", person_id=canary.pk), {"fields_shown": ["phone"]})
    assert asked.status_code == 200
    why = {"fields_shown": ["phone"], "reason": "CONTACT", "note": "通知停水"}
    assert clerk.post(to("reveal", person_id=canary.pk), why).status_code == 302

    shown = clerk.get(page)
    assert PHONE in text(shown)
    assert CANARY not in text(shown)
    assert 0 < int(shown["Refresh"]) <= 601
    assert shown["Cache-Control"] == "no-store"
    canary.readings.update(until=canary.readings.get().read_at)
    assert PHONE not in text(clerk.get(page))


def test_wide_post_gives_a_reason_first(scene, canary) -> None:
    township = browser(Role.TOWNSHIP_ADMIN, scene.tree.township.path)
    page = to("person", person_id=canary.pk)

    assert "Why do you open this record?" in text(township.get(page))
    township.post(to("open", person_id=canary.pk), {"reason": "CASE", "note": "办理诉求"})

    assert "Record number" in text(township.get(page))


def test_dwelling_from_transfer_to_household(scene, clerk, canary) -> None:
    unit = scene.units[0]
    other = make_person(scene.compound, name="李秀英")

    owners = f"{CANARY} 1/2\n{other.pk} 1/2"
    clerk.post(to("transfer", unit_code=unit.code), {"owners": owners, "on": TODAY})
    page = text(clerk.get(to("unit", unit_code=unit.code)))
    assert "Co-owners have named nobody" in page
    assert "1/2" in page
    clerk.post(to("representative", unit_code=unit.code), {"person": str(other.pk), "on": TODAY})
    assert Holding.objects.get(is_representative=True).person == other
    clerk.post(to("new_household", unit_code=unit.code), {"person": PHONE, "on": TODAY})
    household = Household.objects.get()
    joined = {"person": str(other.pk), "relation": "SPOUSE", "on": TODAY}
    clerk.post(to("join", household_id=household.pk), joined)
    assert household.members.count() == 2
    relations = {f"person_{canary.pk}": "SPOUSE", f"person_{other.pk}": "HEAD", "on": TODAY}
    clerk.post(to("relations", household_id=household.pk), relations)
    member = household.members.get(person=other, valid_to__isnull=True)
    assert member.relation == "HEAD"
    left = {"reason": "MOVED_OUT", "on": TODAY}
    clerk.post(to("leave", household_id=household.pk, member_id=member.pk), left)
    member.refresh_from_db()
    assert member.left_because == "MOVED_OUT"


def test_unknown_owner_is_told_in_the_form(scene, clerk) -> None:
    answer = clerk.post(
        to("transfer", unit_code=scene.units[0].code), {"owners": "123456789", "on": TODAY}
    )

    assert "Nobody in the register answers to this number" in text(answer)
    assert not Holding.objects.exists()


def test_merge_desk_wants_a_second_person(scene, clerk) -> None:
    proposal = make_merge(scene.compound)
    MergeProposal.objects.update(proposed_by=clerk.account.pk)
    page = to("merge", proposal_id=proposal.pk)

    assert "Somebody else must confirm what you have proposed." in text(clerk.get(page))
    assert clerk.post(page, {"act": "confirm"}).status_code == 403
    colleague = browser(Role.COMMUNITY_WORKER, scene.tree.community.path)
    assert colleague.post(page, {"act": "confirm"}).status_code == 302
    assert "Undo the merge" in text(colleague.get(page))
    assert clerk.post(page, {"act": "burn"}).status_code == 400


def test_merge_desk_says_why_somebody_else_decides(scene, clerk) -> None:
    proposal = make_merge(scene.compound)
    page = to("merge", proposal_id=proposal.pk)
    give_role(make_account(person_id=proposal.dropped_id), Role.DISTRICT_ADMIN)
    assert "who may give all of them" in text(clerk.get(page))
    assert clerk.post(page, {"act": "confirm"}).status_code == 403

    own = make_merge(scene.compound)
    path = scene.tree.community.path
    person = browser(Role.COMMUNITY_WORKER, path, person_id=own.kept_id)
    page = to("merge", proposal_id=own.pk)
    shown = text(person.get(page))
    assert "Nobody decides on their own record." in shown
    assert 'name="act"' not in shown
    for act in ("propose", "confirm", "decline", "reverse"):
        assert person.post(page, {"act": act}).status_code == 403


def test_merge_desk_shows_no_record_of_another_place(scene, clerk) -> None:
    proposal = make_merge(scene.compound)
    elsewhere = make_person(scene.tree.sibling_community, name="欧阳别处")
    MergeProposal.objects.filter(pk=proposal.pk).update(dropped=elsewhere)
    township = browser(Role.TOWNSHIP_ADMIN, scene.tree.township.path)

    listed = text(clerk.get(to("merges")))
    page = to("merge", proposal_id=proposal.pk)

    assert "A record of another place" in listed
    assert masked_name("欧阳别处") not in listed
    assert page not in listed
    assert clerk.get(page).status_code == 404
    assert clerk.post(page, {"act": "decline"}).status_code == 404
    assert masked_name("欧阳别处") in text(township.get(to("merges")))
    assert township.get(page).status_code == 200


def test_resident_sees_asks_consents_and_takes_a_copy(scene, canary) -> None:
    resident = browser(None, person_id=canary.pk)
    clerk = browser(Role.COMMUNITY_WORKER, scene.tree.community.path, name="某社区工作者")
    why = {"fields_shown": ["phone"], "reason": "CONTACT", "note": "通知停水"}
    clerk.post(to("reveal", person_id=canary.pk), why)

    masked = text(resident.get(to("mine")))
    assert not any(part in masked for part in (NAME, CANARY, PHONE))
    signed_in_just_now(resident)
    page = text(resident.get(to("in_clear", person_id=canary.pk)))
    assert all(part in page for part in (NAME, CANARY, PHONE, "通知停水", "Community worker"))
    resident.post(to("my_consent", person_id=canary.pk), {"give": "CARE_NOTE"})
    consent = Consent.objects.get()
    resident.post(to("my_consent", person_id=canary.pk), {"withdraw": str(consent.pk)})
    consent.refresh_from_db()
    assert consent.withdrawn_at is not None
    resident.post(to("ask", person_id=canary.pk), {"kind": "DELETE", "text": "请删除我的信息"})
    request = RightsRequest.objects.get()
    answered = {"answer": "您仍在此居住，依法不能删除。", "act": "REFUSE"}
    assert clerk.post(to("request", request_id=request.pk), answered).status_code == 302
    assert "依法不能删除" in text(resident.get(to("mine")))
    copy = json.loads(resident.get(to("copy", person_id=canary.pk)).content)
    told = {(one["table"], one["field"]): one["value"] for one in copy["stored"]}
    assert told["people.Person", "id_number"] == CANARY
    assert copy["read_by"][0]["note"] == "通知停水"


def test_guardian_sees_the_ward_and_nobody_else(scene) -> None:
    parent, child = make_person(scene.compound), make_person(name="王小宝", born=date(2018, 1, 1))
    child.representatives.create(agent=parent, kind="GUARDIAN", valid_from=date(2018, 1, 1))
    resident = browser(None, person_id=parent.pk)

    assert masked_name("王小宝") in text(resident.get(to("mine_of", person_id=child.pk)))
    signed_in_just_now(resident)
    assert "王小宝" in text(resident.get(to("in_clear", person_id=child.pk)))
    assert resident.get(to("mine_of", person_id=make_person().pk)).status_code == 403


def test_notice_is_open_to_everybody_in_both_languages(client) -> None:
    english = text(client.get(to("notice"), headers={"accept-language": "en"}))
    chinese = text(client.get(to("notice"), headers={"accept-language": "zh-hans"}))

    assert "Notes on health and care" in english
    assert "健康和照护提示" in chinese
    assert "2年" in chinese


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("route", ["register", "merges", "requests"])
def test_lists_cost_the_same_for_one_row_and_for_three(
    scene, clerk, count: int, route: str, django_assert_max_num_queries
) -> None:
    for number in range(count):
        person = make_person(scene.compound)
        make_request(person)
        make_merge(scene.compound)
        make_holding(scene.units[number], person)
    clerk.get(to(route))  # the names of posts are remembered

    with django_assert_max_num_queries(9):
        page = clerk.get(to(route))

    assert page.status_code == 200


def test_unit_page_costs_the_same_for_one_person_and_for_five(
    scene, clerk, django_assert_max_num_queries
) -> None:
    people = [make_person(scene.compound) for _ in range(5)]
    make_household(scene.units[0], people[0], *((one, "CHILD") for one in people[1:]))
    for person in people:
        make_holding(scene.units[0], person, "CO_OWNER")
    clerk.get(to("unit", unit_code=scene.units[0].code))

    with django_assert_max_num_queries(13):
        clerk.get(to("unit", unit_code=scene.units[0].code))


def test_a_wrong_phone_is_made_empty_at_the_counter(scene, clerk) -> None:
    number = fictional_id_number(date(1980, 5, 6), 1)  # that of a man
    person = make_person(scene.compound, phone=PHONE, id_number=number)
    page = text(clerk.get(to("correct", person_id=person.pk)))
    assert PHONE not in page
    assert 'value="phone"' in page
    assert 'value="other_phone"' not in page

    both = {"emptied": ["phone"], "phone": "10900000002"}
    refused = text(clerk.post(to("correct", person_id=person.pk), both))
    clerk.post(to("correct", person_id=person.pk), {"emptied": ["phone"], "sex": "FEMALE"})
    assert "Type a value or make it empty, not both." in refused
    assert opened(Person.objects.get(pk=person.pk).phone) == PHONE  # the number settles the sex

    clerk.post(to("correct", person_id=person.pk), {"emptied": ["phone"]})
    assert Person.objects.get(pk=person.pk).phone is None


def test_canaries_show_on_no_page_in_no_log_dump_or_trail(scene, clerk, canary, caplog) -> None:
    """A canary's name and numbers are put where they could leak, then looked for everywhere."""
    caplog.set_level(logging.DEBUG)
    unit = scene.units[0]
    make_holding(unit, canary)
    household = make_household(unit, canary)
    clerk.raise_request_exception = False
    pages = [
        clerk.get(to("register")),
        clerk.get(to("person", person_id=canary.pk)),
        clerk.get(to("unit", unit_code=unit.code)),
        clerk.get(to("household", household_id=household.pk)),
        clerk.get(to("correct", person_id=canary.pk)),
        clerk.get("/trail/"),
        clerk.post(to("new", place_code=scene.compound.code), {"kind": "NATURAL", "name": "甲乙"}),
        browser(Role.AUDIT_ADMIN, "").get("/trail/"),
        browser(Role.DISTRICT_ADMIN, scene.tree.county.path).get(to("person", person_id=canary.pk)),
    ]
    for typed in (CANARY, PHONE, NAME, CANARY[-4:]):
        found = text(clerk.post(to("search"), {"text": typed})).replace(f'value="{typed}"', "")
        pages.append(found)
    with connection.cursor() as cursor:  # a value that does not open: the error page
        cursor.execute("UPDATE people_person SET phone = name WHERE id = %s", [canary.pk])
    broken = clerk.get(to("person", person_id=canary.pk))
    assert broken.status_code == 500
    pages.append(broken)

    dump = StringIO()
    call_command("dumpdata", exclude=["contenttypes", "auth"], stdout=dump, verbosity=0)
    everything = [page if isinstance(page, str) else text(page) for page in pages]
    everything += [dump.getvalue(), caplog.text, raw_database()]
    for secret in (CANARY, PHONE, NAME):
        assert [number for number, part in enumerate(everything) if secret in part] == []
    assert opened(Person.objects.get(pk=canary.pk).id_number) == CANARY


def raw_database() -> str:
    """Return every stored value of every table as text, bytes read as Latin-1."""
    parts: list[str] = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')
            for row in cursor.fetchall():
                parts += [
                    bytes(value).decode("latin-1")
                    if isinstance(value, (bytes, memoryview))
                    else str(value)
                    for value in row
                ]
    return "\n".join(parts)


def test_canary_test_would_notice_a_leak(scene, canary) -> None:
    scene.compound.name = f"泄露{CANARY}"
    scene.compound.save()

    assert CANARY in raw_database()
