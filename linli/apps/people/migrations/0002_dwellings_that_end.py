"""A reason to leave a household: the dwelling is gone."""

from django.db import migrations, models

_REASONS = ["DIED", "DWELLING_ENDED", "MISTAKE", "MOVED_OUT", "MOVED_WITHIN", "SPLIT"]


class Migration(migrations.Migration):
    dependencies = [("people", "0001_initial")]

    operations = [
        migrations.RemoveConstraint("householdmember", "people_member_left_because"),
        migrations.AlterField(
            "householdmember", "left_because", models.CharField(max_length=22, null=True)
        ),
        migrations.AddConstraint(
            "householdmember",
            models.CheckConstraint(
                condition=models.Q(("left_because__in", _REASONS)),
                name="people_member_left_because",
            ),
        ),
    ]
