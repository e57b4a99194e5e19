"""Many short runs of bytes as one: how sealed values and indexes go from one process to another.

A million objects of some bytes each would be written and read one by one, and for SQLite made anew,
because its driver binds `bytearray` as it stands but looks for an adapter for `bytes` each time.
"""

from collections.abc import Sequence
from itertools import accumulate

import numpy as np

# All bytes, and how many each has: one number where all have as many, 0 where there is None.
Packed = tuple[bytes, int | list[int]]


def packed(values: Sequence[bytes | None]) -> Packed:
    """Return values as one; there is no difference between an empty one and None."""
    if None in values:
        return b"".join(filter(None, values)), [len(value or b"") for value in values]
    joined = b"".join(values)  # type: ignore[arg-type]
    sizes = list(map(len, values))  # type: ignore[arg-type]
    size = sizes[0] if sizes else 0
    return joined, size if size and sizes.count(size) == len(sizes) else sizes


def unpacked(given: Packed) -> list[bytearray | None]:
    """Return the values."""
    joined, sizes = given
    whole = bytearray(joined)
    if isinstance(sizes, int):
        return [whole[start : start + sizes] for start in range(0, len(whole), sizes)]
    return [
        whole[end - size : end] if size else None
        for size, end in zip(sizes, accumulate(sizes), strict=True)
    ]


def leading_words(given: Packed, size: int) -> np.ndarray:
    """Return the first eight bytes of values of `size` bytes as numbers, 0 for None."""
    joined, sizes = given
    words = np.frombuffer(joined, ">u8")[:: size // 8].astype(np.uint64)
    if isinstance(sizes, int):
        return words
    found = np.zeros(len(sizes), np.uint64)
    found[np.array(sizes, bool)] = words
    return found
