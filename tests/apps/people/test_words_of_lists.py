"""Columns that hold a word of a list: the database refuses every other word, and takes each."""

import pytest
from django.db import IntegrityError, connection, transaction

from linli.apps.people.models import Holding, HouseholdMember, Person
from linli.apps.people.rules.kinds import IdKind, LeaveReason, PersonKind, Relation, Tenure
from tests.factories.people import make_holding, make_household, make_person

COLUMNS = [
    (Person, "kind", PersonKind, False),
    (Person, "state", ("ACTIVE", "RESTRICTED"), False),
    (Person, "id_kind", IdKind, True),
    (HouseholdMember, "relation", Relation, False),
    (HouseholdMember, "left_because", LeaveReason, True),
    (Holding, "tenure", Tenure, False),
]


@pytest.mark.parametrize(("model", "column", "words", "may_be_empty"), COLUMNS)
def test_only_words_of_the_list_are_stored(scene, model, column, words, may_be_empty) -> None:
    person = make_person(scene.compound)
    make_household(scene.units[0], person)
    make_holding(scene.units[0], person)
    row = model.objects.filter(pk=model.objects.latest("pk").pk)

    for word in [*words, *([None] if may_be_empty else [])]:
        assert row.update(**{column: word}) == 1
    for word in ("", "OTHER", str(next(iter(words))).lower()):
        with pytest.raises(IntegrityError), transaction.atomic():
            row.update(**{column: word})


def test_merged_records_of_one_are_found_by_an_index(scene) -> None:
    """So that taking a roster back, which asks it for each person, does not read the table."""
    person = make_person(scene.compound)
    plan = Person.objects.filter(merged_into=person).explain()

    if connection.vendor == "sqlite":  # PostgreSQL reads a table of one row as it is
        assert "people_person_merged_into" in plan
    assert Person._meta.get_field("merged_into").db_index is False
