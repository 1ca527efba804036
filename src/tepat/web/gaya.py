"""The style page, demo only: every part of the screens once, with made-up content."""

from datetime import UTC, datetime, timedelta
from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_safe

VILLAGES = (
    ("Long Tesak", 96, (58, 31, 40, 96, 22, 71, 90)),
    ("Muara Dun", 41, (30, 19, 22, 41, 15, 33, 38)),
    ("Long Poq Baru", 38, (35, 20, 30, 38, 21, 31, 36)),
    ("Gemar Baru", 52, (49, 33, 45, 52, 38, 44, 51)),
    ("Kelinjau Ulu", 77, (74, 66, 70, 77, 61, 69, 77)),
    ("Kelinjau Ilir", 83, (82, 75, 79, 83, 70, 80, 83)),
    ("Senyiur", 133, (133, 128, 131, 133, 121, 130, 133)),
)
FIELDS = (
    ("NIK kepala", "NIK kepala keluarga"),
    ("Nomor KK", "Nomor kartu keluarga"),
    ("Tanggal lahir", "Tanggal lahir kepala keluarga"),
    ("Alamat", "Alamat"),
    ("Pekerjaan", "Pekerjaan kepala keluarga"),
    ("Air minum", "Sumber air minum"),
    ("Lantai", "Jenis lantai"),
)
KEPT = datetime(2024, 2, 3, 6, 5, tzinfo=UTC)
MASK = "•••• •••• •••• 0123"
WHOLE = "9908 0145 0789 0123"


class SampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label="Nama daftar", help_text="Seperti pada surat pengantar kementerian.")
    layout = forms.ChoiceField(
        label="Bentuk berkas", choices=[("", "Kenali sendiri"), ("p3ke-2023", "P3KE 2023")], required=False
    )
    note = forms.CharField(
        label="Catatan", widget=forms.Textarea(attrs={"rows": 2}), required=False, max_length=200
    )
    level = forms.ChoiceField(
        label="Tampilkan menurut",
        choices=[("district", "Kecamatan"), ("village", "Desa dan kelurahan")],
        widget=forms.RadioSelect,
    )
    held = forms.BooleanField(label="Sertakan baris yang tertahan", required=False)
    file = forms.FileField(label="Berkas", help_text="XLSX atau CSV, sebagaimana diterima.")


def _matrix() -> dict[str, Any]:
    rows = [
        {
            "name": name,
            "href": "#matriks",
            "total": families,
            "cells": [{"value": value, "total": families} for value in values],
        }
        for name, families, values in VILLAGES
    ]
    whole = sum(row[1] for row in VILLAGES)
    sums = [sum(row[2][at] for row in VILLAGES) for at in range(len(FIELDS))]
    return {
        "columns": [{"label": label, "title": title} for label, title in FIELDS],
        "rows": rows,
        "foot": {
            "name": "Muara Ancalong",
            "total": whole,
            "cells": [{"value": value, "total": whole} for value in sums],
        },
    }


def _jobs() -> dict[str, dict[str, Any]]:
    running = {
        "title": "Membaca P3KE 2023 · individu.xlsx",
        "state": "running",
        "stage": "Memeriksa NIK dan KK",
    }
    return {
        "running": {
            **running,
            "done": 84_200,
            "total": 130_065,
            "started_at": timezone.now() - timedelta(seconds=14),
        },
        "queued": {"title": "Menyiapkan unduhan temuan", "state": "queued"},
        "failed": {
            "title": "Membaca keluarga-kecamatan.xlsx",
            "state": "failed",
            "error": "Berkas terkunci kata sandi. Simpan lagi tanpa kata sandi, lalu unggah.",
        },
    }


