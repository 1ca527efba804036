"""The officers' names of the columns that findings speak of."""

from tepat.engine.layouts import builtin


def column_name(field: str, *layout_ids: str) -> str:
    """The ministry's own header of a canonical field, e.g. "NIK Kepala Keluarga"; the field where none has it.

    Layouts may write it differently: those of `layout_ids` go first.
    """
    known = builtin()
    first = [known.get(layout_id) for layout_id in layout_ids if layout_id in known.ids()]
    return next((layout.told_as[field] for layout in (*first, *known) if field in layout.told_as), field)
