"""Draws a piece of template as a page would."""

from django.template import engines


def draw(source: str, **context: object) -> str:
    """The text that the template gives, with its runs of space as one."""
    return " ".join(engines["django"].from_string(source).render(context).split())
