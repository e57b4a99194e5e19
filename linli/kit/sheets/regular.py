"""Stretches of a sheet whose rows all look alike, taken as columns, all cells of them at once.

That is how programs write tables: each row has the same cells, all texts, none left out though
some may be empty. Where the tags of a stretch stand tells whether it is one; then the texts are
copied out from between them. Whatever differs is told by `None` and read cell by cell
(`sheets.workbook`).
"""

from typing import Any

import numpy as np

from linli.kit.sheets.cells import Stretch
from linli.kit.sheets.shared import SharedStrings, plain

# What stands between columns and between cells of a block; no cell holds them.
CELL, COLUMN = "\x1f", "\x1e"
_MOST = 64  # columns; wider rows are hardly alike
_LONGEST = 8 << 20  # of all texts together: shared ones may be long, and mentioned often
_SIZE, _NUMBER = 4, np.dtype(">u4")  # of the count of rows; of their numbers
_MOST_DIGITS = 9  # of the number of a shared string
_LETTERS = tuple(first + second for first in " AB" for second in "ABCDEFGHIJKLMNOPQRSTUVWXYZ")
_FIRST, _SECOND = (
    np.array([ord(letters.strip().ljust(2)[place]) for letters in _LETTERS], dtype=np.uint8)
    for place in (0, 1)
)
_OPEN, _CLOSE, _SLASH, _NOUGHT, _QUOTE = b'<>/0"'
_CELL_TAG, _INLINE_TAG, _TEXT_TAG = b"cit"  # first letters
_PRESERVED = b'<t xml:space="preserve">'
_Places = Any  # an array of positions


class _Tags:
    """The tags of some XML by number: where each begins, and what stands there.

    What lies past either end is taken for what stands at it: nothing there is as expected.
    """

    def __init__(self, text: bytes) -> None:
        self.bytes = np.frombuffer(text, np.uint8)
        # The four and the eight bytes from each place on, as one number.
        self._words = {
            size: np.ndarray((len(text) - size + 1,), f">u{size}", text, strides=(1,))
            for size in (4, 8)
        }
        self._begins = np.flatnonzero(self.bytes == _OPEN)
        self._kinds = self.byte(self._begins + 1)
        self.count = len(self._begins)

    def of(self, letter: bytes) -> _Places:
        """Return the numbers of the tags that begin with a letter."""
        return np.flatnonzero(self._kinds == letter[0])

    def begin(self, numbers: _Places) -> _Places:
        """Return where tags begin."""
        return self._begins.take(numbers, mode="clip")

    def kind(self, numbers: _Places) -> _Places:
        """Return the first letters of tags, "/" of those that end something."""
        return self._kinds.take(numbers, mode="clip")

    def byte(self, places: _Places) -> _Places:
        """Return the bytes at places."""
        return self.bytes.take(places, mode="clip")

    def say(self, places: _Places, words: bytes) -> bool:
        """Tell whether these bytes, four at least, stand at all the places."""
        least, most = int(places.min(initial=0)), int(places.max(initial=0))
        if least < 0 or most + len(words) > len(self.bytes):
            return False
        size = 8 if len(words) >= 8 else 4
        found, starts = self._words[size], [*range(0, len(words) - size, size), len(words) - size]
        return all(
            bool((found[places + start] == int.from_bytes(words[start : start + size])).all())
            for start in starts
        )

    def whole_numbers(self, places: _Places) -> tuple[_Places, _Places]:
        """Return the numbers written at places, and where each has ended: at once, without one.

        No longer ones than a cell may say of shared strings, or of rows.
        """
        numbers, ends = np.zeros(len(places), np.int64), places.copy()
        for digit in range(_MOST_DIGITS):
            digits = self.byte(ends) - _NOUGHT  # unsigned: what is no digit is ten or more
            goes_on = (digits < 10) & (ends == places + digit)
            if not goes_on.any():
                break
            numbers = np.where(goes_on, numbers * 10 + digits, numbers)
            ends += goes_on
        return numbers, ends


def regular_block(text: bytes, shared: SharedStrings) -> bytes | None:
    """Return rows as a block, where all are alike: how many, their numbers, columns of texts.

    `text` holds whole rows. A blank row, or a separator within a cell, makes it None. Raises
    ValueError for what is no text, IndexError for a shared string that is missing.
    """
    text = text[max(0, text.find(b"<row")) :]
    if len(text) < len(_PRESERVED):
        return None
    tags = _Tags(text)
    if text.count(b">") != tags.count:  # one within a text might feign what stands in a tag
        return None
    table = _table(tags)
    if table is None:
        return None
    height, width = table.shape
    cells = table.T.ravel()
    follows = tags.kind(cells + 1)
    is_filled = (follows != _CELL_TAG) & (follows != _SLASH)  # a value follows
    filled = cells[is_filled]
    if not bool((tags.byte(tags.begin(cells[~is_filled] + 1) - 2) == _SLASH).all()):
        return None
    is_inline = len(filled) > 0 and tags.kind(filled[:1] + 1)[0] == _INLINE_TAG
    found = _inline(tags, filled) if is_inline else _mentioned(tags, filled, shared)
    within = 5 if is_inline else 3  # tags of a filled cell beside its own
    if found is None or tags.count != 2 * height + len(cells) + within * len(filled):
        return None
    source, starts, sizes = found
    begins, lengths = np.zeros((2, len(cells)), np.int64)
    begins[is_filled], lengths[is_filled] = starts, sizes
    blank = not bool(lengths.reshape(width, height).any(axis=0).all())
    numbers = _row_numbers(tags)
    if blank or numbers is None or lengths.sum() > _LONGEST:
        return None
    texts = _checked(_copied(source, begins, lengths, height), height, width)
    return texts and height.to_bytes(_SIZE, "big") + numbers + texts


