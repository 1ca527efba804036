"""The migrations say all that the models say."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState


def test_no_model_is_ahead_of_its_migrations() -> None:
    loader = MigrationLoader(None, ignore_no_initial=True)

    changes = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps)).changes(
        loader.graph
    )

    assert not {label: [str(one) for one in made] for label, made in changes.items()}
