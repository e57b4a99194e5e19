"""A backup taken under work restores exactly; a damaged one is refused; nothing is overwritten."""

import json
import sqlite3
import tarfile
import threading
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection

from linli.web import backups
from linli.web.backups import (
    BackupDamaged,
    Source,
    TargetNotEmpty,
    check_backup,
    restore_backup,
    write_backup,
    write_dated,
)
from tests.factories.drills import drilled

CHECKSUM = "SELECT count(*), md5(string_agg(t::text, '' ORDER BY id)) FROM audit_auditevent t"
NOW = datetime(2026, 3, 2, tzinfo=UTC)


@pytest.fixture
def source(tmp_path):
    database = tmp_path / "live" / "linli.sqlite3"
    database.parent.mkdir()
    with closing(sqlite3.connect(database)) as live:
        live.execute("PRAGMA journal_mode=WAL")
        live.execute("CREATE TABLE account (id INTEGER PRIMARY KEY, amount INTEGER)")
        live.executemany("INSERT INTO account VALUES (?, ?)", [(n, 100) for n in range(2_000)])
        live.commit()
    files = tmp_path / "live" / "files"
    (files / "photos").mkdir(parents=True)
    (files / "photos" / "a.jpg").write_bytes(b"photo")
    (files / "imports").mkdir()
    (files / "imports" / "waiting").write_bytes(b"roster with names")
    engine = {"ENGINE": "django.db.backends.sqlite3"}
    return Source({**engine, "NAME": str(database)}, files)


@pytest.fixture
def target(tmp_path):
    engine = {"ENGINE": "django.db.backends.sqlite3"}
    folder = tmp_path / "new"
    return Source({**engine, "NAME": str(folder / "linli.sqlite3")}, folder / "files")


def moving_money(database, stop):
    """Move between two rows for ever; the sum stays the same in every consistent copy."""
    with closing(sqlite3.connect(database, timeout=20)) as live:
        while not stop.is_set():
            with live:
                live.execute("UPDATE account SET amount = amount - 1 WHERE id = 1")
                live.execute("UPDATE account SET amount = amount + 1 WHERE id = 1999")


def test_backup_under_work_restores_a_consistent_whole(source, target, tmp_path):
    stop = threading.Event()
    worker = threading.Thread(target=moving_money, args=(source.database["NAME"], stop))
    worker.start()
    try:
        write_backup(source, tmp_path / "b.tar.gz", now=NOW, version="1")
    finally:
        stop.set()
        worker.join()

    restore_backup(tmp_path / "b.tar.gz", target)

    with closing(sqlite3.connect(target.database["NAME"])) as restored:
        row = restored.execute("SELECT count(*), sum(amount) FROM account").fetchone()
    assert row == (2_000, 200_000)
    assert (target.files / "photos" / "a.jpg").read_bytes() == b"photo"
    assert not (target.files / "imports").exists()


def test_restore_never_writes_over_what_is_there(source, tmp_path):
    write_backup(source, tmp_path / "b.tar.gz", now=NOW, version="1")

    with pytest.raises(TargetNotEmpty):
        restore_backup(tmp_path / "b.tar.gz", source)
    with pytest.raises(TargetNotEmpty):
        write_backup(source, tmp_path / "b.tar.gz", now=NOW, version="1")


def rewritten(path, change):
    with tarfile.open(path) as old:
        parts = {entry.name: old.extractfile(entry).read() for entry in old if entry.isfile()}
    parts = change(parts)
    import io

    with tarfile.open(path, "w:gz") as new:
        for name, content in parts.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            new.addfile(entry, io.BytesIO(content))


def with_other_list(parts):
    manifest = json.loads(parts["manifest.json"])
    manifest["entries"]["files/photos/a.jpg"]["size"] = 1
    return {**parts, "manifest.json": json.dumps(manifest).encode()}


@pytest.mark.parametrize(
    "change",
    [
        lambda parts: {**parts, "files/photos/a.jpg": b"other"},
        lambda parts: {**parts, "files/more": b"x"},
        lambda parts: {name: part for name, part in parts.items() if name != "files/photos/a.jpg"},
        lambda parts: {**parts, "database.sqlite3": parts["database.sqlite3"][:-1]},
        lambda parts: {**parts, "manifest.json": b"{}"},
        with_other_list,
    ],
)
def test_changed_backup_is_refused_before_anything_is_restored(source, target, tmp_path, change):
    path = tmp_path / "b.tar.gz"
    write_backup(source, path, now=NOW, version="1")
    rewritten(path, change)

    with pytest.raises(BackupDamaged):
        restore_backup(path, target)
    assert not target.files.parent.joinpath("linli.sqlite3").exists()


def test_cut_backup_is_refused(source, tmp_path):
    path = tmp_path / "b.tar.gz"
    write_backup(source, path, now=NOW, version="1")
    path.write_bytes(path.read_bytes()[:-200])

    with pytest.raises(BackupDamaged):
        check_backup(path)


