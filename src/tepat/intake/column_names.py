"""The officers' names of the columns that findings speak of."""

from tepat.engine.layouts import builtin


def column_name(field: str) -> str:
    """The ministry's own header of a canonical field, e.g. "NIK Kepala Keluarga"; the field where none has it."""
    for layout in builtin():
        if field in layout.columns:
            return layout.header(field)
    return field
