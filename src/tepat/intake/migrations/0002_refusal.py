"""Refusals become facts of their own; the reasons kept on batches so far move there."""

import django.db.models.deletion
from django.apps.registry import Apps
from django.conf import settings
from django.db import migrations, models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

import tepat.platform.database.ids


def _move_reasons(apps: Apps, _editor: BaseDatabaseSchemaEditor) -> None:
    batches, refusals = apps.get_model("intake", "Batch"), apps.get_model("intake", "Refusal")
    for batch in batches.objects.exclude(reason=""):
        # Who refused held rows alone stood in the audit trail only.
        refusals.objects.create(
            batch=batch,
            reason=batch.reason,
            rows=batch.refused,
            by_id=batch.decided_by_id or batch.created_by_id,
            at=batch.decided_at or batch.created_at,
        )


class Migration(migrations.Migration):
    dependencies = [
        ("intake", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Refusal",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=tepat.platform.database.ids.uuid7,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("reason", models.TextField()),
                ("rows", models.PositiveIntegerField()),
                ("at", models.DateTimeField()),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="refusals",
                        to="intake.batch",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"ordering": ["id"]},
        ),
        migrations.AddConstraint(
            model_name="refusal",
            constraint=models.CheckConstraint(condition=~models.Q(reason=""), name="refusal_has_reason"),
        ),
        migrations.RunPython(_move_reasons),
    ]
