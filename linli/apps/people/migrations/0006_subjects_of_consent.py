"""The subjects of consent that are left."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0005_no_contact_sharing")]

    operations = [
        migrations.RemoveConstraint("consent", "people_consent_subject"),
        migrations.AlterField("consent", "subject", models.CharField(max_length=20)),
        migrations.AddConstraint(
            "consent",
            models.CheckConstraint(
                condition=models.Q(subject__in=["CARE_NOTE", "CHILD_RECORD"]),
                name="people_consent_subject",
            ),
        ),
    ]
