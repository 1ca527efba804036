"""Column types that must mean the same on SQLite and PostgreSQL."""

from typing import Any

from django.db import models
from django.db.backends.base.base import BaseDatabaseWrapper

from tepat.engine.sentences import Sentence


class BytewiseCharField(models.CharField):
    """Text compared byte by byte on both databases.

    Region codes and search tokens are looked up as ranges of a prefix; a language's collation would ignore
    the dots and sort them elsewhere. SQLite compares bytewise by itself, PostgreSQL does with COLLATE "C".
    """

    def db_parameters(self, connection: BaseDatabaseWrapper) -> dict[str, Any]:
        parameters = super().db_parameters(connection)
        if connection.vendor == "postgresql":
            parameters["collation"] = "C"
        return parameters


class Said(str):
    """What a SentenceField gives: the text in the language of this moment, and the Sentence it was made of."""

    sentence: Sentence

    def __new__(cls, sentence: Sentence) -> "Said":
        said = super().__new__(cls, str(sentence))
        said.sentence = sentence
        return said


class SentenceField(models.TextField):
    """A Sentence kept for whoever reads it later, each in his own language; a plain text stays as it is.

    What is read back is a text, so that pages and commands show it like any other.
    """

    _pyi_private_set_type: Any  # also a Sentence; django-stubs reads it

    def from_db_value(self, value: str | None, *_rest: object) -> str | None:
        return Said(Sentence.read(value)) if value else value

    def get_prep_value(self, value: Any) -> Any:
        if isinstance(value, Said):
            value = value.sentence
        if isinstance(value, str):
            value = value and Sentence(value)
        return value.kept() if isinstance(value, Sentence) else value
