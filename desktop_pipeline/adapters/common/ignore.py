"""`.dockerignore` exactly as the docker command reads it.

Rules are in order, the last one that matches wins, `!` takes a file back in. Case counts, `**` spans folders, and a folder that is left
out is only looked into when a rule that takes something back in begins with its path.
"""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

_ESCAPED = frozenset(".+()|{}$")
_BOM = b"\xef\xbb\xbf"


class BadPattern(Exception):
    """A rule that docker refuses; the text is the rule."""


@dataclass(frozen=True, slots=True)
class _Rule:
    pattern: str
    back: bool
    """Takes back in what earlier rules left out."""
    exact: str | None
    regex: re.Pattern[str] | None

    def match(self, path: str) -> bool:
        if self.regex is not None:
            return self.regex.fullmatch(path) is not None
        return path == self.exact


def read_rules(content: bytes) -> tuple[str, ...]:
    """The rules of a file: without comments and empty lines, tidied as docker does it."""
    found = []
    for line in content.removeprefix(_BOM).decode("utf-8", "surrogateescape").split("\n"):
        rule = "" if line.startswith("#") else line.strip()
        if not rule:
            continue
        back, rule = rule.startswith("!"), rule.removeprefix("!").strip()
        if rule:
            rule = _clean(rule)
            rule = rule[1:] if len(rule) > 1 and rule.startswith("/") else rule
        found.append(("!" if back else "") + rule)
    return tuple(found)


def _clean(path: str) -> str:
    cleaned = os.path.normpath(path.replace(os.sep, "/")).replace(os.sep, "/")
    return cleaned[1:] if cleaned.startswith("//") else cleaned


def _compile(rule: str) -> _Rule:
    """Raises BadPattern."""
    back = rule.startswith("!")
    pattern = rule[1:] if back else rule
    if not pattern:
        raise BadPattern(rule)
    if not any(sign in pattern for sign in "*?[]\\"):
        return _Rule(pattern, back, pattern, None)
    if pattern.startswith("**") and not any(sign in pattern[2:] for sign in "*?[]\\"):  # docker compares only the end
        end = pattern[2:]
        whole = "|" + re.escape(end[1:]) if end.startswith("/") else ""
        return _Rule(pattern, back, None, re.compile(f"(?s:.*{re.escape(end)}{whole})"))
    if pattern.endswith("**") and not any(sign in pattern[:-2] for sign in "*?[]\\"):  # and here the beginning
        return _Rule(pattern, back, None, re.compile(f"(?s:{re.escape(pattern[:-2])}.*)"))
    try:
        return _Rule(pattern, back, None, re.compile(_expression(pattern)))
    except re.error as error:
        raise BadPattern(rule) from error


def _expression(pattern: str) -> str:
    found, place = "", 0
    while place < len(pattern):
        sign, place = pattern[place], place + 1
        if sign == "*" and pattern.startswith("*", place):
            place += 1
            place += pattern.startswith("/", place)
            found += ".*" if place == len(pattern) else "(?:.*/)?"
        elif sign == "*":
            found += "[^/]*"
        elif sign == "?":
            found += "[^/]"
        elif sign in _ESCAPED:
            found += "\\" + sign
        elif sign == "\\":
            if place == len(pattern):
                raise BadPattern(pattern)
            found += re.escape(pattern[place])
            place += 1
        elif sign == "[":
            end = pattern.find("]", place + 1)
            inside = pattern[place:end]
            if end < 0:
                raise BadPattern(pattern)
            found += "[" + inside.replace("[", "\\[") + "]"
            place = end + 1
        else:
            found += sign
    return found


class Ignore:
    """The files that are sent, by the rules."""

    def __init__(self, rules: Sequence[str]) -> None:
        """Raises BadPattern."""
        self._rules = [_compile(rule) for rule in rules]
        self._back = [rule.pattern + "/" for rule in self._rules if rule.back]

    def ignores(self, path: str) -> bool:
        """Whether a file below the folder is left out, with regard to the folders it is in."""
        above: tuple[bool, ...] | None = None
        parts = path.split("/")
        for depth in range(1, len(parts)):
            _, above = self._judge("/".join(parts[:depth]), above)
        return self._judge(path, above)[0]

    def _judge(self, path: str, above: tuple[bool, ...] | None) -> tuple[bool, tuple[bool, ...]]:
        """Left out or not, and which rules matched; `above`: which matched the folder it is in."""
        out, matched = False, []
        for number, rule in enumerate(self._rules):
            match = above is not None and above[number]
            if not match and rule.back == out:  # else it would change nothing
                match = rule.match(path)
            matched.append(match)
            if match:
                out = not rule.back
        return out, tuple(matched)

    def walk(self, folder: Path) -> Iterator[tuple[str, os.stat_result]]:
        """Paths with `/`, each folder before what is in it, by name. Raises OSError."""
        yield from self._walk(str(folder), "", None)

    def _walk(self, folder: str, below: str, above: tuple[bool, ...] | None) -> Iterator[tuple[str, os.stat_result]]:
        with os.scandir(folder) as entries:
            listed = sorted(entries, key=lambda entry: os.fsencode(entry.name))
        for entry in listed:
            path = below + entry.name
            out, matched = self._judge(path, above)
            is_folder = entry.is_dir(follow_symlinks=False)
            if not out:
                try:
                    found = os.lstat(entry.path)
                except FileNotFoundError:
                    continue  # gone since its folder was listed
                is_folder = stat.S_ISDIR(found.st_mode)
                yield path, found
            elif not is_folder or not any(rule.startswith(path + "/") for rule in self._back):
                continue
            if is_folder:
                yield from self._walk(entry.path, path + "/", matched)
