"""Bringing files in.

An upload is run on trial, shown, confirmed, and committed as one transaction together with its
state: whatever happens in between, it is either wholly in or not at all, and the worker goes on
with what is not. The file is deleted as soon as nothing needs it.
"""

import hashlib
import secrets
from collections.abc import Iterable
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, connection, transaction
from django.db.models import ProtectedError, Q

from linli.apps.audit import services as audit
from linli.apps.audit.selectors import last_event_number, touched_since
from linli.apps.places.models import Place
from linli.apps.transfers import permissions
from linli.apps.transfers.models import Import
from linli.apps.transfers.rules import (
    AT_ONCE_BYTES,
    FILE_KEPT,
    FLOW,
    HANGING_KEPT,
    MOST_ATTEMPTS,
    UNDO_WINDOW,
    ImportAction,
    ImportState,
)
from linli.apps.transfers.selectors import Run, problem_records, run_file
from linli.apps.transfers.services.exports import account_of
from linli.core.access import Actor, require
from linli.core.errors import DomainError, NotFound, RuleViolation
from linli.kit.bulk import sorting_in_files
from linli.kit.registers import Span, registers, subject_of
from linli.kit.sheets.errors import FileRefused, FileTooLarge
from linli.kit.sheets.reading import MAX_BYTES
from linli.kit.ticks import Pieces


class RowsRefused(RuleViolation):
    """The file has rows that cannot be taken; it goes in whole or not at all."""

    code = "transfers.rows_refused"


class RightEnded(RuleViolation):
    """Whoever brought the file in may not bring such rows in here any more."""

    code = "transfers.right_ended"


class UndoTooLate(RuleViolation):
    """The time in which an import can be taken back is over."""

    code = "transfers.undo_too_late"


class UndoInUse(RuleViolation):
    """Rows of the import have been changed or are needed by others since."""

    code = "transfers.undo_in_use"


def upload_file(
    *,
    actor: Actor,
    register: str,
    place_id: int,
    file_name: str,
    chunks: Iterable[bytes],
    now: datetime,
) -> Import:
    """Keep an uploaded file (上传) and, when it is small, run it on trial at once.

    Raises NotAllowed, or FileTooLarge before anything is kept.
    """
    place = Place.objects.filter(pk=place_id).first()
    if place is None:
        raise NotFound(place=place_id)
    require(permissions.can_import(actor, register, place.path))
    stored_name, digest, size = _store(chunks)
    with transaction.atomic():
        item = Import.objects.create(
            register=register,
            place=place,
            scope_path=place.path,
            account_id=account_of(actor),
            file_name=Path(file_name).name[:160],
            stored_name=stored_name,
            file_sha256=digest,
            file_size=size,
            uploaded_at=now,
            waiting_since=now,
        )
        _record(item, "uploaded", actor, now, {"sha256": digest, "size": size})
    if size <= AT_ONCE_BYTES:
        return check_import(actor=actor, import_id=item.pk, now=now)
    return item


def _store(chunks: Iterable[bytes]) -> tuple[str, bytes, int]:
    folder = Path(settings.MEDIA_ROOT) / "imports"
    folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    name, digest, size = secrets.token_hex(16), hashlib.sha256(), 0
    path = folder / name
    try:
        with path.open("xb") as file:
            path.chmod(0o600)
            for chunk in chunks:
                size += len(chunk)
                _check_size(size)
                digest.update(chunk)
                file.write(chunk)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return name, digest.digest(), size


def _check_size(size: int) -> None:
    if size > MAX_BYTES:
        raise FileTooLarge(size=size, limit=MAX_BYTES)


