"""Files brought in for tests: the same way the pages take."""

import csv
import io
from datetime import timedelta

from linli.apps.accounts.models import Account, RoleGrant
from linli.apps.accounts.selectors import actor_of
from linli.apps.transfers import services
from linli.kit.registers import registers


def staff(place, role, now, *, body=None, person=None):
    """Return somebody with an account and one role at a place, stored as the worker reads it."""
    account = Account.objects.create(
        username=f"{role.lower()}-{place.pk}",
        display_name="周敏",
        person_id=person.pk if person else None,
        created_at=now,
    )
    RoleGrant.objects.create(
        account=account,
        role=role,
        scope_path=place.path,
        body_id=body.pk if body else None,
        source="test:1",
        starts_at=now - timedelta(days=1),
    )
    return actor_of(account, now=now)


def bring(actor, register, place, now, text):
    """Upload a table, which is tried at once."""
    return services.upload_file(
        actor=actor,
        register=register,
        place_id=place.pk,
        file_name="table.csv",
        chunks=[text.encode("gb18030")],
        now=now,
    )


def told(item):
    """Return (row, column, code) of what is wrong."""
    return [(row["row"], row["column"], row["code"]) for row in item.problems]


def written(actor, register, place, now, text):
    """Upload a table that has nothing wrong and write it."""
    item = bring(actor, register, place, now, text)
    problems = told(item)
    assert problems == [], problems
    return services.confirm_import(actor=actor, import_id=item.pk, now=now)


def sent(key, actor, place, now):
    """Return the rows that a register sends, as a file shows them."""
    return [
        [str(cell) for cell in row]
        for row in registers()[key].rows(actor=actor, path=place.path, now=now)
    ]


def file_of(key, rows):
    """Return rows as a file of the register."""
    headings = [str(column.label) for column in registers()[key].columns]
    text = io.StringIO()
    csv.writer(text).writerows([headings, *rows])
    return text.getvalue()
