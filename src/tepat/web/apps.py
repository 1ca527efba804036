"""The look of every page and the pages that belong to no area: home, language, errors, the style page."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    name = "tepat.web"
    label = "web"