def check_import(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Run the file on trial (试导): everything is checked, nothing is written.

    The rows are asked with the rights of `actor`; without the right to bring in, the file is
    refused as a whole.
    """
    item = _get(import_id)
    require(permissions.can_see_import(actor, item))
    FLOW.step(ImportState(item.state), ImportAction.CHECK)
    if not _may_bring_in(actor, item):
        return _refuse_file(item.pk, RightEnded(), actor=actor, now=now)
    loading = registers()[item.register].loading(
        actor=actor, path=item.scope_path, now=now, trial=True
    )
    try:
        run = run_file(item, loading)
    except FileRefused as refusal:
        return _refuse_file(item.pk, refusal, actor=actor, now=now)
    with transaction.atomic():
        item = _locked(import_id)
        _keep_run(item, run)
        _move(item, ImportAction.CHECK, actor=actor, now=now, facts={"rows": run.rows})
    return item


def _may_bring_in(actor: Actor, item: Import) -> bool:
    """Ask the register once more: hours may lie between the upload and the worker.

    A register that is not there any more is a fault of the installation, not of the person.
    """
    return bool(registers()[item.register].may_import(actor, item.scope_path))


def _refuse_file(import_id: int, refusal: DomainError, *, actor: Actor, now: datetime) -> Import:
    with transaction.atomic():
        item = _locked(import_id)
        item.refusal = refusal.code
        item.refusal_facts = {name: str(value)[:200] for name, value in refusal.facts.items()}
        _move(item, ImportAction.REFUSE, actor=actor, now=now, facts={"refusal": refusal.code})
        _drop_file(item)
    return item


def confirm_import(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Order that the checked file be written (确认): a small one now, others by the worker.

    Raises RowsRefused when the trial run found a row that cannot be taken.
    """
    with transaction.atomic():
        item = _locked(import_id)
        require(permissions.can_import(actor, item.register, item.scope_path))
        if item.rows_refused:
            raise RowsRefused(rows=item.rows_refused)
        item.waiting_since, item.attempts, item.tried_at, item.error = now, 0, None, ""
        _move(item, ImportAction.CONFIRM, actor=actor, now=now)
    if item.file_size <= AT_ONCE_BYTES:
        return commit_import(actor=actor, import_id=import_id, now=now)
    return item


def commit_import(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Write a confirmed file as one (写入). Doing it again changes nothing.

    Rows that are refused now, because the stored ones have changed since the trial run, send the
    whole import back to its trial state. Whoever has lost the right since they confirmed it loses
    the import.
    """
    item = _get(import_id)
    if item.state == ImportState.CONFIRMED and not _may_bring_in(actor, item):
        return _refuse_file(import_id, RightEnded(), actor=actor, now=now)
    try:
        with sorting_in_files():
            return _commit(actor=actor, import_id=import_id, now=now)
    except _Stale as stale:
        run = stale.run
    with transaction.atomic():
        item = _locked(import_id)
        _keep_run(item, run)
        _move(item, ImportAction.REOPEN, actor=actor, now=now, facts={"refused": len(run.refused)})
    return item


class _Stale(Exception):
    def __init__(self, run: Run) -> None:
        super().__init__()
        self.run = run


@transaction.atomic
def _commit(*, actor: Actor, import_id: int, now: datetime) -> Import:
    item = _locked(import_id)
    if item.state == ImportState.COMMITTED:
        return item
    FLOW.step(ImportState(item.state), ImportAction.COMMIT)
    loading = registers()[item.register].loading(
        actor=actor, path=item.scope_path, now=now, trial=False
    )
    run = run_file(item, loading)
    if run.refused:
        raise _Stale(run)
    _keep_run(item, run)
    item.spans = [asdict(span) for span in loading.spans()]
    item.committed_at = now
    facts = {"rows": run.rows, "counts": dict(run.counts), "spans": item.spans}
    _move(item, ImportAction.COMMIT, actor=actor, now=now, facts=facts)
    _drop_file(item)
    return item


@transaction.atomic
def discard_import(*, actor: Actor, import_id: int, now: datetime, reason: str = "") -> Import:
    """Give an import up before it is written (放弃); its file goes."""
    item = _locked(import_id)
    require(permissions.can_discard(actor, item))
    facts: dict[str, object] = {"reason": reason} if reason else {}
    _move(item, ImportAction.DISCARD, actor=actor, now=now, facts=facts)
    _drop_file(item)
    return item


@transaction.atomic
def undo_import(*, actor: Actor, import_id: int, now: datetime) -> Import:
    """Take a written import back (撤销) within its window: all its rows go, or none.

    Raises UndoTooLate, or UndoInUse when a row has been changed or is referred to since.
    """
    item = _locked(import_id)
    require(permissions.can_import(actor, item.register, item.scope_path))
    FLOW.step(ImportState(item.state), ImportAction.UNDO)
    if item.committed_at is None or now > item.committed_at + UNDO_WINDOW:
        raise UndoTooLate(hours=int(UNDO_WINDOW.total_seconds() // 3600))
    behind = last_event_number(kind="import.committed", subject_type="import", subject_id=item.pk)
    for span in reversed(item.spans):
        changed = touched_since(
            event=behind,
            subject_type=subject_of(registers()[item.register], span["model"]),
            first=span["first"],
            last=span["last"],
        )
        if changed:
            raise UndoInUse(rows=changed)
    _take_back(item, actor=actor, now=now)
    _move(item, ImportAction.UNDO, actor=actor, now=now)
    return item


def _take_back(item: Import, *, actor: Actor, now: datetime) -> None:
    spans = [Span(**span) for span in item.spans]
    try:
        with transaction.atomic():
            registers()[item.register].take_back(actor=actor, spans=spans, now=now)
            connection.check_constraints()
    except (IntegrityError, ProtectedError) as problem:
        raise UndoInUse(rows=1) from problem


def drop_old_files(*, now: datetime) -> int:
    """Delete uploaded files whose time is over, and strays of broken uploads; return how many.

    Raises SomeFailed at the end when it broke on some; the others are gone.
    """
    states = [ImportState.UPLOADED, ImportState.CHECKED]
    old = Import.objects.filter(
        Q(state__in=states, uploaded_at__lt=now - FILE_KEPT)
        | Q(
            state=ImportState.CONFIRMED,
            attempts__gte=MOST_ATTEMPTS,
            tried_at__lt=now - HANGING_KEPT,
        )
    )

    def discard(import_id: int) -> None:
        discard_import(actor=Actor.system("imports"), import_id=import_id, now=now)

    pieces = Pieces()
    dropped = len(pieces.do_each(discard, list(old.values_list("pk", flat=True))))
    folder = Path(settings.MEDIA_ROOT) / "imports"
    known = set(Import.objects.exclude(stored_name="").values_list("stored_name", flat=True))

    def unlink(path: Path) -> bool:
        is_stray = (
            path.name not in known
            and now.timestamp() - path.stat().st_mtime > FILE_KEPT.total_seconds()
        )
        if is_stray:
            path.unlink(missing_ok=True)
        return is_stray

    dropped += sum(pieces.do_each(unlink, list(folder.glob("*")) if folder.is_dir() else []))
    pieces.settle(dropped)
    return dropped


def _get(import_id: int) -> Import:
    item = Import.objects.filter(pk=import_id).first()
    if item is None:
        raise NotFound(number=import_id)
    return item


def _locked(import_id: int) -> Import:
    item = Import.objects.select_for_update().filter(pk=import_id).first()
    if item is None:
        raise NotFound(number=import_id)
    return item


def _keep_run(item: Import, run: Run) -> None:
    item.rows_seen = run.rows
    item.rows_refused = len(run.refused)
    item.problems = problem_records(run)
    item.problem_counts = dict(run.by_code)
    item.counts = dict(run.counts)


def _drop_file(item: Import) -> None:
    """Forget the file now, delete it when this transaction holds."""
    if not item.stored_name:
        return
    path = Path(settings.MEDIA_ROOT) / "imports" / item.stored_name
    item.stored_name = ""
    item.save(update_fields=["stored_name"])
    transaction.on_commit(lambda: path.unlink(missing_ok=True))


def _move(
    item: Import,
    action: ImportAction,
    *,
    actor: Actor,
    now: datetime,
    facts: dict[str, object] | None = None,
) -> None:
    item.state = FLOW.step(ImportState(item.state), action).next
    item.save()
    _record(item, item.state.lower(), actor, now, facts or {})


def _record(item: Import, what: str, actor: Actor, now: datetime, facts: dict[str, object]) -> None:
    audit.record(
        actor=actor,
        kind=f"import.{what}",
        subject_type="import",
        subject_id=item.pk,
        now=now,
        scope_path=item.scope_path,
        grant=actor.post_at(item.scope_path),
        facts={"register": item.register, **facts},
    )
