"""Log files, one for each step of a run: written from any thread, read at any place while they grow.

A file is written by whoever holds its lock, so a reader knows that the writer is gone even when it was killed. Lines end with one line
feed and are UTF-8; nothing is ever changed in a file, only added.
"""

from __future__ import annotations

import contextlib
import os
import threading
from bisect import bisect_left
from collections.abc import Callable, Iterator
from pathlib import Path

from desktop_pipeline.adapters.common.files import safe_name, write_atomic
from desktop_pipeline.adapters.common.locks import lock_soon, try_lock, unlock
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.redaction import Redactor

FLUSH_SECONDS = 0.05
LONGEST_SHOWN = 64 * 1024  # bytes of one line
CUT = " … (line of {size} bytes, cut)"
_FULL = 256 * 1024  # bytes; a writer that has collected this much flushes at once, which slows down who writes too fast
_BLOCK = 64 * 1024  # bytes; the index has one entry for each
_CHUNK = 1 << 20
_PAGE = 128  # lines
_BINARY = getattr(os, "O_BINARY", 0)


class FileLogs:
    """The port Logs below a folder. `close` ends its threads and the writers that are still open."""

    def __init__(self, folder: Path, redactor: Redactor) -> None:
        self._folder, self._redactor = folder, redactor
        self._flusher = _Flusher()
        self._threads = Threads("log-search")

    def writer(self, log_id: str) -> FileLogWriter:
        """Begin a log, or go on with one. Raises UserError `log.in_use`, `log.unwritable`."""
        return FileLogWriter(self._path(log_id), log_id, self._redactor, self._flusher)

    def reader(self, log_id: str) -> FileLogReader | None:
        try:
            return FileLogReader(self._path(log_id), self._threads)
        except FileNotFoundError:
            return None

    async def close(self) -> None:
        self._flusher.close()
        await self._threads.close()

    def _path(self, log_id: str) -> Path:
        run, _, step = log_id.partition("/")
        return self._folder / safe_name(run) / f"{safe_name(step)}.log"


