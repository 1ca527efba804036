from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "tepat.platform.keeping"
    label = "keeping"

    def ready(self) -> None:
        from . import auditing, jobs  # noqa: F401 - register sentences and the scheduled backup
