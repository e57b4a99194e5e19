"""Who answers for the data, as the privacy notice names them."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0003_quick_checks"), ("places", "0005_unit_successions")]

    operations = [
        migrations.CreateModel(
            "DataHandler",
            [
                ("id", models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    )),
                ("scope_path", models.CharField(blank=True, max_length=120, unique=True)),
                ("name", models.CharField(max_length=80)),
                ("address", models.CharField(max_length=160)),
                ("contact", models.CharField(max_length=80)),
                ("phone", models.CharField(max_length=40)),
                ("email", models.EmailField(blank=True, max_length=254)),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="places.place",
                    ),
                ),
            ],
        )
    ]
