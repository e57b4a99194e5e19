"""The tables here that copy a place's path: places move them along."""

from collections.abc import Iterator

from linli.apps.interfaces.models import ApiKey
from linli.apps.places.selectors import Attachment


def attachments() -> Iterator[Attachment]:
    """Yield them."""
    yield Attachment(model=ApiKey, place="place")
