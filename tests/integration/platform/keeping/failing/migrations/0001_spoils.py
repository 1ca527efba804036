"""Committed by itself, so that only a copy brings the rows back."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("regions", "0001_initial")]
    operations = [migrations.RunSQL("UPDATE regions_region SET name = 'rusak'")]
