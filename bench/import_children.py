"""What the processes do that `bench/import.py` measures: each is a fresh interpreter."""

import json
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from roster_file import (  # noqa: E402
    BUILDINGS,
    DOORS,
    ENTRANCES,
    FLOORS,
    PER_COMPOUND,
    mark,
)

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)


def _django(database: str, folder: Path) -> None:
    os.environ |= {
        "DJANGO_SETTINGS_MODULE": "linli.web.settings.dev",
        "LINLI_DATABASE": database,
        "LINLI_DATA": str(folder / "data"),
        "LINLI_DEMO": "1",
        "LINLI_SECRET": "x" * 50,
    }
    import django

    django.setup()


def child_prepare(folder: Path, count: int) -> None:
    """Lay out the schema, the branch of the tree, and compounds with enough dwellings."""
    from django.core.management import call_command

    call_command("migrate", verbosity=0)
    from linli.apps.accounts.models import Account, RoleGrant
    from linli.apps.accounts.rules import Role
    from linli.apps.places.models import Place, Unit
    from linli.core.tree import child_path
    from linli.kit.bulk import insert_rows, take_ids
    from tests.factories.places import make_tree

    community = make_tree().community
    clerk = Account.objects.create(username="clerk", created_at=NOW)
    RoleGrant.objects.create(account=clerk, role=Role.COMMUNITY_WORKER, source="bench:1",
                             scope_path=community.path, starts_at=NOW)  # fmt: skip
    compounds = -(-count // PER_COMPOUND)
    per_compound = 1 + BUILDINGS * (1 + ENTRANCES)
    numbers = iter(take_ids(Place, compounds * per_compound))
    day = "2010-01-01"
    places: list[tuple[Any, ...]] = []
    units: list[tuple[Any, ...]] = []

    def place(parent: tuple[Any, ...], step: int, kind: str, name: str) -> tuple[Any, ...]:
        path, code = child_path(parent[2], step), f"{parent[4]}-{kind[0]}{step:02d}"
        row = (next(numbers), parent[0], path, kind, code, name, 99, day, day)
        places.append(row)
        return row

    root = (community.pk, None, community.path, "", community.code)
    for one in range(1, compounds + 1):
        compound = place(root, one, "COMPOUND", f"花园{one}区")
        for two in range(1, BUILDINGS + 1):
            building = place(compound, two, "BUILDING", f"{two}号楼")
            for three in range(1, ENTRANCES + 1):
                entrance = place(building, three, "ENTRANCE", f"{three}单元")
                for door in range(FLOORS * DOORS):
                    text = f"{door // DOORS + 1}{door % DOORS + 1:02d}"
                    units.append(
                        (entrance[0], entrance[2], "DWELLING", f"{entrance[4]}-{text}",
                         door // DOORS + 1, text, day, day)
                    )  # fmt: skip
    columns = ["id", "parent_id", "path", "kind", "code", "name", "last_step", "valid_from"]
    columns += ["since"]
    insert_rows(Place, columns, places)
    columns = ["place_id", "scope_path", "kind", "code", "floor", "number", "valid_from", "since"]
    insert_rows(Unit, columns, units)


def _import(name: str, folder: Path, state: str) -> Any:
    """Return an import of a file as the upload leaves it."""
    from django.conf import settings

    from linli.apps.accounts.models import Account
    from linli.apps.places.models import Place
    from linli.apps.transfers.models import Import

    place = Place.objects.get(code="371702004002")
    kept = Path(settings.MEDIA_ROOT) / "imports"
    kept.mkdir(parents=True, exist_ok=True)
    (kept / name).unlink(missing_ok=True)
    os.link(folder / name, kept / name)
    return Import.objects.create(
        register="people.roster",
        place=place,
        scope_path=place.path,
        account=Account.objects.get(),
        file_name=name,
        stored_name=name,
        file_sha256=b"",
        file_size=(folder / name).stat().st_size,
        state=state,
        uploaded_at=NOW,
    )


def child_commit(folder: Path, name: str) -> None:
    """Write a confirmed file as the worker does."""
    from linli.apps.transfers.services import work_on_imports

    item = _import(name, folder, "CONFIRMED")
    work_on_imports(now=NOW)
    item.refresh_from_db()
    print(json.dumps({"state": item.state, "rows": item.rows_seen, "counts": item.counts}))


def child_trial(folder: Path, name: str) -> None:
    """Run a file on trial and tell every problem."""
    from linli.apps.transfers.selectors import run_file
    from linli.core.access import Actor
    from linli.kit.registers import registers

    item = _import(name, folder, "UPLOADED")
    loading = registers()["people.roster"].loading(
        actor=Actor.system(), path=item.scope_path, now=NOW, trial=True
    )
    found: list[tuple[int, str, str]] = []
    run = run_file(item, loading, each=lambda one: found.append((one.row, one.column, one.code)))
    print(json.dumps({"rows": run.rows, "problems": sorted(found)}))


def child_sums(_folder: Path, _name: str) -> None:
    """Open every stored value and add up."""
    from linli.apps.people.models import Holding, Household, HouseholdMember, Person
    from linli.kit.sealed_fields import opened

    total = 0
    for person in Person.objects.iterator():
        total += mark(opened(person.name), opened(person.id_number), opened(person.phone))
    tables = (Person, Household, HouseholdMember, Holding)
    counts = {model.__name__: model.objects.count() for model in tables}
    print(json.dumps({"sum": total % (1 << 64), "counts": counts}))


def child_sheet(folder: Path, name: str) -> None:
    """Read the sheet with calamine and throw the rows away."""
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(str(folder / name)) as book:
        rows = sum(1 for _row in book.get_sheet_by_index(0).iter_rows())
    print(json.dumps({"rows": rows}))


def child_start(_folder: Path, _name: str) -> None:
    """Do nothing: what a fresh interpreter costs before it does anything."""


CHILDREN = {
    "start": child_start,
    "commit": child_commit,
    "trial": child_trial,
    "sums": child_sums,
    "sheet": child_sheet,
}


if __name__ == "__main__":
    act, database, place, argument = sys.argv[1:]
    if act != "sheet":
        _django(database, Path(place))
    if act == "prepare":
        child_prepare(Path(place), int(argument))
    else:
        CHILDREN[act](Path(place), argument)
