"""Powers of public data by buckets (Yao's method, Pippenger's for sums), for any product."""

from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def weighted_product(
    elements: Sequence[T], weights: Sequence[int], *, one: T, times: Callable[[T, T], T]
) -> T:
    """Return the product of element^weight; weights are naturals, usually small."""
    width = 8 if len(elements) > 300 else 5
    mask = (1 << width) - 1
    total = one
    longest = max((weight.bit_length() for weight in weights), default=0)
    for shift in reversed(range(0, longest, width)):
        for _ in range(width):
            total = times(total, total)
        digits = [weight >> shift & mask for weight in weights]
        total = times(total, bucket_product(elements, digits, mask, one=one, times=times))
    return total


def bucket_product(
    elements: Sequence[T],
    digits: Sequence[int],
    greatest: int,
    *,
    one: T,
    times: Callable[[T, T], T],
) -> T:
    """Return the product of element^digit, for digits from 0 to `greatest`."""
    buckets: list[T | None] = [None] * (greatest + 1)
    for element, digit in zip(elements, digits, strict=True):
        if digit:
            held = buckets[digit]
            buckets[digit] = element if held is None else times(held, element)
    running = total = one
    for held in reversed(buckets[1:]):
        if held is not None:
            running = times(running, held)
        total = times(total, running)
    return total
