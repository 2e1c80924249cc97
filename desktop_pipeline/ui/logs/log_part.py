"""A part of a log as a log of its own: the lines of one task."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from desktop_pipeline.services.kept_ports import LogReader


class LogPart:
    """The lines of a reader from `first`, from 0, up to `last`, not included; None = to the end, also while it grows.

    The reader belongs to whoever made it: `close` does nothing, and `save_as` saves the whole log.
    """

    def __init__(self, reader: LogReader, first: int = 0, last: int | None = None) -> None:
        self._reader, self.first, self.last = reader, first, last

    def count(self) -> int:
        end = self._reader.count() if self.last is None else min(self._reader.count(), self.last)
        return max(0, end - self.first)

    def line(self, number: int) -> str:
        return self._reader.line(self.first + number)

    def lines(self, first: int, count: int) -> list[str]:
        return self._reader.lines(self.first + first, max(0, min(count, self.count() - first)))

    def times(self, first: int, count: int) -> list[float | None]:
        return self._reader.times(self.first + first, max(0, min(count, self.count() - first)))

    def finished(self) -> bool:
        return self._reader.finished() or (self.last is not None and self._reader.count() >= self.last)

    async def search(self, text: str, first: int = 0, limit: int = 10_000) -> list[int]:
        count = self.count()
        found = await self._reader.search(text, self.first + first, limit)
        return [number - self.first for number in found if number - self.first < count]

    async def search_any(self, words: Sequence[str], first: int, last: int) -> list[int]:
        found = await self._reader.search_any(words, self.first + first, self.first + min(last, self.count()))
        return [number - self.first for number in found]

    async def save_as(self, path: Path, times: bool = False) -> None:
        await self._reader.save_as(path, times)

    def close(self) -> None:
        pass
