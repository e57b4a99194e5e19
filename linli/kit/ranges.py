"""Parts of a file on request, which players on phones ask for. Source: RFC 9110, chapter 14."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import IO

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

# No file is longer than eighteen digits say, and longer numbers are not worth reading.
_ASKED = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)
_CHUNK = 64 * 1024


class RangeImpossible(Exception):
    """The file ends before the part that is asked for begins."""


@dataclass(frozen=True, slots=True)
class Part:
    """Bytes of a file from `first` to `last`, both included."""

    first: int
    last: int

    @property
    def size(self) -> int:
        """Return how many bytes it has."""
        return self.last - self.first + 1


def asked_part(header: str, size: int) -> Part | None:
    """Return the part of a file of `size` bytes that a header asks for, None for all of it.

    What is malformed, and several parts at once, is answered with all of it, as the standard lets
    a server do. Raises RangeImpossible.
    """
    asked = _ASKED.fullmatch(header.strip())
    if asked is None or asked.groups() == ("", ""):
        return None
    first, last = asked.groups()
    if not first:
        return _checked(size - min(int(last), size), size - 1, size)
    if last and int(last) < int(first):
        return None
    return _checked(int(first), min(int(last), size - 1) if last else size - 1, size)


def _checked(first: int, last: int, size: int) -> Part:
    if first > last or first >= size:
        raise RangeImpossible
    return Part(first, last)


def ranged(
    request: HttpRequest, file: IO[bytes], *, size: int, etag: str, media_type: str
) -> HttpResponseBase:
    """Return a file or the part of it that is asked for; the file is closed with the answer."""
    header = request.headers.get("Range", "")
    if request.headers.get("If-Range", etag) != etag:
        header = ""  # the part of another file is of no use
    try:
        part = asked_part(header, size)
    except RangeImpossible:
        file.close()
        answer: HttpResponseBase = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE)
        answer.headers["Content-Range"] = f"bytes */{size}"
        return answer
    wanted = part or Part(0, size - 1)
    answer = StreamingHttpResponse(_Chunks(file, wanted), content_type=media_type)
    answer.headers["Accept-Ranges"] = "bytes"
    answer.headers["Content-Length"] = str(wanted.size)
    if part is not None:
        answer.status_code = HTTPStatus.PARTIAL_CONTENT
        answer.headers["Content-Range"] = f"bytes {part.first}-{part.last}/{size}"
    return answer


class _Chunks:
    """The bytes of a part; whoever closes the answer closes the file."""

    def __init__(self, file: IO[bytes], part: Part) -> None:
        self._file, self._part = file, part

    def __iter__(self) -> Iterator[bytes]:
        self._file.seek(self._part.first)
        left = self._part.size
        while left and (chunk := self._file.read(min(_CHUNK, left))):
            left -= len(chunk)
            yield chunk

    def close(self) -> None:
        """Close the file."""
        self._file.close()
