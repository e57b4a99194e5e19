"""A case says itself when what it told about people was erased: no text stands for that."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("cases", "0018_assists_and_news"),
    ]

    operations = [
        migrations.AddField(
            model_name="case",
            name="erased_at",
            field=models.DateTimeField(null=True),
        ),
    ]
