"""The work list of minors without a guardian has a mark and an index of its own."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0008_number_bindings")]

    operations = [
        migrations.AddField(
            "Person", "may_lack_guardian", models.BooleanField(db_default=False, default=False)
        ),
        migrations.AddIndex(
            "Person",
            models.Index(
                condition=models.Q(("may_lack_guardian", True)),
                fields=["scope_path", "id"],
                name="people_person_unguarded",
            ),
        ),
    ]
