"""The roster that is brought in: made up, the same for the same seed, with and without errors."""

import csv
from collections.abc import Iterator
from datetime import date, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from typing import Any

from linli.core.identifiers import fictional_id_number, fictional_phone
from linli.kit.sheets.writing import write_workbook

SEED = 20_260_301
HEADINGS = [
    *("小区", "楼栋", "单元", "房号", "姓名"),
    *("身份证号", "联系电话", "与户主关系", "权属", "起始日期"),
]
BUILDINGS, ENTRANCES, FLOORS, DOORS = 20, 3, 12, 2
PER_COMPOUND = BUILDINGS * ENTRANCES * FLOORS * DOORS
_FIRST_BIRTH, _BIRTH_DAYS = date(1945, 1, 1), 18_000
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "建国秀兰小明淑英志强桂芳海涛玉梅俊杰晓红文军丽华永福春燕"
_ADULTS = ("配偶", "父母", "子女", "子女", "其他亲属")
_SHARE = 0.01


def dwellings(rows: int) -> Iterator[list[list[str]]]:
    """Yield dwelling after dwelling until there are `rows` rows; the same for the same seed."""
    chance, person, left, number = Random(SEED), 0, rows, 0
    while left:
        compound, door = divmod(number, PER_COMPOUND)
        building, door = divmod(door, ENTRANCES * FLOORS * DOORS)
        entrance, door = divmod(door, FLOORS * DOORS)
        address = [
            f"花园{compound + 1}区",
            f"{building + 1}号楼",
            f"{entrance + 1}单元",
            f"{door // DOORS + 1}{door % DOORS + 1:02d}",
        ]
        size = min(left, chance.choices((1, 2, 3, 4, 5), (22, 27, 25, 16, 10))[0])
        shared = size > 1 and chance.random() < 0.4
        since = date(2013, 1, 1) + timedelta(days=chance.randrange(3000))
        household = []
        for place in range(size):
            born = _FIRST_BIRTH + timedelta(days=person % _BIRTH_DAYS)
            name = chance.choice(_SURNAMES) + "".join(chance.choices(_GIVEN, k=2))
            household.append(
                [
                    *address,
                    name,
                    fictional_id_number(born, person // _BIRTH_DAYS),
                    fictional_phone(person),
                    _ADULTS[place - 1] if place else "户主",
                    "共有人" if shared and place < 2 else "" if place else "所有权人",
                    since.isoformat(),
                ]
            )
            person += 1
        yield household
        left, number = left - size, number + 1


def _cell(column: int, value: str, code: str, key: str) -> Any:
    def spoil(row: list[str], _donor: list[str]) -> tuple[str, str]:
        row[column] = value
        return key, code

    return spoil


def _wrong_check(row: list[str], _donor: list[str]) -> tuple[str, str]:
    row[5] = row[5][:-1] + ("1" if row[5][-1] != "1" else "2")
    return "id_number", "identifier.id_number_check"


def _future(row: list[str], _donor: list[str]) -> tuple[str, str]:
    row[5] = fictional_id_number(date(2041, 5, 6), 7)
    return "id_number", "people.date_in_future"


def _untied(row: list[str], _donor: list[str]) -> tuple[str, str]:
    row[7] = row[8] = ""
    return "relation", "roster.no_tie"


def _borrowed(row: list[str], donor: list[str]) -> tuple[str, str]:
    row[4], row[5] = "欧阳借用", donor[5]
    return "id_number", "roster.other_name_before"


# What is spoilt in a row, and whether the row must be one behind the head of its household.
FAULTS = (
    (_wrong_check, False),
    (_cell(5, "9.99999E+17", "cell.rounded", "id_number"), False),
    (_cell(5, "999999198001010000", "identifier.id_number_mangled", "id_number"), False),
    (_cell(5, "371702800506001", "identifier.id_number_of_fifteen", "id_number"), False),
    (_future, False),
    (_cell(6, "1380000", "identifier.phone", "phone"), False),
    (_cell(4, "", "cell.required", "name"), False),
    (_cell(7, "邻居", "roster.relation", "relation"), False),
    (_cell(9, "2015年13月1日", "cell.day", "since"), False),
    (_cell(7, "户主", "roster.second_head", "relation"), True),
    (_untied, True),
    (_borrowed, True),
)


def spoilt(rows: int) -> tuple[Iterator[list[str]], list[tuple[int, str, str]]]:
    """Return the rows with faults, and the list of them, filled as the rows are taken."""
    expected: list[tuple[int, str, str]] = []

    def lines() -> Iterator[list[str]]:
        chance, number, donor = Random(SEED + 1), 1, [""] * 10
        for household in dwellings(rows):
            chosen = int(chance.random() / (_SHARE * 2.7))
            if chosen < len(FAULTS):
                spoil, behind = FAULTS[chosen]
                place = len(household) - 1
                if (place or not behind) and (donor[5] or spoil is not _borrowed):
                    key, code = spoil(household[place], donor)
                    expected.append((number + place + 1, key, code))
            else:
                donor = household[0]
            for line in household:
                number += 1
                yield line

    return lines(), expected


def write_files(folder: Path, rows: int, *, sheet: bool) -> dict[str, Any]:
    """Write the good file, the spoilt one and the sheet; return the generator's own sums."""
    total, people = 0, 0
    with (folder / "roster.csv").open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        count = 0
        for household in dwellings(rows):
            count += 1
            writer.writerows(household)
            for line in household:
                people += 1
                total += mark(line[4], line[5], line[6])
    lines, expected = spoilt(rows)
    with (folder / "spoilt.csv").open("w", encoding="gb18030", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADINGS)
        writer.writerows(lines)
    if sheet:
        written = (line for household in dwellings(rows) for line in household)
        write_workbook(
            folder / "roster.xlsx", (row for part in ([HEADINGS], written) for row in part)
        )
        write_workbook(folder / "empty.xlsx", [HEADINGS])
    return {"people": people, "dwellings": count, "sum": total % (1 << 64), "expected": expected}


def mark(name: str, number: str, phone: str) -> int:
    """Return what one person adds to the sum that tells whether all were stored rightly."""
    return int.from_bytes(sha256(f"{name}|{number}|{phone}".encode()).digest()[:8], "big")
