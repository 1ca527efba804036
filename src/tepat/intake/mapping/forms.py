"""What an officer says of a layout beside its columns."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from tepat.engine.layouts.office import LONGEST_TEXT


class LayoutForm(forms.Form):
    """The layout's name and what cannot be read off its columns."""

    title = forms.CharField(
        label=_("Nama tata letak"),
        max_length=LONGEST_TEXT,
        help_text=_("Misalnya Daftar warga Dinas Sosial 2026. Berkas berjudul sama dikenali dengannya."),
    )
    legal_source = forms.CharField(
        label=_("Dasar atau asal daftarnya"),
        max_length=LONGEST_TEXT,
        help_text=_("Misalnya Surat Kepala Dinas nomor 12 tahun 2026."),
    )
    source = forms.ChoiceField(
        label=_("Kunci keluarganya milik"),
        choices=[
            ("desa", _("daftar setempat (nomor KK)")),
            ("p3ke", "P3KE"),
            ("dtsen", "DTSEN"),
            ("siks", "SIKS-NG"),
        ],
        help_text=_("Keluarga dengan kunci yang sama pada daftar itu adalah keluarga yang sama."),
    )
    region_code = forms.ChoiceField(
        label=_("Wilayah ditulis sebagai"),
        choices=[
            ("names", _("nama desa/kelurahan")),
            ("kemendagri", _("kode Kemendagri")),
            ("bps", _("kode BPS")),
        ],
    )
    valid_from = forms.DateField(
        label=_("Berlaku sejak"), widget=forms.DateInput({"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget.attrs["autocomplete"] = "off"
