"""The roll that credentials are made for: who, with which weight, from a CSV file."""

import csv
import re
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Final

from linli.belenios.programs.dialogue import Refusal

# The column of names, and the columns that a weight may come from: as it is, or in square metres.
_VOTER: Final = ("voter", "业主", "编号")
_WEIGHT: Final = ("weight", "权重")
_AREA: Final = ("area_m2", "面积", "面积(平方米)", "面积（平方米）")
_AREA_FORM: Final = re.compile(r"\d{1,9}(\.\d{1,2})?")
_WEIGHT_FORM: Final = re.compile(r"0|[1-9]\d{0,15}")


@dataclass(frozen=True)
class Voter:
    """One line of the roll; the weight is the area in 0.01 m², or whatever the vote counts."""

    name: str
    weight: int


def read_roll(path: Path) -> list[Voter]:
    """Return the voters of a CSV file with the columns `voter` and `area_m2` or `weight`.

    Raises Refusal with the number of the line that is wrong.
    """
    try:
        rows = list(csv.reader(path.read_text("utf-8-sig").splitlines()))
    except (UnicodeError, csv.Error):
        raise Refusal("roll.form", line=0) from None
    header = [cell.strip() for cell in rows[0]] if rows else []
    voter, weight = _column(header, _VOTER), _column(header, _WEIGHT)
    area = _column(header, _AREA)
    if voter is None or (weight is None) == (area is None):
        raise Refusal("roll.columns", found=", ".join(header))
    column, number = (weight, _whole) if weight is not None else (area, _hundredths)
    voters: list[Voter] = []
    names: set[str] = set()
    for line, row in enumerate(rows[1:], start=2):
        if not any(cell.strip() for cell in row):
            continue
        if len(row) != len(header) or column is None:
            raise Refusal("roll.form", line=line)
        name, value = row[voter].strip(), number(row[column].strip())
        if value is None or not name:
            raise Refusal("roll.form", line=line)
        if name in names:
            raise Refusal("roll.repeated", line=line, voter=name)
        names.add(name)
        voters.append(Voter(name, value))
    if not voters:
        raise Refusal("roll.form", line=1)
    return voters


def _column(header: list[str], names: tuple[str, ...]) -> int | None:
    places = [place for place, name in enumerate(header) if name.lower() in names]
    return places[0] if len(places) == 1 else None


def _whole(text: str) -> int | None:
    return int(text) if _WEIGHT_FORM.fullmatch(text) else None


def _hundredths(text: str) -> int | None:
    return int(Decimal(text) * 100) if _AREA_FORM.fullmatch(text) else None
