"""Events as sentences: each area says how its own acts read, in its `auditing.py`.

A sentence is what the actor did, without the actor: "menerima 128.911 baris". The page puts who before it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from .models import AuditEvent

Presenter = Callable[[AuditEvent], str]
_presenters: dict[str, Presenter] = {}
_kinds: dict[str, str | Promise] = {}
_pages: dict[str, str | Promise] = {}


@dataclass(frozen=True)
class Counted:
    """A sentence that is another for one than for many: `by` names the number among the event's details."""

    words: str
    by: str

    def __mod__(self, detail: Mapping[str, Any]) -> str:
        number = detail[self.by]
        return ngettext(self.words, self.words, number if isinstance(number, int) else 2) % detail


class Detail(dict[str, Any]):
    """The words of a sentence; what an event does not tell, as older ones may not, is a dash."""

    def __missing__(self, name: str) -> str:
        return "–"


def register(action: str) -> Callable[[Presenter], Presenter]:
    """Register the function that puts an action's events into words."""

    def decorate(present: Presenter) -> Presenter:
        _presenters[action] = present
        return present

    return decorate


def kind(word: str, title: str | Promise) -> None:
    """Say how the actions that begin with a word are called together, in the page's filter."""
    _kinds[word] = title


def page(word: str, title: str | Promise) -> None:
    """Say how a page that shows personal data is called where looks at it are told."""
    _pages[word] = title


def page_title(word: str) -> str:
    """How the page is called."""
    return str(_pages.get(word, word))


def kinds() -> list[tuple[str, str]]:
    """(first word, title) of every kind of action that has a sentence, by title."""
    known = {action.partition(".")[0] for action in _presenters}
    return sorted(((word, str(_kinds.get(word, word))) for word in known), key=lambda pair: pair[1])


def sentence(event: AuditEvent) -> str:
    """What was done, in words; an action nobody described is given by its name."""
    present = _presenters.get(event.action)
    return present(event) if present else _("melakukan %(action)s") % {"action": event.action}
