from django.apps import AppConfig


class FilesConfig(AppConfig):
    name = "tepat.platform.files"
    label = "files"
