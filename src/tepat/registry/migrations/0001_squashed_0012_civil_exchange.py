"""The tables of a new database. An older one comes by the migrations that this replaces."""

import django.db.models.deletion
import tepat.platform.database.fields
import tepat.platform.database.ids
from django.conf import settings
from django.db import migrations, models

from tepat.platform.database.creating import CreateModels


class Migration(migrations.Migration):

    initial = True

    replaces = [
        ('registry', '0001_initial'),
        ('registry', '0002_hand_over'),
        ('registry', '0003_person_without_family'),
        ('registry', '0004_dtsen_fields'),
        ('registry', '0005_filters_in_order'),
        ('registry', '0006_claims'),
        ('registry', '0007_external_id_change_set'),
        ('registry', '0008_family_hold'),
        ('registry', '0009_pack_returns'),
        ('registry', '0010_column_choice'),
        ('registry', '0011_touched_region'),
        ('registry', '0012_civil_exchange'),
    ]

    dependencies = [
        ('crypto', '0001_initial'),
        ('files', '0001_initial'),
        # No table of these is needed, but each of their changes would render anew all models that stand already.
        ('jobs', '0002_sentences'),
        ('mfa', '0003_authenticator_type_uniq'),
        ('socialaccount', '0006_alter_socialaccount_extra_data'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        CreateModels([
            migrations.CreateModel(
                name='ColumnChoice',
                fields=[
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='+', serialize=False, to=settings.AUTH_USER_MODEL)),
                    ('columns', models.JSONField(default=list)),
                ],
            ),
            migrations.CreateModel(
                name='Family',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('region_code', tepat.platform.database.fields.BytewiseCharField(max_length=13)),
                    ('address', models.CharField(blank=True, max_length=300)),
                    ('rt', models.CharField(blank=True, db_default='', default='', max_length=8)),
                    ('rw', models.CharField(blank=True, db_default='', default='', max_length=8)),
                    ('head_name', models.CharField(blank=True, max_length=150)),
                    ('sort_name', tepat.platform.database.fields.BytewiseCharField(max_length=64)),
                    ('member_count', models.PositiveSmallIntegerField(default=0)),
                    ('nik_blank', models.BooleanField(db_default=False, default=False)),
                    ('nik_damaged', models.BooleanField(db_default=False, default=False)),
                    ('nik_shared', models.BooleanField(db_default=False, default=False)),
                    ('desil', models.PositiveSmallIntegerField(null=True)),
                    ('percentile', models.PositiveSmallIntegerField(null=True)),
                    ('updated_year', models.PositiveSmallIntegerField(null=True)),
                    ('verval_priority', models.CharField(blank=True, max_length=40)),
                    ('stunting_risk', models.CharField(blank=True, max_length=40)),
                    ('kk_status', models.CharField(blank=True, db_default='', default='', max_length=16)),
                    ('verified', models.TextField(blank=True, db_default='', default='')),
                ],
                options={
                    'verbose_name_plural': 'families',
                    'indexes': [models.Index(fields=['region_code', 'sort_name', 'id'], name='family_by_region'), models.Index(fields=['sort_name', 'id', 'region_code'], name='family_by_name'), models.Index(condition=models.Q(('desil__isnull', False)), fields=['desil', 'sort_name', 'id', 'region_code'], name='family_by_desil'), models.Index(condition=models.Q(('nik_blank', True)), fields=['sort_name', 'id', 'region_code'], name='family_nik_blank'), models.Index(condition=models.Q(('nik_damaged', True)), fields=['sort_name', 'id', 'region_code'], name='family_nik_damaged'), models.Index(condition=models.Q(('nik_shared', True)), fields=['sort_name', 'id', 'region_code'], name='family_nik_shared')],
                },
            ),
            migrations.CreateModel(
                name='Dwelling',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('family', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='dwelling', to='registry.family')),
                    ('house_tenure', models.CharField(blank=True, max_length=40)),
                    ('savings', models.CharField(blank=True, max_length=40)),
                    ('roof', models.CharField(blank=True, max_length=40)),
                    ('roof_quality', models.CharField(blank=True, max_length=40)),
                    ('wall', models.CharField(blank=True, max_length=40)),
                    ('wall_quality', models.CharField(blank=True, max_length=40)),
                    ('floor', models.CharField(blank=True, max_length=40)),
                    ('floor_quality', models.CharField(blank=True, max_length=40)),
                    ('floor_area', models.PositiveSmallIntegerField(null=True)),
                    ('lighting', models.CharField(blank=True, max_length=40)),
                    ('power', models.CharField(blank=True, max_length=40)),
                    ('cooking_fuel', models.CharField(blank=True, max_length=40)),
                    ('drinking_water', models.CharField(blank=True, max_length=40)),
                    ('toilet', models.CharField(blank=True, max_length=40)),
                    ('closet', models.CharField(blank=True, db_default='', default='', max_length=40)),
                    ('waste', models.CharField(blank=True, db_default='', default='', max_length=40)),
                    ('verified', models.TextField(blank=True, db_default='', default='')),
                ],
            ),
            migrations.CreateModel(
                name='FamilyGrant',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='grants', to='registry.family')),
                    ('until', models.DateField(null=True)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('user', 'family'), name='one_grant_a_family')],
                },
            ),
            migrations.CreateModel(
                name='FamilyHold',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='holds', to='registry.family')),
                    ('kind', models.CharField(choices=[('case', 'dalam kasus yang terbuka'), ('decree', 'dalam surat keputusan'), ('hand', 'dipertahankan petugas')], max_length=8)),
                    ('reason', models.CharField(max_length=300)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('placed_at', models.DateTimeField(auto_now_add=True)),
                    ('lifted_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('lifted_at', models.DateTimeField(null=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason', ''), _negated=True), name='hold_says_why'), models.CheckConstraint(condition=models.Q(models.Q(('lifted_at__isnull', True), ('lifted_by__isnull', True)), models.Q(('lifted_at__isnull', False), ('lifted_by__isnull', False)), _connector='OR'), name='hold_lifted_who_and_when')],
                },
            ),
            migrations.CreateModel(
                name='Person',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('family', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='people', to='registry.family')),
                    ('relation', models.CharField(blank=True, max_length=40)),
                    ('name', models.CharField(blank=True, max_length=150)),
                    ('birth_date', models.DateField(null=True)),
                    ('sex', models.CharField(blank=True, max_length=40)),
                    ('marital', models.CharField(blank=True, max_length=40)),
                    ('occupation', models.CharField(blank=True, max_length=40)),
                    ('employment', models.CharField(blank=True, max_length=40)),
                    ('education', models.CharField(blank=True, max_length=40)),
                    ('schooling', models.CharField(blank=True, db_default='', default='', max_length=40)),
                    ('civil_match', models.CharField(blank=True, max_length=40)),
                    ('verval_priority', models.CharField(blank=True, max_length=40)),
                    ('presence', models.CharField(blank=True, db_default='', default='', max_length=40)),
                    ('presence_day', models.DateField(null=True)),
                    ('nik_status', models.CharField(blank=True, max_length=16)),
                    ('verified', models.TextField(blank=True, db_default='', default='')),
                ],
                options={
                    'verbose_name_plural': 'people',
                    'constraints': [models.CheckConstraint(condition=models.Q(('family__isnull', False), ('relation', ''), _connector='OR'), name='relation_within_a_family')],
                },
            ),
            migrations.CreateModel(
                name='SearchToken',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', tepat.platform.database.fields.BytewiseCharField(max_length=32)),
                    ('sort_name', tepat.platform.database.fields.BytewiseCharField(max_length=64)),
                    ('family', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='search_tokens', to='registry.family')),
                    ('region_code', tepat.platform.database.fields.BytewiseCharField(max_length=13)),
                ],
                options={
                    'indexes': [models.Index(fields=['token', 'sort_name', 'family', 'region_code'], name='token_in_order')],
                },
            ),
            migrations.CreateModel(
                name='Source',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=32)),
                    ('name', models.CharField(max_length=200)),
                    ('region_code', tepat.platform.database.fields.BytewiseCharField(max_length=13)),
                    ('as_of', models.DateField(blank=True, null=True)),
                    ('data_key', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='crypto.datakey')),
                    ('created_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('created_at', models.DateTimeField(auto_now_add=True)),
                ],
            ),
            migrations.CreateModel(
                name='ChangeSet',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(max_length=32)),
                    ('reason', models.TextField(blank=True, db_default='', default='')),
                    ('region_code', tepat.platform.database.fields.BytewiseCharField(max_length=13)),
                    ('source', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='change_sets', to='registry.source')),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('begun_at', models.DateTimeField(auto_now_add=True)),
                    ('done', models.PositiveIntegerField(default=0)),
                    ('total', models.PositiveIntegerField(default=0)),
                    ('published_at', models.DateTimeField(blank=True, null=True)),
                    ('reverses', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='registry.changeset')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('done__lte', models.F('total'))), name='change_set_done_within_total'), models.CheckConstraint(condition=models.Q(('published_at__isnull', True), ('done', models.F('total')), _connector='OR'), name='change_set_published_whole')],
                },
            ),
            migrations.CreateModel(
                name='ExternalId',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('scheme', models.CharField(max_length=32)),
                    ('value', tepat.platform.database.fields.BytewiseCharField(max_length=80)),
                    ('family', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='external_ids', to='registry.family')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='external_ids', to='registry.person')),
                    ('change_set', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('value', 'scheme'), name='one_subject_an_external_id'), models.CheckConstraint(condition=models.Q(models.Q(('family__isnull', True), ('person__isnull', False)), models.Q(('family__isnull', False), ('person__isnull', True)), _connector='OR'), name='external_id_of_one_subject')],
                },
            ),
            migrations.CreateModel(
                name='HandOver',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('source', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='hand_overs', to='registry.source')),
                    ('number', models.CharField(max_length=100)),
                    ('day', models.DateField()),
                    ('giver', models.CharField(max_length=200)),
                    ('purpose', models.CharField(max_length=300)),
                    ('last_day', models.DateField(blank=True, null=True)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                    ('recorded_at', models.DateTimeField(auto_now_add=True)),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(('last_day__isnull', True), ('last_day__gte', models.F('day')), _connector='OR'), name='hand_over_ends_after_it_began'), models.CheckConstraint(condition=models.Q(models.Q(('number', ''), _negated=True), models.Q(('giver', ''), _negated=True), models.Q(('purpose', ''), _negated=True)), name='hand_over_says_all')],
                },
            ),
            migrations.CreateModel(
                name='SourceRow',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('source', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='rows', to='registry.source')),
                    ('file', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='files.storedfile')),
                    ('sheet', models.CharField(max_length=100)),
                    ('row', models.PositiveIntegerField()),
                    ('raw', models.BinaryField()),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('file', 'sheet', 'row'), name='one_source_row_a_place')],
                },
            ),
            migrations.CreateModel(
                name='Claim',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('family', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='registry.family')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='registry.person')),
                    ('field', models.CharField(max_length=40)),
                    ('value', models.JSONField()),
                    ('sealed', models.BinaryField(null=True)),
                    ('severity', models.CharField(blank=True, db_default='', default='', max_length=8)),
                    ('remark', tepat.platform.database.fields.SentenceField(blank=True, db_default='', default='')),
                    ('change_set', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='claims', to='registry.changeset')),
                    ('source_row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.sourcerow')),
                    ('state', models.CharField(choices=[('open', 'menunggu'), ('accepted', 'diterima'), ('refused', 'ditolak'), ('put_away', 'disisihkan')], default='open', max_length=8)),
                ],
                options={
                    'indexes': [models.Index(fields=['state', 'id'], name='claim_by_state')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('family__isnull', True), ('person__isnull', False)), models.Q(('family__isnull', False), ('person__isnull', True)), _connector='OR'), name='claim_of_one_subject')],
                },
            ),
            migrations.CreateModel(
                name='ClaimDecision',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('claim', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='registry.claim')),
                    ('verdict', models.CharField(choices=[('accepted', 'diterima'), ('refused', 'ditolak'), ('undone', 'dibatalkan')], max_length=8)),
                    ('change_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('claim', 'change_set'), name='one_decision_a_change_set')],
                },
            ),
            migrations.CreateModel(
                name='DesilReading',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='desil_readings', to='registry.family')),
                    ('scale', models.CharField(max_length=32)),
                    ('value', models.PositiveSmallIntegerField()),
                    ('percentile', models.PositiveSmallIntegerField(null=True)),
                    ('as_of', models.DateField(null=True)),
                    ('change_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                    ('source_row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.sourcerow')),
                ],
            ),
            migrations.CreateModel(
                name='DwellingVersion',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('change_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                    ('source_row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.sourcerow')),
                    ('values', models.JSONField()),
                    ('dwelling', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='registry.dwelling')),
                ],
            ),
            migrations.CreateModel(
                name='FamilyVersion',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('change_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                    ('source_row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.sourcerow')),
                    ('values', models.JSONField()),
                    ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='registry.family')),
                ],
            ),
            migrations.CreateModel(
                name='IdentityNumber',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('kind', models.CharField(choices=[('nik', 'NIK'), ('kk', 'No. KK')], max_length=3)),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='registry.person')),
                    ('family', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='numbers', to='registry.family')),
                    ('sealed', models.BinaryField()),
                    ('index', models.CharField(max_length=32)),
                    ('status', models.CharField(max_length=16)),
                    ('usable', models.BooleanField(default=False)),
                    ('change_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                    ('source_row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.sourcerow')),
                    ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                ],
                options={
                    'indexes': [models.Index(fields=['index'], name='number_by_index')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('family__isnull', True), ('kind', 'nik'), ('person__isnull', False)), models.Q(('family__isnull', False), ('kind', 'kk'), ('person__isnull', True)), _connector='OR'), name='number_of_one_subject')],
                },
            ),
            migrations.CreateModel(
                name='Membership',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('person', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='registry.person')),
                    ('family', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='memberships', to='registry.family')),
                    ('relation', models.CharField(blank=True, max_length=40)),
                    ('change_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                    ('source_row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.sourcerow')),
                    ('ended_by', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                ],
                options={
                    'indexes': [models.Index(condition=models.Q(('ended_by__isnull', False)), fields=['person'], name='membership_ended_of_person')],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('ended_by__isnull', True)), fields=('person',), name='one_family_at_a_time')],
                },
            ),
            migrations.CreateModel(
                name='PersonVersion',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('change_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                    ('source_row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.sourcerow')),
                    ('values', models.JSONField()),
                    ('person', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='versions', to='registry.person')),
                ],
            ),
            migrations.CreateModel(
                name='ProgrammeReceipt',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('family', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='registry.family')),
                    ('person', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='receipts', to='registry.person')),
                    ('programme', models.CharField(max_length=24)),
                    ('period', models.CharField(blank=True, max_length=16)),
                    ('change_set', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.changeset')),
                    ('source_row', models.ForeignKey(db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='registry.sourcerow')),
                ],
                options={
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('family__isnull', True), ('person__isnull', False)), models.Q(('family__isnull', False), ('person__isnull', True)), _connector='OR'), name='receipt_of_one_subject')],
                },
            ),
            migrations.CreateModel(
                name='TouchedRegion',
                fields=[
                    ('id', models.UUIDField(default=tepat.platform.database.ids.uuid7, editable=False, primary_key=True, serialize=False)),
                    ('region_code', tepat.platform.database.fields.BytewiseCharField(db_index=True, max_length=13)),
                    ('change_set', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='touched', to='registry.changeset')),
                    ('kind', models.CharField(max_length=32)),
                    ('by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'constraints': [models.UniqueConstraint(fields=('change_set', 'region_code'), name='one_touch_a_region_and_set')],
                },
            ),
        ]),
    ]
