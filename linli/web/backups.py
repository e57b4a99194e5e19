"""Backups that can be checked before they are needed: one file, its content listed and hashed.

A backup is a tar of the database (a consistent copy: SQLite's backup, or pg_dump's archive), the
files and `manifest.json`. The keys that open sealed fields are never in it: without them a stolen
backup tells no name, number or phone; with a lost key nobody can read them either, so the keys are
kept apart, on paper or another machine.
"""

import hashlib
import io
import json
import os
import re
import shutil
import sqlite3
import subprocess
import tarfile
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import closing, suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import IO, Any

from linli.core.errors import DomainError

FORMAT = 1
_CHUNK = 1 << 20
_MANIFEST = "manifest.json"
_DATED = re.compile(r"linli-[0-9]{8}-[0-9]{6}\.tar\.gz")
_UNREADABLE = (OSError, EOFError, tarfile.TarError, zlib.error, ValueError, KeyError, TypeError)


class BackupDamaged(DomainError):
    """The backup is not whole: something in it differs from its own list."""

    code = "backup.damaged"


class TargetNotEmpty(DomainError):
    """A restore never writes over what is there."""

    code = "backup.target_not_empty"


class ToolMissing(DomainError):
    """A program of the database is not on this machine, or it failed."""

    code = "backup.tool_missing"


@dataclass(frozen=True, slots=True)
class Source:
    """What is backed up, or where it is restored to: Django's settings of it."""

    database: dict[str, Any]
    files: Path

    @property
    def is_sqlite(self) -> bool:
        """Tell whether the database is a file of ours."""
        return str(self.database["ENGINE"]).endswith("sqlite3")


def write_backup(source: Source, target: Path, *, now: datetime, version: str) -> dict[str, Any]:
    """Write a backup of `source` to the new file `target` and return its manifest.

    The target appears only when it is whole. A file that is deleted meanwhile, because its time is
    over, is left out. Raises TargetNotEmpty or ToolMissing.
    """
    if target.exists():
        raise TargetNotEmpty(target=str(target))
    partial = target.with_name(target.name + ".partial")
    with tempfile.TemporaryDirectory(dir=target.parent) as folder:
        name = "database.sqlite3" if source.is_sqlite else "database.dump"
        copy = Path(folder) / name
        _copy_database(source, copy)
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "version": version,
            "made_at": now.isoformat(),
            "database": "sqlite" if source.is_sqlite else "postgresql",
            "entries": {},
        }
        try:
            with tarfile.open(partial, "x:gz", compresslevel=6) as archive:
                for entry, path in [(name, copy), *_files(source.files)]:
                    with suppress(FileNotFoundError):
                        manifest["entries"][entry] = _add_file(archive, entry, path)
                # Last, because only what was read on the way in can be listed truly.
                _add_bytes(archive, _MANIFEST, json.dumps(manifest, indent=1).encode())
            _sync(partial)
            partial.rename(target)
        finally:
            partial.unlink(missing_ok=True)
    return manifest


def write_dated(
    source: Source, folder: Path, *, keep: int, now: datetime, version: str
) -> tuple[Path, dict[str, Any]]:
    """Write a backup into a new file of `folder` named for the instant, and check it.

    Only then are older files of such names deleted, all but the newest `keep`: what was erased
    from the database ends with them too. Returns the file and its manifest.
    Raises TargetNotEmpty, ToolMissing, BackupDamaged.
    """
    target = folder / now.astimezone(UTC).strftime("linli-%Y%m%d-%H%M%S.tar.gz")
    write_backup(source, target, now=now, version=version)
    manifest = check_backup(target)
    dated = sorted(path for path in folder.iterdir() if _DATED.fullmatch(path.name))
    for path in dated[: max(0, len(dated) - max(1, keep))]:
        path.unlink()
    return target, manifest


def check_backup(path: Path) -> dict[str, Any]:
    """Read a backup from end to end and return its manifest; raises BackupDamaged.

    Nothing of it is written anywhere.
    """
    found: dict[str, dict[str, Any]] = {}
    text = b""
    try:
        with tarfile.open(path, "r|gz") as archive:
            for entry in archive:
                content = archive.extractfile(entry)
                if content is None:
                    raise BackupDamaged(problem=entry.name)
                if entry.name == _MANIFEST:
                    text = content.read()
                else:
                    found[entry.name] = _facts_of(content)
        return _compared(json.loads(text), found)
    except _UNREADABLE as problem:
        raise BackupDamaged(problem=str(problem)) from problem


