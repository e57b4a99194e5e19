"""Several people may have to agree to more time, or to an exclusion, before it takes effect."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, editor):
    """Keep what people wrote when they agreed as remarks, the only thing the version before knows."""
    steps = apps.get_model("cases", "CaseStep").objects
    steps.filter(kind__in=("agree_exclusion", "delay_agreed")).update(kind="remark", action=None)
    if editor.connection.vendor == "postgresql":  # no table changes while a check is put off
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0038_fill_persons_of_clips'),
        ('organisations', '0006_own_types_of_bodies'),
        ('places', '0005_unit_successions'),
    ]

    operations = [
        migrations.CreateModel(
            name='Agreement',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('account_id', models.BigIntegerField(null=True)),
                ('post', models.CharField(blank=True, max_length=40)),
                ('role', models.CharField(max_length=26, null=True)),
                ('at', models.DateTimeField()),
                ('text', models.TextField(blank=True, max_length=2000)),
                ('counts', models.BooleanField(default=True)),
            ],
        ),
        migrations.CreateModel(
            name='ApprovalRule',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('scope_path', models.CharField(max_length=120)),
                ('kind', models.CharField(max_length=17)),
                ('level', models.CharField(max_length=16, null=True)),
                ('needed', models.SmallIntegerField()),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='checkitem',
            name='cases_check_item_action',
        ),
        migrations.AddField(
            model_name='case',
            name='exclusion_needed',
            field=models.SmallIntegerField(null=True),
        ),
        migrations.AddField(
            model_name='delay',
            name='agreed',
            field=models.SmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name='delay',
            name='needed',
            field=models.SmallIntegerField(default=1),
        ),
        migrations.AddConstraint(
            model_name='checkitem',
            constraint=models.CheckConstraint(condition=models.Q(('action__in', ['ACCEPT', 'AGREE_EXCLUSION', 'ANSWER', 'APPEAL', 'ARBITRATE', 'ASSISTED_APPEAL', 'ASSISTED_CONFIRM', 'ASSISTED_DISPUTE', 'ASSISTED_WITHDRAW', 'CONFIRM', 'CONFIRM_EXCLUSION', 'CORRECT_PLACE', 'DISAGREE', 'DISPATCH', 'DISPUTE', 'FAIL_CHECK', 'FAIL_SPOT', 'FEED_BACK', 'LAPSE', 'MERGE', 'OVERTURN', 'PASS_CHECK', 'PROPOSE_EXCLUSION', 'REDIRECT', 'REFER', 'REJECT_EXCLUSION', 'RETURN', 'SOLVE_ON_SPOT', 'TAKE', 'UNMERGE', 'UPHOLD', 'WITHDRAW'])), name='cases_check_item_action'),
        ),
        migrations.AddConstraint(
            model_name='delay',
            constraint=models.CheckConstraint(condition=models.Q(('agreed__gte', 0), ('agreed__lte', models.F('needed')), ('needed__gte', 1)), name='cases_delay_agreed_of_needed'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='cases.case'),
        ),
        migrations.AddField(
            model_name='agreement',
            name='delay',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='agreements', to='cases.delay'),
        ),
        migrations.AddField(
            model_name='approvalrule',
            name='category',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='cases.category'),
        ),
        migrations.AddField(
            model_name='approvalrule',
            name='place',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('delay__isnull', False)), fields=('delay', 'account_id'), name='cases_agreement_once'),
        ),
        migrations.AddConstraint(
            model_name='agreement',
            constraint=models.UniqueConstraint(condition=models.Q(('counts', True), ('delay__isnull', True)), fields=('case', 'account_id'), name='cases_agreement_once_of_case'),
        ),
        migrations.AddIndex(
            model_name='approvalrule',
            index=models.Index(fields=['scope_path', 'kind'], name='cases_approval_rule_scope'),
        ),
        migrations.AddConstraint(
            model_name='approvalrule',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['EXCLUSION', 'EXTENSION', 'HANG_UP', 'PAUSE'])), name='cases_approval_rule_kind'),
        ),
        migrations.AddConstraint(
            model_name='approvalrule',
            constraint=models.CheckConstraint(condition=models.Q(('level__in', ['DANGER', 'ORDINARY', 'URGENT'])), name='cases_approval_rule_level'),
        ),
        migrations.AddConstraint(
            model_name='approvalrule',
            constraint=models.CheckConstraint(condition=models.Q(('needed__gte', 1), ('needed__lte', 5)), name='cases_approval_rule_range'),
        ),
        migrations.AddConstraint(
            model_name='approvalrule',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='cases_approval_rule_ends_after_start'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
    ]
