"""What tasks and requests copy of their case, for those that are there, some thousands at a time."""

from django.db import migrations
from django.db.models import Case, OuterRef, Subquery, Value, When
from django.db.models.functions import Coalesce, Substr

AT_ONCE = 10_000
COPIED = {"case_scope_path": "scope_path", "case_number": "number", "category_id": "category_id"}


def fill(apps, _schema):
    """Copy the columns; run again, it does the same."""
    task, delay, clock, case = (
        apps.get_model("cases", name) for name in ("Task", "Delay", "Clock", "Case")
    )
    mine = clock.objects.filter(pk=OuterRef("clock_id"))
    # A request belongs to the body of the task, or to the one that leads its case.
    bodies = Coalesce(
        Subquery(mine.values("task__body_id")[:1]), Subquery(mine.values("case__lead_id")[:1])
    )
    _by_parts(delay, {"case_id": Subquery(mine.values("case_id")[:1]), "body_id": bodies})
    of_case = case.objects.filter(pk=OuterRef("case_id"))
    values = {column: Subquery(of_case.values(source)[:1]) for column, source in COPIED.items()}
    _by_parts(delay, values)
    is_open = Case(When(state="CLOSED", then=Value(value=False)), default=Value(value=True))
    worked_out = {"case_text": Substr("text", 1, 81), "case_is_open": is_open}
    values["case_level"] = Subquery(of_case.values("level")[:1])
    for column, how in worked_out.items():
        values[column] = Subquery(of_case.annotate(found=how).values("found")[:1])
    _by_parts(task, values)


def _by_parts(model, values):
    last = 0
    while numbers := list(
        model.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        model.objects.filter(pk__gt=last, pk__lte=numbers[-1]).update(**values)
        last = numbers[-1]


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("cases", "0013_copies_of_cases")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
