"""Lines of logs as they are shown: without the terminal's control sequences, and what kind of line it is."""

from __future__ import annotations

import re
from enum import Enum

_TAB = 8
_ESCAPE = re.compile(
    r"\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\][^\x07\x1b]*(?:\x07|\x1b\\)?"  # OSC: titles, links
    r"|[PX^_][^\x1b]*(?:\x1b\\)?"  # DCS, SOS, PM, APC: strings
    r"|[ -/]*[0-~]"  # two-character sequences
    r")?"
)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_ERROR = re.compile(r"(?<![\w-])(?:errors?|fatal|failed|failure|panic|traceback|denied|exception)(?![\w-])|^E:|\berr!", re.IGNORECASE)
_NO_ERROR = re.compile(r"(?<![\w.])(?:0|no) (?:errors?|failed|failures?|exceptions?)\b|\berrors?[:=] ?0\b", re.IGNORECASE)
_WARNING = re.compile(r"(?<![\w-])warn(?:ing)?s?(?![\w-])", re.IGNORECASE)
_HEADING = re.compile(r"^(?:\[\d+\] |Step \d+/\d+ ?:|#\d+ \[|>{3,}|={3,})")
ERROR_WORDS = ("error", "fatal", "fail", "panic", "traceback", "denied", "exception", "err!")
"""What a line holds, in any case, if it can be an error: to look for candidates in a file."""


class LineKind(Enum):
    PLAIN = "plain"
    HEADING = "heading"
    WARNING = "warning"
    ERROR = "error"


def plain(line: str) -> str:
    """The line as a terminal would leave it: no escape sequences, the last state of a progress line, tabs as spaces."""
    if "\x1b" in line or "\x9b" in line:
        line = _ESCAPE.sub("", line.replace("\x9b", "\x1b["))
    if "\r" in line:
        parts = [part for part in line.split("\r") if part]
        line = parts[-1] if parts else ""
    if "\t" in line:
        line = line.expandtabs(_TAB)
    return line if line.isprintable() else _CONTROL.sub("", line)


def kind_of(line: str) -> LineKind:
    """What a plain line tells."""
    head = line[:2000]
    if _ERROR.search(head) and not _NO_ERROR.search(head):
        return LineKind.ERROR
    if _HEADING.match(head):
        return LineKind.HEADING
    return LineKind.WARNING if _WARNING.search(head) else LineKind.PLAIN
