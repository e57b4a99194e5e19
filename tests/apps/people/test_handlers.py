"""Who answers for the data: entered by the administrator, named in the notice and on slips."""

import json

import pytest

from linli.apps.accounts.rules import Role
from linli.apps.audit.models import AuditEvent
from linli.apps.audit.selectors import facts_of
from linli.apps.people.models import NoticeVersion
from linli.apps.people.rules.errors import HandlerIncomplete
from linli.apps.people.selectors.handlers import (
    district,
    handler_line,
    handler_of,
    lacks_handler,
    told_handlers,
)
from linli.apps.people.selectors.notices import current_notice, notice_handlers, notice_rows
from linli.apps.people.services import HandlerData, publish_notice, set_handler
from linli.core.errors import NotAllowed, NotFound
from linli.kit.sentences import sentence_for
from tests.apps.people.conftest import actor_with
from tests.factories.people import NOW

DATA = HandlerData(
    name=" 牡丹区社会治理中心 ", address="人民路1号", contact="数据安全专员", phone="0530-1234567"
)


def enter(actor, place=None, data=DATA):
    return set_handler(actor=actor, place_id=place.pk if place else None, data=data, now=NOW)


@pytest.fixture
def chief(scene):
    return actor_with(Role.SYSTEM_ADMIN, "", 201)


@pytest.fixture
def local(scene):
    return actor_with(Role.SYSTEM_ADMIN, scene.tree.county.path, 202)


def test_saving_makes_a_version_that_names_them(scene, system, chief) -> None:
    publish_notice(actor=system, now=NOW)
    assert notice_handlers(current_notice()) == []

    enter(chief)

    assert notice_handlers(current_notice()) == [
        {
            "place": "",
            "name": "牡丹区社会治理中心",
            "address": "人民路1号",
            "contact": "数据安全专员",
            "phone": "0530-1234567",
            "email": "",
        }
    ]
    assert current_notice().number == 2
    enter(chief)
    assert current_notice().number == 2


def test_the_nearest_above_a_place_answers(scene, chief, local) -> None:
    from dataclasses import replace

    enter(chief)
    enter(local, scene.tree.county, replace(DATA, name="牡丹区大数据局"))

    assert handler_of(scene.compound.path).name == "牡丹区大数据局"
    assert handler_of(scene.tree.foreign_county.path).name == "牡丹区社会治理中心"
    assert [one["place"] for one in told_handlers()] == ["", "牡丹区"]
    line = handler_line(scene.compound.path)
    assert line == "牡丹区大数据局，人民路1号，数据安全专员，0530-1234567"


def test_the_change_stands_in_the_trail_before_and_after(scene, chief) -> None:
    from dataclasses import replace

    enter(chief)
    enter(chief, data=replace(DATA, phone="0530-7654321"))

    first, second = (
        facts_of(one) for one in AuditEvent.objects.filter(kind="notice.handler_set").order_by("pk")
    )
    assert first["before"] is None
    assert (second["before"]["phone"], second["after"]["phone"]) == (
        "0530-1234567",
        "0530-7654321",
    )


@pytest.mark.parametrize("missing", ["name", "address", "contact", "phone"])
def test_nothing_may_be_left_out_but_the_mail_address(scene, chief, missing: str) -> None:
    from dataclasses import replace

    with pytest.raises(HandlerIncomplete):
        enter(chief, data=replace(DATA, **{missing: "  "}))

    assert told_handlers() == []


def test_only_the_administrator_of_the_place_enters_it(scene, local) -> None:
    for actor, place in (
        (scene.clerk, None),
        (scene.township, scene.tree.county),
        (local, None),
        (local, scene.tree.foreign_county),
    ):
        with pytest.raises(NotAllowed):
            enter(actor, place)
    with pytest.raises(NotFound):
        district(local, scene.tree.foreign_county.pk)


def test_a_warning_stands_until_somebody_is_named(scene, chief, local) -> None:
    assert lacks_handler(local)
    assert lacks_handler(chief)
    assert not lacks_handler(scene.clerk)

    enter(chief)

    assert not lacks_handler(local)


def test_a_version_of_before_stays_readable_as_it_was_published(scene) -> None:
    rows = [{"data": "name", "purpose": "people.register"}]
    old = NoticeVersion.objects.create(
        number=1, digest="0" * 64, content=json.dumps(rows), published_at=NOW
    )

    assert (notice_rows(old), notice_handlers(old)) == (rows, [])


def test_rows_of_the_notice_have_headings_of_their_own(scene) -> None:
    headings = [str(sentence_for(f"data.{row['data']}")) for row in notice_rows(None)]
    told = [
        (heading, row["purpose"]) for heading, row in zip(headings, notice_rows(None), strict=True)
    ]

    assert sorted(told) == sorted(set(told))
