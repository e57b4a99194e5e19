"""What was granted before had the one agreement that was needed."""

from django.db import migrations


def fill(apps, _schema):
    granted = apps.get_model("cases", "Delay").objects.filter(state__in=("GRANTED", "ENDED"))
    granted.filter(decided_at__isnull=False, agreed=0).update(agreed=1)


class Migration(migrations.Migration):
    dependencies = [("cases", "0039_several_must_agree")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
