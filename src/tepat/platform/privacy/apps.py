from django.apps import AppConfig


class PrivacyConfig(AppConfig):
    name = "tepat.platform.privacy"
    label = "privacy"

    def ready(self) -> None:
        from . import auditing, jobs, passing  # noqa: F401 - register sentences, the daily job, the platform's kinds
