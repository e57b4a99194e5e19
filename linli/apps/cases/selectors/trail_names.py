"""What cases, their tasks and their settings are called in the trail."""

from collections.abc import Collection

from linli.apps.cases.labels import TASK_KINDS
from linli.apps.cases.models import Case, Category, CheckItem, Task
from linli.apps.cases.rules.tasks import TaskKind
from linli.apps.cases.selectors.offered import category_name
from linli.kit.trail_words import row_numbers


def case_numbers(numbers: Collection[str]) -> dict[str, str]:
    """Return the numbers under which people know cases."""
    rows = Case.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "number")
    return {str(pk): number for pk, number in rows}


def cases_called(typed: str) -> list[str]:
    """Return which case has this number."""
    rows = Case.objects.filter(number=typed.upper())
    return [str(pk) for pk in rows.values_list("pk", flat=True)]


def task_names(numbers: Collection[str]) -> dict[str, str]:
    """Return of what kind tasks are, and whose."""
    rows = Task.objects.filter(pk__in=row_numbers(numbers))
    return {
        str(pk): f"{TASK_KINDS[TaskKind(kind)]} · {body}"
        for pk, kind, body in rows.values_list("pk", "kind", "body__name")
    }


def category_names(numbers: Collection[str]) -> dict[str, str]:
    """Return the names of categories in the reader's language."""
    rows = Category.objects.filter(pk__in=row_numbers(numbers))
    return {str(row.pk): category_name(row) for row in rows}


def check_item_texts(numbers: Collection[str]) -> dict[str, str]:
    """Return the lines of check-lists."""
    rows = CheckItem.objects.filter(pk__in=row_numbers(numbers)).values_list("pk", "text_zh")
    return {str(pk): text for pk, text in rows}
