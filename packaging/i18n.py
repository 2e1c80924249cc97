#!/usr/bin/env python3
"""Translations: python3 packaging/i18n.py [--check]

Collects every string that people see and writes it into resources/i18n/*.ts, keeping what is translated and dropping what is gone:

    tr("Context", "…"), trn("Context", "one", "many", n)   in desktop_pipeline/ui and desktop_pipeline/app.py (see ui/texts.py)
    <string>…</string>                                      in ui/*.ui; the context is the class of the form
    MESSAGES                                                of desktop_pipeline/domain, context "messages"

With --check nothing is written: it lists what is missing or untranslated and exits 1 when there is any.
Only the standard library is needed.
"""

from __future__ import annotations

import ast
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


def write(path: Path, language: str, keys: list[Key], known: dict[Key, str]) -> None:
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
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def untranslated(language: str) -> list[Key]:
    """Strings that a language lacks."""
    known = read(FOLDER / f"desktop_pipeline_{language}.ts")
    return [key for key in collect() if key not in known]


def main(arguments: list[str]) -> int:
    try:
        keys = collect()
    except NotLiteral as error:
        print(error, file=sys.stderr)
        return 1
    missing = 0
    for language, full in LANGUAGES.items():
        path = FOLDER / f"desktop_pipeline_{language}.ts"
        known = read(path)
        lacking = [key for key in keys if key not in known]
        missing += len(lacking)
        if "--check" in arguments:
            for context, source in lacking:
                print(f"{language}: {context}: {source}")
        else:
            write(path, full, keys, known)
        print(f"{language}: {len(keys) - len(lacking)} of {len(keys)} translated")
    return 1 if missing and "--check" in arguments else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
