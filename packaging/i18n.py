#!/usr/bin/env python3
"""Translations: python3 packaging/i18n.py [--check]

Collects every string that people see and writes it into resources/i18n/*.ts, keeping what is translated and dropping what is gone:

    tr("Context", "…"), trn("Context", "one", "many", n)   in desktop_pipeline/ui and desktop_pipeline/app.py (see ui/texts.py)
    <string>…</string>                                      in ui/*.ui; the context is the class of the form
    MESSAGES                                                of desktop_pipeline/domain, context "messages"

With --check nothing is written: it lists what is untranslated, gone, or has other placeholders than its source; exit 1 when there is any.
Only the standard library is needed.
"""

from __future__ import annotations

import ast
import string
import sys
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path
from xml.sax.saxutils import escape

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "resources" / "i18n"
LANGUAGES = {"ko": "ko_KR"}
Key = tuple[str, str]


class NotLiteral(Exception):
    """A call of `tr` whose texts are not literals: they could not be found by anybody."""


def calls(path: Path) -> Iterator[Key]:
    """Context and source of each call of `tr` and `trn` in a file."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"), str(path))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name) or node.func.id not in ("tr", "trn"):
            continue
        texts = node.args[: 2 if node.func.id == "tr" else 3]
        values = [argument.value for argument in texts if isinstance(argument, ast.Constant) and isinstance(argument.value, str)]
        if len(values) != len(texts) or len(values) < 2:
            if path.name == "texts.py":  # where they are defined
                continue
            raise NotLiteral(f"{path.relative_to(ROOT)}:{node.lineno}: the texts of {node.func.id}() must be literals")
        for source in values[1:]:
            yield values[0], source


def form_strings(path: Path) -> Iterator[Key]:
    root = ET.parse(path).getroot()
    context = root.findtext("class") or path.stem
    for element in root.iter("string"):
        if element.get("notr") != "true" and element.text:
            yield context, element.text
    for element in root.iter("stringlist"):
        if element.get("notr") == "true":
            raise NotLiteral(f"{path.name}: notr on a string list is not known here")


def messages() -> Iterator[Key]:
    sys.path.insert(0, str(ROOT))
    from desktop_pipeline.domain.messages import MESSAGES

    for sentence in MESSAGES.values():
        yield "messages", sentence


def collect() -> list[Key]:
    """All strings, each once, by context and text."""
    found: set[Key] = set(messages())
    for path in [*sorted((ROOT / "desktop_pipeline" / "ui").rglob("*.py")), ROOT / "desktop_pipeline" / "app.py"]:
        if path.exists() and "forms" not in path.relative_to(ROOT).parts:
            found.update(calls(path))
    for path in sorted((ROOT / "ui").glob("*.ui")):
        found.update(form_strings(path))
    return sorted(found)


def read(path: Path) -> dict[Key, str]:
    """Finished translations of a .ts file."""
    if not path.exists():
        return {}
    result: dict[Key, str] = {}
    for context in ET.parse(path).getroot().iter("context"):
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None and translation.text:
                result[name, message.findtext("source") or ""] = translation.text
    return result


def rendered(language: str, keys: list[Key], known: dict[Key, str]) -> str:
    """The text of a .ts file."""
    lines = ['<?xml version="1.0" encoding="utf-8"?>', "<!DOCTYPE TS>", f'<TS version="2.1" language="{language}" sourcelanguage="en">']
    contexts: dict[str, list[str]] = {}
    for context, source in keys:
        contexts.setdefault(context, []).append(source)
    for context, sources in contexts.items():
        lines += ["<context>", f"    <name>{escape(context)}</name>"]
        for source in sources:
            done = known.get((context, source))
            lines += ["    <message>", f"        <source>{escape(source)}</source>"]
            unfinished = '        <translation type="unfinished"></translation>'
            lines.append(f"        <translation>{escape(done)}</translation>" if done else unfinished)
            lines.append("    </message>")
        lines.append("</context>")
    lines.append("</TS>")
    return "\n".join(lines) + "\n"


def placeholders(text: str) -> list[str]:
    """Names in braces, sorted; each as often as it stands there. Raises ValueError for a lonely brace."""
    return sorted(name for _, name, _, _ in string.Formatter().parse(text) if name is not None)


def accelerator(text: str) -> str:
    """The letter after `&`, in capitals; '' when there is none."""
    place = text.replace("&&", "  ").find("&")
    letter = text[place + 1 : place + 2] if place >= 0 else ""
    return letter.upper().strip()


def differences(source: str, translation: str) -> Iterator[str]:
    """What a translation must share with its source, and does not."""
    try:
        if placeholders(source) != placeholders(translation):
            yield "other placeholders"
    except ValueError as error:
        yield str(error)
    if bool(accelerator(source)) != bool(accelerator(translation)):
        yield "only one of them has an accelerator"
    if (source[:1].isspace(), source[-1:].isspace()) != (translation[:1].isspace(), translation[-1:].isspace()):
        yield "a space at the start or end differs"


def problems(language: str, keys: list[Key]) -> list[str]:
    """What is wrong with the file of a language, given all strings of the program; empty when it is complete and up to date."""
    path = FOLDER / f"desktop_pipeline_{language}.ts"
    known = read(path)
    wanted = set(keys)
    found = [f"untranslated: {context}: {source}" for context, source in keys if (context, source) not in known]
    found += [f"gone: {context}: {source}" for context, source in known if (context, source) not in wanted]
    found += [f"{what}: {context}: {known[context, source]}" for context, source in keys if (context, source) in known
              for what in differences(source, known[context, source])]
    if not found and path.read_text(encoding="utf-8") != rendered(LANGUAGES[language], keys, known):
        found.append("not as it is written here: run python3 packaging/i18n.py")
    return found


def main(arguments: list[str]) -> int:
    try:
        keys = collect()
    except NotLiteral as error:
        print(error, file=sys.stderr)
        return 1
    if "--check" in arguments:
        found = [f"{language}: {problem}" for language in LANGUAGES for problem in problems(language, keys)]
        for line in found:
            print(line)
        return 1 if found else 0
    for language, full in LANGUAGES.items():
        path = FOLDER / f"desktop_pipeline_{language}.ts"
        known = read(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(rendered(full, keys, known), encoding="utf-8")
        print(f"{language}: {sum(key in known for key in keys)} of {len(keys)} translated")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
