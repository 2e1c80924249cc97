"""Text from a spreadsheet or a ticket, read line by line as “this workload, that tag”. What cannot be read is told, never guessed."""

from __future__ import annotations

import csv
import re
import unicodedata
from dataclasses import dataclass

from desktop_pipeline.domain.messages import Message

MOST_LINES, MOST_CHARACTERS = 2_000, 200_000
"""More would hold the window while it is read."""
_SHOWN = 80
"""So much of a line is repeated in a message."""
_MOST_CELLS = 6
"""Cluster, namespace, kind, workload, container, tag."""
_LINE_END = re.compile(r"\r\n|\r|\n")
_ARROWS = frozenset({"=", "->", "=>", ":=", ":", "→", "⇒"})
_BULLET = re.compile(r"(?:>\s*)*(?:[-*+•·]\s+|\d+[.)]\s+|\[[ xX]?\]\s+)*")
_COMMENT = re.compile(r"(?:^|\s)(?:#|//).*$")
_RULE = re.compile(r":?-+:?|=+|`{3}.*|~{3}.*")
_COLUMNS = {
    "cluster": "cluster", "namespace": "namespace", "ns": "namespace", "kind": "kind", "type": "kind", "workload": "workload",
    "name": "workload", "service": "workload", "deployment": "workload", "component": "workload", "app": "workload",
    "container": "container", "tag": "want", "image tag": "want", "new tag": "want", "version": "want", "new version": "want", "to": "want",
    "image": "image", "클러스터": "cluster", "네임스페이스": "namespace", "종류": "kind", "워크로드": "workload", "컨테이너": "container",
    "태그": "want", "이미지 태그": "want", "버전": "want", "이미지": "image",
}
"""What the columns of a table may be called; others are passed over."""
_TARGET = ("cluster", "namespace", "kind", "workload", "container")


@dataclass(frozen=True, slots=True)
class Wish:
    """One line that was understood: `target` are names joined by "/", '' when `want` is an image that says itself whom it means.
    `line` counts from 1."""

    line: int
    text: str
    target: str
    want: str


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something that cannot be taken. `line` counts from 1, 0 = it has no line."""

    line: int
    text: str
    message: Message


def read(text: str) -> tuple[tuple[Wish, ...], tuple[Trouble, ...]]:
    """The lines of a text: `workload tag`, `workload/container tag`, `kind/workload/container tag`, `namespace/… tag`, `image:tag`.

    Separated by blanks, tabs, commas, semicolons or as a Markdown table, with or without a line of column names. Tags stay as written.
    """
    reader = _Reader()
    lines = _LINE_END.split(text[:MOST_CHARACTERS].removeprefix("\ufeff"))
    for number, line in enumerate(lines[:MOST_LINES], 1):
        reader.take(number, line)
    if len(text) > MOST_CHARACTERS or len(lines) > MOST_LINES:
        last = min(len(lines), MOST_LINES)
        reader.troubles.append(Trouble(last, "", Message.of("composing.too_long", lines=MOST_LINES, characters=MOST_CHARACTERS)))
    return tuple(reader.wishes), tuple(reader.troubles)


def shortened(text: str) -> str:
    """A line as it can be repeated in a message: not too long, without what cannot be seen."""
    seen = "".join(char if char.isprintable() else " " for char in text.strip())
    return seen if len(seen) <= _SHOWN else seen[: _SHOWN - 1] + "…"


class _Reader:
    """Goes through the lines; remembers the names of the columns of the table it is in."""

    def __init__(self) -> None:
        self.wishes: list[Wish] = []
        self.troubles: list[Trouble] = []
        self._columns: list[str] | None = None
        self._table = False
        """Whether the former line was one of a Markdown table."""
        self._first = True

    def take(self, number: int, line: str) -> None:
        table = line.strip().startswith("|")
        if not table and self._table:
            self._columns = None
        begins, self._table = self._first or (table and not self._table), table
        try:
            cells = _cells(line, table)
        except csv.Error:
            self._tell(number, line, Message.of("composing.quotes"))
            return
        if not cells or all(_RULE.fullmatch(cell) for cell in cells if cell):
            return
        self._first = False
        columns = [_COLUMNS.get(" ".join(cell.lower().split()), "") for cell in cells]
        if begins and {"want", "image"} & set(columns) and sum(map(bool, columns)) > 1:
            self._columns = columns
            return
        target, want = self._split(cells)
        if not want or len(target) >= _MOST_CELLS:
            self._tell(number, line, Message.of("composing.unreadable"))
            return
        odd = next((char for part in (*target, want) for char in part if not " " <= char <= "~"), "")
        if odd:
            name = unicodedata.name(odd, "?")
            self._tell(number, line, Message.of("composing.odd_character", character=f"U+{ord(odd):04X}", name=name))
            return
        self.wishes.append(Wish(number, shortened(line), "/".join(target), want))

    def _split(self, cells: list[str]) -> tuple[list[str], str]:
        """Whom a line means, and what it wants."""
        if self._columns is None or len(cells) == 1:
            return [cell.strip("/") for cell in cells[:-1] if cell], cells[-1]
        named: dict[str, str] = {}
        for column, cell in zip(self._columns, cells, strict=False):
            if column and cell:
                named.setdefault(column, cell)
        return [named[name].strip("/") for name in _TARGET if name in named], named.get("want") or named.get("image", "")

    def _tell(self, number: int, line: str, message: Message) -> None:
        self.troubles.append(Trouble(number, shortened(line), message))


def _cells(line: str, table: bool) -> list[str]:
    """The cells of a line, blanks around them taken away; none for a comment. Raises csv.Error where quotes do not match."""
    if table:
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line.strip())[1:]]
        return _trimmed([_plain(cell) for cell in cells])
    rest = line.strip()
    if _COMMENT.match(rest) or _RULE.fullmatch(rest):
        return []
    rest = rest[_BULLET.match(rest).end():]  # type: ignore[union-attr]  # it matches the empty text
    for mark in "\t;,":
        if mark in line.strip(" "):
            line = line.strip(" ") if mark == "\t" else rest  # a tab in front is an empty cell
            return _trimmed([cell.strip() for cell in next(csv.reader([line], delimiter=mark, strict=True, skipinitialspace=True))])
    words = [_plain(word) for word in _COMMENT.sub("", rest).split() if word not in _ARROWS]
    if len(words) == 1 and "=" in words[0]:
        words = words[0].split("=", 1)
    if len(words) > 1:
        words = [*words[:-2], words[-2].rstrip(":="), words[-1]]
    return words


def _plain(word: str) -> str:
    """Without the marks that stand around a word in tickets: `web`, **web**, "1.10"."""
    for mark in ("**", "`", '"', "'", "“”"):
        first, last = (mark, mark) if mark != "“”" else ("“", "”")
        if len(word) > 2 * len(first) and word.startswith(first) and word.endswith(last):
            return _plain(word[len(first):-len(last)].strip())
    return word


def _trimmed(cells: list[str]) -> list[str]:
    """Without the empty cells at the end, which spreadsheets leave."""
    while cells and not cells[-1]:
        cells.pop()
    return cells
