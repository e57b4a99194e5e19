"""Many rows at once on SQLite: what is set for it is set back."""

import pytest
from django.db import connection, transaction

from linli.apps.people.models import Person
from linli.kit.bulk import IndexesAside

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="pragmas of SQLite"),
]


def pragma(name):
    return connection.connection.execute(f"PRAGMA {name}").fetchone()[0]


def test_threads_and_cache_are_as_before_behind_the_building_of_indexes():
    connection.ensure_connection()
    before = pragma("threads"), pragma("cache_size")
    indexes = connection.introspection.get_constraints
    with connection.cursor() as cursor, transaction.atomic():
        stood = indexes(cursor, Person._meta.db_table)
        aside = IndexesAside(Person, ["phone_index"])
        without = indexes(cursor, Person._meta.db_table)
        aside.build()
        stands = indexes(cursor, Person._meta.db_table)

    assert set(stood) - set(without) == {"people_person_phone"}
    assert stands == stood
    assert (pragma("threads"), pragma("cache_size")) == before
