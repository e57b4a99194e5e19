"""Registering and correcting: search first, checks, guardians, and no data in the trail."""

import json
from datetime import date

import pytest

from linli.apps.audit.models import AuditEvent
from linli.apps.people.models import Consent, Person
from linli.apps.people.rules.errors import (
    AgentUnfit,
    BornAfterEvent,
    GuardianMissing,
    IdNumberTaken,
    KindFixed,
    KindMismatch,
    NothingCorrected,
    NumberSettles,
    SimilarExists,
)
from linli.apps.people.rules.kinds import CreateGround, IdKind, PersonKind, Tenure
from linli.apps.people.rules.names import NameMalformed
from linli.apps.people.services import (
    NewPerson,
    PersonChange,
    correct_person,
    register_person,
)
from linli.core.errors import InvalidInput, NotAllowed
from linli.core.identifiers import (
    FictionalRefused,
    Sex,
    fictional_credit_code,
    fictional_id_number,
    fictional_phone,
)
from linli.kit.sealed_fields import opened
from tests.factories.people import NOW, make_company, make_holding, make_person
from tests.factories.places import make_unit

NUMBER = fictional_id_number(date(1990, 2, 3), 25)


def register(scene, new: NewPerson, ground=CreateGround.NO_SIMILAR, actor=None) -> Person:
    return register_person(
        actor=actor or scene.clerk, new=new, home_id=scene.compound.pk, ground=ground, now=NOW
    )


def test_number_settles_birth_date_and_sex(scene) -> None:
    new = NewPerson(name=" 王 小明 ", id_number=NUMBER.lower(), phone="+86 109-0000-0001")

    person = Person.objects.get(pk=register(scene, new).pk)

    assert (opened(person.name), opened(person.id_number)) == ("王小明", NUMBER)
    assert opened(person.phone) == "10900000001"
    assert (person.birth_date, person.sex) == (date(1990, 2, 3), Sex.MALE)
    assert (person.home, person.scope_path) == (scene.compound, scene.compound.path)
    assert person.id_kind == IdKind.RESIDENT_ID


def test_trail_tells_the_act_and_no_data(scene) -> None:
    person = register(scene, NewPerson(name="王小明", id_number=NUMBER, phone="10900000001"))
    correct_person(
        actor=scene.clerk, person_id=person.pk, change=PersonChange(phone="10900000002"), now=NOW
    )

    events = list(AuditEvent.objects.filter(subject_type="person").order_by("pk"))

    assert [event.kind for event in events] == ["person.registered", "person.corrected"]
    assert events[1].facts == '{"fields":["phone"]}'
    for event in events:
        text = "".join(str(value) for value in vars(event).values())
        assert not any(secret in text for secret in ("王小明", NUMBER, "1090000000"))


@pytest.mark.parametrize("who", ["worker", "stranger"])
def test_only_writers_of_the_place_register(scene, who: str) -> None:
    with pytest.raises(NotAllowed):
        register(scene, NewPerson(name="王小明"), actor=getattr(scene, who))

    assert not Person.objects.exists()


def test_same_number_is_never_registered_twice(scene) -> None:
    make_person(scene.tree.village, id_number=NUMBER)

    for ground in CreateGround:
        with pytest.raises(IdNumberTaken):
            register(scene, NewPerson(name="另一人", id_number=NUMBER), ground)


@pytest.mark.parametrize(
    ("known", "new"),
    [
        ({"phone": "10900000001"}, {"phone": "10900000001"}),
        ({"phone": None}, {"phone": ""}),
    ],
)
def test_similar_record_must_be_looked_at_first(scene, known: dict, new: dict) -> None:
    make_person(scene.compound, name="王小明", id_number=None, **known)
    wanted = NewPerson(name="王小明", **new)

    with pytest.raises(SimilarExists) as caught:
        register(scene, wanted)

    assert caught.value.facts == {"count": 1}
    assert register(scene, wanted, CreateGround.OTHER_PERSON).pk


def test_same_name_elsewhere_is_not_similar(scene) -> None:
    make_person(scene.tree.village, name="王小明", phone=None)

    assert register(scene, NewPerson(name="王小明")).pk


def test_child_needs_a_guardian_of_age_who_consents(scene) -> None:
    child = {"name": "王小宝", "birth_date": date(2015, 6, 1)}
    parent, teenager = make_person(scene.compound), make_person(born=date(2010, 1, 1))

    with pytest.raises(GuardianMissing):
        register(scene, NewPerson(**child))
    with pytest.raises(AgentUnfit):
        register(scene, NewPerson(**child, guardian_id=teenager.pk))
    person = register(scene, NewPerson(**child, guardian_id=parent.pk))

    assert person.representatives.get().agent == parent
    assert Consent.objects.get(person=person).given_by == parent


def test_company_takes_a_credit_code_only(scene) -> None:
    code = fictional_credit_code(7)

    company = register(
        scene, NewPerson(name="某某置业有限公司", kind=PersonKind.DEVELOPER, id_number=code)
    )

    assert (opened(company.id_number), company.id_kind) == (code, IdKind.CREDIT_CODE)
    with pytest.raises(InvalidInput):
        register(scene, NewPerson(name="甲公司", kind=PersonKind.COMPANY, id_number=NUMBER))
    with pytest.raises(KindMismatch):
        register(scene, NewPerson(name="王小明", id_kind=IdKind.CREDIT_CODE, id_number=code))


