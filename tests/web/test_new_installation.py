"""A new installation from the first start to the first grid worker: nobody needs the system."""

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.apps.accounts.selectors import account_by_phone, actor_of
from linli.apps.accounts.services import first_start
from linli.apps.organisations import services as organisations
from linli.apps.organisations.models import Seat
from linli.apps.organisations.rules.basis import Basis
from linli.apps.organisations.rules.bodies import BodyType, SeatKind
from linli.apps.organisations.services import PostData, first_office
from linli.apps.organisations.services.first_office import OfficeThere
from linli.apps.people import services as people
from linli.apps.people.models import Person
from linli.apps.people.rules.errors import AccountOpened, NoPhoneForCodes
from linli.apps.people.rules.kinds import CreateGround
from linli.apps.people.services import NewPerson
from linli.core.errors import NotAllowed
from linli.core.identifiers import fictional_phone
from tests.factories.places import make_compound, make_tree

pytestmark = pytest.mark.django_db


def signed_in(account):
    """Return a browser of somebody who has changed the first password already."""
    Account.objects.filter(pk=account.pk).update(must_change_password=False)
    client = Client(headers={"accept-language": "en"})
    account.refresh_from_db()
    client.force_login(account, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


@pytest.fixture
def tree():
    return make_tree()


@pytest.fixture
def security(now):
    first_start(now=now)
    return actor_of(Account.objects.get(username="security"), now=now)


@pytest.fixture
def head(tree, now):
    made = first_office(
        place_code=tree.county.code, name="牡丹区社会工作办公室", head="王建国",
        phone=fictional_phone(1), now=now,
    )  # fmt: skip
    return actor_of(Account.objects.get(username=made.username), now=now)


def register(actor, place, name, phone, now):
    return people.register_person(
        actor=actor, new=NewPerson(name=name, phone=phone), home_id=place.pk,
        ground=CreateGround.OTHER_PERSON, now=now,
    )  # fmt: skip


def appointed(actor, body_type, place, name, phone, now, kind=None):
    """Found a body, register somebody and put them at its head, all by one actor."""
    body = organisations.found_body(
        actor=actor, body_type=body_type, name=f"{place.name}{body_type}", place_id=place.pk,
        valid_from=now.date(), now=now,
    )  # fmt: skip
    person = register(actor, place, name, phone, now)
    seat = Seat.objects.filter(body=body, kind=kind) if kind else Seat.objects.filter(body=body)
    post = PostData(valid_from=now.date(), basis=Basis.APPOINTED)
    organisations.appoint(
        actor=actor, seat_id=seat.order_by("pk").first().pk, person_id=person.pk, post=post, now=now
    )
    return person


def opened(security, person, now):
    account = people.open_account(actor=security, person_id=person.pk, password="x" * 12, now=now)
    return actor_of(account, now=now)


def test_from_the_first_start_to_a_grid_worker_and_a_resident(tree, security, head, now):
    assert head.roles == {Role.DISTRICT_ADMIN}
    secretary = appointed(
        head, BodyType.GOVERNANCE_OFFICE, tree.township, "李秀兰", fictional_phone(2), now
    )
    street = opened(security, secretary, now)
    assert street.roles == {Role.TOWNSHIP_ADMIN}
    director = appointed(
        street, BodyType.RESIDENTS_COMMITTEE, tree.community, "张伟", fictional_phone(3), now
    )
    clerk = opened(security, director, now)
    assert Role.COMMUNITY_WORKER in clerk.roles
    team = organisations.found_body(
        actor=street, body_type=BodyType.GRID_TEAM, name="网格队", place_id=tree.community.pk,
        valid_from=now.date(), now=now,
    )  # fmt: skip
    seat = organisations.open_seat(
        actor=street, body_id=team.pk, kind=SeatKind.GRID_WORKER_FULL, valid_from=now.date(),
        now=now,
    )  # fmt: skip
    worker = register(street, tree.community, "赵敏", fictional_phone(4), now)
    organisations.appoint(
        actor=street, seat_id=seat.pk, person_id=worker.pk,
        post=PostData(valid_from=now.date(), basis=Basis.ENGAGED), now=now,
    )  # fmt: skip
    assert opened(security, worker, now).roles == {Role.GRID_WORKER}

    resident = register(clerk, make_compound(tree.community), "周桂英", fictional_phone(5), now)
    people.open_account(actor=clerk, person_id=resident.pk, now=now)

    account = account_by_phone(fictional_phone(5))
    assert account.person_id == resident.pk
    assert not account.has_usable_password()
    assert actor_of(account, now=now).roles == frozenset()
    assert signed_in(account).get(reverse("people:mine")).status_code == 200


def test_whoever_keeps_the_register_opens_no_account_that_brings_rights(tree, security, head, now):
    secretary = appointed(
        head, BodyType.GOVERNANCE_OFFICE, tree.township, "李秀兰", fictional_phone(2), now
    )

    with pytest.raises(NotAllowed):
        people.open_account(actor=head, person_id=secretary.pk, now=now)


def test_one_account_each_and_codes_only_to_the_number_on_record(tree, head, now):
    without = register(head, tree.community, "周桂英", "", now)
    with pytest.raises(NoPhoneForCodes):
        people.open_account(actor=head, person_id=without.pk, now=now)

    person = register(head, tree.community, "孙红", fictional_phone(7), now)
    people.open_account(actor=head, person_id=person.pk, now=now)
    with pytest.raises(AccountOpened):
        people.open_account(actor=head, person_id=person.pk, now=now)


def test_there_is_one_first_office_of_a_place(tree, head, now):
    with pytest.raises(OfficeThere):
        first_office(place_code=tree.county.code, name="办公室", head="某人", phone="", now=now)
    assert Person.objects.count() == 1


def test_the_command_prints_what_to_hand_over(tree, capsys):
    options = {"place": tree.county.code, "name": "社会工作办公室", "head": "王建国"}
    call_command("first_office", **options)

    assert Account.objects.get().username in capsys.readouterr().out
    with pytest.raises(CommandError):
        call_command("first_office", **options)


def test_the_review_of_access_leads_to_the_account_of_whoever_has_none(tree, security, head, now):
    secretary = appointed(
        head, BodyType.GOVERNANCE_OFFICE, tree.township, "李秀兰", fictional_phone(2), now
    )
    browser = signed_in(Account.objects.get(pk=security.account_id))
    address = reverse("people:account", args=[secretary.pk])
    assert address in browser.get(reverse("accounts:access")).content.decode()
    assert browser.post(address, {}).status_code == 200  # the check was not confirmed
    assert not Account.objects.filter(person_id=secretary.pk).exists()

    answer = browser.post(address, {"checked": "on"})

    account = Account.objects.get(person_id=secretary.pk)
    assert account.username in answer.content.decode()
    assert account.must_change_password


def test_the_counter_opens_the_account_and_sees_no_password(tree, head, now):
    person = register(head, tree.community, "孙红", fictional_phone(7), now)
    browser = signed_in(Account.objects.get(pk=head.account_id))

    answer = browser.post(reverse("people:account", args=[person.pk]), {"checked": "on"})

    assert answer.status_code == 302
    assert account_by_phone(fictional_phone(7)).person_id == person.pk


def test_another_number_for_codes_ends_the_sessions(tree, security, head, now):
    person = register(head, tree.community, "孙红", fictional_phone(7), now)
    people.open_account(actor=head, person_id=person.pk, now=now)
    account = account_by_phone(fictional_phone(7))
    browser = signed_in(Account.objects.get(pk=security.account_id))

    browser.post(
        reverse("accounts:phone", args=[account.pk]),
        {"phone": fictional_phone(8), "reason": "换号"},
    )

    assert account_by_phone(fictional_phone(7)) is None
    assert account_by_phone(fictional_phone(8)) == account
