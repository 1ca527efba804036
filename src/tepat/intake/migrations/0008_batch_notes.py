"""What was left out when the files came in: a letter or a photo in an archive of tables."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("intake", "0007_batch_scheme")]

    operations = [
        migrations.AddField(model_name="batch", name="notes", field=models.JSONField(default=list)),
    ]
