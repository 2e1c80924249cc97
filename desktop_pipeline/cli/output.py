"""Where the command line writes: results to stdout, the rest to stderr; any encoding, with or without colours, readers that leave."""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import sys
import unicodedata
from collections.abc import Mapping
from typing import TextIO

from desktop_pipeline.domain.redaction import MASK, Redactor

_PLAIN = str.maketrans({
    "→": "->", "←": "<-", "•": "*", "·": ".", "…": "...", "–": "-", "—": "-", "“": '"', "”": '"', "‘": "'", "’": "'", "✓": "ok", "✗": "x",
    "█": "#", "░": ".", "▸": ">", "›": ">", "○": "o", "≥": ">=", "×": "x",
})
_CONTROL = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_COLOURS = {"red": 31, "green": 32, "yellow": 33, "blue": 34, "dim": 2, "bold": 1}


def harmless(text: str) -> str:
    """Text of others (logs, cluster messages) on one line and without anything that steers a terminal."""
    return _CONTROL.sub("", text.replace("\r", " ").replace("\n", " ").replace("\t", " "))


def width(text: str) -> int:
    """Columns that a text takes in a terminal."""
    return sum(0 if unicodedata.combining(sign) else 2 if unicodedata.east_asian_width(sign) in "WF" else 1 for sign in text)


def cut(text: str, columns: int, ellipsis: str = "…") -> str:
    """The text in at most so many columns, with an ellipsis (one column) where it is cut."""
    if width(text) <= columns:
        return text
    taken, used = [], 0
    for sign in text:
        used += width(sign)
        if used > columns - 1:
            break
        taken.append(sign)
    return "".join(taken) + ellipsis if columns > 0 else ""


def padded(text: str, columns: int) -> str:
    """The text in exactly so many columns."""
    text = cut(text, columns)
    return text + " " * (columns - width(text))


class Output:
    """Writes lines. A reader that goes away (`| head`) ends the output, never the run."""

    def __init__(self, stdout: TextIO | None = None, stderr: TextIO | None = None) -> None:
        self.stdout, self.stderr = stdout or sys.stdout, stderr or sys.stderr
        self._redact = Redactor()
        self._gone: set[int] = set()

    # ---- what the terminal can do --------------------------------------------------------------------------------------------------------

    @property
    def terminal(self) -> bool:
        """Whether a person sees stdout."""
        return self.stdout.isatty()

    @property
    def live(self) -> bool:
        """Whether lines of stdout can be written over."""
        return self.terminal and os.environ.get("TERM", "") not in ("", "dumb")

    def size(self) -> tuple[int, int]:
        """Columns and lines of the terminal."""
        try:
            found = os.get_terminal_size(self.stdout.fileno())
        except (OSError, ValueError):
            found = shutil.get_terminal_size()
        return max(20, found.columns or 80), max(5, found.lines or 24)

    def paint(self, text: str, colour: str, stream: TextIO | None = None) -> str:
        """The text in a colour where colours are wanted: a terminal, and NO_COLOR not set (no-color.org)."""
        stream = stream or self.stdout
        wanted = stream.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM", "") not in ("", "dumb")
        return f"\x1b[{_COLOURS[colour]}m{text}\x1b[0m" if wanted and colour else text

    # ---- writing -------------------------------------------------------------------------------------------------------------------------

    def line(self, text: str = "") -> None:
        """A line of result."""
        self.write(text + "\n")

    def error(self, text: str) -> None:
        """A line that is no result: error, warning, hint."""
        self._write(self.stderr, self._redact(text) + "\n")

    def json(self, value: Mapping[str, object]) -> None:
        """An object as one line of result."""
        self.line(json.dumps(self._redacted(value), ensure_ascii=not _is_utf8(self.stdout)))

    def _redacted(self, value: object) -> object:
        """Secrets are masked in the values, not in the finished JSON, which must stay JSON."""
        if isinstance(value, str):
            return self._redact(value)
        if isinstance(value, Mapping):
            return {str(name): self._redacted(item) for name, item in value.items()}
        return [self._redacted(item) for item in value] if isinstance(value, list | tuple) else value

    def write(self, text: str) -> None:
        self._write(self.stdout, self._redact(text))

    def _write(self, stream: TextIO, text: str) -> None:
        if id(stream) in self._gone:
            return
        try:
            stream.write(self.fitting(text, stream))
            stream.flush()
        except (BrokenPipeError, ConnectionResetError, ValueError, OSError):
            self._gone.add(id(stream))

    def fitting(self, text: str, stream: TextIO | None = None) -> str:
        """The text with what the stream's encoding does not have written in other signs."""
        stream = stream or self.stdout
        encoding = stream.encoding or "utf-8"
        try:
            text.encode(encoding)
        except UnicodeEncodeError:
            return text.replace(MASK, "******").translate(_PLAIN).encode(encoding, "replace").decode(encoding)
        return text

    def cut(self, text: str, columns: int) -> str:
        """As `cut`, for what stdout's encoding makes of the text."""
        return cut(self.fitting(text), columns, self.fitting("…")[0])

    def close(self) -> None:
        """Call at the end: a pipe nobody reads must not make Python complain when it flushes."""
        if id(self.stdout) in self._gone and self.stdout is sys.stdout:
            with contextlib.suppress(OSError, ValueError):
                sink = os.open(os.devnull, os.O_WRONLY)
                os.dup2(sink, self.stdout.fileno())
                os.close(sink)


def _is_utf8(stream: TextIO) -> bool:
    return (stream.encoding or "").replace("-", "").replace("_", "").lower() == "utf8"
