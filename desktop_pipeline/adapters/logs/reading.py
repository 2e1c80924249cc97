"""Reading a log at any place while it grows."""

from __future__ import annotations

import contextlib
import os
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from functools import lru_cache
from pathlib import Path

from desktop_pipeline.adapters.common.files import write_atomic
from desktop_pipeline.adapters.common.locks import try_lock, unlock
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.logs.at import BINARY, read_at
from desktop_pipeline.adapters.logs.times import TimesReader
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.terminal import plain_lines

LONGEST_SHOWN = 64 * 1024  # bytes of one line
CUT = " … (line of {size} bytes, cut)"
_BLOCK = 64 * 1024  # bytes; the index has one entry for each
_CHUNK = 1 << 20
_PIECE = 256 * 1024  # bytes that are searched at once: for so long the window does not get its turn
_PAGE = 128  # lines


class FileLogReader:
    """The port LogReader. The index knows for the start of each block of 64 kB how many lines end before it.

    Not for use from two threads at once, except that `search` and `save_as` do their work in another thread. What is asked of a closed
    reader is empty.
    """

    def __init__(self, path: Path, threads: Threads) -> None:
        self._threads, self._times = threads, TimesReader(path)
        self._path = path
        self._descriptor = os.open(path, os.O_RDONLY | BINARY)
        self._guard = threading.Lock()  # the descriptor is not closed, and so not another file's, while a read is under way
        self._closed = False
        self._ends_before: list[int] = [0]
        self._ends = 0
        self._size = 0
        self._complete = 0
        """Bytes up to the end of the last line that has one."""
        self._page_first = 0
        self._page: list[str] = []

    # ---- index ----

    def count(self) -> int:
        self._look()
        return self._ends + (1 if self._size > self._complete and self.finished() else 0)

    def finished(self) -> bool:
        with self._guard:
            if self._closed:
                return True
            free = try_lock(self._descriptor, shared=True)
            if free:
                unlock(self._descriptor)
            return free

    def _look(self) -> None:
        """Count what was added since the last look."""
        size = self._file_size()
        while self._size < size:
            data = self._read(min(_CHUNK - self._size % _BLOCK, size - self._size), self._size)
            if not data:
                return
            place = 0
            while place < len(data):
                step = min(_BLOCK - (self._size + place) % _BLOCK, len(data) - place)
                self._ends += data.count(b"\n", place, place + step)
                place += step
                if (self._size + place) % _BLOCK == 0:
                    self._ends_before.append(self._ends)
            last = data.rfind(b"\n")
            if last >= 0:
                self._complete = self._size + last + 1
            self._size += len(data)

    def _start_of(self, number: int) -> int:
        """Offset of a line's first byte; the size for lines that are not there yet."""
        if number <= 0:
            return 0
        if number > self._ends:
            return self._size
        if number == self._ends:
            return self._complete
        block = bisect_left(self._ends_before, number) - 1
        data, place = self._read(_BLOCK, block * _BLOCK), -1
        for _ in range(number - self._ends_before[block]):
            place = data.index(b"\n", place + 1)
        return block * _BLOCK + place + 1

    # ---- lines ----

    def line(self, number: int) -> str:
        """One line, from 0; '' for one that is not there."""
        if not 0 <= number - self._page_first < len(self._page):
            self._page_first = number - number % _PAGE
            self._page = self.lines(self._page_first, _PAGE)[:max(0, self._ends - self._page_first)]  # the last one may still grow
            if number >= self._page_first + len(self._page):
                return next(iter(self.lines(number, 1)), "")
        return self._page[number - self._page_first]

    def lines(self, first: int, count: int) -> list[str]:
        """At most `count` lines; fewer at the end. A line over 64 kB is cut and says so."""
        return [_shown(raw, size) for _, raw, size in self._raw(first, count)]

    def times(self, first: int, count: int) -> list[float | None]:
        """When each of these lines was written, in seconds since 1970, to a tenth of a second; None where that was not kept."""
        return self._times.at([place for place, _, _ in self._raw(first, count)])

    def _raw(self, first: int, count: int) -> list[tuple[int, bytes, int]]:
        """Place, content and size of lines; of a very long line not all of the content."""
        number, found = max(0, first), list[tuple[int, bytes, int]]()
        last = min(self.count(), number + count)
        if number >= last or self._closed:
            return []
        place = self._start_of(number)
        while number < last:
            data = self._read(_BLOCK * 4, place)
            whole = data.split(b"\n", last - number)
            rest = whole.pop()
            for raw in whole:
                found.append((place, raw, len(raw)))
                place += len(raw) + 1
            number += len(whole)
            if not whole and number < last:  # longer than what was read, or the last one without an end
                following = self._start_of(number + 1)
                found.append((place, rest, following - place - (1 if number < self._ends else 0)))
                number, place = number + 1, following
        return found

    # ---- search, save ----

    async def search(self, text: str, first: int = 0, limit: int = 10_000) -> list[int]:
        if not text or "\n" in text or limit <= 0:
            return []
        fold, needle = _folding(text)
        return await self._search(fold, (needle,), first, self.count(), limit)

    async def search_any(self, words: Sequence[str], first: int, last: int) -> list[int]:
        needles = tuple(word.encode().lower() for word in words)
        return await self._search(bytes.lower, needles, first, min(last, self.count()), last)

    async def _search(self, fold: Callable[[bytes], bytes], needles: Sequence[bytes], first: int, last: int, limit: int) -> list[int]:
        stopped = threading.Event()

        def look() -> list[int]:
            found: list[int] = []
            number = max(0, first)
            for data in self._whole_lines(number, last):
                if stopped.is_set() or len(found) >= limit:
                    break
                folded = b"\n" + fold(plain_lines(data))  # the line feed: a needle may begin with one, at the beginning of a line
                place = 0
                number -= 1
                for hit in _places(folded, needles):
                    number += folded.count(b"\n", place, hit + 1)
                    place = hit + 1
                    if not found or found[-1] != number:
                        found.append(number)
                number += folded.count(b"\n", place)
            return [line for line in found[:limit] if line < last]

        return await self._threads.run_interruptible(stopped.set, look)

    def _whole_lines(self, first: int, count: int) -> Iterator[bytes]:
        """The content from a line on, in pieces that end where a line ends."""
        place = self._start_of(first)
        end = self._start_of(count)
        held = b""
        while place < end:
            data = self._read(min(_PIECE, end - place), place)
            if not data:
                break
            place += len(data)
            cut = data.rfind(b"\n") + 1
            if cut == 0:
                held += data
                continue
            yield held + data[:cut]
            held = data[cut:]
        if held:
            yield held

    async def save_as(self, path: Path, times: bool = False) -> None:
        """Write what is there now as plain text, without control sequences; with `times` each line has its local time before it.

        Raises UserError `log.save_failed`.
        """
        stopped = threading.Event()
        await self._threads.run_interruptible(stopped.set, self._save, path, self.count(), times, stopped)

    def _save(self, path: Path, count: int, times: bool, stopped: threading.Event) -> None:
        kept = TimesReader(self._path) if times else None

        def chunks() -> Iterator[bytes]:
            place = 0
            for data in self._whole_lines(0, count):
                if stopped.is_set():
                    raise InterruptedError
                yield _stamped(data, place, kept) if kept is not None else plain_lines(data)
                place += len(data)

        try:
            write_atomic(path, chunks())
        except InterruptedError:
            return
        except OSError as error:
            raise UserError("log.save_failed", file=path, reason=error.strerror or error) from error

    def close(self) -> None:
        with self._guard:
            if not self._closed:
                self._closed = True
                os.close(self._descriptor)

    def _read(self, size: int, offset: int) -> bytes:
        with self._guard:
            return b"" if self._closed else read_at(self._descriptor, size, offset)

    def _file_size(self) -> int:
        with self._guard:
            return self._size if self._closed else os.fstat(self._descriptor).st_size

    def __del__(self) -> None:
        with contextlib.suppress(Exception):
            self.close()


