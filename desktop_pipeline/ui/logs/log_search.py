"""Looking for text and for errors in a log, without holding up the window."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right
from collections.abc import Iterator

from desktop_pipeline.domain.log_lines import ERROR_WORDS, LineKind, failing_line, kind_of
from desktop_pipeline.domain.terminal import plain
from desktop_pipeline.services.kept_ports import LogReader

LIMIT = 10_000
"""Hits that are kept."""
_TURN = 500
_NEAR, _FAR = 2_000, 200_000
"""Lines of the first and of the largest piece in which errors are looked for."""
_TAIL = 3_000
"""Lines at the end of a failed log in which its error is looked for."""


class Hits:
    """Numbers of the lines that hold a text, in order; grows with the log."""

    def __init__(self) -> None:
        self.text = ""
        self.rows: list[int] = []
        self.searched = 0

    @property
    def full(self) -> bool:
        return len(self.rows) >= LIMIT

    def reset(self, text: str) -> None:
        self.text, self.rows, self.searched = text, [], 0

    async def more(self, reader: LogReader, count: int) -> None:
        """Search what has not been searched, up to line `count`."""
        if not self.text or self.searched >= count or self.full:
            return
        text, first = self.text, self.searched
        found = await reader.search(text, first, LIMIT - len(self.rows))
        if (text, first) == (self.text, self.searched):
            self.rows.extend(found)
            self.searched = count

    def after(self, row: int) -> int | None:
        """The next hit below a row, from the top again at the end."""
        if not self.rows:
            return None
        place = bisect_right(self.rows, row)
        return self.rows[place % len(self.rows)]

    def before(self, row: int) -> int | None:
        if not self.rows:
            return None
        return self.rows[bisect_left(self.rows, row) - 1]

    def place(self, row: int) -> int:
        """The number of the hit in a row, from 1; 0 when there is none."""
        at = bisect_left(self.rows, row)
        return at + 1 if at < len(self.rows) and self.rows[at] == row else 0


async def next_error(reader: LogReader, row: int, back: bool = False) -> int | None:
    """The next line below `row` that tells of an error, or `back` the next one above it; from the other end again. None: there is none.

    Looks through pieces that grow, so that an error nearby is found at once.
    """
    count = reader.count()
    parts = ((0, max(0, row)), (max(0, row), count)) if back else ((row + 1, count), (0, row + 1))
    for first, last in (piece for part in parts for piece in _pieces(*part, back)):
        candidates = await reader.search_any(ERROR_WORDS, first, last)
        for turn, number in enumerate(reversed(candidates) if back else candidates):
            lines = reader.lines(number, 1)
            if lines and kind_of(plain(lines[0])) is LineKind.ERROR:
                return number
            if turn % _TURN == _TURN - 1:
                await asyncio.sleep(0)
    return None


def _pieces(first: int, last: int, back: bool) -> Iterator[tuple[int, int]]:
    size = _NEAR
    while first < last:
        if back:
            yield max(first, last - size), last
            last -= size
        else:
            yield first, min(last, first + size)
            first += size
        size = min(size * 4, _FAR)


async def failing_row(reader: LogReader) -> int | None:
    """The line that a failed log is about: looked for in its last lines, in another thread."""
    count = reader.count()
    first = max(0, count - _TAIL)
    lines = reader.lines(first, count - first)
    place = await asyncio.to_thread(lambda: failing_line([plain(line) for line in lines]))
    return first + place if place is not None else None
