"""Pages of places: one good way through each, query counts, bad input."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.places import services
from linli.apps.places.models import Place, PlaceEnding, Unit
from linli.core.arithmetic import AreaCm
from tests.factories import places as make
from tests.factories.accounts import give_role, make_account
from tests.factories.people import make_holding, make_household, make_person

pytestmark = pytest.mark.django_db
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def tree():
    return make.make_tree()


@pytest.fixture
def admin(client, tree):
    account = make_account("district")
    give_role(account, Role.DISTRICT_ADMIN, tree.county.path)
    client.force_login(account, backend=BACKEND)
    client.cookies["django_language"] = "en"
    return client


def page(place, name="detail", **more):
    return reverse(f"places:{name}", kwargs={"code": place.code, **more})


def test_tree_leads_from_the_post_down(admin, tree):
    start = admin.get("/places/")
    district = admin.get(start["Location"])
    branch = admin.get(page(tree.township, "children"))

    assert start["Location"] == page(tree.county)
    assert "北城街道" in district.content.decode()
    assert "Sub-district" in district.content.decode()
    assert "王堤口社区" in branch.content.decode()
    assert "<html" not in branch.content.decode()


def test_change_is_shown_before_it_is_made(admin, tree):
    compound = make.make_compound(tree.community)
    make.make_building(compound)
    address = page(compound, "change", act="move")
    typed = {"parent": tree.village.code, "on": "2026-01-05"}

    preview = admin.post(address, typed).content.decode()
    assert re.search(r"Building.*?1<.*?Dwelling.*?24<", preview, re.DOTALL)
    assert Place.objects.get(pk=compound.pk).parent_id == tree.community.pk

    done = admin.post(address, typed | {"confirmed": "1"}, follow=True)
    assert Place.objects.get(pk=compound.pk).parent_id == tree.village.pk
    assert "The place has moved." in done.content.decode()


def test_refused_change_says_why_at_the_form(admin, tree):
    compound = make.make_compound(tree.community)
    make.make_building(compound)

    answer = admin.post(page(compound, "change", act="end"), {"on": "2026-01-05"})
    unknown = admin.post(page(compound, "change", act="move"), {"parent": "99", "on": "2026-01-05"})

    assert "There are still places or units in" in answer.content.decode()
    assert "There is no place with this code." in unknown.content.decode()


def test_end_of_a_unit_says_who_lives_and_owns_there_before_it_is_done(client, tree):
    flat = make.make_unit(make.make_compound(tree.community), "101")
    make_holding(flat, make_person(flat.place, name="李大力"))
    make_household(flat, make_person(flat.place, name="王小明"))
    clerk = make_account("clerk")
    give_role(clerk, Role.COMMUNITY_WORKER, tree.community.path)
    client.force_login(clerk, backend=BACKEND)
    client.cookies["django_language"] = "en"

    preview = client.post(page(flat, "end_unit"), {"on": "2026-01-05"}).content.decode()
    assert re.search(r"People who live there.*?1<.*?王\*\*.*?Owners.*?李\*\*", preview, re.DOTALL)
    assert Unit.objects.get(pk=flat.pk).valid_to is None

    typed = {"on": "2026-01-05", "confirmed": "1"}
    done = client.post(page(flat, "end_unit"), typed, follow=True).content.decode()
    assert "The unit has ended." in done
    assert Unit.objects.get(pk=flat.pk).households.get().valid_to is not None


def test_a_mistaken_end_shows_what_comes_back_before_it_is_taken_back(client, tree):
    flat = make.make_unit(make.make_compound(tree.community), "101")
    make_household(flat, make_person(flat.place, name="王小明"))
    services.end_unit(actor=make.SYSTEM, unit_id=flat.pk, on=make.NOW.date(), now=make.NOW)
    clerk = make_account("clerk")
    give_role(clerk, Role.COMMUNITY_WORKER, tree.community.path)
    client.force_login(clerk, backend=BACKEND)
    client.cookies["django_language"] = "en"
    assert page(flat, "restore_unit") in client.get(page(flat, "unit")).content.decode()

    preview = client.post(page(flat, "restore_unit")).content.decode()

    told = r"Households.*?1<.*?open again.*?live there as before.*?王\*\*"
    assert re.search(told, preview, re.DOTALL)
    assert Unit.objects.get(pk=flat.pk).valid_to is not None
    done = client.post(page(flat, "restore_unit"), {"confirmed": "1"}, follow=True)
    assert "as if it had never ended" in done.content.decode()
    assert Unit.objects.get(pk=flat.pk).households.get().valid_to is None
    again = client.post(page(flat, "restore_unit")).content.decode()
    assert "Unit 101 has not ended." in again


def test_a_building_ended_by_mistake_comes_back_after_a_look(client, tree):
    building = make.make_building(make.make_compound(tree.community))
    flat = Unit.objects.filter(place__path__startswith=building.path)[0]
    make_household(flat, make_person(flat.place, name="王小明"))
    services.demolish_place(
        actor=make.SYSTEM, place_id=building.pk, on=make.NOW.date(), now=make.NOW
    )
    clerk = make_account("clerk")
    give_role(clerk, Role.COMMUNITY_WORKER, tree.community.path)
    client.force_login(clerk, backend=BACKEND)
    client.cookies["django_language"] = "en"
    of_flat = client.get(page(flat, "unit")).content.decode()
    assert page(flat, "restore_unit") not in of_flat
    assert f"It ended with {building.name}" in of_flat
    address = page(building, "restore")
    assert address in client.get(page(building, "detail")).content.decode()
    entrance = client.get(page(flat.place, "detail")).content.decode()
    assert "the end of that is taken back as a whole" in entrance
    assert page(flat.place, "restore") not in entrance
    assert "All of that comes back in one act" in client.get(address).content.decode()

    preview = client.post(address).content.decode()

    assert re.search(r"Households.*?1<.*?open again.*?王\*\*", preview, re.DOTALL)
    assert Place.objects.get(pk=building.pk).valid_to is not None
    done = client.post(address, {"confirmed": "1"}, follow=True).content.decode()
    assert "as if it had never ended" in done
    assert Unit.objects.get(pk=flat.pk).households.get().valid_to is None
    assert "has not ended." in client.post(address).content.decode()
    assert client.get(address).status_code == 302


def test_an_end_that_cannot_be_taken_back_says_so(admin, tree):
    building = make.make_building(make.make_compound(tree.community))
    services.demolish_place(
        actor=make.SYSTEM, place_id=building.pk, on=make.NOW.date(), now=make.NOW
    )
    PlaceEnding.objects.all().delete()

    shown = admin.get(page(building, "detail")).content.decode()

    assert "This end cannot be taken back" in shown
    assert page(building, "restore") not in shown
    assert "was not kept" in admin.post(page(building, "restore")).content.decode()


def test_end_of_a_building_tells_what_ends_also_when_planned(admin, tree):
    building = make.make_building(make.make_compound(tree.community))
    make_household(Unit.objects.filter(place__path__startswith=building.path)[0], make_person())
    address = page(building, "change", act="end")

    for day in ("2026-01-05", "2999-01-01"):
        preview = admin.post(address, {"on": day, "everything": "on"}).content.decode()
        assert "What happens to what hangs there" in preview
        assert re.search(r"Households.*?1<.*?end on this day", preview, re.DOTALL)
    assert Place.objects.get(pk=building.pk).valid_to is None


def test_change_of_a_day_to_come_is_planned_shown_and_withdrawn(admin, tree):
    compound = make.make_compound(tree.community)
    typed = {"name": "新名小区", "on": "2999-01-01", "confirmed": "1"}

    planned = admin.post(page(compound, "change", act="rename"), typed, follow=True)
    number = compound.plans.get().pk
    withdrawn = admin.post(reverse("places:withdraw_plan", args=[number]), follow=True)

    assert "Planned changes" in planned.content.decode()
    assert "新名小区" in planned.content.decode()
    assert Place.objects.get(pk=compound.pk).name == compound.name
    assert "The planned change is withdrawn." in withdrawn.content.decode()
    assert "新名小区" not in withdrawn.content.decode()


def test_merge_and_split_through_their_forms(admin, tree):
    first, second = (make.make_compound(tree.community, name) for name in ("甲院", "乙院"))
    building = make.make_building(second)
    merge = {"others": [second.pk], "into": "this", "on": "2026-01-05", "confirmed": "1"}
    admin.post(page(first, "change", act="merge"), merge)
    assert Place.objects.get(pk=building.pk).parent_id == first.pk

    split = {"ends": "no", "name_1": "丙院", f"place_{building.pk}": "1", "on": "2026-01-06"}
    admin.post(page(first, "change", act="split"), split | {"confirmed": "1"})
    assert Place.objects.get(pk=building.pk).parent.name == "丙院"

    new = {"others": [first.pk], "into": "new", "name": "丁院", "on": "2026-01-07"}
    third = Place.objects.get(name="丙院")
    admin.post(page(third, "change", act="merge"), new | {"confirmed": "1"})
    assert Place.objects.get(pk=building.pk).parent.name == "丁院"


def test_page_as_of_a_day_shows_what_was(admin, tree):
    compound = make.make_compound(tree.community, "邮政局家属院")
    make.make_building(compound)
    rename = {"name": "邮政小区", "on": "2025-05-01", "confirmed": "1"}
    admin.post(page(compound, "change", act="rename"), rename)

    now, then, before = (
        admin.get(page(compound) + query).content.decode()
        for query in ("", "?as_of=2025-04-30", "?as_of=2009-01-01")
    )

    assert "<h1>邮政小区</h1>" in now
    assert "<h1>邮政局家属院</h1>" in then
    assert "1号楼" in then
    assert "Did not exist on this day" in before
    assert admin.get(page(compound) + "?as_of=yesterday").status_code == 400


def test_regular_building_is_previewed_and_made(admin, tree):
    compound = make.make_compound(tree.community)
    typed = {
        "name": "3号楼", "entrances": "2", "entrance_name": "{}单元", "first_floor": "1",
        "floors": "6", "doors": "2", "skipped": ["4"], "numbering": "PER_ENTRANCE",
        "area": "89.57", "on": "2026-01-05",
    }  # fmt: skip

    preview = admin.post(page(compound, "add_building"), typed).content.decode()
    assert "24 dwellings" in preview
    assert ">702<" in preview
    assert not Place.objects.filter(name="3号楼").exists()

    admin.post(page(compound, "add_building"), typed | {"confirmed": "1"})
    building = Place.objects.get(name="3号楼")
    assert set(Unit.objects.under(building.path).values_list("area_cm", flat=True)) == {8957}
    shown = admin.get(page(building) + "?layer=area").content.decode()
    assert shown.count('class="door tone-ok" href') == 24


@pytest.mark.parametrize("area", ["0", "-3", "1e3", "89.567", "100000.01", "八十"])
def test_nonsense_areas_are_refused_at_the_field(admin, tree, area):
    unit = make.make_unit(make.make_compound(tree.community), "7")

    answer = admin.post(
        reverse("places:change_unit", kwargs={"code": unit.code}),
        {"number": "7", "kind": "DWELLING", "area": area, "on": "2026-01-05"},
    )

    assert answer.status_code == 200
    assert "error-summary" in answer.content.decode()
    assert Unit.objects.get(pk=unit.pk).area_cm is None


def test_unit_page_tells_its_history(admin, tree):
    unit = make.make_unit(make.make_compound(tree.community), "7")
    address = reverse("places:change_unit", kwargs={"code": unit.code})
    typed = {"number": "8", "kind": "SHOP", "floor": "1", "area": "10.5", "on": "2026-01-05"}
    admin.post(address, typed)

    shown = admin.get(reverse("places:unit", kwargs={"code": unit.code})).content.decode()

    assert "Number 7 became 8" in shown
    assert "Kind changed from Dwelling to Shop" in shown
    assert "10.50 m²" in shown


def test_joining_is_shown_before_it_is_made(admin, tree):
    compound = make.make_compound(tree.community)
    flats = [make.make_unit(compound, number, area=AreaCm(5000)) for number in ("101", "102")]
    owner = make_person(compound)
    for flat in flats:
        make_holding(flat, owner)
    address = page(flats[0], "join_units")
    typed = {"others": [flats[1].pk], "number": "101", "area": "99", "on": "2026-01-05"}

    refused = admin.post(address, typed).content.decode()
    preview = admin.post(address, typed | {"area": "100"}).content.decode()

    assert "add up to 99.00" in refused
    assert re.search(r"Owners.*?>1<.*?as they owned", preview, re.DOTALL)
    assert Unit.objects.filter(valid_to=None).count() == 2
    done = admin.post(address, typed | {"area": "100", "confirmed": "1"}, follow=True)
    assert "101, 102 went up in it" in re.sub(r"\s+", " ", done.content.decode())
    assert [unit.area for unit in Unit.objects.filter(valid_to=None)] == [AreaCm(10000)]


def test_a_unit_is_divided_through_its_form(admin, tree):
    flat = make.make_unit(make.make_compound(tree.community), "101", area=AreaCm(10000))
    address = page(flat, "divide_unit")
    typed = {"number_1": "101-1", "area_1": "40", "number_2": "101-2", "on": "2026-01-05"}

    missing = admin.post(address, typed).content.decode()
    assert "type the area of every new unit" in missing
    admin.post(address, typed | {"area_2": "60", "confirmed": "1"})

    numbers = Unit.objects.filter(valid_to=None).order_by("number").values_list("number", flat=True)
    assert list(numbers) == ["101-1", "101-2"]


def test_large_building_with_rare_names_stands_in_one_page(admin, tree):
    compound = make.make_compound(tree.community, "那𡌶" * 60)
    building = make.make_building(compound, "高楼", entrances=2, floors=60, doors=9)

    shown = admin.get(page(building)).content.decode()

    assert shown.count('class="door tone-info" href') == 1080
    assert "1080 units" in shown


def test_pages_cost_the_same_for_one_row_and_for_three(admin, tree):
    compound = make.make_compound(tree.community)
    building = make.make_building(compound, entrances=1, floors=1, doors=1)
    addresses = [
        *(page(compound), page(compound) + "?as_of=2024-01-01", page(building)),
        *("/places/search/?q=号楼", "/places/unmeasured/", page(compound, "children")),
    ]

    def costs():
        found = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                admin.get(address)
            found.append((address, len(queries)))
        return found

    with_one_row = costs()
    for name in ("2号楼", "3号楼"):
        make.make_building(compound, name, floors=3)
    make.make_place(building, "ENTRANCE", "2单元")
    make.make_unit(building, "9901")

    assert costs() == with_one_row
