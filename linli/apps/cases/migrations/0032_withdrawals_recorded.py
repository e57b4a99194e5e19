"""The act by which the desk records that a reporter takes a report back."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0031_lists_by_kind_and_body'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='checkitem',
            name='cases_check_item_action',
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['ACCEPT', 'ANSWER', 'APPEAL', 'ARBITRATE', 'ASSISTED_APPEAL', 'ASSISTED_CONFIRM', 'ASSISTED_DISPUTE', 'ASSISTED_WITHDRAW', 'CONFIRM', 'CONFIRM_EXCLUSION', 'CORRECT_PLACE', 'DISAGREE', 'DISPATCH', 'DISPUTE', 'FAIL_CHECK', 'FAIL_SPOT', 'FEED_BACK', 'LAPSE', 'MERGE', 'OVERTURN', 'PASS_CHECK', 'PROPOSE_EXCLUSION', 'REDIRECT', 'REFER', 'REJECT_EXCLUSION', 'RETURN', 'SOLVE_ON_SPOT', 'TAKE', 'UNMERGE', 'UPHOLD', 'WITHDRAW'])), name='cases_check_item_action'),
        ),
    ]
