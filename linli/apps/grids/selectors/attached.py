"""The tables here that copy a place's path: places move them along."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.apps.grids.models import (
    Assignment,
    Cell,
    GridRevision,
    PlaceOutline,
    PlacePoint,
    RevisionMove,
    Station,
    SupervisionLine,
)
from linli.apps.places.selectors import Attachment

_OPEN = Q(valid_to=None)


def attachments() -> Iterator[Attachment]:
    """Yield them; cells of a merged community wait there until a plan of its successor."""
    yield Attachment(model=Cell, place="place", label=_("cells"), current=_OPEN)
    yield Attachment(model=GridRevision, place="place")
    yield Attachment(model=Station, place="cell__place")
    yield Attachment(model=PlaceOutline, place="place")
    yield Attachment(model=PlacePoint, place="place")
    yield Attachment(model=SupervisionLine, place="place")
    yield Attachment(model=Assignment, place="place", unit="unit")
    yield Attachment(model=RevisionMove, place="place", unit="unit")
