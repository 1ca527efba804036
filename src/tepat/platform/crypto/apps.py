from django.apps import AppConfig


class CryptoConfig(AppConfig):
    name = "tepat.platform.crypto"
    label = "crypto"
