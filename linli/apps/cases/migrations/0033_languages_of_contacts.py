"""In which language people without an account are told, and callers who allowed text messages."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0032_withdrawals_recorded'),
        ('grids', '0001_initial'),
        ('organisations', '0005_training'),
        ('people', '0003_quick_checks'),
        ('places', '0005_unit_successions'),
    ]

    operations = [
        migrations.AddField(
            model_name='case',
            name='contact_language',
            field=models.CharField(max_length=15, null=True),
        ),
        migrations.AddField(
            model_name='follower',
            name='texts_in',
            field=models.CharField(max_length=15, null=True),
        ),
        migrations.AddConstraint(
            model_name='case',
            constraint=models.CheckConstraint(condition=models.Q(('contact_language__in', ['en', 'zh-hans'])), name='cases_case_contact_language'),
        ),
        migrations.AddConstraint(
            model_name='follower',
            constraint=models.CheckConstraint(condition=models.Q(('texts_in__in', ['en', 'zh-hans'])), name='cases_follower_texts_in'),
        ),
    ]
