"""Why a file as a whole is refused. What is wrong in a row is no error here: see `registers`."""

from linli.core.errors import InvalidInput


class FileRefused(InvalidInput):
    """The file cannot be read as a table; nothing of it was taken."""

    code = "file.refused"


class FileTooLarge(FileRefused):
    """The file, or what it would unpack to, is larger than allowed."""

    code = "file.too_large"


class FileTypeUnknown(FileRefused):
    """The content is neither CSV nor an Excel workbook, whatever the name says."""

    code = "file.type_unknown"


class FileDamaged(FileRefused):
    """The file breaks off or contradicts itself."""

    code = "file.damaged"


class RowUnreadable(FileRefused):
    """A quotation mark opens and never closes, or a cell is longer than any real one."""

    code = "file.row_unreadable"


class FileEncodingUnknown(FileRefused):
    """The text is neither UTF-8, UTF-16 nor GB18030."""

    code = "file.encoding_unknown"


class FileEncrypted(FileRefused):
    """The workbook is protected by a password."""

    code = "file.encrypted"


class FileEmpty(FileRefused):
    """There is no heading row."""

    code = "file.empty"


class FileWithoutRows(FileRefused):
    """There is nothing below the headings."""

    code = "file.without_rows"
