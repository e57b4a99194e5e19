"""Acts on files: bringing them in (`imports`) and taking rows out (`exports`)."""

from linli.apps.transfers.services.exports import (
    ExportExpired,
    PurposeMissing,
    note_fetch,
    open_export,
)
from linli.apps.transfers.services.imports import (
    RowsRefused,
    UndoInUse,
    UndoTooLate,
    check_import,
    commit_import,
    confirm_import,
    discard_import,
    drop_old_files,
    undo_import,
    upload_file,
)
from linli.apps.transfers.services.retention import forget_transfers
from linli.apps.transfers.services.working import drop_import, retry_import, work_on_imports

__all__ = [
    "ExportExpired",
    "PurposeMissing",
    "RowsRefused",
    "UndoInUse",
    "UndoTooLate",
    "check_import",
    "commit_import",
    "confirm_import",
    "discard_import",
    "drop_import",
    "drop_old_files",
    "forget_transfers",
    "note_fetch",
    "open_export",
    "retry_import",
    "undo_import",
    "upload_file",
    "work_on_imports",
]
