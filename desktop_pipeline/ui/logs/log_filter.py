"""The lines of a log that match a pattern, as a log of its own, with its own index."""

from __future__ import annotations

import asyncio
import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from desktop_pipeline.domain.terminal import plain
from desktop_pipeline.services.kept_ports import LogReader

T = TypeVar("T")
_TURN = 2000


class LogFilter:
    """`more` looks through what was not looked through yet, in another thread. The reader belongs to whoever made it."""

    def __init__(self, reader: LogReader, pattern: re.Pattern[str]) -> None:
        self._reader, self._pattern = reader, pattern
        self.rows: list[int] = []
        """Numbers of the lines that match, in order."""
        self._seen = 0

    @property
    def behind(self) -> bool:
        return self._seen < self._reader.count()

    async def more(self) -> None:
        while self.behind:
            first = self._seen
            lines = self._reader.lines(first, min(_TURN, self._reader.count() - first))
            if not lines:
                return
            found = await asyncio.to_thread(self._match, lines)
            self.rows.extend(first + place for place in found)
            self._seen = first + len(lines)

    def _match(self, lines: list[str]) -> list[int]:
        return [place for place, line in enumerate(lines) if self._pattern.search(plain(line))]

    def count(self) -> int:
        return len(self.rows)

    def line(self, number: int) -> str:
        return self._reader.line(self.rows[number])

    def lines(self, first: int, count: int) -> list[str]:
        return self._read(self._reader.lines, first, count)

    def times(self, first: int, count: int) -> list[float | None]:
        return self._read(self._reader.times, first, count)

    def _read(self, read_some: Callable[[int, int], list[T]], first: int, count: int) -> list[T]:
        """Lines that stand together are read together."""
        read: list[T] = []
        wanted = self.rows[first:first + count]
        begin = 0
        for place in range(1, len(wanted) + 1):
            if place == len(wanted) or wanted[place] != wanted[place - 1] + 1:
                read += read_some(wanted[begin], place - begin)
                begin = place
        return read

    def finished(self) -> bool:
        return self._reader.finished() and not self.behind

    async def search(self, text: str, first: int = 0, limit: int = 10_000) -> list[int]:
        if first >= len(self.rows):
            return []
        found = await self._reader.search(text, self.rows[first], limit)
        return self._places(found)

    async def search_any(self, words: Sequence[str], first: int, last: int) -> list[int]:
        last = min(last, len(self.rows))
        return self._places(await self._reader.search_any(words, self.rows[first], self.rows[last - 1] + 1)) if first < last else []

    def _places(self, found: Sequence[int]) -> list[int]:
        """Lines of the reader → lines of this."""
        places = ((bisect_left(self.rows, row), row) for row in found)
        return [place for place, row in places if place < len(self.rows) and self.rows[place] == row]

    async def save_as(self, path: Path, times: bool = False) -> None:
        await self._reader.save_as(path, times)

    def close(self) -> None:
        pass
