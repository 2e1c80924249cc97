"""Bytes or text that come in pieces → whole lines of text, of bounded length."""

from __future__ import annotations

import codecs
from collections.abc import Iterator

LINE_LIMIT = 16 << 20
"""Longest line in characters; what is longer comes in several lines."""


class LineSplitter:
    """Collects pieces and gives whole lines, without line ends. Of a line redrawn with carriage returns the last state is kept."""

    def __init__(self, limit: int = LINE_LIMIT) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._parts: list[str] = []
        self._length = 0
        self._limit = limit

    def feed(self, data: bytes | str) -> Iterator[str]:
        """Add a piece; yields the lines that it completes."""
        text = data if isinstance(data, str) else self._decoder.decode(data)
        first, *rest = text.split("\n")
        yield from self._add(first)
        for piece in rest:
            yield self._take()
            yield from self._add(piece)

    def rest(self) -> Iterator[str]:
        """The last line when it has no line end."""
        yield from self._add(self._decoder.decode(b"", True))
        if self._length:
            yield self._take()

    def _add(self, piece: str) -> Iterator[str]:
        while self._length + len(piece) > self._limit:
            room = self._limit - self._length
            self._parts.append(piece[:room])
            piece = piece[room:]
            yield self._take()
        if piece:
            self._parts.append(piece)
            self._length += len(piece)

    def _take(self) -> str:
        line = "".join(self._parts).rstrip("\r")
        self._parts, self._length = [], 0
        return line.rpartition("\r")[2]
