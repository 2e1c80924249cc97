"""Lines as programs write them to a terminal → text, and how it is to look.

A line stands for itself: what an earlier line left switched on does not reach it, so that any line of a long log can be shown without
the ones before it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import lru_cache

Colour = int | tuple[int, int, int]
"""One of the 16 that a palette names (0 to 15), or red, green and blue (0 to 255)."""

_TAB = 8
# ECMA-48, 5th edition, chapter 5.4 (control sequences) and 5.6 (control strings); xterm ends an OSC with BEL as well.
_SEQUENCE_TEXT = (
    r"\x1b(?:"
    r"\[[0-?]*[ -/]*[@-~]"  # CSI: colours, cursor
    r"|\][^\x00\x07\x1b\n]*(?:\x07|\x1b\\)?"  # OSC: titles, links
    r"|[PX^_][^\x00\x1b\n]*(?:\x1b\\)?"  # DCS, SOS, PM, APC: strings
    r"|[ -/]*[0-~]"  # two-character sequences
    r")?"
)
_SEQUENCE = re.compile(_SEQUENCE_TEXT)
_SEQUENCE_BYTES = re.compile(_SEQUENCE_TEXT.encode())
_CSI_BYTES = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]")
_FEW = 16
_SGR = re.compile(r"\x1b\[([0-9;:]*)m")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029]")
_CSI, _CSI_UTF8 = "\x9b", "\x9b".encode()


@dataclass(frozen=True, slots=True)
class Style:
    """How a piece of text looks; None = the colours of the place it is shown in."""

    ink: Colour | None = None
    ground: Colour | None = None
    bold: bool = False
    faint: bool = False
    italic: bool = False
    underline: bool = False
    struck: bool = False
    inverse: bool = False


PLAIN = Style()


@dataclass(frozen=True, slots=True)
class Span:
    """Characters from `start` up to `end`, not included, of a plain line."""

    start: int
    end: int
    style: Style


def bare(text: str) -> str:
    """The text without escape sequences; everything else stays."""
    if _CSI in text:
        text = text.replace(_CSI, "\x1b[")
    return _SEQUENCE.sub("", text) if "\x1b" in text else text


def shown(text: str) -> str:
    """The text as it can be read at most: without escape sequences and control characters; tabs and line feeds stay."""
    return text if text.isprintable() else _CONTROL.sub("", bare(text))


def plain(line: str) -> str:
    """The line as a terminal would leave it: no escape sequences, the last state of a progress line, tabs as spaces."""
    line = bare(line).replace("\0", "")  # which terminals pass over
    if "\r" in line:
        line = next((part for part in reversed(line.split("\r")) if part), "")
    if "\t" in line:
        line = line.expandtabs(_TAB)
    return line if line.isprintable() else _CONTROL.sub("", line)


def plain_lines(data: bytes) -> bytes:
    """The same for lines of UTF-8, each with its line feed; their number stays, and tabs do too."""
    if _CSI_UTF8 in data:
        data = data.replace(_CSI_UTF8, b"\x1b[")
    if b"\x1b" in data:
        data = _bare_bytes(data)
    if b"\0" in data:
        data = data.replace(b"\0", b"")
    if b"\r" in data:
        data = b"\n".join(line.rstrip(b"\r").rpartition(b"\r")[2] if b"\r" in line else line for line in data.split(b"\n"))
    return data


def _bare_bytes(data: bytes) -> bytes:
    """Programs use few sequences, again and again: taking these out one by one is many times faster than to look for all kinds. NUL marks
    where one was, so that what stood around it does not become another; the caller takes it out."""
    for _ in range(_FEW):
        found = _CSI_BYTES.search(data)
        if found is None:
            break
        data = data.replace(found[0], b"\0")
    return _SEQUENCE_BYTES.sub(b"", data)


def styled(line: str) -> tuple[str, tuple[Span, ...]]:
    """The plain line, and which parts of it look different from the rest."""
    if _CSI in line:
        line = line.replace(_CSI, "\x1b[")
    if "\x1b" not in line:
        return plain(line), ()
    pieces: list[tuple[str, Style]] = []
    overwrite = False
    for text, style in _pieces(line):
        for number, part in enumerate(text.replace("\0", "").split("\r")):
            overwrite |= number > 0
            if part:
                if overwrite:
                    pieces.clear()
                    overwrite = False
                pieces.append((part, style))
    spans: list[Span] = []
    texts: list[str] = []
    column = length = 0
    for text, style in pieces:
        if "\t" in text:
            text = (" " * (column % _TAB) + text).expandtabs(_TAB)[column % _TAB:]
        column += len(text)
        if not text.isprintable():
            text = _CONTROL.sub("", text)
        texts.append(text)
        if text and style != PLAIN:
            if spans and spans[-1].end == length and spans[-1].style == style:
                spans[-1] = replace(spans[-1], end=length + len(text))
            else:
                spans.append(Span(length, length + len(text), style))
        length += len(text)
    return "".join(texts), tuple(spans)


def _pieces(line: str) -> Iterator[tuple[str, Style]]:
    """Text between sequences, with the style in force."""
    style, place = PLAIN, 0
    for sequence in _SEQUENCE.finditer(line):
        if sequence.start() > place:
            yield line[place:sequence.start()], style
        place = sequence.end()
        if match := _SGR.fullmatch(sequence[0]):
            style = _after(style, match[1])
    if place < len(line):
        yield line[place:], style


# Select Graphic Rendition: ECMA-48, 8.3.117; bright colours (90 to 107) as in aixterm; colons as in ISO/IEC 8613-6, 13.1.8.
_SWITCHES: dict[int, dict[str, bool]] = {
    1: {"bold": True}, 2: {"faint": True}, 3: {"italic": True}, 4: {"underline": True}, 7: {"inverse": True}, 9: {"struck": True},
    21: {"underline": True}, 22: {"bold": False, "faint": False}, 23: {"italic": False}, 24: {"underline": False},
    27: {"inverse": False}, 29: {"struck": False},
}


@lru_cache(maxsize=4096)
def _after(style: Style, parameters: str) -> Style:
    """The style after one SGR sequence. What is not known is passed over."""
    numbers = iter(parameters.split(";"))
    for number in numbers:
        head, *rest = (int(part or "0") for part in number[:40].split(":"))
        if head in (38, 48, 58):  # 58, the colour of the line below, is only passed over
            if not rest:  # the usual form: what belongs to it stands in the parameters that follow
                kind = _small(next(numbers, ""))
                rest = [kind, *(_small(next(numbers, "")) for _ in range({5: 1, 2: 3}.get(kind, 0)))]
            colour = _colour(rest)
            if colour is not None and head != 58:
                style = replace(style, ink=colour) if head == 38 else replace(style, ground=colour)
        elif head == 0:
            style = PLAIN
        elif head == 4 and rest and rest[0] == 0:
            style = replace(style, underline=False)
        elif head in _SWITCHES:
            style = replace(style, **_SWITCHES[head])
        else:
            style = _palette(style, head)
    return style


def _small(parameter: str) -> int:
    return int(parameter[:9]) if parameter[:9].isdecimal() else 0


def _palette(style: Style, number: int) -> Style:
    tens, unit = divmod(number, 10)
    if number in (39, 49):
        return replace(style, ink=None) if number == 39 else replace(style, ground=None)
    if unit > 7 or tens not in (3, 4, 9, 10):
        return style
    colour = unit + (8 if tens > 4 else 0)
    return replace(style, ink=colour) if tens in (3, 9) else replace(style, ground=colour)


def _colour(numbers: list[int]) -> Colour | None:
    """5 and one of 256, or 2 and red, green, blue (with colons a colour space may stand before them)."""
    if numbers[0] == 5 and len(numbers) > 1:
        return of_256(numbers[1]) if numbers[1] < 256 else None
    if numbers[0] == 2 and len(numbers) > 3:
        red, green, blue = (min(255, part) for part in (numbers[2:5] if len(numbers) > 4 else numbers[1:4]))
        return red, green, blue
    return None


def of_256(number: int) -> Colour:
    """A colour of xterm's 256: the 16 of the palette, a cube of 6 × 6 × 6, 24 greys."""
    if number < 16:
        return number
    if number >= 232:
        return (8 + 10 * (number - 232),) * 3
    red, green, blue = ((number - 16) // 36, (number - 16) // 6 % 6, (number - 16) % 6)
    return _level(red), _level(green), _level(blue)


def _level(part: int) -> int:
    """How bright a side of the cube is at 0 to 5."""
    return 55 + 40 * part if part else 0
