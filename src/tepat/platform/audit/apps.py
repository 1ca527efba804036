from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "tepat.platform.audit"
    label = "audit"
