"""What the template tags draw."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django import forms
from django.template import TemplateSyntaxError
from django.utils import timezone
from tests.unit.web.drawing import draw


def test_an_icon_is_inline_and_silent() -> None:
    drawn = draw('{% icon "eye" %}')

    assert drawn.startswith("<svg")
    assert 'aria-hidden="true"' in drawn


def test_an_unknown_icon_is_a_mistake_of_the_template() -> None:
    with pytest.raises(TemplateSyntaxError, match="tidak-ada"):
        draw('{% icon "tidak-ada" %}')


def test_a_badge_has_sign_word_and_tone() -> None:
    drawn = draw('{% badge "held" "tertahan" %}')

    assert "<svg" in drawn
    assert "tertahan" in drawn
    assert "tone-warn" in drawn


def test_a_badge_of_an_unknown_state_is_neutral_and_escaped() -> None:
    drawn = draw("{% badge kind word %}", kind="belum dikenal", word="<b>")

    assert "tone-neutral" in drawn
    assert "&lt;b&gt;" in drawn


def test_a_bars_length_has_a_point_in_every_language() -> None:
    assert 'width="33.33"' in draw("{% bar 1 3 %}")


def test_a_bar_of_nothing_is_empty() -> None:
    assert 'width="0"' in draw("{% bar 0 0 %}")


def test_stacked_parts_follow_each_other() -> None:
    drawn = draw(
        "{% stacked_bar parts %}",
        parts=[{"label": "tetap", "value": 25}, {"label": "belum", "value": 75, "tone": "rest"}],
    )

    assert 'x="0" width="25"' in drawn
    assert 'x="25" width="75"' in drawn
    assert "75 %" in drawn


def test_counts_that_add_up_are_an_equation() -> None:
    drawn = draw(
        '{% equation 130065 "baris" parts %}',
        parts=[{"value": 128911, "label": "menunggu"}, {"value": 1154, "label": "tertahan"}],
    )

    assert "130.065" in drawn
    assert "128.911" in drawn
    assert "selisih" not in drawn


def test_counts_that_do_not_add_up_say_by_how_much() -> None:
    drawn = draw('{% equation 10 "baris" parts %}', parts=[{"value": 7, "label": "menunggu"}])

    assert "selisih 3" in drawn


def test_a_refusal_says_what_why_and_what_to_do() -> None:
    drawn = draw('{% refusal "Belum bisa dikirim." "Dua belum diputuskan." "Lengkapi." "/x/" "Buka" %}')

    assert 'role="alert"' in drawn
    assert [drawn.index(part) for part in ("Belum bisa", "Dua belum", "Lengkapi.", 'href="/x/"')]


def test_a_job_says_how_far_it_is_and_how_long_it_takes() -> None:
    job = {
        "title": "Membaca",
        "state": "running",
        "stage": "Memeriksa",
        "done": 500,
        "total": 1000,
        "started_at": timezone.now() - timedelta(seconds=60),
    }

    drawn = draw('{% job_progress job "/kemajuan/" %}', job=job)

    assert "500 dari 1.000 baris" in drawn
    assert "50 %" in drawn
    assert "60 detik" in drawn
    assert 'hx-get="/kemajuan/"' in drawn


def test_a_job_that_just_began_promises_no_time() -> None:
    job = {"title": "x", "state": "running", "done": 1, "total": 1000, "started_at": timezone.now()}

    assert "lagi" not in draw("{% job_progress job %}", job=job)


def test_an_ended_job_asks_no_more() -> None:
    job = {"title": "x", "state": "failed", "error": "Berkas terkunci."}

    drawn = draw('{% job_progress job "/kemajuan/" %}', job=job)

    assert "hx-get" not in drawn
    assert "Berkas terkunci." in drawn


def test_a_masked_number_has_an_eye_only_with_an_address() -> None:
    assert "Tampilkan NIK" in draw('{% masked "•••• 0123" url="/buka/" %}')
    assert "<button" not in draw('{% masked "•••• 0123" %}')


def test_a_revealed_number_hides_again_after_a_minute() -> None:
    drawn = draw('{% masked "•••• 0123" url="/buka/" revealed="9908 0123" %}')

    assert "9908 0123" in drawn
    assert 'data-hide-after="60"' in drawn
    assert 'data-mask="•••• 0123"' in drawn


def test_a_number_that_is_not_there_is_said_so() -> None:
    assert "belum ada" in draw('{% masked "" url="/buka/" %}')


def test_a_fact_without_value_is_missing_and_keeps_its_source() -> None:
    drawn = draw(
        "{% facts items %}",
        items=[{"label": "Daya", "value": "", "source": {"text": "P3KE 2023, baris 12", "href": "/baris/"}}],
    )

    assert "belum terisi" in drawn
    assert "P3KE 2023, baris 12" in drawn
    assert 'href="/baris/"' in drawn


def test_a_fact_that_is_a_date_is_written_out() -> None:
    drawn = draw("{% facts items %}", items=[{"label": "Tanggal lahir", "value": date(2015, 1, 1)}])

    assert "1 Januari 2015" in drawn


def test_only_differences_stand_out_side_by_side() -> None:
    drawn = draw(
        '{% side_by_side rows "Kiri" "Kanan" decisions "/putus/" %}',
        rows=[{"label": "Nama", "left": "A", "right": "B"}, {"label": "Desa", "left": "C", "right": "C"}],
        decisions=[{"value": "same", "label": "Sama", "key": "1"}],
    )

    assert drawn.count('class="differs"') == 1
    assert 'data-key="1"' in drawn


def test_chips_show_counts_and_which_are_on() -> None:
    drawn = draw(
        '{% chips items label="Saring" clear="/daftar/" %}',
        items=[
            {"label": "NIK", "href": "?a", "count": 1200, "active": True},
            {"label": "Desa", "href": "?b", "count": 0},
        ],
    )

    assert "1.200" in drawn
    assert drawn.count("chip-on") == 1
    assert "Buang semua saringan" in drawn


def test_a_pager_names_the_whole_and_links_only_where_there_is_more() -> None:
    drawn = draw('{% pager shown=50 total=5000 noun="keluarga" next="?sesudah=x" %}')

    assert "50 dari 5.000 keluarga" in drawn
    assert 'rel="next"' in drawn
    assert 'rel="prev"' not in drawn


def _matrix() -> dict[str, Any]:
    return {
        "columns": [{"label": "NIK", "title": "NIK kepala keluarga"}],
        "rows": [{"name": "Senyiur", "href": "/s/", "total": 1200, "cells": [{"value": 300, "total": 1200}]}],
    }


def test_a_matrix_has_a_figure_and_a_bar_in_each_cell() -> None:
    drawn = draw('{% matrix columns rows "Desa" "Kelengkapan" total_label="Keluarga" %}', **_matrix())

    assert "25 %" in drawn
    assert "level-low" in drawn
    assert "300 dari 1.200 terisi" in drawn
    assert 'tabindex="0"' in drawn


def test_a_matrix_row_of_another_width_is_a_mistake() -> None:
    broken = _matrix()
    broken["rows"][0]["cells"] = []

    with pytest.raises(ValueError, match="shorter"):
        draw('{% matrix columns rows "Desa" "Kelengkapan" %}', **broken)


def test_a_confirmation_names_the_thing_and_posts_its_fields() -> None:
    drawn = draw(
        '{% confirm url="/terima/" button="Terima" question="Terima 184 baris?" yes="Terima 184" %}'
        '<input type="hidden" name="n" value="184">{% endconfirm %}'
    )

    assert 'action="/terima/"' in drawn
    assert "Terima 184 baris?" in drawn
    assert 'name="n"' in drawn


def test_a_timeline_tells_when_who_and_what() -> None:
    drawn = draw(
        '{% timeline events zone_of="64.08" %}',
        events=[{"when": datetime(2024, 2, 3, 6, 5, tzinfo=UTC), "who": "Sistem", "sentence": "Membaca."}],
    )

    assert "Membaca." in drawn
    assert "3 Februari 2024 pukul 14.05 WITA · Sistem" in drawn


class _Form(forms.Form):
    name = forms.CharField(label="Nama", help_text="Seperti pada surat.")
    note = forms.CharField(label="Catatan", required=False)
    file = forms.FileField(label="Berkas")


def test_a_field_ties_hint_and_error_to_its_control() -> None:
    form = _Form({"name": ""})

    drawn = draw("{% field form.name %}", form=form)

    assert 'aria-invalid="true"' in drawn
    for described in ("id_name_helptext", "id_name_error"):
        assert f'id="{described}"' in drawn
        assert described in drawn.split('aria-describedby="')[1].split('"')[0]


def test_a_field_that_may_stay_empty_says_so() -> None:
    assert "boleh kosong" in draw("{% field form.note %}", form=_Form())
    assert "boleh kosong" not in draw("{% field form.name %}", form=_Form())


def test_a_file_field_works_without_script_and_tells_the_limit() -> None:
    drawn = draw("{% file_drop form.file %}", form=_Form())

    assert 'type="file"' in drawn
    assert "200 MB" in drawn
    assert 'data-limit="209715200"' in drawn


def test_a_breadcrumb_ends_where_one_stands() -> None:
    drawn = draw("{% breadcrumb trail %}", trail=[{"name": "Kutai Timur", "href": "/k/"}, "Senyiur"])

    assert 'href="/k/"' in drawn
    assert '<span aria-current="location">Senyiur</span>' in drawn
