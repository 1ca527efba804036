from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tepat.platform.audit"
    label = "audit"

    def ready(self) -> None:
        from . import jobs, presenters  # noqa: F401 - register the seal's handler and sentence
