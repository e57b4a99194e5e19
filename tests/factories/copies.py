"""What tasks and requests copy of their case, held against the case itself."""

from linli.apps.cases.models import Delay, Escalation, Task
from linli.apps.cases.services.copies import copies_of


def wrong_copies() -> list[str]:
    """Return the columns of tasks and requests that do not say what their case says."""
    return [
        f"{model.__name__} {row.pk}: {column} is {getattr(row, column)!r}, not {value!r}"
        for model in (Task, Delay, Escalation)
        for row in model.objects.select_related("case")
        for column, value in copies_of(row.case, model).items()
        if getattr(row, column) != value
    ]
