from django.apps import AppConfig


class OperatingConfig(AppConfig):
    name = "tepat.platform.operating"
    label = "operating"
