"""Search in Chinese and Latin text, the same on both databases.

A text is cut into *units*: each Chinese character is one, a run of Latin letters or digits is
one. The index holds each pair of neighbouring units ("东城街道": 东城 城街 街道) and each unit by
itself. A query of two or more units is a phrase of pairs, which finds exactly the texts that
contain it; a single unit is looked up directly. Every document also carries *scopes*, plain
tokens such as the paths of the places above it, and a search keeps to the scopes it is given.

SQLite holds the tokens in an FTS5 table, PostgreSQL in a tsvector with a GIN index. One
`SearchIndex` stands for one table, made in a migration by `create_search_index`.
"""

import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain, pairwise

from django.db import connection, migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.backends.utils import CursorWrapper

from linli.kit.bulk import batches

BATCH = 5_000
# Up to here all hits are looked at and the lowest numbers taken; of more, any of them.
FEW_HITS = 1_000
# From here on PostgreSQL would spend its time on reading the index (half of all divisions contain
# 委会), while a small sample of the rows has enough hits: this many are expected in it.
MANY_HITS = 10_000
_SAMPLED_HITS = 400
# Letters, digits, marks inside words, and characters newer than the engine's own tables
# (rare place names use them), but no spaces and no punctuation.
_TOKENIZER = "unicode61 remove_diacritics 0 categories 'L* N* M* Co Cn'"
_LATIN = re.compile(r"[0-9a-zà-ɏ]+")
_SCOPE = re.compile(r"[0-9A-Za-z]+")


@dataclass(frozen=True, slots=True)
class Document:
    """What is found: the number of the row, its text, and the scopes it may be found in."""

    id: int
    text: str
    scopes: tuple[str, ...] = ()


def runs(text: str) -> list[list[str]]:
    """Return the units of `text`, a list for each stretch without spaces or punctuation."""
    text = unicodedata.normalize("NFKC", text).lower()
    letters = "".join(char if unicodedata.category(char)[0] in "LNM" else " " for char in text)
    return [_units(stretch) for stretch in letters.split()]


def _units(stretch: str) -> list[str]:
    units: list[str] = []
    position = 0
    while position < len(stretch):
        latin = _LATIN.match(stretch, position)
        unit = latin.group(0) if latin else stretch[position]
        units.append(unit)
        position += len(unit)
    return units


def pairs(units: list[str]) -> list[str]:
    """Return the overlapping pairs of neighbouring units."""
    return [first + second for first, second in pairwise(units)]


@dataclass(frozen=True, slots=True)
class _Term:
    """One stretch of a query: a phrase of pairs, or a single unit; `open` ends like a prefix."""

    tokens: list[str]
    is_pairs: bool
    open: bool


def _terms(query: str) -> list[_Term]:
    return [
        _Term(
            tokens=pairs(units) or units,
            is_pairs=len(units) > 1,
            open=bool(_LATIN.fullmatch(units[-1])),
        )
        for units in runs(query)
    ]


