"""Seeded identity and phone numbers show nowhere in logs, stored bytes, exports and refused files.

None may stand in a log line of any level or in any column of the database; what leaves in an
export is masked. The pages on people have their own canaries in test_people_pages.
"""

import logging
from io import BytesIO
from zipfile import ZipFile

import pytest
from django.db import connection
from django.urls import reverse

from linli.apps.accounts.rules import Role
from linli.apps.people.models import Person
from linli.apps.transfers import services as transfers
from linli.kit.sealed_fields import opened
from tests.factories.people import make_holding, make_person
from tests.factories.places import NOW, make_building, make_compound
from tests.web.access import OWN
from tests.web.access.world import World, a_dwelling, build_world

pytestmark = pytest.mark.django_db
NUMBER, PHONE = "999999196003070018", "10955501234"


@pytest.fixture
def world() -> World:
    world = build_world()
    for number, community in enumerate(world.communities):
        building = make_building(make_compound(community, f"证号小区{number}"))
        person = make_person(community, name="金丝雀", phone=f"1095550123{number}")
        make_holding(a_dwelling(building), person)
    return world


def canaries() -> set[str]:
    """Return every full number in the register: what the factories of the table made too."""
    numbers = {
        opened(sealed)
        for person in Person.objects.all()
        for sealed in (person.id_number, person.phone, person.other_phone)
        if sealed
    }
    assert len(numbers) >= 3
    return numbers


def shown(text: str) -> set[str]:
    return {number for number in canaries() if number in text}


def stored() -> str:
    """Return everything in every table as text, bytes decoded where they are text."""
    parts = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            for row in cursor.fetchall():
                parts += [
                    bytes(value).decode("latin-1")
                    if isinstance(value, bytes | memoryview)
                    else str(value)
                    for value in row
                ]
    return "\n".join(parts)


def test_the_stored_bytes_hold_no_number(world):
    assert shown(stored()) == set()
    if connection.vendor == "sqlite":
        assert shown(connection.connection.serialize().decode("latin-1")) == set()


def test_an_export_is_masked_and_errors_and_trail_keep_numbers_out(
    world, caplog, settings, tmp_path
):
    caplog.set_level(logging.DEBUG)
    settings.MEDIA_ROOT = tmp_path
    client, community = world.client(Role.COMMUNITY_WORKER), world.communities[0]
    address = reverse("transfers:export", kwargs={"key": "people.roster", "code": community.code})
    page = client.post(address, {"purpose": "入户走访名单"})["Location"]
    number = page.rstrip("/").rpartition("/")[2]
    sent = {}
    for kind in ("csv", "xlsx"):
        fetch = reverse("transfers:fetch", kwargs={"number": number, "kind": kind})
        answer = client.post(fetch)
        sent[kind] = b"".join(answer.streaming_content) if answer.streaming else answer.content
    with ZipFile(BytesIO(sent["xlsx"])) as book:
        sheet = "".join(book.read(name).decode("latin-1") for name in book.namelist())

    assert "证号小区" not in sheet  # it speaks in codes of places
    assert "金" in sent["csv"].decode()
    assert shown(sent["csv"].decode()) == set()
    assert shown(sheet) == set()
    assert shown(caplog.text + stored()) == set()


def test_a_refused_file_leaves_no_number_behind(world, caplog, settings, tmp_path, actor_of):
    caplog.set_level(logging.DEBUG)
    settings.MEDIA_ROOT = tmp_path
    text = f"房号,姓名,身份证号,电话,与户主关系\n101,王建国,{NUMBER},{PHONE},邻居\n"

    item = transfers.upload_file(
        actor=actor_of(Role.COMMUNITY_WORKER),
        register="people.roster",
        place_id=world.communities[0].pk,
        file_name="名单.csv",
        chunks=[text.encode()],
        now=NOW,
    )
    client = world.client(Role.COMMUNITY_WORKER)
    page = client.get(reverse("transfers:import", kwargs={"number": item.pk}))

    assert item.rows_refused == 1
    for place in (page.content.decode(), caplog.text, stored()):
        assert NUMBER not in place
        assert PHONE not in place


@pytest.fixture
def actor_of(world):
    from linli.core.access import Actor, Grant

    def actor(role: str) -> Actor:
        grant = Grant(role, world.place(role, OWN).path)
        return Actor(account_id=world.accounts[role].pk, name="周敏", grants=(grant,))

    return actor
