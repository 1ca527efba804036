"""Looks at personal data, and triggers that refuse to change one; old ones are removed under a rule."""

import django.db.models.deletion
import tepat.platform.database.fields
from django.conf import settings
from django.db import migrations, models


REFUSAL = "looks are never changed"
POSTGRESQL = f"""
CREATE FUNCTION audit_look_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION '{REFUSAL}'; END $$;
CREATE TRIGGER audit_look_kept BEFORE UPDATE ON audit_look
    FOR EACH ROW EXECUTE FUNCTION audit_look_refuse();
"""
SQLITE = f"""CREATE TRIGGER audit_look_not_changed BEFORE UPDATE ON audit_look
    BEGIN SELECT RAISE(ABORT, '{REFUSAL}'); END"""


def guard(apps, schema_editor):
    postgresql = schema_editor.connection.vendor == "postgresql"
    schema_editor.execute(POSTGRESQL if postgresql else SQLITE, params=None)


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0002_guards'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Look',
            fields=[
                ('key', models.CharField(max_length=32, primary_key=True, serialize=False)),
                ('chain', tepat.platform.database.fields.BytewiseCharField(blank=True, max_length=5)),
                ('at', models.DateTimeField(db_index=True)),
                ('page', models.CharField(max_length=40)),
                ('region_code', tepat.platform.database.fields.BytewiseCharField(blank=True, max_length=13)),
                ('actor_name', models.CharField(max_length=120)),
                ('via', models.CharField(blank=True, max_length=12)),
                ('subject_kind', models.CharField(blank=True, max_length=40)),
                ('subject_id', models.CharField(blank=True, max_length=64)),
                ('families', models.PositiveIntegerField()),
                ('people', models.PositiveIntegerField(default=0)),
                ('detail_text', models.TextField(default='{}')),
                ('request_id', models.CharField(blank=True, max_length=64)),
                ('ip', models.CharField(blank=True, max_length=45)),
                ('actor', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'ordering': ['at', 'key'],
                'indexes': [models.Index(fields=['actor', 'at'], name='look_actor'), models.Index(condition=models.Q(('subject_id', ''), _negated=True), fields=['subject_kind', 'subject_id'], name='look_subject')],
            },
        ),
        migrations.RunPython(guard, migrations.RunPython.noop),
    ]
