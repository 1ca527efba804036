"""The screens' sentences: Indonesian in the source, English in src/tepat/locale/en.

The sentences stand in templates, in Python, and in the engine's data files.

    python scripts/messages.py update    collect the sentences; new ones wait for their English
    python scripts/messages.py check     say what is missing, stale or fuzzy; exit 1 when anything is
    python scripts/messages.py compile   .po to .mo, what Django reads

Babel does all three, so that no gettext has to be installed.
"""

import ast
import re
import sys
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import yaml
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_python
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from tepat.engine import checks
from tepat.engine.layouts import builtin, code_lists
from tepat.engine.sentences import Sentence

SOURCE = Path(__file__).resolve().parent.parent / "src" / "tepat"
ENGLISH = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
KEYWORDS = {
    **DEFAULT_KEYWORDS,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext_lazy": (1, 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext_lazy": ((1, "c"), 2, 3),
    "Counted": (1,),
}
HEADER = """# The English of Tepat's screens; the msgids are Indonesian. Kept by `make messages`.
msgid ""
msgstr ""
"Language: en\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|\{\w*\}|%[sd]")


def _as_python(template: str, name: str) -> str:
    """A template as the calls of gettext in it; indentation goes, the tokenizer would stumble over it."""
    from django.utils.translation.template import templatize

    return "\n".join(line.strip() for line in templatize(template, origin=name).splitlines())


def _files() -> Iterator[Path]:
    for pattern in ("*.py", "*.html", "*.txt"):
        for path in sorted(SOURCE.rglob(pattern)):
            inside = "templates" in path.parts
            if "migrations" not in path.parts and (path.suffix == ".py" or inside):
                yield path


def extracted() -> Catalog:
    """Every sentence of the templates and the Python sources, with where it stands."""
    catalog = Catalog(locale="en", fuzzy=False)
    for path in _files():
        where = path.relative_to(SOURCE.parent.parent).as_posix()
        text = path.read_text(encoding="utf-8")
        source = text if path.suffix == ".py" else _as_python(text, where)
        found = extract_python(BytesIO(source.encode()), KEYWORDS, [], {})
        for _line, function, arguments, _comments in found:
            spec = KEYWORDS.get(function)
            given = list(arguments) if isinstance(arguments, (tuple, list)) else [arguments]
            context = None
            if spec and isinstance(spec[0], tuple):
                context, given = given[0], given[1:]
            if function == "Counted":  # Indonesian says one as it says many: the sentence stands for both
                given = given[:1] * 2
            count = 2 if function.startswith(("ngettext", "npgettext", "ungettext", "Counted")) else 1
            strings = [one for one in given[:count] if isinstance(one, str)]
            if len(strings) == count and strings[0]:
                catalog.add(
                    strings[0] if count == 1 else tuple(strings), locations=[(where, 0)], context=context
                )
    for sentence, where in (*_spoken(), *_data()):
        catalog.add(sentence.words, locations=[(where, 0)], context=sentence.context or None)
    return catalog


def _spoken() -> Iterator[tuple[Sentence, str]]:
    """The words of every Sentence in Python."""
    for path in sorted(SOURCE.rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "Sentence" and node.args:
                words = node.args[0]
                if isinstance(words, ast.Constant) and isinstance(words.value, str):
                    yield Sentence(words.value), path.relative_to(SOURCE.parent.parent).as_posix()


def _data() -> Iterator[tuple[Sentence, str]]:
    """The sentences of the data files, and the file each stands in."""
    for check in checks.catalogue().values():
        for sentence in check.sentences():
            yield sentence, "src/tepat/engine/checks/checks.yaml"
    for code_list in code_lists().values():
        for label in code_list.labels.values():
            yield label, "src/tepat/engine/layouts/data/codes.yaml"
    for layout in builtin():
        for sentence in filter(None, (layout.title, layout.use)):
            yield sentence, f"src/tepat/engine/layouts/data/{layout.id}.yaml"
    for field in yaml.safe_load((SOURCE / "intake" / "completeness" / "fields.yaml").read_text("utf-8"))[
        "fields"
    ]:
        yield Sentence(field["label"], context="field"), "src/tepat/intake/completeness/fields.yaml"
    left_out = SOURCE / "intake" / "targets" / "exclusions.yaml"
    for exclusion in yaml.safe_load(left_out.read_text("utf-8")).values():
        for words in (exclusion["label"], exclusion["reason"]):
            yield Sentence(words), "src/tepat/intake/targets/exclusions.yaml"
    looks = SOURCE / "platform" / "audit" / "retention.yaml"
    for rule in yaml.safe_load(looks.read_text("utf-8")).values():
        yield Sentence(rule["reason"]), "src/tepat/platform/audit/retention.yaml"
    register = SOURCE / "platform" / "privacy" / "processing.yaml"
    for entry in yaml.safe_load(register.read_text("utf-8")).values():
        for rule in entry["keeps"].values():
            yield Sentence(rule["reason"]), "src/tepat/platform/privacy/processing.yaml"


def _key(message: Message) -> tuple[str, str]:
    identity = message.id if isinstance(message.id, str) else message.id[0]
    return message.context or "", identity


def _english() -> Catalog:
    if not ENGLISH.exists():
        return Catalog(locale="en", fuzzy=False)
    with ENGLISH.open("rb") as stream:
        return read_po(stream, locale="en")


def update() -> None:
    """Write the catalogue anew: what is said today, each with the English it had."""
    known = {_key(message): message for message in _english() if message.id}
    fresh = extracted()
    for message in fresh:
        if not message.id:
            continue
        before = known.get(_key(message))
        if before is not None and type(before.id) is type(message.id):
            message.string = before.string
        message.flags.discard("fuzzy")
        message.locations = sorted({(name, 0) for name, _ in message.locations})
    written = BytesIO()
    write_po(written, fresh, width=108, omit_header=True, include_lineno=False, sort_output=True)
    ENGLISH.parent.mkdir(parents=True, exist_ok=True)
    ENGLISH.write_text(HEADER + written.getvalue().decode().lstrip("\n"), encoding="utf-8")


def troubles() -> list[str]:
    """What a reader in English would miss: one line each."""
    english = {_key(message): message for message in _english() if message.id}
    source = {_key(message): message for message in extracted() if message.id}
    lines = [f"not in the catalogue: {key[1]!r}" for key in source if key not in english]
    for key, message in english.items():
        strings = [message.string] if isinstance(message.string, str) else list(message.string)
        if key not in source:
            lines.append(f"no longer said: {key[1]!r}")
        elif not all(strings):
            lines.append(f"without English: {key[1]!r}")
        elif message.fuzzy:
            lines.append(f"fuzzy: {key[1]!r}")
        else:
            ids = [message.id] if isinstance(message.id, str) else list(message.id)
            wanted = set(_PLACEHOLDER.findall(ids[-1]))
            if set(_PLACEHOLDER.findall(strings[-1])) != wanted:
                lines.append(f"other placeholders: {key[1]!r}")
    return sorted(lines)


def compile_all() -> None:
    """Write the .mo beside each .po."""
    for path in sorted((SOURCE / "locale").glob("*/LC_MESSAGES/*.po")):
        with path.open("rb") as stream:
            catalog = read_po(stream, locale=path.parent.parent.name)
        with path.with_suffix(".mo").open("wb") as stream:
            write_mo(stream, catalog)


def main(arguments: list[str]) -> int:
    if arguments == ["update"]:
        update()
    elif arguments == ["check"]:
        found = troubles()
        print("\n".join(found) or "translations complete")
        return bool(found)
    elif arguments == ["compile"]:
        compile_all()
    else:
        print(__doc__, file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
