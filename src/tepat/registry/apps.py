from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "tepat.registry"
    label = "registry"

    def ready(self) -> None:
        from . import auditing, family_claims  # noqa: F401 - registers its sentences

        family_claims.register()
