from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tepat.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import auditing, jobs  # noqa: F401 - register sentences and what falls due
