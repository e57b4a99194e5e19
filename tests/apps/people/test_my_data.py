"""One's own data as the page shows it: the values in words, masked, and in full on asking."""

import pytest
from allauth.usersessions.models import UserSession
from django.apps import apps
from django.utils.translation import override

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.audit.models import AuditEvent
from linli.apps.people.selectors.mine import my_data
from linli.apps.people.selectors.stored import MOST_ROWS, stored_groups
from linli.apps.people.services import note_own_reading
from linli.core.access import Actor
from linli.core.errors import NotAllowed
from linli.kit.personal_data import personal_fields
from linli.kit.stored_words import columns_shown, registered_tables
from tests.factories.accounts import give_role, make_account
from tests.factories.organisations import make_body, make_post
from tests.factories.people import NOW, make_holding, make_household, make_person

PHONE = "10900001234"
# Tables that say nothing of their own: a line a person is told by, or by whom.
SILENT = {"notices.Digest", "interfaces.ApiKey"}


@pytest.fixture
def person(scene):
    person = make_person(scene.compound, name="王小明", phone=PHONE)
    make_household(scene.units[0], person)
    make_holding(scene.units[1], person)
    account = make_account("resident7", name="王小明", person_id=person.pk, phone="12012345678")
    give_role(account, "GRID_WORKER", scene.compound.path)
    make_post(make_body(scene.compound).seats.first(), person)
    return person


def lines(person, *, clear=False):
    """Return word → values of everything shown."""
    found: dict[str, list[str]] = {}
    with override("en"):
        for group in stored_groups(person, clear=clear):
            for row in group.rows:
                for word, value in row:
                    found.setdefault(str(word), []).append(value)
    return found


def test_values_are_told_in_words_and_sealed_ones_masked(scene, person) -> None:
    told = lines(person)

    assert told["Name"] == ["王**"]
    assert told["Phone"] == ["109****1234"]
    assert told["Residence"] == [scene.compound.name]
    assert told["Relation to the head of household"] == ["Head of household"]
    dwellings = [f"{unit.place.name} {unit.number}" for unit in scene.units[:2]]
    assert sorted(told["Dwelling"]) == sorted(dwellings)
    assert sorted(told["Role"]) == ["Grid worker", "Property service staff"]
    assert told["Password"] == ["•••"]
    assert told["Name to sign in"] == ["resident7"]
    assert any("物业服务中心" in one for one in told["Post"])
    assert PHONE not in str(told)


def test_in_full_only_secrets_stay_hidden(person) -> None:
    told = lines(person, clear=True)

    assert told["Name"] == ["王小明"]
    assert told["Phone"] == [PHONE]
    assert told["Phone for codes"] == ["12012345678"]
    assert told["Password"] == ["•••"]


def test_the_moment_of_the_last_sign_in_is_no_secret_to_its_person(person) -> None:
    account = Account.objects.get(person_id=person.pk)
    assert "Last sign-in" not in lines(person)  # nothing to say, nothing masked
    account.last_login = NOW
    account.save(update_fields=["last_login"])
    UserSession.objects.create(
        user=account, ip="192.0.2.7", user_agent="a browser", session_key="k" * 32
    )

    told = lines(person)

    assert told["Last sign-in"] == ["2026-03-02 09:30"]
    assert (told["Network address"], told["Browser"]) == (["192.0.2.7"], ["a browser"])
    assert "k" * 32 not in str(told)


def test_the_page_is_masked_unless_asked(person) -> None:
    assert my_data(person, now=NOW).person.name == "王**"
    assert my_data(person, now=NOW, clear=True).person.name == "王小明"


def test_long_tables_are_cut_and_the_rest_is_counted(scene, person) -> None:
    for unit in scene.units[2 : MOST_ROWS + 5]:
        make_holding(unit, person)

    group = next(one for one in stored_groups(person, clear=False) if one.data == "holding")

    assert (len(group.rows), group.more) == (MOST_ROWS, 4)


def test_rows_that_read_alike_stand_there_once(scene, person) -> None:
    before = {word: sorted(texts) for word, texts in lines(person).items()}
    for _again in range(2):
        give_role(Account.objects.get(person_id=person.pk), "GRID_WORKER", scene.compound.path)

    assert RoleGrant.objects.filter(role="GRID_WORKER").count() == 3
    assert {word: sorted(texts) for word, texts in lines(person).items()} == before


def test_every_table_about_people_says_how_it_reads() -> None:
    holders = {apps.get_model("people.Person"), apps.get_model("accounts.Account")}
    about = {
        label
        for label, _column in personal_fields()
        if not label.startswith("audit.")
        and any(
            column.related_model in holders or column.attname == "person_id"
            for column in apps.get_model(label)._meta.concrete_fields
        )
    }

    assert sorted(about - registered_tables() - SILENT) == []


def test_words_stand_for_declared_columns_only() -> None:
    wrong = [
        (label, column)
        for label in registered_tables()
        for column in columns_shown(label)
        if (label, column) not in personal_fields()
    ]

    assert wrong == []


def test_more_rows_cost_no_more_queries(scene, person, django_assert_num_queries) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connection) as few:
        stored_groups(person, clear=False)
    for unit in scene.units[3:9]:
        make_holding(unit, person)

    with django_assert_num_queries(len(few)):
        stored_groups(person, clear=False)


def test_reading_in_full_leaves_a_line_and_only_one_s_own(scene, person) -> None:
    own = Actor(account_id=9, person_id=person.pk)

    note_own_reading(actor=own, person_id=person.pk, now=NOW)

    assert AuditEvent.objects.filter(kind="person.own_read", subject_id=str(person.pk)).count() == 1
    with pytest.raises(NotAllowed):
        note_own_reading(actor=scene.clerk, person_id=person.pk, now=NOW)
