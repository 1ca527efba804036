"""tepat init, user add, audit verify, doctor: the installation itself."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from tepat.platform.accounts.models import User
from tepat.platform.audit.models import AuditEvent
from tests.factories.batches import checked_batch
from tests.factories.lists import family, files
from tests.factories.people import user_with_role
from tests.integration.cli.conftest import Tepat
from tests.integration.platform.tampering import unguarded

pytestmark = pytest.mark.django_db


def test_a_user_is_added_with_a_password_shown_once(tepat: Tepat) -> None:
    said = tepat(
        "user", "add", "desa.senyiur", "--name", "Pak Arif", "--role", "village_officer",
        "--region", "64.08.01.2001", "--json",
    )  # fmt: skip

    assert said.code == 0
    assert (said.json["role"], said.json["region"]) == ("village_officer", "64.08.01.2001")
    added = User.objects.get(username="desa.senyiur")
    assert added.check_password(said.json["password"])
    assert len(said.json["password"]) >= 12


@pytest.mark.parametrize(
    "words",
    [
        pytest.param(("--role", "raja", "--region", "64.08"), id="unknown-role"),
        pytest.param(("--role", "village_officer", "--region", "64.99"), id="unknown-region"),
        pytest.param(("--role", "village_officer", "--region", "64"), id="role-at-the-wrong-level"),
    ],
)
def test_a_user_that_cannot_be_is_refused(tepat: Tepat, words: tuple[str, ...]) -> None:
    said = tepat("user", "add", "siapa.saja", "--name", "Siapa", *words, "--json")

    assert said.code == 2
    assert said.json["error"].endswith(".")
    assert not User.objects.filter(username="siapa.saja").exists()


def test_a_name_is_given_once(tepat: Tepat) -> None:
    taken = user_with_role("village_officer", "64.08.01.2001")

    said = tepat(
        "user", "add", taken.username, "--name", "Lain", "--role", "village_officer",
        "--region", "64.08.01.2001", "--json",
    )  # fmt: skip

    assert said.code == 2
    assert taken.username in said.json["error"]


def test_who_may_not_manage_users_adds_none(tepat: Tepat) -> None:
    officer = user_with_role("regency_verifier", "64.08")

    said = tepat(
        "user", "add", "teman.baru", "--name", "Teman", "--role", "administrator", "--region", "64.08",
        "--as", officer.username,
    )  # fmt: skip

    assert said.code == 2
    assert not User.objects.filter(username="teman.baru").exists()


def test_an_untouched_trail_is_whole(tepat: Tepat) -> None:
    checked_batch(files([family(1)]))

    said = tepat("audit", "verify", "--json")

    assert (said.code, said.json) == (0, {"ok": True, "problems": []})
    assert "utuh" in tepat("audit", "verify").err


def test_a_trail_that_was_touched_is_named_and_exits_2(tepat: Tepat) -> None:
    checked_batch(files([family(1)]))
    touched = AuditEvent.objects.get(action="batch.received")
    with unguarded():
        AuditEvent.objects.filter(id=touched.id).update(actor_name="Orang lain")

    said = tepat("audit", "verify", "--json")

    assert said.code == 2
    assert not said.json["ok"]
    assert {(problem["chain"], problem["kind"]) for problem in said.json["problems"]} == {("64.08", "edited")}
    assert tepat("audit", "verify", "--region", "64.02").code == 0


def test_the_doctor_names_each_thing_it_looked_at(tepat: Tepat) -> None:
    said = tepat("doctor", "--json")

    looked_at = {check["name"]: check["level"] for check in said.json}
    assert looked_at["database"] == looked_at["integrity"] == "ok"
    assert said.code == (1 if "fault" in looked_at.values() else 0)
    assert all(check["sentence"] for check in said.json)


def test_the_status_tells_how_the_installation_fares(tepat: Tepat) -> None:
    checked_batch(files([family(1)]))
    Client().get("/akun/masuk/")

    said = tepat("status", "--json")

    assert (said.code, said.json["waiting"], said.json["failed"], said.json["workers"]) == (0, 0, 0, [])
    assert said.json["database_size"] > 0
    assert {"page", "count", "median", "p95", "slowest", "since"} <= said.json["pages"][0].keys()
    assert "Pekerja: tidak ada" in tepat("status").err


def _tepat(data: Path, *words: str) -> subprocess.CompletedProcess[str]:
    """The installed command as its own process, on a data folder of its own."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEPAT_")}
    return subprocess.run(
        [Path(sys.executable).with_name("tepat"), *words],
        env={**kept, "TEPAT_DATA": str(data)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_a_folder_that_was_not_prepared_is_told_so_and_nothing_is_made(tmp_path: Path) -> None:
    data = tmp_path / "data"

    done = _tepat(data, "audit", "verify", "--json")

    assert done.returncode == 2
    error: dict[str, Any] = json.loads(done.stdout)
    assert "tepat init" in error["error"]
    assert not data.exists()


@pytest.mark.parametrize("words", [(), ("user", "add"), ("import",), ("serve",)])
def test_the_help_has_no_english_words(tepat: Tepat, words: tuple[str, ...]) -> None:
    said = tepat(*words, "--help")

    assert said.code == 0
    assert "Cara pakai: tepat" in said.out
    assert "Tampilkan bantuan ini" in said.out
    english = r"Usage|Options|OPTIONS|Arguments|Commands|COMMAND|ARGS|required|default|Show this"
    assert not re.findall(english, said.out)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        pytest.param(
            ("impor",),
            "Perintah itu tidak ada. Yang ada: audit, backup, changes, checks",
            id="no-such-command",
        ),
        pytest.param(
            ("user", "add"), "username belum ditulis. Lihat caranya: tepat user add --help", id="word"
        ),
        pytest.param(("user", "add", "a.b"), "--name belum ditulis.", id="option"),
        pytest.param(
            ("user", "add", "a.b", "--nam", "x"), "Tidak ada pilihan --nam. Mungkin --", id="unknown"
        ),
        pytest.param(("serve", "--port", "x"), "Isi --port tidak dapat dipakai.", id="value"),
        pytest.param(("serve", "--port"), "Isi pilihan --port belum ditulis", id="option-without-value"),
        pytest.param(("doctor", "lekas"), "Ada kata yang berlebih", id="too-many"),
    ],
)
def test_a_command_typed_wrongly_is_refused_in_words(
    tepat: Tepat, words: tuple[str, ...], sentence: str
) -> None:
    said = tepat(*words)

    assert said.code == 2
    assert sentence in said.err
