"""Places of the case copied to tasks that are there already, some thousands at a time."""

from django.db import migrations
from django.db.models import OuterRef, Subquery

AT_ONCE = 10_000


def fill(apps, _schema):
    """Copy the numbers of the places; run again, it does the same."""
    task, case = apps.get_model("cases", "Task"), apps.get_model("cases", "Case")
    mine = case.objects.filter(pk=OuterRef("case_id"))
    places = {
        level: Subquery(mine.values(level)[:1])
        for level in ("county_id", "township_id", "community_id")
    }
    last = 0
    while numbers := list(
        task.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:AT_ONCE]
    ):
        task.objects.filter(pk__gt=last, pk__lte=numbers[-1]).update(**places)
        last = numbers[-1]


class Migration(migrations.Migration):

    atomic = False
    dependencies = [("cases", "0010_places_of_tasks")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
