from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tepat.platform.jobs"
    label = "jobs"

    def ready(self) -> None:
        from . import auditing  # noqa: F401 - registers its sentences
