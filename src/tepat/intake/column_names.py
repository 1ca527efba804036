"""The officers' names of the columns that findings speak of."""

from tepat.engine.layouts import builtin


def column_name(field: str, layout_id: str = "") -> str:
    """The ministry's own header of a canonical field, e.g. "NIK Kepala Keluarga"; the field where none has it.

    Layouts may write it differently: that of `layout_id` goes first.
    """
    for layout in sorted(builtin(), key=lambda one: one.id != layout_id):
        if field in layout.columns:
            return layout.header(field)
    return field
