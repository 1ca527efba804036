from django.apps import AppConfig


class RekeyingConfig(AppConfig):
    name = "tepat.platform.rekeying"
    label = "rekeying"

    def ready(self) -> None:
        from . import auditing, jobs, own_places  # noqa: F401 - register sentences, handlers and places
