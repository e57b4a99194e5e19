"""The life of an import, and how long things last."""

from datetime import datetime, timedelta
from enum import StrEnum

from linli.core.machine import Machine, Transition
from linli.core.personal import After, Basis, personal, years


class ImportState(StrEnum):
    """Where an import stands (导入状态)."""

    UPLOADED = "UPLOADED"  # 已上传
    CHECKED = "CHECKED"  # 已试导
    REFUSED = "REFUSED"  # 文件无法读取
    CONFIRMED = "CONFIRMED"  # 已确认，等待写入
    COMMITTED = "COMMITTED"  # 已写入
    DISCARDED = "DISCARDED"  # 已放弃
    UNDONE = "UNDONE"  # 已撤销


class ImportAction(StrEnum):
    """What may be done with an import."""

    CHECK = "CHECK"
    REFUSE = "REFUSE"
    CONFIRM = "CONFIRM"
    COMMIT = "COMMIT"
    REOPEN = "REOPEN"
    DISCARD = "DISCARD"
    UNDO = "UNDO"


_S, _A = ImportState, ImportAction

FLOW: Machine[ImportState, ImportAction] = Machine(
    initial=_S.UPLOADED,
    rows=[
        Transition(_S.UPLOADED, _A.CHECK, _S.CHECKED),
        Transition(_S.UPLOADED, _A.REFUSE, _S.REFUSED),
        Transition(_S.UPLOADED, _A.DISCARD, _S.DISCARDED),
        Transition(_S.CHECKED, _A.CONFIRM, _S.CONFIRMED),
        Transition(_S.CHECKED, _A.DISCARD, _S.DISCARDED),
        Transition(_S.CONFIRMED, _A.COMMIT, _S.COMMITTED),
        Transition(_S.CONFIRMED, _A.DISCARD, _S.DISCARDED),  # the worker breaks on it
        Transition(_S.CONFIRMED, _A.REFUSE, _S.REFUSED),  # the right to it has ended
        # What is stored has changed since the trial run, and rows are refused now.
        Transition(_S.CONFIRMED, _A.REOPEN, _S.CHECKED),
        Transition(_S.COMMITTED, _A.UNDO, _S.UNDONE),
    ],
)

# The worker tries again after a pause that doubles; then somebody has to look.
MOST_ATTEMPTS = 5
WAITS_TOO_LONG = timedelta(minutes=15)


def next_try(tried_at: datetime, attempts: int) -> datetime:
    """Return when an import is tried again on which the worker broke so often."""
    return tried_at + timedelta(minutes=2 ** (attempts - 1))


# An uploaded file is full of personal data: it goes as soon as it is not needed.
FILE_KEPT = timedelta(hours=24)
# One that the worker could not write waits this long for somebody to look at it.
HANGING_KEPT = timedelta(days=7)
UNDO_WINDOW = timedelta(hours=72)
EXPORT_KEPT = timedelta(hours=24)
# Small files are looked at while the person waits; larger ones by the worker.
AT_ONCE_BYTES = 512 << 10
SHOWN_PROBLEMS = 200
MAX_ROWS = 2_000_000
HEADINGS_LOOKED_FOR = 5  # rows from the top among which the headings must be
WORKBOOK_ROWS = 50_000  # more rows than this are sent as CSV only

ACCOUNTABILITY = "people.accountability"
AFTER_TRANSFER = years(3, After.RECORDED)

# Who brought in or took out what, when, and what for, is kept as long as the trail needs it read.
PERSONAL = (
    personal(
        "Import",
        "account file_name",
        data="transfers",
        purpose=ACCOUNTABILITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_TRANSFER,
    ),
    personal(
        "Export",
        "account purpose fetched",
        data="transfers",
        purpose=ACCOUNTABILITY,
        basis=Basis.STATUTORY_DUTY,
        keep=AFTER_TRANSFER,
    ),
)
IMPERSONAL = {
    "Import": "id register place scope_path stored_name file_sha256 file_size state refusal "
    "refusal_facts rows_seen rows_refused problems problem_counts counts spans uploaded_at "
    "committed_at waiting_since attempts tried_at error",
    "Export": "id register place scope_path created_at expires_at",
}
