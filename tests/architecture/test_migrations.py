"""The migrations say all that the models say."""

from django.apps import apps
from django.db.migrations.autodetector import MigrationAutodetector
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.state import ProjectState
from django.utils.translation import override


def test_each_area_has_one_last_migration() -> None:
    assert not MigrationLoader(None).detect_conflicts()


def test_no_model_is_ahead_of_its_migrations() -> None:
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("tepat.")}
    with override(None):
        loader = MigrationLoader(None)
        detector = MigrationAutodetector(loader.project_state(), ProjectState.from_apps(apps))
        changes = detector.changes(loader.graph, trim_to_apps=ours)

    assert not {label: [str(one) for one in made] for label, made in changes.items() if label in ours}