def sample() -> dict[str, Any]:
    """Everything the page shows."""
    invalid = SampleForm({"name": "", "layout": "", "level": "village"}, auto_id="salah_%s")
    invalid.is_valid()
    return {
        "matrix": _matrix(),
        "points": [
            {"day": KEPT.date() + timedelta(days=days), "filled": filled, "cells": 5000}
            for days, filled in ((0, 3100), (3, 3140), (9, 3620), (17, 4010), (28, 4480))
        ],
        "jobs": _jobs(),
        "form": SampleForm(initial={"level": "district"}),
        "invalid": invalid,
        "kept": KEPT,
        "mask": MASK,
        "segments": [
            {"label": "tetap", "value": 1752, "tone": "accent"},
            {"label": "dikeluarkan", "value": 388, "tone": "warn"},
            {"label": "belum", "value": 2860, "tone": "rest"},
        ],
        "rows_in": [
            {"value": 128_911, "label": "menunggu"},
            {"value": 0, "label": "diterima"},
            {"value": 1154, "label": "tertahan", "href": "#hitungan"},
            {"value": 0, "label": "ditolak"},
        ],
        "receipt": [
            {"value": 128_911, "label": "baris diterima"},
            {"value": 1154, "label": "baris tertahan", "href": "#kuitansi"},
            {"value": 0, "label": "baris ditolak"},
        ],
        "trail": [
            {"name": "Kutai Timur", "href": "#bingkai"},
            {"name": "Muara Ancalong", "href": "#bingkai"},
            {"name": "Senyiur"},
        ],
        "chips": [
            {"label": "NIK", "count": 73, "href": "#tabel", "active": True},
            {"label": "Muara Ancalong", "count": 31, "href": "#tabel", "active": True},
            {"label": "Tanggal lahir", "count": 12, "href": "#tabel"},
            {"label": "Wilayah", "count": 0, "href": "#tabel"},
        ],
        "families": [
            ("Yohanes Lejau", "Senyiur", 4, 1, "accepted", "diterima", 62),
            ("Siti Rahmah", "Kelinjau Ilir", 6, 1, "held", "tertahan", 38),
            ("Martinus Ding", "Long Tesak", 3, 2, "pending", "menunggu", 88),
        ],
        "tones": [
            ("accent", "Hijau tua #0F5C5C"),
            ("good", "Baik #1B7F4B"),
            ("warn", "Perhatian #B54708"),
            ("bad", "Gawat #B42318"),
            ("info", "Keterangan"),
            ("rest", "Sisa"),
        ],
        "events": [
            {
                "when": KEPT + timedelta(days=2),
                "who": "Rahmawati, Dinas Sosial",
                "sentence": "Menerima keluarga ini dari P3KE 2023.",
                "href": "#garis",
                "sign": "check-circle",
            },
            {
                "when": KEPT + timedelta(hours=5),
                "who": "Sistem",
                "sentence": "Menemukan NIK kepala keluarga dipakai dua orang.",
                "sign": "exclamation-triangle",
            },
            {
                "when": KEPT,
                "who": "Rahmawati, Dinas Sosial",
                "sentence": "Mengunggah keluarga.xlsx.",
                "sign": "upload",
            },
        ],
        "facts": [
            {
                "label": "Sumber air minum",
                "value": "Sumur tidak terlindung",
                "source": {
                    "text": "P3KE 2023, keluarga.xlsx, lembar Data, baris 1.208",
                    "as_of": KEPT.date(),
                    "href": "#fakta",
                },
            },
            {"label": "Jenis lantai", "value": "Kayu atau papan", "source": "P3KE 2023, baris 1.208"},
            {"label": "Daya listrik", "value": None, "source": "P3KE 2023, baris 1.208"},
            {
                "label": "Tanggal lahir",
                "value": "31 Februari 1979",
                "warn": "tanggal tidak ada",
                "source": "P3KE 2023, baris 1.208",
            },
        ],
        "sides": [
            {"label": "Nama", "left": "Siti Rahmah", "right": "Siti Rahma"},
            {"label": "Tanggal lahir", "left": "12 Mei 1984", "right": "12 Mei 1984"},
            {"label": "Desa", "left": "Kelinjau Ilir", "right": "Kelinjau Ulu"},
            {"label": "Nama ibu", "left": "Hamidah", "right": "Hamidah"},
        ],
        "decisions": [
            {"value": "same", "label": "Sama", "key": "1", "tone": "primary"},
            {"value": "different", "label": "Beda", "key": "2"},
            {"value": "ask", "label": "Tanya desa", "key": "3"},
        ],
    }


@require_safe
@ensure_csrf_cookie
def show(request: HttpRequest) -> HttpResponse:
    """The page itself; open to everyone in the demo, there is nothing of anybody on it."""
    return render(request, "gaya/index.html", sample())


@require_http_methods(["POST"])
def reveal(request: HttpRequest) -> HttpResponse:
    """The made-up number, as a family page's reveal would answer."""
    if request.headers.get("HX-Request"):
        return render(request, "gaya/revealed.html", {"mask": MASK, "whole": WHOLE})
    return render(request, "gaya/index.html", {**sample(), "whole": WHOLE})
