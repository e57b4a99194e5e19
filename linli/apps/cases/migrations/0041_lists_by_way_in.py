"""Lists by the way in, of what is rare in a category, and by kind or body of a cell: an index each."""

from django.db import migrations, models

RARE = ["APPEALED", "ARBITRATION", "EXCLUSION_PROPOSED"]
IS_RARE = models.Q(("state__in", RARE))
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
IS_CLOSED = models.Q(("state", "CLOSED"))
NEWEST = ["-reported_at", "-id"]
LEVELS = ("county", "township", "community", "cell")
NEW = [
    *(("kind_rare", level, ["category", "state", *NEWEST], IS_RARE) for level in LEVELS),
    *(("from_open", level, ["channel", *NEWEST, "state"], IS_OPEN) for level in LEVELS),
    *(("from_done", level, ["channel", *NEWEST], IS_CLOSED) for level in LEVELS),
    ("kind_open", "cell", ["category", *NEWEST, "state", "lead"], IS_OPEN),
    ("kind_done", "cell", ["category", *NEWEST, "lead"], IS_CLOSED),
    ("body_open", "cell", ["lead", *NEWEST, "state", "category"], IS_OPEN),
    ("body_done", "cell", ["lead", *NEWEST, "category"], IS_CLOSED),
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0040_fill_agreed")]

    operations = [
        *(
            migrations.AddIndex(
                "case",
                models.Index(
                    fields=[level, *fields], name=f"cases_{name}_{level}", condition=condition
                ),
            )
            for name, level, fields, condition in NEW
        ),
        migrations.RemoveIndex("case", "cases_cell"),
        migrations.RemoveIndex("case", "cases_open_cell"),
        migrations.AddIndex(
            "case", models.Index(fields=["cell", "state", *NEWEST], name="cases_cell")
        ),
        migrations.AddIndex(
            "case",
            models.Index(fields=["cell", *NEWEST], name="cases_open_cell", condition=IS_OPEN),
        ),
    ]
