"""Sentences that are said later: kept as data, put into words in the language of whoever reads them.

Every text of the engine is Indonesian, in its code and in its data files. What shows them gives a translator
once (`speak_with`); without one they stay Indonesian.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Context and Indonesian text to the reader's text; the context is "" where the text can mean one thing only.
Translator = Callable[[str, str], str]


def _indonesian(context: str, text: str) -> str:
    return text


_translate: Translator = _indonesian


def speak_with(translate: Translator) -> None:
    """Let `str()` of every Sentence go through `translate`."""
    global _translate
    _translate = translate


@dataclass(frozen=True)
class Sentence:
    """Indonesian words with {places}, and what stands in those: texts, numbers, other Sentences.

    `str()` says it in the reader's language; `kept` and `read` are its way into a database and back.
    """

    words: str
    places: Mapping[str, Any] = field(default_factory=dict)
    context: str = ""

    def __str__(self) -> str:
        said = _translate(self.context, self.words)
        return said.format_map(self.places) if self.places else said

    def kept(self) -> str:
        """As text that `read` understands."""
        return json.dumps(_packed(self), ensure_ascii=False)

    @classmethod
    def read(cls, text: str) -> "Sentence":
        """What `kept` gave."""
        return _unpacked(json.loads(text))


def _packed(sentence: Sentence) -> dict[str, Any]:
    places = {
        name: _packed(value) if isinstance(value, Sentence) else value
        for name, value in sentence.places.items()
    }
    whole = {"words": sentence.words, "places": places, "context": sentence.context}
    return {key: value for key, value in whole.items() if value}


def _unpacked(packed: Mapping[str, Any]) -> Sentence:
    places = {
        name: _unpacked(value) if isinstance(value, dict) else value
        for name, value in packed.get("places", {}).items()
    }
    return Sentence(places=places, **{key: packed[key] for key in ("words", "context") if key in packed})
