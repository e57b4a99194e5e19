"""Posting: rows in the caller's transaction, once for a key, facts that keep their nature."""

from datetime import UTC, date, datetime

import pytest
from django.db import transaction

from linli.apps.notices.models import Addressee, Notice
from linli.apps.notices.rules import (
    About,
    Language,
    ToAccount,
    ToAddress,
    ToPerson,
    ToPhone,
    ToPost,
    Urgency,
    Word,
)
from linli.apps.notices.rules.posting import AddressMalformed, PhoneNotMobile, facts_of, facts_text
from linli.kit.sealed_fields import opened
from tests.factories.notices import NOW, make_notice

pytestmark = pytest.mark.django_db


def test_notice_keeps_what_was_said_about_what_and_to_whom():
    notice = make_notice(ToPost(7), ToPerson(8), ToAccount(9), ToAddress("li@example.com"))

    stored = Notice.objects.get()
    assert (stored.kind, stored.about_code, stored.about_path) == (
        "tests.told", "C-1", "/cases/C-1/",
    )  # fmt: skip
    assert facts_of(stored.facts)["due_at"] == NOW
    rows = Addressee.objects.filter(notice=notice, due_at=NOW, handed_at=None)
    assert set(rows.values_list("kind", "target_id")) == {
        ("POST", 7), ("PERSON", 8), ("ACCOUNT", 9), ("ADDRESS", None),
    }  # fmt: skip


def test_address_lies_sealed():
    make_notice(ToAddress("li@example.com", Language.ENGLISH))

    row = Addressee.objects.get()
    assert b"example" not in row.address.token
    assert opened(row.address) == "li@example.com"
    assert row.language == "en"


def test_number_lies_sealed_and_only_mobiles_are_taken():
    make_notice(ToPhone("13800001234"))

    row = Addressee.objects.get()
    assert (row.kind, row.target_id) == ("PHONE", None)
    assert b"13800001234" not in row.address.token
    assert opened(row.address) == "13800001234"
    for wrong in ("0530-5123456", "05305123456", "138 0000 1234", ""):
        with pytest.raises(PhoneNotMobile):
            ToPhone(wrong)


def test_same_key_says_it_once_and_returns_the_first():
    first = make_notice(ToAccount(1), key="case:1:dispatched")
    second = make_notice(ToAccount(2), key="case:1:dispatched", thing="bench")

    assert second == first
    assert Notice.objects.count() == 1
    assert Addressee.objects.get().target_id == 1


def test_same_recipient_twice_is_one():
    make_notice(ToAccount(1), ToAccount(1))

    assert Addressee.objects.count() == 1


def test_notice_falls_with_the_act_it_belongs_to():
    def act():
        with transaction.atomic():
            make_notice(ToAccount(1))
            raise RuntimeError("the act failed")

    with pytest.raises(RuntimeError):
        act()

    assert Notice.objects.count() == 0
    assert Addressee.objects.count() == 0


def test_unregistered_kind_is_a_mistake_of_the_caller():
    with pytest.raises(KeyError):
        make_notice(ToAccount(1), kind="tests.unknown")


@pytest.mark.parametrize("path", ["cases/1/", "//elsewhere.example/", "https://elsewhere.example"])
def test_object_has_a_page_on_this_site(path):
    with pytest.raises(ValueError, match="path on this site"):
        About(type="case", code="1", path=path)


@pytest.mark.parametrize("email", ["", "li", "li@", "@example.com", "li@host", "l i@example.com"])
def test_malformed_address_is_refused(email):
    with pytest.raises(AddressMalformed):
        ToAddress(email)


def test_facts_keep_their_nature():
    facts = {
        "title": "路灯𠀋",
        "count": 3,
        "day": date(2026, 3, 2),
        "due_at": datetime(2026, 3, 2, 8, 0, 1, tzinfo=UTC),
        "kind": Word("cases.kind.ROAD"),
    }

    assert facts_of(facts_text(facts)) == facts


@pytest.mark.parametrize("fact", [1.5, True, None, ["a"]])
def test_facts_of_other_types_are_refused(fact):
    with pytest.raises(TypeError):
        facts_text({"fact": fact})


def test_urgency_is_stored_as_a_word():
    make_notice(ToAccount(1), urgency=Urgency.DANGER)

    assert Notice.objects.get(urgency="DANGER")
