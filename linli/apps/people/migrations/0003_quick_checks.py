import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('people', '0002_dwellings_that_end'),
        ('places', '0005_unit_successions'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='holding',
            name='people_holding_tenure',
        ),
        migrations.RemoveConstraint(
            model_name='householdmember',
            name='people_member_relation',
        ),
        migrations.RemoveConstraint(
            model_name='householdmember',
            name='people_member_left_because',
        ),
        migrations.RemoveConstraint(
            model_name='person',
            name='people_person_kind',
        ),
        migrations.RemoveConstraint(
            model_name='person',
            name='people_person_state',
        ),
        migrations.RemoveConstraint(
            model_name='person',
            name='people_person_id_kind',
        ),
        migrations.AlterField(
            model_name='person',
            name='merged_into',
            field=models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_records', to='people.person'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('merged_into__isnull', False)), fields=['merged_into'], name='people_person_merged_into'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('tenure', 'OWNER'), ('tenure', 'CO_OWNER'), ('tenure', 'UNSOLD'), ('tenure', 'UNDELIVERED'), ('tenure', 'TENANT'), _connector='OR'), name='people_holding_tenure'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('relation', 'HEAD'), ('relation', 'SPOUSE'), ('relation', 'CHILD'), ('relation', 'CHILD_IN_LAW'), ('relation', 'PARENT'), ('relation', 'PARENT_IN_LAW'), ('relation', 'GRANDPARENT'), ('relation', 'GRANDCHILD'), ('relation', 'SIBLING'), ('relation', 'OTHER_KIN'), ('relation', 'NOT_KIN'), _connector='OR'), name='people_member_relation'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('left_because', 'MOVED_OUT'), ('left_because', 'MOVED_WITHIN'), ('left_because', 'DIED'), ('left_because', 'SPLIT'), ('left_because', 'DWELLING_ENDED'), ('left_because', 'MISTAKE'), _connector='OR'), name='people_member_left_because'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('kind', 'NATURAL'), ('kind', 'COMPANY'), ('kind', 'DEVELOPER'), _connector='OR'), name='people_person_kind'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('state', 'ACTIVE'), ('state', 'RESTRICTED'), ('state', 'ERASED'), ('state', 'MERGED'), _connector='OR'), name='people_person_state'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('id_kind', 'RESIDENT_ID'), ('id_kind', 'PASSPORT'), ('id_kind', 'CREDIT_CODE'), _connector='OR'), name='people_person_id_kind'),
        ),
    ]
