"""One holder per seat, one absence per person and seat, one stewardship per compound at a time.

PostgreSQL: exclusion constraints. The key is written as a range of one number, so that no
extension is needed. SQLite: triggers that refuse the same rows.
"""

from django.db import migrations

POSTGRES = {
    "organisations_seat_one_holder": (
        "organisations_appointment",
        "int8range(seat_id, seat_id, '[]') WITH &&, daterange(valid_from, valid_to) WITH &&",
        "NOT is_void",
    ),
    "organisations_absence_apart": (
        "organisations_absence",
        "int8range(seat_id, seat_id, '[]') WITH &&, int8range(person_id, person_id, '[]') WITH &&, "
        "daterange(valid_from, valid_to) WITH &&",
        "NOT is_void",
    ),
    "organisations_steward_apart": (
        "organisations_stewardship",
        "int8range(place_id, place_id, '[]') WITH &&, daterange(valid_from, valid_to) WITH &&",
        "true",
    ),
}

SQLITE = {
    "organisations_seat_one_holder": (
        "organisations_appointment", "other.seat_id = NEW.seat_id AND NOT other.is_void",
        "NOT NEW.is_void",
    ),
    "organisations_absence_apart": (
        "organisations_absence",
        "other.seat_id = NEW.seat_id AND other.person_id = NEW.person_id AND NOT other.is_void",
        "NOT NEW.is_void",
    ),
    "organisations_steward_apart": (
        "organisations_stewardship", "other.place_id = NEW.place_id", "1",
    ),
}  # fmt: skip


def add(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, keys, condition) in POSTGRES.items():
            schema_editor.execute(
                f"ALTER TABLE {table} ADD CONSTRAINT {name} EXCLUDE USING gist ({keys}) "
                f"WHERE ({condition}) DEFERRABLE INITIALLY IMMEDIATE"
            )
        return
    for name, (table, same, condition) in SQLITE.items():
        for act in ("INSERT", "UPDATE"):
            schema_editor.execute(
                f"CREATE TRIGGER {name}_{act.lower()} BEFORE {act} ON {table} WHEN {condition} "
                f"BEGIN SELECT RAISE(ABORT, '{name}') WHERE EXISTS (SELECT 1 FROM {table} AS other "
                f"WHERE other.id IS NOT NEW.id AND {same} "
                "AND (NEW.valid_to IS NULL OR other.valid_from < NEW.valid_to) "
                "AND (other.valid_to IS NULL OR NEW.valid_from < other.valid_to)); END"
            )


def remove(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        for name, (table, _keys, _condition) in POSTGRES.items():
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        return
    for name in SQLITE:
        for act in ("insert", "update"):
            schema_editor.execute(f"DROP TRIGGER {name}_{act}")


class Migration(migrations.Migration):
    dependencies = [("organisations", "0001_initial")]
    operations = [migrations.RunPython(add, remove, elidable=False)]
