from django.apps import AppConfig


class RegistryConfig(AppConfig):
    name = "tepat.registry"
    label = "registry"

    def ready(self) -> None:
        from . import auditing, family_claims, family_holds, sealed_places  # noqa: F401 - registers its sentences

        family_claims.register()
        family_holds.register()