def restore_backup(path: Path, target: Source) -> dict[str, Any]:
    """Restore a backup into an empty place and return its manifest.

    Everything is checked before anything is put in place.
    Raises BackupDamaged, TargetNotEmpty or ToolMissing.
    """
    if target.is_sqlite and Path(str(target.database["NAME"])).exists():
        raise TargetNotEmpty(target=str(target.database["NAME"]))
    if target.files.is_dir() and any(target.files.iterdir()):
        raise TargetNotEmpty(target=str(target.files))
    target.files.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.files.parent) as folder:
        manifest = _unpack(path, Path(folder))
        if (manifest["database"] == "sqlite") != target.is_sqlite:
            raise BackupDamaged(problem=f"it holds a {manifest['database']} database")
        _put_database(Path(folder), target)
        unpacked = Path(folder) / "files"
        if unpacked.is_dir():
            shutil.rmtree(target.files, ignore_errors=True)
            shutil.move(unpacked, target.files)
    return manifest


def _copy_database(source: Source, copy: Path) -> None:
    if source.is_sqlite:
        name = str(source.database["NAME"])
        with (
            closing(sqlite3.connect(f"file:{name}?mode=ro", uri=True)) as live,
            closing(sqlite3.connect(copy)) as still,
        ):
            live.backup(still)
        return
    _run("pg_dump", source, "--format=custom", f"--file={copy}")


def _put_database(folder: Path, target: Source) -> None:
    if target.is_sqlite:
        place = Path(str(target.database["NAME"]))
        place.parent.mkdir(parents=True, exist_ok=True)
        with closing(sqlite3.connect(folder / "database.sqlite3")) as copy:
            problem = copy.execute("PRAGMA integrity_check").fetchone()[0]
        if problem != "ok":
            raise BackupDamaged(problem=problem)
        shutil.move(folder / "database.sqlite3", place)
        return
    dump = folder / "database.dump"
    _run("pg_restore", target, "--exit-on-error", "--single-transaction", "--no-owner", "--dbname",
         str(target.database["NAME"]), str(dump))  # fmt: skip


def _run(program: str, source: Source, *arguments: str) -> None:
    found = shutil.which(program)
    if found is None:
        raise ToolMissing(program=program)
    database = source.database
    host = database.get("HOST") or database.get("OPTIONS", {}).get("host", "")
    environment = {
        **os.environ,
        "PGHOST": str(host),
        "PGPORT": str(database.get("PORT") or 5432),
        "PGUSER": str(database.get("USER") or ""),
        "PGPASSWORD": str(database.get("PASSWORD") or ""),
        "PGDATABASE": str(database["NAME"]),
    }
    ended = subprocess.run(  # noqa: S603 - a fixed program with arguments of our own
        [found, *arguments], env=environment, capture_output=True, text=True, check=False
    )
    if ended.returncode:
        raise ToolMissing(program=program, problem=ended.stderr.strip()[:400])


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield what is kept as files; uploads that wait for an hour or two are not."""
    if not folder.is_dir():
        return
    for path in sorted(folder.rglob("*")):
        inside = path.relative_to(folder)
        if path.is_file() and inside.parts[0] != "imports":
            yield f"files/{inside.as_posix()}", path


def _facts(path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        return _facts_of(file)


def _facts_of(file: IO[bytes]) -> dict[str, Any]:
    digest, size = hashlib.sha256(), 0
    while chunk := file.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
    return {"size": size, "sha256": digest.hexdigest()}


class _Noting:
    """A file that is hashed while it is read."""

    def __init__(self, file: IO[bytes]) -> None:
        self.file, self.digest = file, hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        """Read on."""
        chunk = self.file.read(size)
        self.digest.update(chunk)
        return chunk


def _add_file(archive: tarfile.TarFile, name: str, path: Path) -> dict[str, Any]:
    """Add a file as long as it is now, though it may be growing; return its size and hash."""
    with path.open("rb") as file:
        entry = archive.gettarinfo(arcname=name, fileobj=file)
        noting = _Noting(file)
        archive.addfile(entry, noting)
    return {"size": entry.size, "sha256": noting.digest.hexdigest()}


def _add_bytes(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    entry = tarfile.TarInfo(name)
    entry.size = len(content)
    archive.addfile(entry, io.BytesIO(content))


def _sync(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _unpack(path: Path, folder: Path) -> dict[str, Any]:
    try:
        with tarfile.open(path, "r:gz") as archive:
            archive.extractall(folder, filter="data")
        files = [one for one in folder.rglob("*") if one.is_file()]
        found = {one.relative_to(folder).as_posix(): _facts(one) for one in files}
        found.pop(_MANIFEST, None)
        return _compared(json.loads((folder / _MANIFEST).read_text()), found)
    except _UNREADABLE as problem:
        raise BackupDamaged(problem=str(problem)) from problem


def _compared(manifest: dict[str, Any], found: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Return the manifest when it lists exactly what was found; raises BackupDamaged."""
    if manifest["format"] != FORMAT:
        raise BackupDamaged(problem=f"format {manifest['format']}")
    entries = manifest["entries"]
    wrong = [name for name in sorted(found.keys() | entries.keys())
             if found.get(name) != entries.get(name)]  # fmt: skip
    if wrong:
        raise BackupDamaged(problem=", ".join(wrong[:5]))
    return manifest