@pytest.mark.parametrize("name", ["", "  ", "王\x00小", "1号", "<b>", "王" * 81])
def test_impossible_names_are_refused(scene, name: str) -> None:
    with pytest.raises(NameMalformed):
        register(scene, NewPerson(name=name))


def test_rare_characters_and_long_names_are_kept(scene) -> None:
    for name in ("\U00020bb7田\U00029e3d", "买买提・吐尔逊", "Maria da Silva"):
        person = register(scene, NewPerson(name=name))
        assert opened(person.name) == name.replace("・", "·")


def test_invented_numbers_are_refused_outside_the_demo(scene, settings) -> None:
    settings.FICTIONAL_PEOPLE = False

    with pytest.raises(FictionalRefused):
        register(scene, NewPerson(name="王小明", id_number=NUMBER))
    with pytest.raises(FictionalRefused) as caught:
        register(scene, NewPerson(name="王小明", other_phone=fictional_phone(1)))
    assert caught.value.facts == {"field": "other_phone"}


def test_nobody_corrects_their_own_record(scene) -> None:
    from dataclasses import replace

    person = make_person(scene.compound)
    own = replace(scene.clerk, person_id=person.pk)

    with pytest.raises(NotAllowed):
        correct_person(actor=own, person_id=person.pk, change=PersonChange(name="李四"), now=NOW)


def correct(scene, person, **change):
    values = PersonChange(**{"emptied": frozenset(), **change})
    return correct_person(actor=scene.clerk, person_id=person.pk, change=values, now=NOW)


def test_wrong_phones_and_numbers_are_emptied_with_their_indexes(scene) -> None:
    person = make_person(scene.compound, id_number=NUMBER, phone="10900000001")
    wanted = frozenset({"phone", "id_number", "sex", "birth_date"})

    correct(scene, person, emptied=wanted)

    row = Person.objects.get(pk=person.pk)
    assert [row.phone, row.id_number, row.id_kind, row.sex, row.birth_date] == [None] * 5
    assert [row.phone_index, row.phone_last4, row.id_number_index] == [None] * 3
    assert not Person.objects.with_phone("10900000001").exists()
    assert not Person.objects.ending_in(NUMBER[-4:]).exists()
    facts = json.loads(AuditEvent.objects.get(kind="person.corrected").facts)
    assert facts["emptied"] == sorted({"id_kind", "phone", "id_number", "birth_date"})


def test_document_and_sex_are_corrected_together(scene) -> None:
    person = make_person(scene.compound, id_number=NUMBER, phone=None)

    correct(scene, person, id_kind=IdKind.PASSPORT, id_number="E12345678", sex=Sex.FEMALE)

    row = Person.objects.get(pk=person.pk)
    assert (row.id_kind, opened(row.id_number), row.sex) == ("PASSPORT", "E12345678", "FEMALE")
    assert Person.objects.with_id_number("E12345678").get() == row


@pytest.mark.parametrize("change", [{"sex": Sex.FEMALE}, {"emptied": frozenset({"birth_date"})}])
def test_resident_number_goes_on_saying_birth_date_and_sex(scene, change) -> None:
    person = register(scene, NewPerson(name="王小明", id_number=NUMBER))

    with pytest.raises(NumberSettles):
        correct(scene, person, **change)

    assert Person.objects.get(pk=person.pk).sex == Sex.MALE


@pytest.mark.parametrize("change", [{}, {"name": "王小明"}, {"emptied": frozenset({"name"})}])
def test_a_correction_without_a_difference_is_none(scene, change) -> None:
    person = register(scene, NewPerson(name="王小明", id_number=NUMBER))

    with pytest.raises(NothingCorrected):
        correct(scene, person, **change)

    assert not AuditEvent.objects.filter(kind="person.corrected").exists()


def test_a_death_entered_by_mistake_is_taken_back(scene) -> None:
    person = make_person(scene.compound, died_on=date(2026, 1, 5))
    with pytest.raises(BornAfterEvent):
        correct(scene, person, died_on=date(1970, 1, 1))

    correct(scene, person, emptied=frozenset({"died_on"}))

    assert Person.objects.get(pk=person.pk).died_on is None


def test_a_company_becomes_a_developer_until_it_holds_stock_and_never_a_person(scene) -> None:
    company = make_company(scene.compound)
    with pytest.raises(KindFixed):
        correct(scene, company, kind=PersonKind.NATURAL)
    correct(scene, company, kind=PersonKind.DEVELOPER)
    assert Person.objects.get(pk=company.pk).kind == PersonKind.DEVELOPER

    make_holding(make_unit(scene.compound, "101"), company, Tenure.UNSOLD)
    with pytest.raises(KindFixed):
        correct(scene, company, kind=PersonKind.COMPANY)


def test_a_new_resident_number_brings_its_own_birth_date_and_sex(scene) -> None:
    person = make_person(scene.compound, born=date(1980, 5, 6))

    correct(scene, person, id_number=NUMBER)

    row = Person.objects.get(pk=person.pk)
    assert (row.birth_date, row.sex) == (date(1990, 2, 3), Sex.MALE)
