"""Room for what tasks and requests copy of their case; filled in 0014, closed in 0015."""

import django.db.models.deletion
from django.db import migrations, models


def _room(model):
    return [
        migrations.AddField(
            model_name=model, name="case_scope_path",
            field=models.CharField(default="", max_length=120), preserve_default=False,
        ),
        migrations.AddField(
            model_name=model, name="case_number",
            field=models.CharField(default="", max_length=24), preserve_default=False,
        ),
        migrations.AddField(
            model_name=model, name="category_id",
            field=models.BigIntegerField(default=0), preserve_default=False,
        ),
    ]


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0012_refused_calls_of_places"),
        ("organisations", "0005_training"),
    ]

    operations = [
        *_room("task"),
        migrations.AddField(
            model_name="task", name="case_level",
            field=models.CharField(default="ORDINARY", max_length=16), preserve_default=False,
        ),
        migrations.AddField(
            model_name="task", name="case_text",
            field=models.CharField(default="", max_length=81), preserve_default=False,
        ),
        migrations.AddField(
            model_name="task", name="case_is_open",
            field=models.BooleanField(default=True), preserve_default=False,
        ),
        *_room("delay"),
        migrations.AddField(
            model_name="delay", name="case",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="delays",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="delay", name="body",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+",
                to="organisations.body", db_index=False,
            ),
        ),
    ]
