"""Every column of every table is declared, personal or not; every declaration has its words."""

import pytest
from django.db import models

from linli.core.personal import Basis
from linli.kit import personal_data
from linli.kit.personal_data import declaration_faults, personal_fields
from linli.kit.sealed_fields import SealedField
from linli.kit.sentences import known_codes


def test_every_column_is_declared_once():
    assert declaration_faults() == []


def test_undeclared_and_vanished_columns_are_found(monkeypatch):
    columns = [*personal_data._columns(), ("places.Place", "colour")]
    columns.remove(("people.Person", "phone"))
    monkeypatch.setattr(personal_data, "_columns", lambda: iter(columns))

    assert declaration_faults() == [
        "people.Person.phone: declared, but there is none",
        "places.Place.colour: declare it in the rules of its application, PERSONAL or IMPERSONAL",
    ]


def test_every_kind_of_data_and_purpose_has_words():
    fields = personal_fields().values()
    wanted = {f"data.{one.data}" for one in fields} | {f"purpose.{one.purpose}" for one in fields}

    assert sorted(wanted - known_codes()) == []


def test_what_is_sensitive_rests_on_separate_consent_or_another_law():
    bases = {one.basis for one in personal_fields().values() if one.sensitive}

    assert bases <= {Basis.SEPARATE_CONSENT, Basis.OTHER_LAW}


@pytest.mark.parametrize("column", sorted(personal_fields()))
def test_texts_that_identify_are_sealed(column):
    """A text column declared as a name, number or phone of people lies encrypted."""
    from django.apps import apps

    field = personal_fields()[column]
    if field.data not in {"name", "id_number", "phone", "care", "request"}:
        return
    stored = apps.get_model(column[0])._meta.get_field(column[1])
    plain = isinstance(stored, (models.CharField, models.TextField))

    assert (
        not plain
        or stored.choices
        or column[1] in {"id_kind", "kind"}
        or isinstance(stored, SealedField)
    )
