"""Posts on cells, and the grants that follow them."""

from collections.abc import Iterable
from datetime import datetime


def follow_cells(cell_ids: Iterable[int], *, now: datetime) -> None:
    """Let the grants of everybody who holds a post on these cells follow what they reach."""
