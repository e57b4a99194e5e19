import django.db.models.deletion
import linli.kit.identity
import linli.kit.sealed_fields
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('places', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='MergeProposal',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('ground', models.CharField(max_length=27)),
                ('state', models.CharField(default='SUSPECTED', max_length=17)),
                ('scope_path', models.CharField(blank=True, max_length=120)),
                ('proposed_by', models.BigIntegerField(null=True)),
                ('proposed_at', models.DateTimeField()),
                ('decided_by', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name='NoticeVersion',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.IntegerField(unique=True)),
                ('digest', models.CharField(max_length=64)),
                ('content', models.TextField()),
                ('published_at', models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name='Household',
            fields=[
                ('id', models.BigIntegerField(default=linli.kit.identity.draw_id, primary_key=True, serialize=False)),
                ('scope_path', models.CharField(max_length=120)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='households', to='places.unit')),
            ],
        ),
        migrations.CreateModel(
            name='MergeMove',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('table', models.CharField(max_length=80)),
                ('column', models.CharField(max_length=60)),
                ('row_id', models.CharField(max_length=40)),
                ('proposal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='moves', to='people.mergeproposal')),
            ],
        ),
        migrations.CreateModel(
            name='Person',
            fields=[
                ('id', models.BigIntegerField(default=linli.kit.identity.draw_id, primary_key=True, serialize=False)),
                ('kind', models.CharField(default='NATURAL', max_length=17)),
                ('state', models.CharField(default='ACTIVE', max_length=18)),
                ('name', linli.kit.sealed_fields.SealedField(null=True)),
                ('name_head', linli.kit.sealed_fields.BlindIndexField(size=8)),
                ('name_tail', linli.kit.sealed_fields.BlindIndexField(size=8)),
                ('id_kind', models.CharField(max_length=19, null=True)),
                ('id_number', linli.kit.sealed_fields.SealedField(null=True)),
                ('id_number_index', linli.kit.sealed_fields.BlindIndexField(size=16)),
                ('id_number_last4', linli.kit.sealed_fields.BlindIndexField(size=8)),
                ('phone', linli.kit.sealed_fields.SealedField(null=True)),
                ('phone_index', linli.kit.sealed_fields.BlindIndexField(size=16)),
                ('phone_last4', linli.kit.sealed_fields.BlindIndexField(size=8)),
                ('other_phone', linli.kit.sealed_fields.SealedField(null=True)),
                ('other_phone_index', linli.kit.sealed_fields.BlindIndexField(size=16)),
                ('birth_date', models.DateField(null=True)),
                ('sex', models.CharField(max_length=14, null=True)),
                ('died_on', models.DateField(null=True)),
                ('scope_path', models.CharField(blank=True, max_length=120)),
                ('ties_ended_on', models.DateField(null=True)),
                ('notice_number', models.IntegerField(null=True)),
                ('created_at', models.DateTimeField()),
                ('home', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='places.place')),
                ('merged_into', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='merged_records', to='people.person')),
            ],
        ),
        migrations.AddField(
            model_name='mergeproposal',
            name='dropped',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.AddField(
            model_name='mergeproposal',
            name='kept',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person'),
        ),
        migrations.CreateModel(
            name='HouseholdMember',
            fields=[
                ('id', models.BigIntegerField(default=linli.kit.identity.draw_id, primary_key=True, serialize=False)),
                ('relation', models.CharField(max_length=21)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('left_because', models.CharField(max_length=20, null=True)),
                ('household', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='members', to='people.household')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Holding',
            fields=[
                ('id', models.BigIntegerField(default=linli.kit.identity.draw_id, primary_key=True, serialize=False)),
                ('scope_path', models.CharField(max_length=120)),
                ('tenure', models.CharField(max_length=19)),
                ('is_representative', models.BooleanField(default=False)),
                ('share_numerator', models.IntegerField(null=True)),
                ('share_denominator', models.IntegerField(null=True)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('unit', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='places.unit')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holdings', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Consent',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('subject', models.CharField(max_length=23)),
                ('given_at', models.DateTimeField()),
                ('notice_number', models.IntegerField()),
                ('withdrawn_at', models.DateTimeField(null=True)),
                ('given_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='people.person')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='CareNote',
            fields=[
                ('id', models.BigIntegerField(default=linli.kit.identity.draw_id, primary_key=True, serialize=False)),
                ('text', linli.kit.sealed_fields.SealedField(null=True)),
                ('recorded_at', models.DateTimeField()),
                ('ended_at', models.DateTimeField(null=True)),
                ('consent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='notes', to='people.consent')),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='care_notes', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Reading',
            fields=[
                ('id', models.BigIntegerField(default=linli.kit.identity.draw_id, primary_key=True, serialize=False)),
                ('account_id', models.BigIntegerField(null=True)),
                ('kind', models.CharField(max_length=16)),
                ('fields', models.CharField(blank=True, max_length=80)),
                ('reason', models.CharField(max_length=22)),
                ('note', linli.kit.sealed_fields.SealedField(null=True)),
                ('read_at', models.DateTimeField()),
                ('until', models.DateTimeField()),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='readings', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='Representation',
            fields=[
                ('id', models.BigIntegerField(default=linli.kit.identity.draw_id, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=18)),
                ('valid_from', models.DateField()),
                ('valid_to', models.DateField(null=True)),
                ('agent', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='represented', to='people.person')),
                ('principal', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='representatives', to='people.person')),
            ],
        ),
        migrations.CreateModel(
            name='RightsRequest',
            fields=[
                ('id', models.BigIntegerField(default=linli.kit.identity.draw_id, primary_key=True, serialize=False)),
                ('kind', models.CharField(max_length=15)),
                ('state', models.CharField(default='SUBMITTED', max_length=18)),
                ('scope_path', models.CharField(blank=True, max_length=120)),
                ('text', linli.kit.sealed_fields.SealedField(null=True)),
                ('answer', linli.kit.sealed_fields.SealedField(null=True)),
                ('submitted_at', models.DateTimeField()),
                ('due_date', models.DateField()),
                ('decided_by', models.BigIntegerField(null=True)),
                ('decided_at', models.DateTimeField(null=True)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='requests', to='people.person')),
            ],
        ),
        migrations.AddIndex(
            model_name='household',
            index=models.Index(fields=['scope_path', 'id'], name='people_household_scope'),
        ),
        migrations.AddConstraint(
            model_name='household',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_household_ends_after_start'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['scope_path', 'id'], name='people_person_scope'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['id_number_index'], name='people_person_id_number'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['id_number_last4'], name='people_person_id_last4'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['phone_index'], name='people_person_phone'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['phone_last4'], name='people_person_phone_last4'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('other_phone_index__isnull', False)), fields=['other_phone_index'], name='people_person_other_phone'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name_head', 'name_tail'], name='people_person_name_head'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(fields=['name_tail'], name='people_person_name_tail'),
        ),
        migrations.AddIndex(
            model_name='person',
            index=models.Index(condition=models.Q(('ties_ended_on__isnull', False)), fields=['ties_ended_on'], name='people_person_ended'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['COMPANY', 'DEVELOPER', 'NATURAL'])), name='people_person_kind'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['ACTIVE', 'ERASED', 'MERGED', 'RESTRICTED'])), name='people_person_state'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('id_kind__in', ['CREDIT_CODE', 'PASSPORT', 'RESIDENT_ID'])), name='people_person_id_kind'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(('sex__in', ['FEMALE', 'MALE'])), name='people_person_sex'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('merged_into__isnull', False), ('state', 'MERGED')), models.Q(models.Q(('state', 'MERGED'), _negated=True), ('merged_into__isnull', True)), _connector='OR'), name='people_person_merged_somewhere'),
        ),
        migrations.AddConstraint(
            model_name='person',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'ERASED'), _negated=True), models.Q(('id_number__isnull', True), ('name__isnull', True), ('phone__isnull', True)), _connector='OR'), name='people_person_erased_is_empty'),
        ),
        migrations.AddIndex(
            model_name='mergeproposal',
            index=models.Index(fields=['state', 'scope_path', 'id'], name='people_merge_desk'),
        ),
        migrations.AddConstraint(
            model_name='mergeproposal',
            constraint=models.CheckConstraint(condition=models.Q(('ground__in', ['SAME_ID_NUMBER', 'SAME_NAME_AND_HOME', 'SAME_PHONE_AND_NAME'])), name='people_merge_ground'),
        ),
        migrations.AddConstraint(
            model_name='mergeproposal',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['DECLINED', 'MERGED', 'PROPOSED', 'REVERSED', 'SUSPECTED'])), name='people_merge_state'),
        ),
        migrations.AddConstraint(
            model_name='mergeproposal',
            constraint=models.CheckConstraint(condition=models.Q(('kept', models.F('dropped')), _negated=True), name='people_merge_of_two'),
        ),
        migrations.AddConstraint(
            model_name='mergeproposal',
            constraint=models.CheckConstraint(condition=models.Q(('decided_by__isnull', True), ('proposed_by__isnull', True), models.Q(('state', 'MERGED'), _negated=True), models.Q(('proposed_by', models.F('decided_by')), _negated=True), _connector='OR'), name='people_merge_by_two_persons'),
        ),
        migrations.AddConstraint(
            model_name='mergeproposal',
            constraint=models.UniqueConstraint(condition=models.Q(('state__in', ['PROPOSED', 'SUSPECTED'])), fields=('kept', 'dropped'), name='people_merge_proposed_once'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('relation__in', ['CHILD', 'CHILD_IN_LAW', 'GRANDCHILD', 'GRANDPARENT', 'HEAD', 'NOT_KIN', 'OTHER_KIN', 'PARENT', 'PARENT_IN_LAW', 'SIBLING', 'SPOUSE'])), name='people_member_relation'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('left_because__in', ['DIED', 'MISTAKE', 'MOVED_OUT', 'MOVED_WITHIN', 'SPLIT'])), name='people_member_left_because'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_member_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.UniqueConstraint(condition=models.Q(('relation', 'HEAD'), ('valid_to__isnull', True)), fields=('household',), name='people_member_one_head'),
        ),
        migrations.AddConstraint(
            model_name='householdmember',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('household', 'person'), name='people_member_once'),
        ),
        migrations.AddIndex(
            model_name='holding',
            index=models.Index(fields=['scope_path', 'id'], name='people_holding_scope'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('tenure__in', ['CO_OWNER', 'OWNER', 'TENANT', 'UNDELIVERED', 'UNSOLD'])), name='people_holding_tenure'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_holding_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('share_denominator__isnull', True), ('share_numerator__isnull', True)), models.Q(('share_denominator__gte', models.F('share_numerator')), ('share_numerator__gt', 0)), _connector='OR'), name='people_holding_share'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.CheckConstraint(condition=models.Q(('is_representative', False), ('tenure', 'CO_OWNER'), _connector='OR'), name='people_holding_representative_co_owns'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('is_representative', True), ('valid_to__isnull', True)), fields=('unit',), name='people_holding_one_representative'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('tenure__in', ['OWNER', 'UNDELIVERED', 'UNSOLD']), ('valid_to__isnull', True)), fields=('unit',), name='people_holding_one_sole_owner'),
        ),
        migrations.AddConstraint(
            model_name='holding',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('unit', 'person', 'tenure'), name='people_holding_once'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.CheckConstraint(condition=models.Q(('subject__in', ['CARE_NOTE', 'CHILD_RECORD', 'CONTACT_SHARING'])), name='people_consent_subject'),
        ),
        migrations.AddConstraint(
            model_name='consent',
            constraint=models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('person', 'subject'), name='people_consent_one_in_force'),
        ),
        migrations.AddConstraint(
            model_name='carenote',
            constraint=models.UniqueConstraint(condition=models.Q(('ended_at__isnull', True)), fields=('person',), name='people_care_note_one_in_force'),
        ),
        migrations.AddIndex(
            model_name='reading',
            index=models.Index(fields=['account_id', 'until'], name='people_reading_in_force'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['OPENED', 'REVEALED'])), name='people_reading_kind'),
        ),
        migrations.AddConstraint(
            model_name='reading',
            constraint=models.CheckConstraint(condition=models.Q(('reason__in', ['BY_LAW', 'CASE', 'CONTACT', 'EMERGENCY', 'IDENTITY_CHECK', 'PERSON_ASKED', 'REGISTER', 'VISIT', 'VOTE'])), name='people_reading_reason'),
        ),
        migrations.AddConstraint(
            model_name='representation',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['AUTHORISED', 'GUARDIAN'])), name='people_representation_kind'),
        ),
        migrations.AddConstraint(
            model_name='representation',
            constraint=models.CheckConstraint(condition=models.Q(('principal', models.F('agent')), _negated=True), name='people_representation_of_another'),
        ),
        migrations.AddConstraint(
            model_name='representation',
            constraint=models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_to__gte', models.F('valid_from')), _connector='OR'), name='people_representation_ends_after_start'),
        ),
        migrations.AddConstraint(
            model_name='representation',
            constraint=models.UniqueConstraint(condition=models.Q(('valid_to__isnull', True)), fields=('principal', 'agent'), name='people_representation_once'),
        ),
        migrations.AddIndex(
            model_name='rightsrequest',
            index=models.Index(fields=['state', 'scope_path', 'due_date'], name='people_request_desk'),
        ),
        migrations.AddConstraint(
            model_name='rightsrequest',
            constraint=models.CheckConstraint(condition=models.Q(('kind__in', ['CORRECT', 'DELETE', 'EXPLAIN'])), name='people_request_kind'),
        ),
        migrations.AddConstraint(
            model_name='rightsrequest',
            constraint=models.CheckConstraint(condition=models.Q(('state__in', ['GRANTED', 'REFUSED', 'RESTRICTED', 'SUBMITTED', 'WITHDRAWN'])), name='people_request_state'),
        ),
    ]
