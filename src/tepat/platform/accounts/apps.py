from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tepat.platform.accounts"
    label = "accounts"

    def ready(self) -> None:
        from . import auditing  # noqa: F401 - registers its sentences