def _checked(scopes: Iterable[str]) -> list[str]:
    scopes = list(scopes)
    if not all(_SCOPE.fullmatch(scope) for scope in scopes):
        raise ValueError("a scope is made of Latin letters and digits")
    return scopes


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """The search table of one kind of row; written by the services that write the row."""

    table: str

    def put(self, documents: Iterable[Document]) -> None:
        """Add the documents, replacing what was there under their numbers."""
        with connection.cursor() as cursor:
            for batch in batches(documents, BATCH):
                self._put(cursor, batch)

    def _put(self, cursor: CursorWrapper, batch: list[Document]) -> None:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"INSERT INTO {self.table} (id, document) "
                "SELECT id, document::tsvector FROM unnest(%s::bigint[], %s::text[]) "
                "AS given(id, document) "
                "ON CONFLICT (id) DO UPDATE SET document = EXCLUDED.document",
                [[row.id for row in batch], [_tsvector(row) for row in batch]],
            )
            return
        cursor.executemany(
            f"INSERT OR REPLACE INTO {self.table} (rowid, pairs, singles, scopes) "
            "VALUES (%s, %s, %s, %s)",
            [_columns(row) for row in batch],
        )

    def remove(self, ids: Iterable[int]) -> None:
        """Take rows out of the index."""
        column = "id" if connection.vendor == "postgresql" else "rowid"
        with connection.cursor() as cursor:
            cursor.executemany(
                f"DELETE FROM {self.table} WHERE {column} = %s", [(number,) for number in ids]
            )

    def find(self, query: str, *, scopes: Iterable[str] | None = None, limit: int) -> list[int]:
        """Return the numbers of up to `limit` documents that contain every stretch of `query`.

        The lowest numbers first; only where there are far too many hits for their order to mean
        anything (FEW_HITS), PostgreSQL answers with any of them. With `scopes` only documents
        carrying one of them; no scopes find nothing, nor does a query without letter or digit.
        """
        terms = _terms(query)
        wanted = None if scopes is None else _checked(scopes)
        if not terms or wanted == []:
            return []
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                return self._find_postgresql(cursor, _tsquery(terms, wanted), limit)
            cursor.execute(
                f"SELECT rowid FROM {self.table} WHERE {self.table} MATCH %s "
                "ORDER BY rowid LIMIT %s",
                [_match(terms, wanted), limit],
            )
            return [row[0] for row in cursor.fetchall()]

    def _find_postgresql(self, cursor: CursorWrapper, query: str, limit: int) -> list[int]:
        where = "WHERE document @@ %s::tsquery"
        cursor.execute(f"EXPLAIN (FORMAT JSON) SELECT id FROM {self.table} {where}", [query])
        plan = cursor.fetchone()[0]
        expected = (json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"]["Plan Rows"]
        if expected > MANY_HITS:
            percent = min(100.0, 100 * _SAMPLED_HITS / expected)
            some = f"SELECT id FROM {self.table} TABLESAMPLE SYSTEM (%s) REPEATABLE (0) {where}"
            cursor.execute(f"{some} LIMIT %s", [percent, query, limit])
            found = [row[0] for row in cursor.fetchall()]
            if len(found) == limit:
                return sorted(found)
        # Apart from the rest the hits are planned as if all were wanted, so by the index; yet
        # they are fetched one by one, and no more than are asked for.
        cursor.execute(
            f"WITH hits AS MATERIALIZED (SELECT id FROM {self.table} {where}) "
            "SELECT id FROM (SELECT id FROM hits LIMIT %s) AS few ORDER BY id LIMIT %s",
            [query, FEW_HITS, limit],
        )
        return [row[0] for row in cursor.fetchall()]

    def fill(self, documents: Iterable[Document]) -> None:
        """Add very many documents inside a transaction, and let the engine take stock of them."""
        with connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                # New rows wait in one list and enter the index together: several times faster
                # than one after the other.
                cursor.execute("SET LOCAL gin_pending_list_limit = '512MB'")
                cursor.execute("SET LOCAL work_mem = '256MB'")
            self.put(documents)
            if connection.vendor == "postgresql":
                index = f"{self.table}_tokens"
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
                cursor.execute(f"ANALYZE {self.table}")
            else:
                cursor.execute(f"INSERT INTO {self.table} ({self.table}) VALUES ('optimize')")


def _columns(document: Document) -> tuple[int, str, str, str]:
    stretches = runs(document.text)
    return (
        document.id,
        " ".join(chain.from_iterable(pairs(units) for units in stretches)),
        " ".join(dict.fromkeys(chain.from_iterable(stretches))),
        " ".join(_checked(document.scopes)),
    )


def _tsvector(document: Document) -> str:
    stretches = runs(document.text)
    return " ".join(chain(
        (f"'{token}':{place}" for place, token in _placed_pairs(stretches)),
        (f"'{unit}'" for unit in dict.fromkeys(chain.from_iterable(stretches))),
        (f"'@{scope}'" for scope in _checked(document.scopes)),
    ))  # fmt: skip


def _placed_pairs(stretches: list[list[str]]) -> Iterator[tuple[int, str]]:
    place = 0
    for units in stretches:
        for token in pairs(units):
            place += 1
            yield place, token


def _match(terms: list[_Term], scopes: list[str] | None) -> str:
    parts = [
        f'{"pairs" if term.is_pairs else "singles"} : "{" ".join(term.tokens)}"'
        + (" *" if term.open else "")
        for term in terms
    ]
    if scopes is not None:
        parts.append("scopes : (" + " OR ".join(f'"{scope}"' for scope in scopes) + ")")
    return " AND ".join(parts)


def _tsquery(terms: list[_Term], scopes: list[str] | None) -> str:
    parts = []
    for term in terms:
        tokens = [f"'{token}'" for token in term.tokens]
        if term.open:
            tokens[-1] += ":*"
        parts.append("(" + " <-> ".join(tokens) + ")")
    if scopes is not None:
        parts.append("(" + " | ".join(f"'@{scope}'" for scope in scopes) + ")")
    return " & ".join(parts)


def create_search_index(table: str) -> migrations.RunPython:
    """Return the migration step that makes the table of a search index, and its reverse."""
    return migrations.RunPython(partial(_create, table), partial(_drop, table))


def _create(table: str, apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(
            f"CREATE TABLE {table} (id bigint PRIMARY KEY, document tsvector NOT NULL)"
        )
        schema_editor.execute(f"CREATE INDEX {table}_tokens ON {table} USING gin (document)")
    else:
        schema_editor.execute(
            f"CREATE VIRTUAL TABLE {table} USING fts5(pairs, singles, scopes, "
            f'columnsize=0, tokenize="{_TOKENIZER}")'
        )


def _drop(table: str, apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    schema_editor.execute(f"DROP TABLE {table}")
