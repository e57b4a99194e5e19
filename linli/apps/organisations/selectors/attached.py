"""The tables here that copy a place's path: places move them along."""

from collections.abc import Iterator

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from linli.apps.organisations.models import (
    Body,
    CompoundCondition,
    HouseholdMark,
    Need,
    OwnType,
    ReportIn,
    Seat,
    Stewardship,
    TrainingCourse,
)
from linli.apps.places.selectors import Attachment

_OPEN = Q(valid_to=None)


def attachments() -> Iterator[Attachment]:
    """Yield them; bodies of a merged place wait there for somebody to decide."""
    yield Attachment(model=Body, place="place", label=_("bodies"), current=_OPEN)
    yield Attachment(model=Seat, place="place", label=_("posts"), current=_OPEN)
    yield Attachment(model=HouseholdMark, unit="household__unit")
    yield Attachment(model=ReportIn, place="branch__place")
    yield Attachment(model=Need, place="place")
    yield Attachment(model=OwnType, place="place")
    yield Attachment(model=Stewardship, place="place", label=_("stewardships"), current=_OPEN)
    yield Attachment(model=CompoundCondition, place="place")
    yield Attachment(model=TrainingCourse, place="place")
