"""The tables here that copy a place's path: places move them along."""

from collections.abc import Iterator

from linli.apps.notices.models import Delivery, Notice, Webhook
from linli.apps.places.selectors import Attachment


def attachments() -> Iterator[Attachment]:
    """Yield them; none hangs on a place of its own, only the path is kept right."""
    yield Attachment(model=Notice)
    yield Attachment(model=Delivery)
    yield Attachment(model=Webhook)
