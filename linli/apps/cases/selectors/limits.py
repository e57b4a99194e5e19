"""Which limit holds for a step of a case: the nearest row, or the built-in table."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from linli.apps.cases.models import Limit
from linli.apps.cases.rules.clocks import Step, TimeUnit
from linli.apps.cases.rules.kinds import Level
from linli.apps.cases.rules.limits import DEFAULT_LIMITS, Span, nearest
from linli.core.tree import ancestors


@dataclass(frozen=True, slots=True)
class Chosen:
    """The limit that holds, and the row it comes from; no row is the built-in table."""

    span: Span
    limit_id: int | None = None


def limit_for(*, path: str, category_id: int, level: Level, step: Step, day: date) -> Chosen:
    """Return the limit of a step at the place at `path` on `day`.

    Source: [rule:case-limits].
    """
    rows = Limit.objects.on(day).filter(
        Q(category=category_id) | Q(category__isnull=True),
        scope_path__in=[*ancestors(path), path],
        level=level,
        step=step,
    )
    row: Limit | None = nearest(rows.order_by("pk"))
    if row is None:
        return Chosen(DEFAULT_LIMITS[level, step])
    return Chosen(Span(row.amount, TimeUnit(row.unit)), row.pk)
