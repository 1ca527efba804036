"""The ministry's file layouts as data: headers with synonyms, value maps, code lists.

The facts stand in `data/*.yaml`; the code here only loads and matches them. A new layout is a new file there.
Finding the header row in a sheet lives in tepat.engine.reading.
"""

from tepat.engine.layouts.codes import CodeList, code_lists, label
from tepat.engine.layouts.layout import Column, Layout
from tepat.engine.layouts.matching import Layouts, Match, builtin

__all__ = [
    "CodeList",
    "Column",
    "Layout",
    "Layouts",
    "Match",
    "builtin",
    "code_lists",
    "label",
]
