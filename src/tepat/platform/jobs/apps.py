from django.apps import AppConfig


class JobsConfig(AppConfig):
    name = "tepat.platform.jobs"
    label = "jobs"
