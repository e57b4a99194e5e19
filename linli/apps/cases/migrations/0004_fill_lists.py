"""Counts and copies that the lists of 0003 read, for cases that are there already."""

from collections import Counter

from django.db import migrations
from django.db.models import Count, F, OuterRef, Q, Subquery, Sum

LEVELS = ("county_id", "township_id", "community_id")
PLIGHTS = {
    "UNDER_WAY": Q(),
    "AGAIN": Q(reopened__gt=0),
    "BACK": Q(returned__gt=0),
    "DANGER": Q(level="DANGER"),
}


def fill(apps, _schema):
    """Count what is open by lead and by plight, and copy places to requests for more time."""
    case, change, delay, lead, standing = (
        apps.get_model("cases", name)
        for name in ("Case", "FigureChange", "Delay", "LeadFigure", "StandingFigure")
    )
    leads = Counter()
    opened = case.objects.exclude(state="CLOSED").order_by()
    noted = change.objects.filter(day=None, body_id__isnull=False).exclude(name="CLOSED").order_by()
    for level in LEVELS:
        led = opened.filter(lead__isnull=False, **{f"{level}__isnull": False})
        for *key, count in led.values_list(level, "lead_id", "state").annotate(n=Count("pk")):
            leads[tuple(key)] += count
        for name, condition in PLIGHTS.items():
            rows = led.filter(condition).values_list(level, "lead_id").annotate(n=Count("pk"))
            for *key, count in rows:
                leads[(*key, name)] += count
        # What is noted but not folded yet will be added by the fold.
        rows = noted.filter(**{f"{level}__isnull": False})
        for *key, count in rows.values_list(level, "body_id", "name").annotate(n=Sum("change")):
            leads[tuple(key)] -= count
    lead.objects.bulk_create(
        [lead(place_id=place, body_id=body, name=name, count=count)
         for (place, body, name), count in sorted(leads.items()) if count],
        batch_size=500,
    )  # fmt: skip
    standing.objects.bulk_create(_plights(opened, standing), batch_size=500)
    for level in LEVELS:
        of_case = case.objects.filter(clocks=OuterRef("clock_id")).values(level)[:1]
        delay.objects.update(**{level: Subquery(of_case)})


def _plights(opened, standing):
    subjects = {**dict.fromkeys(LEVELS, "PLACE"), "cell_id": "CELL", "lead_id": "BODY"}
    return [
        standing(kind=kind, subject_id=subject, name=name, count=count)
        for column, kind in subjects.items()
        for name, condition in PLIGHTS.items()
        for subject, count in opened.filter(condition, **{f"{column}__isnull": False})
        .values_list(F(column))
        .annotate(n=Count("pk"))
    ]


class Migration(migrations.Migration):

    dependencies = [("cases", "0003_lists_that_stay_small")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