def _shown(raw: bytes, size: int) -> str:
    if size <= LONGEST_SHOWN:
        return raw.decode("utf-8", "replace")
    return raw[:LONGEST_SHOWN].decode("utf-8", "ignore") + CUT.format(size=size)


def _folding(text: str) -> tuple[Callable[[bytes], bytes], bytes]:
    """How to make content and needle comparable without regard to case.

    Letters of ASCII are folded as bytes, which is fast. Only a needle with other letters that have two cases (é, Я) needs the content
    decoded, and then only pieces that are not pure ASCII.
    """
    others = "".join(sign for sign in text if not sign.isascii())
    if others.lower() == others.upper() == others.casefold():
        return bytes.lower, text.encode("utf-8", "replace").lower()
    return _fold_all, text.casefold().encode("utf-8", "replace")


def _fold_all(data: bytes) -> bytes:
    return data.lower() if data.isascii() else data.decode("utf-8", "replace").casefold().encode()


def _places(folded: bytes, needles: Sequence[bytes]) -> list[int]:
    """Where needles were found, in order; of each at most one in a line."""
    found: list[int] = []
    for needle in needles:
        place = 0
        while (hit := folded.find(needle, place)) >= 0:
            found.append(hit)
            place = folded.find(b"\n", hit + 1)
            if place < 0:
                break
    return sorted(found)


def _stamped(data: bytes, place: int, times: TimesReader) -> bytes:
    """Plain lines with the time of each before it. `data` begins at `place` in the log."""
    raw = data.removesuffix(b"\n").split(b"\n")
    places: list[int] = []
    for line in raw:
        places.append(place)
        place += len(line) + 1
    plain = plain_lines(data).removesuffix(b"\n").split(b"\n")
    return b"".join(_stamp(time) + line + b"\n" for time, line in zip(times.at(places), plain, strict=True))


def _stamp(time: float | None) -> bytes:
    return _local(int(time)).encode() + b"  " if time is not None else b""


@lru_cache(maxsize=64)
def _local(second: int) -> str:
    """RFC 3339, local time with its distance to UTC."""
    return datetime.fromtimestamp(second).astimezone().isoformat()
