from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "tepat.platform.files"
    label = "files"

    def ready(self) -> None:
        from . import auditing  # noqa: F401 - registers its sentences
