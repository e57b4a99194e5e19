"""Videos become clips: films and voice notes in one table, with what is said in them."""

import django.db.models.deletion
from django.db import migrations, models


def forget(apps, editor):
    """Take out the voice notes, which the version before would take for videos; their files stay."""
    apps.get_model("cases", "Clip").objects.filter(kind="VOICE").delete()
    if editor.connection.vendor == "postgresql":  # no table changes while a check is put off
        editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):

    dependencies = [
        ('cases', '0034_climbed_to_posts'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='video',
            name='cases_video_once',
        ),
        migrations.RemoveConstraint(
            model_name='video',
            name='cases_video_state',
        ),
        migrations.RemoveIndex(
            model_name='video',
            name='cases_video_waiting',
        ),
        migrations.RemoveIndex(
            model_name='video',
            name='cases_video_digest',
        ),
        migrations.RenameModel(
            old_name='Video',
            new_name='Clip',
        ),
        migrations.AlterField(
            model_name='clip',
            name='case',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='clips', to='cases.case'),
        ),
        migrations.AlterField(
            model_name='clip',
            name='step',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='clips', to='cases.casestep'),
        ),
        migrations.AddField(
            model_name='clip',
            name='kind',
            field=models.CharField(default='VIDEO', max_length=13),
        ),
        migrations.AddField(
            model_name='clip',
            name='said',
            field=models.TextField(blank=True, default='', max_length=1000),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='clip',
            name='person_id',
            field=models.BigIntegerField(null=True),
        ),
        migrations.AddConstraint(
            model_name='clip',
            constraint=models.UniqueConstraint(fields=('case', 'digest'), name='cases_clip_once'),
        ),
        migrations.AddConstraint(
            model_name='clip',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['VIDEO', 'VOICE'])), name='cases_clip_kind'),
        ),
        migrations.AddConstraint(
            model_name='clip',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['FAILED', 'READY', 'WAITING'])), name='cases_clip_state'),
        ),
        migrations.AddIndex(
            model_name='clip',
            index=models.Index(condition=models.Q(('state', 'WAITING')), fields=['id'], name='cases_clip_waiting'),
        ),
        migrations.AddIndex(
            model_name='clip',
            index=models.Index(fields=['digest'], name='cases_clip_digest'),
        ),
        migrations.RunPython(migrations.RunPython.noop, forget),
    ]
