"""Pages of organisations: what each shows, what its form does, and how many queries it costs."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.organisations.models import Absence, Appointment, Body, Membership, Stewardship
from linli.apps.organisations.rules.basis import Stewarding
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from tests.factories.accounts import give_role, make_account
from tests.factories.organisations import (
    make_body,
    make_membership,
    make_post,
    make_seat,
    seat_of,
)
from tests.factories.people import make_person
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def compound(tree):
    return make_compound(tree.community)


def signed_in(role=None, place=None, person=None):
    account = make_account(person_id=person.pk if person else None)
    if role:
        give_role(account, role, place.path)
    client = Client(headers={"accept-language": "en"})
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def admin(tree):
    return signed_in(Role.TOWNSHIP_ADMIN, tree.township)


def text_of(client, route, *args, query="", **kwargs):
    answer = client.get(reverse(f"organisations:{route}", args=args) + query, **kwargs)
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_a_body_is_set_up_filled_and_shown(admin, compound):
    address = reverse("organisations:found", args=[compound.code])
    assert "Owners&#x27; committee" in admin.get(address).content.decode()
    made = admin.post(
        f"{address}?type=OWNERS_COMMITTEE",
        {"name": "邮政局家属院业主委员会", "size": "7", "valid_from": "2024-01-01"},
    )
    body = Body.objects.get()
    assert made.headers["Location"] == reverse("organisations:body", args=[body.pk])
    assert body.seats.filter(kind__in=("CHAIR", "VICE_CHAIR", "MEMBER")).count() == 7

    person = make_person(compound, name="李秀兰")
    seat = seat_of(body, SeatKind.CHAIR)
    address = reverse("organisations:appoint", args=[seat.pk])
    assert "李秀兰" in admin.post(address, {"search": "李秀"}).content.decode()
    answer = admin.post(
        address,
        {"person": person.pk, "valid_from": "2026-03-01", "basis": "ELECTED",
         "term_ends": "2031-02-28"},
    )  # fmt: skip
    assert answer.status_code == 302
    post = Appointment.objects.get()
    assert (post.person_id, post.term_ends) == (person.pk, date(2031, 3, 1))

    page = text_of(admin, "body", body.pk)
    assert "李秀兰" in page
    assert "山东省物业管理条例" in page


def test_a_refusal_of_the_rules_is_told_on_the_form(admin, compound):
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    seat = seat_of(team, SeatKind.MANAGER)
    make_post(seat, make_person(compound, name="李秀兰"))
    other = make_person(compound, name="王建国")

    answer = admin.post(
        reverse("organisations:appoint", args=[seat.pk]),
        {"person": other.pk, "valid_from": "2026-03-01", "basis": "ENGAGED"},
    )

    assert "Somebody holds this post in that time" in answer.content.decode()
    assert Appointment.objects.count() == 1


def test_a_post_is_corrected_ended_and_struck_out(admin, compound):
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    post = make_post(seat_of(team, SeatKind.MANAGER))
    address = reverse("organisations:correct_appointment", args=[post.pk])
    said = {"valid_from": "2024-02-01", "basis": "ENGAGED", "reason": "misread"}
    assert admin.post(address, said).status_code == 302
    ended = {"valid_to": "2026-03-31", "ending": "RESIGNED"}
    end = reverse("organisations:end_appointment", args=[post.pk])
    assert admin.post(end, ended).status_code == 302
    post.refresh_from_db()
    assert (post.valid_from, post.valid_to) == (date(2024, 2, 1), date(2026, 4, 1))

    void = reverse("organisations:void_appointment", args=[post.pk])
    assert admin.post(void, {"reason": "never happened"}).status_code == 302
    post.refresh_from_db()
    assert post.is_void


def test_one_records_ones_own_absence_and_takes_it_back(compound):
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    holder = make_person(compound, name="李秀兰")
    seat = seat_of(team, SeatKind.STAFF)
    make_post(seat, holder)
    client = signed_in(person=holder)

    assert "Staff" in text_of(client, "my_posts")
    address = reverse("organisations:record_absence", args=[seat.pk])
    data = {"person": holder.pk, "substitute": "", "reason": "LEAVE",
            "valid_from": "2099-03-05", "valid_to": "2099-03-08"}  # fmt: skip
    assert client.post(address, data).headers["Location"] == reverse("organisations:my_posts")
    absence = Absence.objects.get()
    assert absence.valid_to == date(2099, 3, 9)
    client.post(reverse("organisations:end_absence", args=[absence.pk]))
    absence.refresh_from_db()
    assert absence.is_void


def test_no_form_names_people_of_other_places(tree, compound):
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    holder, colleague = make_person(compound, name="李秀兰"), make_person(compound, name="周建军")
    seat = seat_of(team, SeatKind.STAFF)
    make_post(seat, holder)
    make_post(seat_of(team, SeatKind.MANAGER), colleague)
    foreign = make_person(tree.foreign_county, name="欧阳海燕")
    absence = reverse("organisations:record_absence", args=[seat.pk])
    appoint = reverse("organisations:appoint", args=[seat.pk])

    own = signed_in(person=holder)
    asked = own.post(absence, {"person": holder.pk, "substitute": foreign.pk, "reason": "LEAVE"})
    street = signed_in(Role.TOWNSHIP_ADMIN, tree.township)
    chosen = street.post(appoint, {"person": foreign.pk, "valid_from": "x"})

    assert "周建军" in asked.content.decode()
    assert "欧阳海燕" not in asked.content.decode() + chosen.content.decode()


def test_the_chart_shows_core_and_drives_with_cross_posts(admin, tree, compound):
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    person = make_person(compound, name="李秀兰")
    make_post(seat_of(branch, SeatKind.SECRETARY), person)
    make_post(seat_of(committee, SeatKind.CHAIR), person)

    page = text_of(admin, "chart", compound.code)

    assert f"李秀兰: {branch.name} Secretary" in page
    assert f"李秀兰: {committee.name} Chair" in page
    assert "Property-service team: " in page  # the drive that is missing
    before = text_of(admin, "chart", compound.code, query="?as_of=2023-12-31")
    assert "李秀兰" not in before


def test_whoever_is_not_concerned_sees_that_party_seats_are_held_but_not_by_whom(tree, compound):
    branch = make_body(compound, BodyType.COMPOUND_BRANCH)
    make_post(seat_of(branch, SeatKind.SECRETARY), make_person(compound, name="李秀兰"))
    staff = signed_in(Role.PROPERTY_STAFF, tree.community)

    for page in (
        text_of(staff, "chart", compound.code),
        text_of(staff, "body", branch.pk),
    ):
        assert "held" in page
        assert "李秀兰" not in page
    assert staff.get(reverse("organisations:notice", args=[branch.pk])).status_code == 404


def test_members_are_seen_by_the_branch_and_the_party_bodies_above_only(tree, compound):
    above = make_body(tree.community, BodyType.COMMUNITY_BRANCH)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH, parent_id=above.pk)
    other = make_body(make_compound(tree.community, "二院"), BodyType.COMPOUND_BRANCH)
    secretary, upper, beside, member = (
        make_person(compound, name=name) for name in ("赵书记", "钱书记", "孙书记", "李秀兰")
    )
    make_post(seat_of(branch, SeatKind.SECRETARY), secretary)
    make_post(seat_of(above, SeatKind.SECRETARY), upper)
    make_post(seat_of(other, SeatKind.SECRETARY), beside)
    make_membership(branch, member)
    address = reverse("organisations:members", args=[branch.pk])

    clients = {
        "secretary": signed_in(person=secretary),
        "upper": signed_in(person=upper),
        "beside": signed_in(person=beside),
        "admin": signed_in(Role.DISTRICT_ADMIN, tree.county),
        "member": signed_in(person=member),
    }

    seen = {name: client.get(address).status_code for name, client in clients.items()}

    assert seen == {"secretary": 200, "upper": 200, "beside": 404, "admin": 404, "member": 404}
    assert "Member of" in text_of(clients["member"], "my_posts")
    row = Membership.objects.get()
    end = reverse("organisations:end_membership", args=[row.pk])
    assert clients["beside"].post(end, {"valid_to": "2026-03-01"}).status_code == 404
    assert clients["upper"].post(end, {"valid_to": "2026-03-01"}).status_code == 302


def test_membership_is_counted_for_the_circle_only_and_never_listed(admin, tree, compound):
    above = make_body(tree.township, BodyType.TOWNSHIP_COMMITTEE)
    home = make_body(tree.community, BodyType.COMMUNITY_BRANCH, parent_id=above.pk)
    beside = make_body(tree.township, BodyType.JOINT_BRANCH)
    committee = make_body(tree.community, BodyType.RESIDENTS_COMMITTEE)
    branch = make_body(compound, BodyType.COMPOUND_BRANCH, parent_id=home.pk)
    upper, other = make_person(compound, name="钱书记"), make_person(compound)
    make_post(seat_of(above, SeatKind.SECRETARY), upper)
    make_post(seat_of(beside, SeatKind.SECRETARY), other)
    leaders = [make_person(compound, name="李秀兰") for _ in range(10)]
    for number, leader in enumerate(leaders):
        make_post(make_seat(committee, SeatKind.UNIT_LEADER), leader)
        if number < 5:
            make_membership(branch, leader)
    query = "?a=NEIGHBOUR_LEADER&b=MEMBER"
    circle, stranger = signed_in(person=upper), signed_in(person=other)

    page = text_of(circle, "crossings", query=query)
    refused = admin.get(reverse("organisations:crossings") + query).content.decode()
    unknown = text_of(stranger, "crossings", query=query)
    Membership.objects.filter(person=leaders[0]).delete()
    four = text_of(circle, "crossings", query=query)
    alone = text_of(circle, "crossings", query="?a=MEMBER")

    assert "<strong>5</strong> also: Party members" in page
    assert "李秀兰" not in page
    assert "also: Party members" not in refused
    for text in (unknown, four):
        assert "also: Party members" not in text
        assert "is not told" in text
    assert "Fewer than 5: Party members" in alone
    assert "entries" not in alone


def test_the_radar_names_to_whom_a_vacant_post_falls(admin, tree, compound):
    team = make_body(compound, BodyType.PROPERTY_TEAM)
    make_post(seat_of(team, SeatKind.MANAGER), make_person(compound, name="李秀兰"))

    page = text_of(admin, "vacancies", query="?as_of=2026-03-02")

    assert f"李秀兰, {team.name}" in page
    for chosen in ("ending", "acting", "uncovered", "leaders"):
        text_of(admin, "vacancies", query=f"?list={chosen}")
    missing = text_of(admin, "vacancies", query="?list=missing&kind=MEDIATION_COMMITTEE")
    assert "the law asks for it" in missing
    assert "人民调解法 8" in missing
    assert tree.community.name in missing
    assert "人民调解法 8" not in text_of(admin, "vacancies", query="?list=missing&kind=nonsense")


def test_the_public_notice_names_officers_and_no_private_number(tree, compound):
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE, work_phone="0530-0000001")
    person = make_person(compound, name="李秀兰", phone="12000000099")
    make_post(seat_of(committee, SeatKind.CHAIR), person)
    resident = signed_in(person=make_person(compound))

    page = text_of(resident, "notice", committee.pk)

    assert "李秀兰" in page
    assert "0530-0000001" in page
    assert "12000000099" not in page
    stranger = signed_in(person=make_person(tree.village))
    assert stranger.get(reverse("organisations:notice", args=[committee.pk])).status_code == 404


def test_a_compound_goes_under_fallback_management(admin, compound):
    address = reverse("organisations:steward", args=[compound.code])
    data = {"kind": "FALLBACK", "valid_from": "2025-06-01", "review_on": "2026-01-01",
            "exit_plan": "elect a committee"}  # fmt: skip
    assert admin.post(address, data).status_code == 302
    note = reverse("organisations:note_condition", args=[compound.code])
    admin.post(note, {"condition": "FLYING_CABLES", "grade": "3", "noted_on": "2025-06-01"})

    board = text_of(admin, "stewards", query="?kind=FALLBACK")

    assert Stewardship.objects.get().kind == Stewarding.FALLBACK
    assert compound.name in board
    assert "flying cables" in board
    assert "elect a committee" in text_of(admin, "steward", compound.code)


def test_a_local_rule_stands_before_the_built_in_one(admin, tree, compound):
    committee = make_body(compound, BodyType.OWNERS_COMMITTEE)
    rule = {"test": "SIZE", "body_type": "OWNERS_COMMITTEE", "jurisdiction": "371702004",
            "least": "9", "severity": "ERROR", "source": "sub-district rule 3",
            "valid_from": "2020-01-01"}  # fmt: skip
    assert admin.post(reverse("organisations:set_rule"), rule).status_code == 302
    outside = rule | {"jurisdiction": "371702107"}
    assert admin.post(reverse("organisations:set_rule"), outside).status_code == 403

    assert "sub-district rule 3" in text_of(admin, "rules")
    assert "at least 9" in text_of(admin, "body", committee.pk)


@pytest.mark.parametrize("route", ["bodies", "vacancies", "crossings", "stewards"])
def test_lists_cost_the_same_with_one_row_and_with_three(
    admin, compound, tree, route, django_assert_num_queries
):
    query = "?a=OWNERS_CHAIR" if route == "crossings" else ""
    address = reverse(f"organisations:{route}") + query

    def add(number):
        place = make_compound(tree.community, f"{number}号院")
        body = make_body(place, BodyType.OWNERS_COMMITTEE)
        make_post(seat_of(body, SeatKind.CHAIR), make_person(place))
        Stewardship.objects.create(
            place=place, scope_path=place.path, kind="SELF", valid_from=date(2020, 1, 1)
        )

    add(1)
    counted = count_queries(admin, address)
    add(2)
    add(3)
    with django_assert_num_queries(counted):
        admin.get(address)


def test_pages_of_one_body_and_place_cost_the_same_whatever_they_hold(
    admin, tree, compound, django_assert_num_queries
):
    body = make_body(compound, BodyType.OWNERS_COMMITTEE)
    make_post(seat_of(body, SeatKind.CHAIR))
    addresses = [
        reverse("organisations:body", args=[body.pk]),
        reverse("organisations:chart", args=[compound.code]),
    ]
    counted = [count_queries(admin, address) for address in addresses]
    make_post(seat_of(body, SeatKind.MEMBER, 1))
    make_post(seat_of(body, SeatKind.MEMBER, 2))
    for address, number in zip(addresses, counted, strict=True):
        with django_assert_num_queries(number):
            admin.get(address)


def count_queries(client, address):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert client.get(address).status_code == 200
    return len(queries)
