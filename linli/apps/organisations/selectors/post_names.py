"""Posts in words, for the trail and whoever else carries a post as "seat:46"."""

from collections.abc import Collection

from linli.apps.accounts.rules import FROM_POSTS
from linli.apps.organisations.labels import SEAT_KINDS
from linli.apps.organisations.models import Seat


def seat_names(sources: Collection[str]) -> dict[str, str]:
    """Return body and post for each source that names a seat, closed ones too."""
    numbers = {
        int(source.removeprefix(FROM_POSTS)): source
        for source in sources
        if source.startswith(FROM_POSTS) and source.removeprefix(FROM_POSTS).isdecimal()
    }
    seats = Seat.objects.filter(pk__in=numbers).select_related("body")
    return {
        numbers[seat.pk]: f"{seat.body.name} · {seat.title or SEAT_KINDS.get(seat.kind, '')}"
        for seat in seats
    }
