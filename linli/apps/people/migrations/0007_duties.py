"""Registers that the law asks for: assessments of impact, and incidents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("people", "0006_subjects_of_consent")]

    operations = [
        migrations.CreateModel(
            "ImpactAssessment",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope_path", models.CharField(blank=True, max_length=120)),
                ("data", models.CharField(max_length=40)),
                ("lawfulness", models.TextField(max_length=2000)),
                ("impact", models.TextField(max_length=2000)),
                ("measures", models.TextField(max_length=2000)),
                ("declared", models.CharField(max_length=64)),
                ("assessed_on", models.DateField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["scope_path", "data", "-id"], name="people_assessment_data")
                ]
            },
        ),
        migrations.CreateModel(
            "Incident",
            [
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("scope_path", models.CharField(blank=True, max_length=120)),
                ("what", models.TextField(max_length=2000)),
                ("found_on", models.DateField()),
                ("data", models.JSONField(default=list)),
                ("persons", models.IntegerField()),
                ("measures", models.TextField(max_length=2000)),
                ("authority_told", models.TextField(max_length=500)),
                ("people_told", models.TextField(max_length=500)),
                ("recorded_at", models.DateTimeField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["scope_path", "-id"], name="people_incident_scope")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(persons__gte=0), name="people_incident_persons"
                    )
                ],
            },
        ),
    ]
