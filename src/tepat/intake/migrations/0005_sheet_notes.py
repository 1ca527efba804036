"""What was noticed in a sheet and is no fault: hidden rows, doubled headers, formulas that point elsewhere."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0004_sentences")]

    operations = [
        migrations.AddField(
            model_name="batchsheet", name="notes", field=models.JSONField(default=list)
        ),
    ]
