"""What the worker does for videos of cases, every other second."""

from datetime import datetime

from linli.apps.cases.services.clips import Studio

_STUDIO = Studio()  # the film under way; it ends with the worker


def prepare(now: datetime) -> None:
    """Begin with the next video, or see how far the one under way is; never wait for it."""
    _STUDIO.go_on(now=now)
