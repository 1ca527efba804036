"""Fails, as a migration may on data that nobody had thought of."""

from typing import Any

from django.db import migrations


def fail(apps: Any, schema_editor: Any) -> None:
    raise ValueError("data that nobody had thought of")


class Migration(migrations.Migration):
    dependencies = [("keeping", "0001_spoils")]
    operations = [migrations.RunPython(fail)]
