"""Words for states, refusals and problems in rows."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from linli.apps.transfers.rules import ImportState
from linli.kit.registers import registers
from linli.kit.sentences import register_sentences, sentence_for
from linli.kit.stored_words import register_stored
from linli.kit.trail_words import (
    Says,
    code_said,
    model_said,
    register_facts,
    register_models,
    register_things,
)

STATES: dict[ImportState, Promise] = {
    ImportState.UPLOADED: _("uploaded, waiting for its trial run"),
    ImportState.CHECKED: _("trial run done"),
    ImportState.REFUSED: _("file refused"),
    ImportState.CONFIRMED: _("confirmed, waiting to be written"),
    ImportState.COMMITTED: _("written"),
    ImportState.DISCARDED: _("given up"),
    ImportState.UNDONE: _("taken back"),
}


def hanging_text(register: object, place: str) -> str:
    """Return what a file on which the worker breaks is, without its name."""
    return gettext("File for %(register)s, %(place)s") % {"register": register, "place": place}


def problem_text(code: str, facts: Mapping[str, Any]) -> str:
    """Return the sentence for what is wrong in a row."""
    return sentence_for(code, facts)


register_sentences(
    {
        "transfers.register_unknown": _("There is no such register."),
        "transfers.not_yours": _("This belongs to somebody else."),
        "transfers.right_ended": _(
            "You may not bring such rows in here any more, so nothing was written. "
            "Whoever holds the post now can upload the file."
        ),
        "transfers.rows_refused": _(
            "%(rows)s rows cannot be taken. Put them right in the file and upload it again; "
            "a file goes in whole or not at all."
        ),
        "transfers.undo_too_late": _("This can be taken back only within %(hours)s hours."),
        "transfers.undo_in_use": _(
            "%(rows)s rows have been changed or are needed by others since. "
            "Correct them one by one instead."
        ),
        "transfers.purpose_missing": _("Say what the rows are needed for."),
        "transfers.export_expired": _("The time of this export is over. Ask for a new one."),
        "file.refused": _("The file cannot be read as a table."),
        "file.too_large": _("The file is too large, or would unpack to too much."),
        "file.type_unknown": _("This is neither an Excel workbook nor a CSV file."),
        "file.damaged": _("The file is damaged. Save it again in the program it comes from."),
        "file.encoding_unknown": _(
            "The text is neither UTF-8 nor GB18030. Save it as one of them."
        ),
        "file.encrypted": _("The workbook has a password. Save it without one."),
        "file.empty": _("The file has no heading row."),
        "file.without_rows": _("There is nothing below the headings."),
        "file.row_unreadable": _(
            "Row %(row)s cannot be read: a quotation mark opens and never closes, or a cell is "
            "longer than any real one."
        ),
        "file.gone": _("The uploaded file is no longer kept. Upload it again."),
        "file.headings_refused": _(
            "The headings do not fit. Missing: %(missing)s. Unknown: %(unknown)s. "
            "Twice: %(twice)s. Start from the template."
        ),
        "cell.required": _("This must not be empty."),
        "cell.rounded": _(
            "The spreadsheet has rounded this number, its last digits are lost. "
            "Format the column as text and enter it again."
        ),
        "cell.valueless": _("The formula in this cell gives no value. Enter the value itself."),
        "cell.day": _("Write the day as 2015-01-31."),
        "cell.whole_number": _("Write a whole number."),
        "cell.between": _("Write a whole number from %(least)s to %(most)s."),
        "cell.yes_or_no": _("Write yes or no."),
        "cell.grade": _("Write 1, 2 or 3."),
        "cell.choice": _("Write one of: %(allowed)s."),
        "row.too_long": _("The row has more cells (%(cells)s) than there are headings."),
        "event.import.uploaded": _("File uploaded"),
        "event.import.checked": _("Import run on trial"),
        "event.import.refused": _("Import file refused"),
        "event.import.confirmed": _("Import confirmed"),
        "event.import.committed": _("Import written"),
        "event.import.retried": _("Import ordered again"),
        "event.import.discarded": _("Import given up"),
        "event.import.undone": _("Import taken back"),
        "data.transfers": _("Files brought in or taken out: by whom, when, what for"),
        "event.transfers.retention_applied": _("Old records of files deleted"),
        "event.export.opened": _("Export opened"),
        "event.export.fetched": _("Export fetched"),
    }
)

register_stored("transfers.Import", file_name=_("File brought in"))
register_stored("transfers.Export", purpose=_("What rows were taken out for"))


def register_said(key: str) -> str:
    """Return what a register is called."""
    found = registers().get(key)
    return str(found.label) if found else key


def count_said(name: str) -> str:
    """Return what was counted; what has no name are the rows."""
    return problem_text(f"count.{name}", {}) if name else str(pgettext_lazy("trail", "Rows"))


register_things(
    **{"import": pgettext_lazy("trail", "Import"), "export": pgettext_lazy("trail", "Export")}
)
register_facts(
    "import",
    "export",
    register=Says(pgettext_lazy("trail", "Register"), values=register_said),
    purpose=pgettext_lazy("trail", "Purpose"),
    sha256=pgettext_lazy("trail", "Digest of the file"),
    size=pgettext_lazy("trail", "Size in bytes"),
    refusal=Says(pgettext_lazy("trail", "Why it was refused"), values=code_said),
    refused=pgettext_lazy("trail", "Number of rows refused"),
    counts=Says(pgettext_lazy("trail", "How many"), keys=Says("", values=count_said)),
    spans=pgettext_lazy("trail", "Rows written"),
    model=Says(pgettext_lazy("trail", "Table"), values=model_said),
    first=pgettext_lazy("trail", "From no."),
    last=pgettext_lazy("trail", "To no."),
    attempts=pgettext_lazy("trail", "Attempts"),
    time=pgettext_lazy("trail", "Fetched, time no."),
    **{"as": pgettext_lazy("trail", "As a file of kind")},
)
register_facts(
    "transfers",
    rows=Says(
        pgettext_lazy("trail", "What was deleted"),
        values={
            "imports": pgettext_lazy("trail", "Imports"),
            "exports": pgettext_lazy("trail", "Exports"),
        },
    ),
)
register_models(
    {
        "transfers.Import": pgettext_lazy("trail", "Imports"),
        "transfers.Export": pgettext_lazy("trail", "Exports"),
    }
)
