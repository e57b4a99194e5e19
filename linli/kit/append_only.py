"""Tables that only grow: triggers refuse UPDATE, DELETE and TRUNCATE on both databases."""

from django.db import migrations
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} only grows'); END
"""
_POSTGRES_FUNCTION = """
CREATE OR REPLACE FUNCTION linli_only_grows() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$
"""
_POSTGRES = """
CREATE TRIGGER {table}_no_{verb} BEFORE {VERB} ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION linli_only_grows()
"""


def _verbs(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    if connection.vendor == "postgresql":
        return ("update", "delete", "truncate")
    return ("update", "delete")


def install(connection: BaseDatabaseWrapper, table: str) -> None:
    """Create the triggers of one table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        template = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
        for verb in _verbs(connection):
            cursor.execute(template.format(table=table, verb=verb, VERB=verb.upper()))


def remove(connection: BaseDatabaseWrapper, table: str) -> None:
    """Drop the triggers of one table: for a migration backwards, and for emptying tests."""
    on_table = f" ON {table}" if connection.vendor == "postgresql" else ""
    with connection.cursor() as cursor:
        for verb in _verbs(connection):
            cursor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}{on_table}")


def forbid_changes(table: str) -> migrations.RunPython:
    """Return the migration step that makes `table` a table that only grows."""

    def forward(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        install(editor.connection, table)

    def backward(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        remove(editor.connection, table)

    return migrations.RunPython(forward, backward)
