"""Looking for text and for errors in a log, without holding up the window."""

from __future__ import annotations

import asyncio
from bisect import bisect_left, bisect_right

from desktop_pipeline.services.kept_ports import LogReader
from desktop_pipeline.ui.logs.log_text import ERROR_WORDS, LineKind, kind_of, plain

LIMIT = 10_000
"""Hits that are kept."""
_TURN = 500


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


async def next_error(reader: LogReader, row: int) -> int | None:
    """The next line below `row` that tells of an error, from the top again at the end; None when there is none."""
    candidates: set[int] = set()
    for first in (row + 1, 0):
        for word in ERROR_WORDS:
            candidates.update(await reader.search(word, first, LIMIT))
        below = [number for number in sorted(candidates) if number > row]
        above = [number for number in sorted(candidates) if number <= row]
        for turn, number in enumerate([*below, *above]):
            lines = reader.lines(number, 1)
            if lines and kind_of(plain(lines[0])) is LineKind.ERROR:
                return number
            if turn % _TURN == _TURN - 1:
                await asyncio.sleep(0)
        if row < 0:
            break
    return None
