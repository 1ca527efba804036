"""What a person fills in on intake's pages."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class SeveralFilesInput(forms.ClearableFileInput):
    """A file field that takes several files at once."""

    allow_multiple_selected = True


class SeveralFiles(forms.FileField):
    """Several uploaded files; cleaned to a list."""

    widget = SeveralFilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        given = data if isinstance(data, list | tuple) else [data]
        # Said here, not by the field of one file: among several, which one is it?
        if empty := [one.name for one in given if one and not one.size]:
            named = ", ".join(f"«{name}»" for name in empty)
            raise forms.ValidationError(
                _("Berkas %(names)s kosong (0 bita). Pilih berkas yang berisi data."), params={"names": named}
            )
        return [super(SeveralFiles, self).clean(one, initial) for one in given]


class UploadForm(forms.Form):
    """A list's name and its files."""

    list_name = forms.CharField(
        label=_("Nama daftar"),
        max_length=100,
        help_text=_("Misalnya P3KE 2023. Berkas dengan nama daftar yang sama masuk ke daftar yang sama."),
    )
    region = forms.ChoiceField(label=_("Kabupaten/kota"))

    def __init__(self, *args: Any, regions: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        # Not a class attribute: a form's own `files` are what was uploaded.
        self.fields["files"] = SeveralFiles(
            label=_("Berkas keluarga dan individu"),
            help_text=_(
                "XLSX, XLS, ODS atau CSV, boleh beberapa sekaligus atau satu arsip ZIP; "
                "isinya dikenali dari judul kolom."
            ),
        )
        field = self.fields["region"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = regions
        if len(regions) == 1:
            field.widget = forms.HiddenInput()
            field.initial = regions[0][0]


class HandOverForm(forms.Form):
    """The record under which a list was handed over (BAST)."""

    number = forms.CharField(label=_("Nomor berita acara"), max_length=100)
    day = forms.DateField(label=_("Tanggal"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"))
    giver = forms.CharField(
        label=_("Yang menyerahkan"),
        max_length=200,
        help_text=_("Instansi, dan pejabat yang bertanda tangan."),
    )
    purpose = forms.CharField(
        label=_("Untuk keperluan"),
        max_length=300,
        help_text=_("Seperti tertulis pada berita acara, misalnya verifikasi dan validasi sasaran."),
    )
    last_day = forms.DateField(
        label=_("Boleh dipakai sampai"),
        required=False,
        widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d"),
        help_text=_("Sesudah tanggal ini data tidak dapat diunduh sampai ada berita acara perpanjangan."),
    )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        day, last_day = cleaned.get("day"), cleaned.get("last_day")
        if day and last_day and last_day < day:
            self.add_error("last_day", _("Tanggal akhir mendahului tanggal berita acara. Periksa keduanya."))
        return cleaned
