"""What the worker does for people by the clock."""

from datetime import datetime

from linli.apps.people.services import apply_retention, publish_notice, suspect_duplicates
from linli.core.access import Actor


def keep_periods(now: datetime) -> None:
    """Restrict and erase what is no longer needed."""
    apply_retention(actor=Actor.system("retention"), now=now)


def find_duplicates(now: datetime) -> None:
    """Bring pairs that look like one person to the merge desk."""
    suspect_duplicates(actor=Actor.system("duplicates"), now=now)


def keep_notice(now: datetime) -> None:
    """Publish the privacy notice when the declarations have changed with an update."""
    publish_notice(actor=Actor.system("notice"), now=now)
