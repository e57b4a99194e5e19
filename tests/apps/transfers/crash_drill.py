"""Commits one import again and again, killed at random moments, and resumes it each time.

Run as a process of its own, because it needs a database in a file and children to kill:
`python -m tests.apps.transfers.crash_drill FOLDER POSTGRESQL KILLS` prints one JSON line; the
second argument is the address of any database of a PostgreSQL server, or empty for SQLite.
"""

import json
import shutil
import sys
import time
from datetime import UTC, date, datetime
from hashlib import sha256
from pathlib import Path
from random import Random

from tests.factories.drills import begin_drill, forked

NOW = datetime(2026, 3, 2, 1, 30, tzinfo=UTC)
SEED = 20_260_302
NAME = "roster.csv"


def prepare() -> None:
    """Lay out a compound and a confirmed import of its people."""
    from django.conf import settings

    from linli.apps.accounts.models import Account, RoleGrant
    from linli.apps.accounts.rules import Role
    from linli.apps.transfers.models import Import
    from linli.core.identifiers import fictional_id_number, fictional_phone
    from tests.factories.places import make_building, make_compound, make_tree

    compound = make_compound(make_tree().community)
    make_building(compound, entrances=2, floors=20, doors=4)
    lines = ["楼栋,单元,房号,姓名,身份证号,电话,与户主关系,权属"]
    for serial in range(160):
        entrance, door = divmod(serial, 80)
        address = f"1号楼,{entrance + 1}单元,{door // 4 + 1}{door % 4 + 1:02d}"
        for place, (relation, name) in enumerate((("户主", "王建国"), ("配偶", "李秀兰"))):
            number = fictional_id_number(date(1980, 5, 1 + place), serial)
            phone = fictional_phone(2 * serial + place)
            lines.append(f"{address},{name},{number},{phone},{relation},共有人")
    clerk = Account.objects.create(username="clerk", created_at=NOW)
    RoleGrant.objects.create(account=clerk, role=Role.COMMUNITY_WORKER, source="test:1",
                             scope_path=compound.path, starts_at=NOW)  # fmt: skip
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True)
    (folder / NAME).write_text("\n".join(lines), encoding="utf-8")
    Import.objects.create(
        register="people.roster",
        place=compound,
        scope_path=compound.path,
        account=clerk,
        file_name=NAME,
        stored_name=NAME,
        file_sha256=b"",
        file_size=1 << 30,  # as a large one is: read, cleaned and sealed by a process of its own
        state="CONFIRMED",
        uploaded_at=NOW,
    )


def resume() -> None:
    """Do what the worker does."""
    from linli.apps.transfers.services import work_on_imports

    work_on_imports(now=NOW)


def checksum() -> str:
    """Return the state of the import, the counts of four tables and a hash of all they say."""
    from linli.apps.audit.models import AuditEvent
    from linli.apps.people.models import Holding, Household, HouseholdMember, Person
    from linli.apps.transfers.models import Import
    from linli.kit.sealed_fields import opened

    said = sorted(
        (
            opened(row.person.name),
            opened(row.person.id_number),
            opened(row.person.phone),
            row.relation,
            row.household.unit.code,
        )
        for row in HouseholdMember.objects.select_related("person", "household__unit")
    )
    held = sorted(Holding.objects.values_list("unit__code", "tenure", "person__birth_date"))
    counts = [model.objects.count() for model in (Person, Household, HouseholdMember, Holding)]
    committed = AuditEvent.objects.filter(kind="import.committed").count()
    state = Import.objects.get().state
    digest = sha256(repr((said, held)).encode()).hexdigest()
    return f"{state} {counts} committed {committed} times, {digest}"


def main(folder: Path, postgresql: str, kills: int) -> None:
    """Run the drill."""
    database = begin_drill(folder, "drill_import", postgresql)
    media = folder / "data/files"
    forked(prepare)
    database.keep()
    shutil.copyfile(media / "imports" / NAME, folder / NAME)

    def rewind() -> None:
        database.rewind()
        shutil.copyfile(folder / NAME, media / "imports" / NAME)

    begun = time.perf_counter()
    forked(resume)
    lasts = time.perf_counter() - begun
    undisturbed = forked(checksum)
    chance, broken, differing = Random(SEED), 0, []
    for kill in range(kills):
        rewind()
        forked(resume, kill_after=chance.uniform(0, 1.1 * lasts))
        if not forked(checksum).startswith("COMMITTED"):
            broken += 1
        forked(resume)
        found = forked(checksum)
        if found != undisturbed:
            differing.append((kill, found))
    result = {"kills": kills, "broken_off": broken, "differing": differing}
    sys.stdout.write(json.dumps(result | {"undisturbed": undisturbed}) + "\n")


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
