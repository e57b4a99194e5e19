"""Who joined at a counter or by telephone is known by name and phone, and by who entered it."""

from django.db import migrations, models

import linli.kit.sealed_fields


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0021_count_calls"),
    ]

    operations = [
        migrations.AddField(
            model_name="follower",
            name="entered_by_id",
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddField(
            model_name="follower",
            name="name",
            field=linli.kit.sealed_fields.SealedField(null=True),
        ),
        migrations.AddField(
            model_name="follower",
            name="phone",
            field=linli.kit.sealed_fields.SealedField(null=True),
        ),
        migrations.AddField(
            model_name="follower",
            name="phone_index",
            field=linli.kit.sealed_fields.BlindIndexField(size=16),
        ),
    ]
