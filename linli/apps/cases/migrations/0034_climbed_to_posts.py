"""What climbed to a post waits on a list of its own until the post has answered."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, editor):
    """Take out the answers, which the clocks of the version before know nothing of."""
    apps.get_model("cases", "ClockEvent").objects.filter(kind="ANSWERED").delete()
    apps.get_model("cases", "Escalation").objects.all().delete()
    if editor.connection.vendor == "postgresql":  # no table changes while a check is put off
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0033_languages_of_contacts'),
        ('organisations', '0006_own_types_of_bodies'),
    ]

    operations = [
        migrations.CreateModel(
            name='Escalation',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('county_id', models.BigIntegerField(null=True)),
                ('township_id', models.BigIntegerField(null=True)),
                ('community_id', models.BigIntegerField(null=True)),
                ('case_scope_path', models.CharField(max_length=120)),
                ('case_number', models.CharField(max_length=24)),
                ('category_id', models.BigIntegerField()),
                ('rung', models.SmallIntegerField()),
                ('step', models.CharField(max_length=17)),
                ('due_at', models.DateTimeField()),
                ('state', models.CharField(default='WAITING', max_length=16)),
                ('climbed_at', models.DateTimeField()),
                ('settled_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.RemoveConstraint(
            model_name='clockevent',
            name='cases_clock_event_kind',
        ),
        migrations.AddConstraint(
            model_name='clockevent',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['ANSWERED', 'BREACHED', 'CHANGED', 'ESCALATED', 'EXTENDED', 'PAUSED', 'REMINDED', 'RESUMED', 'STARTED', 'STOPPED'])), name='cases_clock_event_kind'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='body',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.body'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='cases.case'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='clock',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='escalations', to='cases.clock'),
        ),
        migrations.AddField(
            model_name='escalation',
            name='seat',
            field=models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='organisations.seat'),
        ),
        migrations.AddIndex(
            model_name='escalation',
            index=models.Index(condition=models.Q(('state', 'WAITING')), fields=['seat', 'climbed_at', 'id'], name='cases_climbed_seat'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(('step__in', ['ACCEPT', 'APPROVE', 'ARBITRATE', 'ARRIVE', 'ASSIST', 'CHECK', 'CONFIRM', 'CONTACT', 'DISPATCH', 'HANDLE', 'RESULT', 'SECOND', 'TAKE'])), name='cases_escalation_step'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ANSWERED', 'ENDED', 'WAITING'])), name='cases_escalation_state'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.UniqueConstraint(condition=models.Q(('state', 'WAITING')), fields=('clock', 'seat'), name='cases_escalation_once'),
        ),
        migrations.AddConstraint(
            model_name='escalation',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(models.Q(('state', 'WAITING')), ('settled_at__isnull', True)), models.Q(models.Q(('state', 'WAITING'), _negated=True), ('settled_at__isnull', False)), _connector='OR'), name='cases_escalation_settled'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
    ]
