"""Folding of figures."""

from datetime import datetime

from linli.apps.cases.services.figures import fold_all


def fold(now: datetime) -> None:
    """Fold what the acts have noted since the last time."""
    fold_all()
