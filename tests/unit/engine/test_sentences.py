"""Sentences: said in the reader's language, kept as data."""

from collections.abc import Iterator

import pytest

from tepat.engine import sentences
from tepat.engine.sentences import Sentence, speak_with

ENGLISH = {
    ("", "Berkas {file} berisi {what}."): "{what} is what the file {file} holds.",
    ("", "halaman web"): "a web page",
    ("roof", "Lainnya"): "Other",
}
WHOLE = Sentence("Berkas {file} berisi {what}.", {"file": "{x}.csv", "what": Sentence("halaman web")})


@pytest.fixture
def english() -> Iterator[None]:
    before = sentences._translate
    speak_with(lambda context, text: ENGLISH.get((context, text), text))
    yield
    speak_with(before)


def test_without_english_it_is_indonesian() -> None:
    assert str(WHOLE) == "Berkas {x}.csv berisi halaman web."


@pytest.mark.usefixtures("english")
def test_places_follow_the_language_and_so_do_the_sentences_in_them() -> None:
    assert str(WHOLE) == "a web page is what the file {x}.csv holds."


@pytest.mark.usefixtures("english")
def test_a_context_tells_two_meanings_apart() -> None:
    assert [str(Sentence("Lainnya", context=context)) for context in ("roof", "")] == ["Other", "Lainnya"]


@pytest.mark.parametrize("sentence", [WHOLE, Sentence("Lainnya", context="roof"), Sentence("Ada.")], ids=str)
def test_it_comes_back_from_where_it_is_kept(sentence: Sentence) -> None:
    assert Sentence.read(sentence.kept()) == sentence
