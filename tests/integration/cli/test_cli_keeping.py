"""tepat backup, restore, doctor --hashes: the words around them."""

from pathlib import Path
from typing import Any

import pytest

from tepat.platform.crypto import passphrases
from tests.integration.cli.conftest import Tepat

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def passphrase(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(passphrases, "COST", 2**4)
    (tmp_path / "frasa").write_text("lima kata acak yang panjang\n")
    return tmp_path / "frasa"


def test_a_backup_says_what_it_holds_and_that_it_was_read_back(
    tepat: Tepat, tmp_path: Path, passphrase: Path
) -> None:
    said = tepat("backup", tmp_path / "c.tepat", "--passphrase-file", passphrase, "--json")

    assert said.code == 0
    assert said.json["size"] == (tmp_path / "c.tepat").stat().st_size
    assert said.json["file"] == str(tmp_path / "c.tepat")


def test_without_a_passphrase_nothing_is_written(tepat: Tepat, tmp_path: Path) -> None:
    said = tepat("backup", tmp_path / "c.tepat")

    assert said.code == 2
    assert "--passphrase-file" in said.err
    assert not (tmp_path / "c.tepat").exists()


def test_where_it_cannot_be_written_is_said(tepat: Tepat, tmp_path: Path, passphrase: Path) -> None:
    said = tepat("backup", tmp_path / "tidak" / "ada", "--passphrase-file", passphrase)

    assert said.code == 2
    assert "tidak dapat ditulis" in said.err


def test_a_restore_over_data_asks_for_over(
    tepat: Tepat, tmp_path: Path, settings: Any, passphrase: Path
) -> None:
    tepat("backup", tmp_path / "c.tepat", "--passphrase-file", passphrase)

    said = tepat("restore", tmp_path / "c.tepat", "--passphrase-file", passphrase)

    assert said.code == 2
    assert "--over" in said.err


def test_a_restore_that_was_cut_off_is_said_by_every_command(
    tepat: Tepat, tmp_path: Path, settings: Any
) -> None:
    settings.DATA = tmp_path
    (tmp_path / "restoring").mkdir()
    (tmp_path / "restoring" / "whole").touch()

    for words in (("audit", "verify"), ("init",), ("upgrade",)):
        said = tepat(*words)

        assert said.code == 2
        assert "tepat restore" in said.err


def test_hashes_name_tables_files_and_chains(tepat: Tepat) -> None:
    told = tepat("doctor", "--hashes", "--json").json
    lines = tepat("doctor", "--hashes").out.splitlines()

    assert told["tables"]["regions_region"]["rows"] > 10
    assert set(told) == {"tables", "files", "audit"}
    assert any(
        line.endswith("regions_region") and told["tables"]["regions_region"]["hash"] in line for line in lines
    )