def _table(tags: _Tags) -> _Places | None:
    """Return the cells of each row, as numbers of tags; None where they are no rectangle."""
    rows, cells = tags.of(b"r"), tags.of(b"c")
    height = len(rows)
    width, left = divmod(len(cells), height) if height else (0, 0)
    if not 0 < width <= _MOST or left:
        return None
    cells = cells.reshape(height, width)
    places = tags.begin(cells)
    last_of_each = np.append(rows[1:], tags.count) - 1
    first, second = tags.byte(places + 6), tags.byte(places + 7)
    is_digit = (second - _NOUGHT) < 10  # unsigned: what stands before the noughts is large
    is_right = (
        bool((cells[:, 0] == rows + 1).all())
        and tags.say(tags.begin(rows), b'<row r="')
        and tags.say(tags.begin(last_of_each), b"</row>")
        and tags.say(places.ravel(), b'<c r="')
        and bool((first == _FIRST[:width]).all())
        and bool(is_digit[:, :26].all())
        and bool((second[:, 26:] == _SECOND[26:width]).all())
    )
    return cells if is_right else None


def _inline(tags: _Tags, filled: _Places) -> tuple[_Places, _Places, _Places] | None:
    """Return where the texts of the cells begin, and their lengths, in bytes of the sheet."""
    begin, end = tags.begin(filled + 2), tags.begin(filled + 3)
    is_short = tags.byte(begin + 2) == _CLOSE
    is_right = (
        tags.say(tags.begin(filled + 1) - 15, b' t="inlineStr"><is>')
        and bool((tags.kind(filled + 2) == _TEXT_TAG).all())
        and tags.say(begin[~is_short], _PRESERVED)
        and tags.say(end, b"</t></is></c>")
    )
    starts = begin + np.where(is_short, 3, len(_PRESERVED))
    return (tags.bytes, starts, end - starts) if is_right else None


def _mentioned(
    tags: _Tags, filled: _Places, shared: SharedStrings
) -> tuple[_Places, _Places, _Places] | None:
    """Return where the shared texts of the cells begin, and their lengths, in bytes of those."""
    begin, end = tags.begin(filled + 1) + 3, tags.begin(filled + 2)
    if not (tags.say(begin - 10, b' t="s"><v>') and tags.say(end, b"</v></c>")):
        return None
    numbers, ends = tags.whole_numbers(begin)
    are_numbers = bool(((ends == end) & (end > begin)).all())
    return shared.located(numbers) if are_numbers else None


def _copied(source: _Places, begins: _Places, lengths: _Places, height: int) -> bytes:
    """Return the texts one behind the other, each followed by what separates it from the next."""
    lengths = lengths + 1
    ends = np.cumsum(lengths)
    places = np.repeat(begins - (ends - lengths), lengths)
    places += np.arange(len(places))
    copied = source.take(places, mode="clip")  # the byte behind a text gives way to a separator
    copied[ends - 1] = ord(CELL)
    copied[ends[height - 1 :: height] - 1] = ord(COLUMN)
    return copied[:-1].tobytes()


def _row_numbers(tags: _Tags) -> bytes | None:
    """Return the numbers of the rows, each in four bytes."""
    begins = tags.begin(tags.of(b"r")) + len(b'<row r="')
    numbers, ends = tags.whole_numbers(begins)
    if not bool((tags.byte(ends) == _QUOTE).all() and (ends > begins).all()):
        return None
    return numbers.astype(_NUMBER).tobytes()


def _checked(texts: bytes, height: int, width: int) -> bytes | None:
    """Return texts with their escapes undone; None where a cell holds a separator."""
    decoded = texts.decode()  # what is no UTF-8 is damage
    if b"&" in texts or b"_x" in texts:
        decoded = plain(texts)
        texts = decoded.encode(errors="replace")
    cells, columns = (height - 1) * width, width - 1
    return texts if (decoded.count(CELL), decoded.count(COLUMN)) == (cells, columns) else None


def stretch_of(block: bytes) -> Stretch:
    """Return the rows of a block."""
    numbers = _numbers_of(block)
    texts = block[_SIZE + numbers.nbytes :].decode()
    return Stretch(numbers.tolist(), [column.split(CELL) for column in texts.split(COLUMN)])


def last_number(block: bytes) -> int:
    """Return the number of the last row of a block."""
    return int(_numbers_of(block)[-1])


def _numbers_of(block: bytes) -> Any:
    return np.frombuffer(block, _NUMBER, int.from_bytes(block[:_SIZE], "big"), _SIZE)
