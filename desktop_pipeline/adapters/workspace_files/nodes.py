"""YAML text to plain values with their lines: every scalar stays the text it is (`1.10`, `0123`, `yes`), whatever YAML makes of it.

Built from the parser's events, not from nodes, so that depth, size and repeated anchors are bounded before anything is made of them.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import yaml

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.passwords import holds_password

Plain = str | None | list["Plain"] | dict[str, "Plain"]
"""A value: text, None for nothing at all (`key:`), a list, or keys with values."""
Path = tuple[str | int, ...]

MAX_BYTES = 2_000_000
MAX_VALUES = 200_000
MAX_DEPTH = 32
_TEXT_TAGS = (None, "!", "tag:yaml.org,2002:str")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass(frozen=True, slots=True)
class Found:
    """A problem at a place in a file."""

    path: Path
    line: int
    message: Message


@dataclass(slots=True)
class Document:
    """What a file holds. `tree` is None when nothing could be made of it."""

    tree: Plain = None
    problems: list[Found] = field(default_factory=list)
    lines: dict[Path, int] = field(default_factory=dict)
    offset: int | None = None
    """How far the first block list of a map is indented below its key; None without one."""

    def line(self, path: Path) -> int:
        """The line of a value, or of what it would be in; 0 when there is none."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 0)


class _TooMuch(Exception):
    pass


@dataclass(slots=True)
class _Open:
    """A list or map whose end has not come yet."""

    value: list[Plain] | dict[str, Plain]
    path: Path
    anchor: str | None
    column: int
    size: int = 1
    key: str | None = None
    skip: bool = False
    """The next value belongs to a key that cannot be used."""


def read(data: bytes) -> Document:
    """The content of a file, with every problem that it has as YAML."""
    document = Document()
    if len(data) > MAX_BYTES:
        document.problems.append(Found((), 0, Message.of("file.too_large", limit=MAX_BYTES // 1_000_000)))
        return document
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        document.problems.append(Found((), line, Message.of("file.not_utf8", position=error.start)))
        return document
    builder = _Builder(document)
    try:
        for event in yaml.parse(text, Loader=_LOADER):
            builder.take(event)
    except _TooMuch:
        document.tree = None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        says = ", ".join(part for part in (error.context, error.problem) if part)
        document.problems.append(Found((), mark.line + 1 if mark else 0, Message.of("file.yaml", text=says)))
        document.tree = None
    except yaml.YAMLError as error:  # a sign that YAML does not allow
        position = getattr(error, "position", 0)
        line = text.count("\n", 0, position) + 1 if isinstance(position, int) else 0
        document.problems.append(Found((), line, Message.of("file.yaml", text=getattr(error, "reason", "not readable"))))
        document.tree = None
    except (ValueError, UnicodeError) as error:
        document.problems.append(Found((), 0, Message.of("file.yaml", text=error)))
        document.tree = None
    if document.tree is None and not document.problems:
        document.problems.append(Found((), 0, Message.of("file.empty")))
    return document


class _Builder:
    def __init__(self, document: Document) -> None:
        self._document = document
        self._stack: list[_Open] = []
        self._anchors: dict[str, tuple[Plain, int]] = {}
        self._total = 0
        self._documents = 0

    def take(self, event: yaml.Event) -> None:
        assert event.start_mark is not None  # of events from a text
        line = event.start_mark.line + 1
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents == 2:
                self._problem((), line, "file.documents")
                raise _TooMuch
        elif isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, yaml.AliasEvent):
            self._alias(event, line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._begin(event, line, event.start_mark.column)
        elif isinstance(event, yaml.CollectionEndEvent):
            done = self._stack.pop()
            if done.anchor:
                self._anchors[done.anchor] = (done.value, done.size)
            self._place(done.value, done.size, line, done.path)

    def _scalar(self, event: yaml.ScalarEvent, line: int) -> None:
        self._check_tag(event.tag, line)
        plain = event.implicit[0] and not event.style
        value = None if plain and event.value == "" else event.value
        path = self._path(value)
        if value is not None and holds_password(value):
            self._problem(path, line, "file.password")
        if event.anchor:
            self._anchors[event.anchor] = (value, 1)
        self._grow(1, line)
        self._place(value, 1, line, path)

    def _alias(self, event: yaml.AliasEvent, line: int) -> None:
        known = self._anchors.get(event.anchor or "")
        if known is None:
            self._problem(self._path(None), line, "file.anchor", anchor=event.anchor)
            known = (None, 1)
        value, size = known
        self._grow(size, line)
        self._place(value, size, line, self._path(value))

    def _begin(self, event: yaml.CollectionStartEvent, line: int, column: int) -> None:
        self._check_tag(event.tag, line, collection=True)
        if len(self._stack) >= MAX_DEPTH:
            self._problem(self._path(None), line, "file.too_deep", limit=MAX_DEPTH)
            raise _TooMuch
        self._grow(1, line)
        is_list = isinstance(event, yaml.SequenceStartEvent)
        above = self._stack[-1] if self._stack else None
        if is_list and above is not None and isinstance(above.value, dict) and not event.flow_style and self._document.offset is None:
            self._document.offset = column - above.column
        path = self._path(None)
        if above is not None and isinstance(above.value, dict) and above.key is None and not above.skip:
            path = (*above.path, "?")  # a collection as a key
        else:
            self._document.lines.setdefault(path, line)
        self._anchors.pop(event.anchor or "", None)  # until its end, it is not known: it cannot contain itself
        self._stack.append(_Open([] if is_list else {}, path, event.anchor, column))

    def _path(self, value: Plain) -> Path:
        """Where the next value goes."""
        if not self._stack:
            return ()
        above = self._stack[-1]
        if isinstance(above.value, list):
            return (*above.path, len(above.value))
        if above.key is not None:
            return (*above.path, above.key)
        return (*above.path, value) if isinstance(value, str) else above.path

    def _place(self, value: Plain, size: int, line: int, path: Path) -> None:
        if not self._stack:
            self._document.tree = value
            self._document.lines.setdefault((), line)
            return
        above = self._stack[-1]
        above.size += size
        if isinstance(above.value, list):
            self._document.lines.setdefault(path, line)
            above.value.append(value)
        elif above.skip:
            above.skip = False
        elif above.key is not None:
            above.value[above.key] = value
            above.key = None
        elif not isinstance(value, str):
            self._problem(above.path, line, "file.key_not_text")
            above.skip = True
        elif value in above.value:
            self._problem(path, line, "file.duplicate_key", key=value, first=self._document.lines.get(path, 0))
            above.skip = True
        else:
            self._document.lines[path] = line
            above.key = value

    def _grow(self, size: int, line: int) -> None:
        self._total += size
        if self._total > MAX_VALUES:
            self._problem((), line, "file.too_many", limit=MAX_VALUES)
            raise _TooMuch

    def _check_tag(self, tag: str | None, line: int, *, collection: bool = False) -> None:
        if tag not in (_TEXT_TAGS[:2] if collection else _TEXT_TAGS):
            self._problem(self._path(None), line, "file.tag", tag=tag)

    def _problem(self, path: Path, line: int, code: str, **arguments: object) -> None:
        self._document.problems.append(Found(path, line, Message.of(code, **arguments)))


def shown_path(path: Path) -> str:
    """`steps[0].tag`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}" if text else part
    return text
