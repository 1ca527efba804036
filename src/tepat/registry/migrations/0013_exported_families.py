"""Whom exports of families held."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('audit', '0003_looks'),
        ('registry', '0001_squashed_0012_civil_exchange'),
    ]

    operations = [
        migrations.CreateModel(
            name='ExportedFamilies',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('part', models.PositiveIntegerField()),
                ('first', models.UUIDField()),
                ('last', models.UUIDField()),
                ('families', models.BinaryField()),
                ('event', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='audit.auditevent')),
            ],
            options={
                'verbose_name_plural': 'exported families',
                'ordering': ['part'],
                'indexes': [models.Index(fields=['first', 'last'], name='exported_between')],
                'constraints': [models.UniqueConstraint(fields=('event', 'part'), name='exported_part_once')],
            },
        ),
    ]
