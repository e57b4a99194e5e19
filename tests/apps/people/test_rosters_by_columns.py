"""Rosters taken by columns come out as taken row by row: what is wrong, and what is stored."""

from datetime import date
from random import Random

import pytest
from django.db import transaction

from linli.apps.people.exchange import roster_gathering, roster_loading
from linli.apps.people.models import Holding, HouseholdMember, Person
from linli.apps.transfers.models import Import
from linli.apps.transfers.selectors import run_file
from linli.core.identifiers import fictional_credit_code, fictional_id_number, fictional_phone
from linli.kit.registers import registers
from linli.kit.sealed_fields import opened
from linli.kit.sheets import reading
from tests.apps.people.test_roster_files import HEAD, clerk, compound, line  # noqa: F401
from tests.factories.people import make_person

pytestmark = pytest.mark.django_db

TIES = [
    ("户主", "所有权人"),
    ("户主", "共有人"),
    ("配偶", "共有人"),
    ("配偶", ""),
    ("子女", ""),
    ("户主", ""),
    ("", "所有权人"),
    ("", "承租人"),
    ("户主", "承租人"),
    ("", "未售"),
]


def made_up(seed):
    """Return the lines of a roster; with even seeds there is nothing wrong in it."""
    chance, sound, lines, serial = Random(seed), not seed % 2, [], 0
    doors = [f"{floor}0{door}" for floor in range(1, 7) for door in (1, 2)]
    if not sound:
        doors += ["101", "909"]  # once more, and one that does not exist
    for door in doors:
        ties = _sound(chance) if sound else chance.choices(TIES, k=chance.randint(1, 4))
        chance.shuffle(ties)
        for relation, tenure in ties:
            serial += 1
            born = date(1950 + chance.randrange(60), 3, 4)
            grown_up = not sound or relation != "子女"
            born = born.replace(year=1970) if sound and grown_up else born
            number = fictional_id_number(born, serial)
            if tenure == "未售":
                number = fictional_credit_code(serial)
            elif chance.random() < 0.2:
                number = ""
            elif not sound and chance.random() < 0.1:
                number = fictional_id_number(date(1980, 1, 1), 1)
            name = "王" + chance.choice("建国秀兰小明淑英") + chr(0x4E00 + serial)
            if not sound and chance.random() < 0.05:
                name = ""
            phone = fictional_phone(serial) if chance.random() < 0.7 else ""
            since = chance.choice(["", "2015-01-31", "2020/2/3"])
            lines.append(line(door, name, number, relation, tenure, phone=phone, since=since))
    return lines


def _sound(chance):
    household = [("户主", ""), *chance.choices([("配偶", ""), ("子女", "")], k=chance.randrange(3))]
    owners = chance.choice(
        [[], [("", "所有权人")], [("", "共有人"), ("", "共有人")], [("", "未售")]]
    )
    tenants = [("", "承租人")] * chance.randrange(2)
    if chance.random() < 0.4:
        household = [("户主", "共有人"), ("配偶", "共有人")]
        owners = []
    return household + owners + tenants


def stored():
    """Return who lives where and who holds what, by what they are called."""
    name = {person.pk: opened(person.name) for person in Person.objects.all()}
    members = HouseholdMember.objects.order_by("id").values_list(
        "household__unit__number", "person_id", "relation", "valid_from", "household__valid_from"
    )
    holdings = Holding.objects.values_list("unit__number", "person_id", "tenure", "valid_from")
    people = [
        (
            *map(opened, (one.name, one.id_number, one.phone)),
            *(one.kind, one.home_id, one.scope_path),
            *(one.birth_date, one.sex, one.may_lack_guardian),
        )
        for one in Person.objects.all()
    ]
    return (
        sorted(people, key=str),
        [(door, name[person], *rest) for door, person, *rest in members],
        sorted((door, name[person], *rest) for door, person, *rest in holdings),
    )


@pytest.fixture
def come_out(compound, clerk, now, tmp_path, monkeypatch):  # noqa: F811
    """Return come_out(lines) -> problems, counts and what is stored, everything taken back."""
    monkeypatch.setattr(reading, "_ROWS", 7)  # dwellings go on in the next stretch

    def come_out(lines):
        folder = tmp_path / "imports"
        folder.mkdir(exist_ok=True)
        (folder / "roster.csv").write_text("\n".join([HEAD, *lines]))
        item = Import(
            register="people.roster", place=compound, scope_path=compound.path,
            file_name="roster.csv", stored_name="roster.csv", file_size=1,
        )  # fmt: skip
        with transaction.atomic():
            register = registers()["people.roster"]
            loading = register.loading(actor=clerk, path=compound.path, now=now, trial=False)
            run = run_file(item, loading)
            problems = [(one.row, one.column, one.code) for one in run.problems]
            result = problems, dict(run.counts), () if problems else stored()
            transaction.set_rollback(True)
        return result

    return come_out


@pytest.mark.parametrize("seed", range(16))
def test_by_columns_as_row_by_row(come_out, monkeypatch, seed):
    lines = made_up(seed)
    if seed % 4 == 0:  # somebody is known already: linked
        make_person(name="王建国", id_number=fictional_id_number(date(1970, 3, 4), 900))
        lines[0] = line(
            "101", "王建国", fictional_id_number(date(1970, 3, 4), 900), "", "所有权人", since=""
        )
        lines = [lines[0], *[one for one in lines[1:] if ",101," not in one]]
    by_columns = come_out(lines)
    assert bool(by_columns[0]) == bool(seed % 2)

    monkeypatch.setattr(roster_gathering, "_residents", lambda _ties: None)
    monkeypatch.setattr(roster_gathering.RosterGathering, "_all_right", lambda *_given: False)
    monkeypatch.setattr(roster_loading, "_are_distinct", lambda _keys: False)

    assert come_out(lines) == by_columns
