"""Template tags of the house; a builtin of every template, so no {% load %} is needed.

What each computes stands in tepat.web.components.
"""

from tepat.web.components import actions, assets, blocks, charts, figures, forms, lists, matrix, signs
from tepat.web.components.library import register

__all__ = [
    "actions",
    "assets",
    "blocks",
    "charts",
    "figures",
    "forms",
    "lists",
    "matrix",
    "register",
    "signs",
]
