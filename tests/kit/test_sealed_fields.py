"""Sealed fields on a real table: assignment, loading, indexes, and what must not happen."""

import pytest
from django.core import serializers
from django.core.exceptions import FieldError
from django.db import connection

from linli.apps.people.models import Person
from linli.kit.encryption import SealBroken
from linli.kit.sealed_fields import candidates, opened
from tests.factories.people import NOW, make_person

pytestmark = pytest.mark.django_db


def test_value_survives_the_database_and_shows_only_a_mask() -> None:
    person = make_person(name="王小明", phone="109 0000 1234")

    stored = Person.objects.get(pk=person.pk)

    assert opened(stored.name) == "王小明"
    assert (str(stored.name), f"{stored.name}") == ("•••", "•••")
    assert "王小明" not in repr(stored.name)
    assert opened(stored.other_phone) == ""


def test_indexes_follow_the_value() -> None:
    person = make_person(phone="109 0000 1234")

    def found(number: str) -> bool:
        wanted = candidates(Person, "phone_index", number)
        return Person.objects.filter(phone_index__in=wanted).exists()

    assert found("+86 10900001234")
    person.phone = "10900009999"
    person.save()
    assert (found("10900001234"), found("10900009999")) == (False, True)
    person.phone = None
    person.save()
    assert not found("10900009999")


def test_refreshing_deferring_and_bulk_writing_keep_the_value() -> None:
    person = make_person(name="王小明")
    person.refresh_from_db()
    later = Person.objects.only("id").get(pk=person.pk)

    assert opened(later.name) == "王小明"
    later.name = "王大明"
    Person.objects.bulk_update([later], ["name", "name_head", "name_tail"])

    assert opened(Person.objects.get(pk=person.pk).name) == "王大明"
    assert Person.objects.maybe_named("大明").count() == 1
    fresh = Person(created_at=NOW, name="赵钱孙")
    Person.objects.bulk_create([fresh])
    assert opened(Person.objects.maybe_named("钱孙").get().name) == "赵钱孙"


def test_value_moved_to_another_row_or_column_does_not_open() -> None:
    one, other = make_person(phone="10900000001"), make_person(phone="10900000002")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE people_person SET phone = (SELECT phone FROM people_person WHERE id = %s) "
            "WHERE id = %s",
            [one.pk, other.pk],
        )
        cursor.execute("UPDATE people_person SET name = phone WHERE id = %s", [one.pk])

    for person, column in [(other, "phone"), (one, "name")]:
        with pytest.raises(SealBroken):
            opened(getattr(Person.objects.get(pk=person.pk), column))


def test_sealed_column_cannot_be_searched_or_filled_from_another_row() -> None:
    person, other = make_person(), make_person()

    with pytest.raises(FieldError):
        Person.objects.filter(name="王小明").exists()
    with pytest.raises(TypeError):
        other.name = person.name
    with pytest.raises(FieldError):
        candidates(Person, "name", "王小明")


def test_unsaved_row_without_number_cannot_be_sealed() -> None:
    with pytest.raises(FieldError):
        Person(id=None, created_at=NOW, name="王小明")


def test_serialised_rows_hold_no_text() -> None:
    person = make_person(name="王小明", id_number="999999198005060015")

    dump = serializers.serialize("json", [person])

    assert "王小明" not in dump
    assert "999999198005060015" not in dump
    restored = next(iter(serializers.deserialize("json", dump))).object
    assert opened(restored.name) == "王小明"
