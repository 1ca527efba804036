from django.apps import AppConfig


class RegionsConfig(AppConfig):
    name = "tepat.platform.regions"
    label = "regions"