class _Flusher:
    """One thread that writes out what writers have collected. It lives while a writer is open."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._writers: set[FileLogWriter] = set()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None

    def add(self, writer: FileLogWriter) -> None:
        with self._lock:
            self._writers.add(writer)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, args=(self._wake,), name="log-flusher", daemon=True)
                self._thread.start()

    def remove(self, writer: FileLogWriter) -> None:
        with self._lock:
            self._writers.discard(writer)
            if not self._writers and self._thread is not None:  # the thread ends by itself, with its own signal
                self._wake.set()
                self._wake, self._thread = threading.Event(), None

    def close(self) -> None:
        with self._lock:
            writers, thread = tuple(self._writers), self._thread
        for writer in writers:
            writer.close()
        if thread is not None:
            thread.join()

    def _work(self, ended: threading.Event) -> None:
        while not ended.wait(FLUSH_SECONDS):
            with self._lock:
                writers = tuple(self._writers)
            for writer in writers:
                writer.flush()


class FileLogWriter:
    """The port LogWriter. A disk that cannot be written costs lines, never the run: how many were lost is noted once it can be again."""

    def __init__(self, path: Path, log_id: str, redactor: Redactor, flusher: _Flusher) -> None:
        self._redactor, self._flusher = redactor, flusher
        self._lock = threading.Lock()
        self._parts: list[bytes] = []
        self._size = 0
        self._lost = 0
        self._descriptor: int | None = _open_for_writing(path, log_id)
        flusher.add(self)

    def write(self, line: str) -> None:
        """Append one line (several, when it holds line feeds). After `close` nothing happens."""
        data = self._redactor(line).encode("utf-8", "replace").replace(b"\r\n", b"\n").removesuffix(b"\n").removesuffix(b"\r") + b"\n"
        with self._lock:
            if self._descriptor is None:
                return
            self._parts.append(data)
            self._size += len(data)
            if self._size >= _FULL:
                self._write_out(self._descriptor)

    def flush(self) -> None:
        with self._lock:
            if self._descriptor is not None and self._parts:
                self._write_out(self._descriptor)

    def close(self) -> None:
        with self._lock:
            descriptor, self._descriptor = self._descriptor, None
            if descriptor is not None:
                self._write_out(descriptor)
                os.close(descriptor)
        self._flusher.remove(self)

    def _write_out(self, descriptor: int) -> None:
        data = b"".join(self._parts)
        self._parts, self._size = [], 0
        if self._lost:
            notice = f"\n[{self._lost} lines were lost: they could not be written]\n".encode()
            if _write_all(descriptor, notice):
                self._lost += data.count(b"\n")
                return
            self._lost = 0
        self._lost += _write_all(descriptor, data).count(b"\n")


def _write_all(descriptor: int, data: bytes) -> bytes:
    """What could not be written."""
    try:
        while data:
            data = data[os.write(descriptor, data):]
    except OSError:
        return data
    return b""


def _open_for_writing(path: Path, log_id: str) -> int:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | _BINARY, 0o600)
    except OSError as error:
        raise UserError("log.unwritable", log=log_id, folder=path.parent, reason=error.strerror or error) from error
    try:
        if not lock_soon(descriptor):
            raise UserError("log.in_use", log=log_id)
        size = os.fstat(descriptor).st_size
        if size and _read_at(descriptor, 1, size - 1) != b"\n":  # its last writer was killed within a line
            os.write(descriptor, b"\n")
    except OSError as error:
        os.close(descriptor)
        raise UserError("log.unwritable", log=log_id, folder=path.parent, reason=error.strerror or error) from error
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor


if hasattr(os, "pread"):

    def _read_at(descriptor: int, size: int, offset: int) -> bytes:
        return os.pread(descriptor, size, offset)

else:
    _seeking = threading.Lock()

    def _read_at(descriptor: int, size: int, offset: int) -> bytes:
        with _seeking:
            os.lseek(descriptor, offset, os.SEEK_SET)
            return os.read(descriptor, size)


class FileLogReader:
    """The port LogReader. The index knows for the start of each block of 64 kB how many lines end before it.

    Not for use from two threads at once, except that `search` and `save_as` do their work in another thread. What is asked of a closed
    reader is empty.
    """

    def __init__(self, path: Path, threads: Threads) -> None:
        self._threads = threads
        self._descriptor = os.open(path, os.O_RDONLY | _BINARY)
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
        number, found = max(0, first), []
        last = min(self.count(), number + count)
        if number >= last or self._closed:
            return []
        place = self._start_of(number)
        while number < last:
            data = self._read(_BLOCK * 4, place)
            whole = data.split(b"\n", last - number)
            rest = whole.pop()
            for raw in whole:
                found.append(_shown(raw, len(raw)))
            number += len(whole)
            place += len(data) - len(rest)
            if not whole and number < last:  # longer than what was read, or the last one without an end
                following = self._start_of(number + 1)
                found.append(_shown(rest, following - place - (1 if number < self._ends else 0)))
                number, place = number + 1, following
        return found

    # ---- search, save ----

    async def search(self, text: str, first: int = 0, limit: int = 10_000) -> list[int]:
        if not text or "\n" in text or limit <= 0:
            return []
        count = self.count()
        stopped = threading.Event()
        return await self._threads.run_interruptible(stopped.set, self._search, text, max(0, first), limit, count, stopped)

    def _search(self, text: str, first: int, limit: int, count: int, stopped: threading.Event) -> list[int]:
        fold, needle = _folding(text)
        found: list[int] = []
        number = first
        for data in self._whole_lines(first, count):
            if stopped.is_set():
                break
            folded, place = fold(data), 0
            while (hit := folded.find(needle, place)) >= 0:
                number += folded.count(b"\n", place, hit)
                found.append(number)
                if len(found) >= limit:
                    return found
                end = folded.find(b"\n", hit)
                if end < 0:
                    place = len(folded)
                    break
                number, place = number + 1, end + 1
            number += folded.count(b"\n", place)
        return [line for line in found if line < count]

    def _whole_lines(self, first: int, count: int) -> Iterator[bytes]:
        """The content from a line on, in pieces that end where a line ends."""
        place = self._start_of(first)
        end = self._start_of(count)
        held = b""
        while place < end:
            data = self._read(min(_CHUNK, end - place), place)
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

    async def save_as(self, path: Path) -> None:
        """Copy what is there now. Raises UserError `log.save_failed`."""
        self._look()
        stopped = threading.Event()
        await self._threads.run_interruptible(stopped.set, self._save, path, self._size, stopped)

    def _save(self, path: Path, size: int, stopped: threading.Event) -> None:
        def chunks() -> Iterator[bytes]:
            place = 0
            while place < size and (data := self._read(min(_CHUNK, size - place), place)):
                if stopped.is_set():
                    raise InterruptedError
                place += len(data)
                yield data

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
            return b"" if self._closed else _read_at(self._descriptor, size, offset)

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
