"""The security administrator's pages."""

from datetime import timedelta

import pytest

from linli.apps.accounts import services
from linli.apps.accounts.models import Account
from linli.apps.accounts.rules import Role
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from tests.factories.accounts import NOW, PASSWORD, give_role, make_account, make_actor
from tests.factories.people import make_holding, make_loose_unit, make_person
from tests.factories.places import make_tree

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def admin(client):
    account = make_account("security", name="安全管理员")
    give_role(account, Role.SECURITY_ADMIN, "0001")
    client.force_login(account, backend=BACKEND)
    return client


def staff(number, path="00010001"):
    account = make_account(f"worker{number}", name=f"网格员{number}")
    give_role(account, Role.GRID_WORKER, path)
    return account


@pytest.mark.parametrize("address", ["/accounts/", "/accounts/access/"])
def test_the_cost_of_a_list_does_not_grow_with_its_rows(
    admin, address, django_assert_num_queries, django_assert_max_num_queries
):
    staff(1)
    admin.get(address)
    with django_assert_max_num_queries(12) as counted:
        admin.get(address)
    for number in range(2, 9):
        staff(number)

    with django_assert_num_queries(len(counted)):
        page = admin.get(address)

    assert "网格员8" in page.content.decode()


def test_accounts_beyond_the_own_place_are_not_listed(admin):
    staff(1)
    staff(2, "0002")

    page = admin.get("/accounts/?all=on").content.decode()

    assert "网格员1" in page
    assert "网格员2" not in page


@pytest.fixture
def district():
    """Two districts: a resident, somebody between posts and an unused account in each."""
    tree = make_tree()
    for place, who in ((tree.county, "本区"), (tree.foreign_county, "外区")):
        make_account(name=f"{who}居民", person_id=make_person(place).pk)
        owner = make_person()
        make_holding(make_loose_unit(place), owner)
        make_account(name=f"{who}业主", person_id=owner.pk)
        idle = make_account(name=f"{who}离岗")
        hour = timedelta(hours=1)
        give_role(idle, Role.GRID_WORKER, place.path, starts_at=NOW - 2 * hour, ends_at=NOW - hour)
        opener = make_actor(Role.SECURITY_ADMIN, place.path)
        services.create_account(actor=opener, display_name=f"{who}新号", now=NOW)
    make_account(name="无处")
    return tree


def test_accounts_without_a_role_belong_to_one_district(district, client):
    account = make_account()
    give_role(account, Role.SECURITY_ADMIN, district.county.path)
    client.force_login(account, backend=BACKEND)

    page = client.get("/accounts/?all=on").content.decode()

    for found in ("本区居民", "本区业主", "本区离岗", "本区新号"):
        assert found in page
        number = Account.objects.get(display_name=found).pk
        assert client.post(f"/accounts/{number}/password/").status_code == 200
    assert "外区" not in page
    assert "无处" not in page
    foreign = Account.objects.filter(display_name__startswith="外区").values_list("pk", flat=True)
    assert len(foreign) == 4
    for number in foreign:
        assert client.get(f"/accounts/{number}/").status_code == 404
        assert client.post(f"/accounts/{number}/password/").status_code == 404
        assert client.get(f"/accounts/?all=on&q={number}").status_code == 200


def test_the_services_refuse_an_account_of_another_district(district):
    actor = make_actor(Role.SECURITY_ADMIN, district.county.path)
    for account in Account.objects.filter(display_name__startswith="外区"):
        with pytest.raises(NotAllowed):
            services.set_password(actor=actor, account_id=account.pk, password="x" * 12, now=NOW)
        with pytest.raises(NotAllowed):
            services.set_phone(actor=actor, account_id=account.pk, phone="10900000001", now=NOW)
    root = make_actor(Role.SECURITY_ADMIN, "")
    nowhere = Account.objects.get(display_name="无处")
    assert services.deactivate_account(actor=root, account_id=nowhere.pk, reason="unused", now=NOW)


def test_an_account_follows_the_place_where_it_was_opened(district):
    old, new = district.county.path, "0009"
    services.repath_grants(actor=Actor.system(), moves={old: new}, now=NOW)

    assert Account.objects.get(display_name="本区新号").scope_path == new


def test_a_drawn_password_is_shown_once_and_must_be_changed(admin, client):
    page = admin.post("/accounts/open/", {"username": "li.si", "display_name": "李四"})

    account = Account.objects.get(username="li.si")
    assert account.must_change_password
    assert account.check_password(page.context["password"])
    assert page.headers["Cache-Control"] == "private, no-store"


def test_a_lock_is_seen_and_lifted(admin, client):
    worker = staff(1)
    visitor = type(client)()
    for _attempt in range(5):
        visitor.post("/sign-in/", {"login": "worker1", "password": "not-the-password"})

    assert "密码错误次数过多" in admin.get(f"/accounts/{worker.pk}/").content.decode()
    admin.post(f"/accounts/{worker.pk}/unlock/")

    answer = visitor.post("/sign-in/", {"login": "worker1", "password": PASSWORD})
    assert answer.status_code == 302


def test_the_home_page_counts_staff_without_second_factor(admin):
    staff(1)
    staff(2, "0002")

    cards = admin.get("/").context["cards"]

    assert [(card.figure, card.of) for card in cards if card.icon == "shield-lock"] == [(2, 2)]


@pytest.fixture
def program():
    account = services.create_account(
        actor=Actor.system(), username="key-1", display_name="热线平台", is_program=True, now=NOW
    )
    give_role(account, Role.GRID_WORKER, "00010001", source="key:1")
    return account


def test_a_program_is_no_staff_without_second_factor(admin, program):
    staff(1)

    cards = admin.get("/").context["cards"]

    assert [(card.figure, card.of) for card in cards if card.icon == "shield-lock"] == [(2, 2)]
    assert "热线平台" not in admin.get("/accounts/").content.decode()


def test_among_all_accounts_a_program_stands_as_what_it_is(admin, program):
    page = admin.get("/accounts/?all=on&q=key-1").content.decode()

    assert "热线平台" in page
    assert "程序，凭密钥" in page


@pytest.mark.parametrize("act", ["password", "second-factor"])
def test_nobody_makes_a_programs_account_one_to_sign_in_with(admin, program, act):
    page = admin.get(f"/accounts/{program.pk}/").content.decode()
    answer = admin.post(f"/accounts/{program.pk}/{act}/", {"reason": "lost"})

    program.refresh_from_db()
    assert f"/accounts/{program.pk}/{act}/" not in page
    assert answer.status_code == 409
    assert not program.has_usable_password()
