from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "tepat.registry"
    label = "registry"

    def ready(self) -> None:
        from . import auditing  # noqa: F401 - registers its sentences
