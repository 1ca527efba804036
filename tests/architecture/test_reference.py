"""docs/reference says what the code does, and every setting says what it is for."""

from scripts import reference


def test_every_setting_is_described_and_none_that_is_gone() -> None:
    assert set(reference.described_settings()) == set(reference.settings_read())


def test_the_reference_is_what_make_docs_would_write() -> None:
    assert not reference.stale()
