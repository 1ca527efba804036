from django.apps import AppConfig


class KeepingConfig(AppConfig):
    name = "tepat.platform.keeping"
    label = "keeping"

    def ready(self) -> None:
        from . import auditing  # noqa: F401 - registers its sentences
