"""Tables that only grow: triggers refuse UPDATE, DELETE and TRUNCATE on both databases.

A table may come with `ending`, a column with the instant of a row and a number of days: older rows
may go, by the clock of the database, because every period of keeping ends some day.
"""

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


Ending = tuple[str, int]
_SQLITE_ENDING = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
WHEN OLD.{column} > datetime('now', '-{days} days')
BEGIN SELECT RAISE(ABORT, '{table} only grows'); END
"""
_POSTGRES_ENDING = """
CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table}
FOR EACH ROW WHEN (OLD.{column} > now() - interval '{days} days')
EXECUTE FUNCTION linli_only_grows()
"""
_TEMPLATES = {"sqlite": (_SQLITE, _SQLITE_ENDING), "postgresql": (_POSTGRES, _POSTGRES_ENDING)}


def _verbs(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    if connection.vendor == "postgresql":
        return ("update", "delete", "truncate")
    return ("update", "delete")


def install(connection: BaseDatabaseWrapper, table: str, ending: Ending | None = None) -> None:
    """Create the triggers of one table."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(_POSTGRES_FUNCTION)
        always, unless_old = _TEMPLATES[connection.vendor]
        column, days = ending or ("", 0)
        for verb in _verbs(connection):
            template = unless_old if ending and verb == "delete" else always
            values = {"table": table, "verb": verb, "VERB": verb.upper()}
            cursor.execute(template.format(**values, column=column, days=days))


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


def let_old_rows_go(table: str, ending: Ending) -> migrations.RunPython:
    """Return the migration step after which rows of `table` may be deleted once they are old."""

    def forward(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        remove(editor.connection, table)
        install(editor.connection, table, ending)

    def backward(_apps: object, editor: BaseDatabaseSchemaEditor) -> None:
        remove(editor.connection, table)
        install(editor.connection, table)

    return migrations.RunPython(forward, backward)
