"""Sentences that are said later: kept as data, put into words in the language of whoever reads them.

Every text of the engine is Indonesian, in its code and in its data files. Who shows them says once in which
words and figures (`speak_with`); otherwise they are said in Indonesian. It serves what is kept for later
elsewhere as well: titles, stages and troubles of jobs, why a batch cannot be read.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

# Context and Indonesian text to the reader's text; the context is "" where the text can mean one thing only.
Translator = Callable[[str, str], str]
Numbers = Callable[[int], str]


def _indonesian(context: str, text: str) -> str:
    return text


def _with_dots(number: int) -> str:
    return f"{number:,}".replace(",", ".")


_translate: Translator = _indonesian
_number: Numbers = _with_dots


def speak_with(translate: Translator = _indonesian, number: Numbers = _with_dots) -> None:
    """Let `str()` of every Sentence use these words and figures."""
    global _translate, _number
    _translate, _number = translate, number


@dataclass(frozen=True)
class Sentence:
    """Indonesian words with {places}, and what stands in those: texts, numbers, other Sentences, lists of them.

    `str()` says it in the reader's language; `kept` and `read` are its way into a database and back.
    """

    words: str
    places: Mapping[str, Any] = field(default_factory=dict)
    context: str = ""

    def __str__(self) -> str:
        said = _translate(self.context, self.words)
        return (
            said.format_map({name: _said(part) for name, part in self.places.items()})
            if self.places
            else said
        )

    def kept(self) -> str:
        """As text that `read` understands."""
        return json.dumps(_packed(self), ensure_ascii=False)

    @classmethod
    def of(cls, fault: Exception) -> "Sentence":
        """What a fault that was raised with a Sentence says; the text of any other."""
        first = fault.args[0] if fault.args else ""
        return first if isinstance(first, cls) else cls(str(fault))

    @classmethod
    def read(cls, text: str) -> "Sentence":
        """What `kept` gave."""
        sentence: Sentence = _unpacked(json.loads(text))
        return sentence


def _said(part: Any) -> str:
    if isinstance(part, list):
        return ", ".join(map(_said, part))
    return _number(part) if isinstance(part, int) else str(part)


def _packed(part: Any) -> Any:
    if isinstance(part, list):
        return [_packed(one) for one in part]
    if not isinstance(part, Sentence):
        return part
    places = {name: _packed(one) for name, one in part.places.items()}
    whole = {"words": part.words, "places": places, "context": part.context}
    return {key: value for key, value in whole.items() if value}


def _unpacked(packed: Any) -> Any:
    if isinstance(packed, list):
        return [_unpacked(one) for one in packed]
    if not isinstance(packed, dict):
        return packed
    places = {name: _unpacked(one) for name, one in packed.get("places", {}).items()}
    return Sentence(places=places, **{key: packed[key] for key in ("words", "context") if key in packed})
