"""Where a case is said to lie while an office above decides; the act that puts a place right."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0027_followers_by_slip"),
        ("places", "0005_unit_successions"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="checkitem",
            name="cases_check_item_action",
        ),
        migrations.AddField(
            model_name="case",
            name="wanted_place",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="places.place",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
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
                    ),
                    ("wanted_place__isnull", False),
                ),
                fields=["county", "reported_at", "id"],
                name="cases_placed_county",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
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
                    ),
                    ("wanted_place__isnull", False),
                ),
                fields=["township", "reported_at", "id"],
                name="cases_placed_township",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "action__in",
                        [
                            "ACCEPT",
                            "ANSWER",
                            "APPEAL",
                            "ARBITRATE",
                            "ASSISTED_APPEAL",
                            "ASSISTED_CONFIRM",
                            "ASSISTED_DISPUTE",
                            "CONFIRM",
                            "CONFIRM_EXCLUSION",
                            "CORRECT_PLACE",
                            "DISAGREE",
                            "DISPATCH",
                            "DISPUTE",
                            "FAIL_CHECK",
                            "FAIL_SPOT",
                            "FEED_BACK",
                            "LAPSE",
                            "MERGE",
                            "OVERTURN",
                            "PASS_CHECK",
                            "PROPOSE_EXCLUSION",
                            "REDIRECT",
                            "REFER",
                            "REJECT_EXCLUSION",
                            "RETURN",
                            "SOLVE_ON_SPOT",
                            "TAKE",
                            "UNMERGE",
                            "UPHOLD",
                            "WITHDRAW",
                        ],
                    )
                ),
                name="cases_check_item_action",
            ),
        ),
    ]
