"""The tables here that copy a place's path: places move them along."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.apps.cases.models import Case, Category, DayOverride, Limit, OfficeHours, Task
from linli.apps.cases.models.cases import OPEN_STATES
from linli.apps.places.selectors import Attachment


def attachments() -> Iterator[Attachment]:
    """Yield them; what an office has set goes over to the successor of a merged place."""
    yield Attachment(
        model=Case, place="place", unit="unit", label=_("open cases"),
        current=Q(state__in=OPEN_STATES),
    )  # fmt: skip
    yield Attachment(model=Task, place="case__place")
    yield Attachment(model=Category, place="place")
    yield Attachment(model=Limit, place="place")
    yield Attachment(model=DayOverride, place="place")
    yield Attachment(model=OfficeHours, place="place")
