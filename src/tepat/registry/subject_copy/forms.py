"""Who asks for a copy, how he showed who he is, and whose data it is."""

from collections.abc import Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tepat.registry.models import Person

SHOWN = {
    "ktp": gettext_lazy("KTP ditunjukkan"),
    "kk": gettext_lazy("Kartu Keluarga ditunjukkan"),
    "kuasa": gettext_lazy("Surat kuasa dan KTP ditunjukkan"),
}
ASKED_AS = {
    "sendiri": gettext_lazy("Yang bersangkutan sendiri"),
    "wali": gettext_lazy("Orang tua atau wali anak"),
    "kuasa": gettext_lazy("Penerima kuasa"),
}


class CopyForm(forms.Form):
    """The requester's name stands on the paper alone, the rest in the trail as well."""

    orang = forms.ChoiceField(label=gettext_lazy("Data siapa"))
    pemohon = forms.CharField(
        label=gettext_lazy("Nama pemohon"),
        max_length=120,
        help_text=gettext_lazy("Tercantum pada salinan, tidak di jejak."),
    )
    sebagai = forms.ChoiceField(label=gettext_lazy("Meminta sebagai"), choices=list(ASKED_AS.items()))
    bukti = forms.ChoiceField(
        label=gettext_lazy("Jati dirinya dipastikan dengan"), choices=list(SHOWN.items())
    )
    alasan = forms.CharField(
        label=gettext_lazy("Keperluan"),
        max_length=300,
        help_text=gettext_lazy("Misalnya nomor surat permintaan. Jangan menulis nama atau nomor identitas."),
    )

    def __init__(self, *args: Any, people: Sequence[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(str(one.id), one.name or _("(tanpa nama)")) for one in people]
        cast(forms.ChoiceField, self.fields["orang"]).choices = offered

    def clean(self) -> dict[str, Any]:
        """Somebody else's data are given on a letter of authority alone."""
        said = super().clean() or {}
        if said.get("sebagai") == "kuasa" and said.get("bukti") != "kuasa":
            self.add_error(
                "bukti",
                _("Penerima kuasa harus menunjukkan surat kuasa dan KTP. Minta keduanya lebih dahulu."),
            )
        return said
