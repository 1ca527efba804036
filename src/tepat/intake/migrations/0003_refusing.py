"""A refusal takes its time: two states while rows are turned away, and none left once they are."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0002_refusal")]

    operations = [
        migrations.RemoveConstraint(model_name="batch", name="refused_batch_has_reason"),
        migrations.RemoveField(model_name="batch", name="reason"),
        migrations.AlterField(
            model_name="batch",
            name="state",
            field=models.CharField(
                choices=[
                    ("uploaded", "diunggah"),
                    ("reading", "sedang dibaca"),
                    ("checked", "diperiksa · belum diterima"),
                    ("accepting", "sedang diterima"),
                    ("accepted", "diterima"),
                    ("refusing", "sedang ditolak"),
                    ("refusing_held", "baris tertahan sedang ditolak"),
                    ("refused", "ditolak"),
                    ("unreadable", "tidak terbaca"),
                ],
                default="uploaded",
                max_length=16,
            ),
        ),
        migrations.AddConstraint(
            model_name="batch",
            constraint=models.CheckConstraint(
                condition=~models.Q(state="refused") | models.Q(held=0, pending=0),
                name="refused_batch_has_none_left",
            ),
        ),
    ]
