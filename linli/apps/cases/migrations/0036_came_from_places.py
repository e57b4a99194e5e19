"""From which place a case came to the desk of the place where it lies now."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0035_voices"),
        ("places", "0005_unit_successions"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="came_from",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.place",
            ),
        ),
    ]
