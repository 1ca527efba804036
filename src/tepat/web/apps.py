"""The look of every page and the pages that belong to no area: home, language, errors, the style page."""

from django.apps import AppConfig
from django.utils.translation import gettext, pgettext

from tepat.engine.sentences import speak_with


class WebConfig(AppConfig):
    name = "tepat.web"
    label = "web"

    def ready(self) -> None:
        from .components.figures import angka

        speak_with(lambda context, text: pgettext(context, text) if context else gettext(text), angka)
