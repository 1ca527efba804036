from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "tepat.platform.accounts"
    label = "accounts"
