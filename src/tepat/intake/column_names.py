"""The officers' names of the columns that findings speak of."""

from tepat.engine.layouts import builtin

from .known_layouts import known_layout


def column_name(field: str, *layout_ids: str) -> str:
    """The ministry's own header of a canonical field, e.g. "NIK Kepala Keluarga"; the field where none has it.

    Layouts may write it differently: those of `layout_ids` go first.
    """
    first = filter(None, map(known_layout, layout_ids))
    return next((layout.told_as[field] for layout in (*first, *builtin()) if field in layout.told_as), field)
