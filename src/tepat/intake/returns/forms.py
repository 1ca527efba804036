"""What a person fills in to give packs back."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tepat.intake.batches.forms import SeveralFiles


class ReturnForm(forms.Form):
    """The workbooks, and for one that nobody can tell any more whose it is, the village."""

    def __init__(self, *args: Any, packs: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["pack"] = forms.ChoiceField(
            label=_("Desa/kelurahan"),
            required=False,
            choices=packs if len(packs) == 1 else [("", _("Dikenali dari isinya")), *packs],
            help_text=_("Pilih hanya bila kolom ID Tepat hilang dari lembar kerjanya."),
        )
        # Not a class attribute: a form's own `files` are what was uploaded.
        self.fields["files"] = SeveralFiles(
            label=_("Lembar kerja yang sudah diisi"),
            help_text=_("XLSX, XLS, ODS atau CSV, boleh beberapa sekaligus atau satu arsip ZIP."),
        )
