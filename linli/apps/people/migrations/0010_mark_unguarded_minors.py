"""Every minor of today is marked: who has a guardian is left out by the list itself."""

from datetime import UTC, datetime, timedelta

from django.db import migrations

AT_ONCE = 5_000


def mark(apps, schema_editor):
    """Mark them in batches; somebody who is eighteen by some days is taken off by the clock."""
    persons = apps.get_model("people", "Person").objects
    born_after = datetime.now(UTC).date() - timedelta(days=18 * 366)
    last = 0
    while True:
        rows = persons.filter(pk__gt=last, birth_date__gt=born_after, kind="NATURAL")
        some = list(rows.order_by("pk").values_list("pk", flat=True)[:AT_ONCE])
        if not some:
            return
        last = some[-1]
        persons.filter(pk__in=some).update(may_lack_guardian=True)


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("people", "0009_unguarded_minors")]

    operations = [migrations.RunPython(mark, migrations.RunPython.noop)]
