"""Videos that were there before say whose they are, so that they stand in that person's data."""

from django.db import migrations
from django.db.models import F, OuterRef, Q, Subquery


def fill(apps, editor):
    """Take the person from the report, or from the entry of the thread that brought the video."""
    clips = apps.get_model("cases", "Clip").objects.filter(person_id=None)
    reporter = apps.get_model("cases", "Case").objects.filter(pk=OuterRef("case_id"))
    told = apps.get_model("cases", "CaseStep").objects.filter(pk=OuterRef("step_id"))
    with_report = Q(step=None, added_at=F("case__reported_at"))
    clips.filter(with_report | Q(step__part="REPORTER")).update(
        person_id=Subquery(reporter.values("reporter_id")[:1])
    )
    clips.filter(step__isnull=False).exclude(step__part="REPORTER").update(
        person_id=Subquery(told.values("person_id")[:1])
    )


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0037_open_lists_by_source'),
    ]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
