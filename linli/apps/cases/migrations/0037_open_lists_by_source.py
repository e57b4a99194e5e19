"""Lists of what is open are narrowed by the way a case came in: their indexes hold it."""

from django.db import migrations, models

IS_OPEN = models.Q(
    (
        "state__in",
        [
            "APPEALED",
            "ARBITRATION",
            "CHECKED",
            "DISPATCHED",
            "EXCLUSION_PROPOSED",
            "FED_BACK",
            "HANDLING",
            "OPEN",
            "REPORTED",
        ],
    )
)
LEVELS = ("county", "township", "community")


class Migration(migrations.Migration):
    dependencies = [("cases", "0036_came_from_places")]

    operations = [
        *(migrations.RemoveIndex("case", f"cases_open_{level}") for level in LEVELS),
        *(
            migrations.AddIndex(
                "case",
                models.Index(
                    fields=[level, "-reported_at", "-id", "channel"],
                    name=f"cases_open_{level}",
                    condition=IS_OPEN,
                ),
            )
            for level in LEVELS
        ),
    ]
