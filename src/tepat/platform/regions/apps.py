from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "tepat.platform.regions"
    label = "regions"

    def ready(self) -> None:
        from . import auditing  # noqa: F401 - registers its sentences
