"""What the worker does for organisations by the clock."""

from datetime import datetime

from linli.apps.organisations.services import forget_ended, forget_old_posts
from linli.core.access import Actor
from linli.kit.ticks import one_by_one


def keep_periods(now: datetime) -> None:
    """Delete report-ins that ended more than a year ago, and what is left of old posts.

    One that fails holds up none of the others.
    """
    clock = Actor.system("retention")
    one_by_one((forget_ended, forget_old_posts), lambda forget: forget(actor=clock, now=now))
