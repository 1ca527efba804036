from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tepat.platform.audit"
    label = "audit"

    def ready(self) -> None:
        from . import auditing, jobs  # noqa: F401 - register sentences and the daily seal