def test_what_grows_or_vanishes_meanwhile_spoils_no_backup(source, target, tmp_path, monkeypatch):
    growing = source.files / "exports"
    growing.mkdir()
    (growing / "a.csv").write_bytes(b"x" * 3_000_000)
    (source.files / "photos" / "b.jpg").write_bytes(b"soon erased")
    real = backups._add_file

    def meanwhile(archive, name, path):
        if name.endswith("b.jpg"):
            path.unlink()
        if not name.endswith("a.csv"):
            return real(archive, name, path)
        stop = threading.Event()

        def grow():
            with path.open("ab") as file:
                while not stop.is_set():
                    file.write(b"y" * 1000)
                    file.flush()

        worker = threading.Thread(target=grow)
        worker.start()
        try:
            return real(archive, name, path)
        finally:
            stop.set()
            worker.join()

    monkeypatch.setattr(backups, "_add_file", meanwhile)

    manifest = write_backup(source, tmp_path / "b.tar.gz", now=NOW, version="1")

    assert check_backup(tmp_path / "b.tar.gz") == manifest
    assert "files/photos/b.jpg" not in manifest["entries"]
    restore_backup(tmp_path / "b.tar.gz", target)
    assert (target.files / "exports" / "a.csv").read_bytes()[:3_000_000] == b"x" * 3_000_000


def test_dated_backups_are_checked_and_only_the_newest_stay(source, tmp_path):
    folder = tmp_path / "kept"
    folder.mkdir()
    for name in ("notes.txt", "linli-old.tar.gz"):
        (folder / name).write_text("not ours to delete")

    for day in range(4):
        write_dated(source, folder, keep=2, now=NOW + timedelta(days=day), version="1")

    assert sorted(path.name for path in folder.iterdir()) == [
        "linli-20260304-000000.tar.gz", "linli-20260305-000000.tar.gz", "linli-old.tar.gz",
        "notes.txt",
    ]  # fmt: skip


def test_a_backup_that_fails_deletes_no_older_one(source, tmp_path, monkeypatch):
    folder = tmp_path / "kept"
    folder.mkdir()
    write_dated(source, folder, keep=1, now=NOW, version="1")

    def damaged(_path):
        raise BackupDamaged(problem="a bad disk")

    monkeypatch.setattr(backups, "check_backup", damaged)
    with pytest.raises(BackupDamaged):
        write_dated(source, folder, keep=1, now=NOW + timedelta(days=1), version="1")

    assert (folder / "linli-20260302-000000.tar.gz").exists()


@pytest.mark.database
def test_restore_drill_while_people_work(tmp_path):
    """Rows and checksums of all tables, on the database of this suite, by the commands."""
    drill = drilled("tests.deploy.restore_drill", tmp_path)

    # Taken under work: everything acknowledged before is in it, and nothing with a gap.
    remarks = drill["first"]["remarks"]
    assert drill["before"] <= len(remarks) <= drill["after"] + 1
    assert remarks == [f"第{number}条" for number in range(len(remarks))]
    assert (drill["first"]["faults"], drill["first"]["trail"]) == (0, "the trail is whole")
    # Taken at rest, after the worker was killed: the same, row by row.
    assert drill["second"] == drill["live"]
    assert len(drill["second"]["remarks"]) in {drill["at_the_end"], drill["at_the_end"] + 1}
    assert sum(count for count, _hash in drill["second"]["tables"].values()) > 300
    assert drill["files"][0] == drill["files"][1]
    assert any(path.startswith("photos") or "/" in path for path in drill["files"][0])


@pytest.mark.django_db(transaction=True)
def test_postgresql_dump_restores_row_by_row(tmp_path, now):
    if connection.vendor != "postgresql":
        return
    from tests.apps.audit.test_trail import fill

    fill(now)
    settings = dict(connection.settings_dict)
    path = tmp_path / "b.tar.gz"
    write_backup(Source(settings, tmp_path / "none"), path, now=NOW, version="1")
    with connection.cursor() as cursor:
        cursor.execute(CHECKSUM)
        before = cursor.fetchone()
        cursor.execute("DROP DATABASE IF EXISTS linli_restored")
        cursor.execute("CREATE DATABASE linli_restored")
    try:
        restore_backup(path, Source({**settings, "NAME": "linli_restored"}, tmp_path / "files"))

        import psycopg

        host = settings["HOST"] or settings["OPTIONS"].get("host", "")
        with psycopg.connect(host=host, user=settings["USER"], dbname="linli_restored") as restored:
            row = restored.execute(CHECKSUM).fetchone()
        assert row == before
    finally:
        with connection.cursor() as cursor:
            cursor.execute("DROP DATABASE IF EXISTS linli_restored WITH (FORCE)")
