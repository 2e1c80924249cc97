"""Writing a log: lines are collected, and a thread writes them out."""

from __future__ import annotations

import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path

from desktop_pipeline.adapters.common.files import dangling
from desktop_pipeline.adapters.common.locks import is_at, lock_soon
from desktop_pipeline.adapters.logs.at import BINARY, read_at
from desktop_pipeline.adapters.logs.times import TimesWriter
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.redaction import Redactor

FLUSH_SECONDS = 0.05
_FULL = 256 * 1024  # bytes; a writer that has collected this much flushes at once, which slows down who writes too fast
_TRIES = 50


class Flusher:
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

    def __init__(self, path: Path, log_id: str, redactor: Redactor, flusher: Flusher, now: Callable[[], float]) -> None:
        """`now` gives seconds since 1970."""
        self._redactor, self._flusher = redactor, flusher
        self._lock = threading.Lock()
        self._parts: list[bytes] = []
        self._size = 0
        self._lost = 0
        descriptor = _open_for_writing(path, log_id)
        self._descriptor: int | None = descriptor
        self._end = os.fstat(descriptor).st_size
        self._times = TimesWriter(path, self._end, now)
        flusher.add(self)

    def write(self, line: str, at: float | None = None) -> None:
        """Append one line (several, when it holds line feeds). After `close` nothing happens."""
        data = self._redactor(line).encode("utf-8", "replace").replace(b"\r\n", b"\n").removesuffix(b"\n").removesuffix(b"\r") + b"\n"
        with self._lock:
            if self._descriptor is None:
                return
            self._times.note(self._size, at)
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
                self._times.close()
        self._flusher.remove(self)

    def _write_out(self, descriptor: int) -> None:
        data = b"".join(self._parts)
        self._parts, self._size = [], 0
        if self._lost:
            lost = "1 line was lost: it" if self._lost == 1 else f"{self._lost} lines were lost: they"
            notice = f"\n[{lost} could not be written]\n".encode()
            left = _write_all(descriptor, notice)
            self._end += len(notice) - len(left)
            if left:
                self._lost += data.count(b"\n")
                self._times.cut(self._end)
                return
            self._lost = 0
        self._times.write_out(self._end)
        left = _write_all(descriptor, data)
        self._end += len(data) - len(left)
        if left:
            self._lost += left.count(b"\n")
            self._times.cut(self._end)


def _write_all(descriptor: int, data: bytes) -> bytes:
    """What could not be written."""
    try:
        while data:
            data = data[os.write(descriptor, data):]
    except OSError:
        return data
    return b""


def _open_for_writing(path: Path, log_id: str) -> int:
    reason = "it is removed again and again"
    for _ in range(_TRIES):
        try:
            descriptor = _opened(path, log_id)
        except OSError as error:
            reason = str(error.strerror or error)
            break
        if descriptor is not None:
            return descriptor
    raise UserError("log.unwritable", log=log_id, folder=path.parent, reason=reason)


def _opened(path: Path, log_id: str) -> int | None:
    """None: it was removed before it was locked, with the other logs of its run."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | BINARY, 0o600)
    except (FileNotFoundError, FileExistsError) as error:  # the folder went while it was looked at; what is no folder stays in the way
        if nowhere := dangling(path):
            raise UserError("log.unwritable", log=log_id, folder=nowhere, reason=os.strerror(errno.ENOENT)) from error
        if path.parent.exists() and not path.parent.is_dir():
            raise
        return None
    try:
        if not lock_soon(descriptor):
            raise UserError("log.in_use", log=log_id)
        if not is_at(descriptor, path):
            os.close(descriptor)
            return None
        size = os.fstat(descriptor).st_size
        if size and read_at(descriptor, 1, size - 1) != b"\n":  # its last writer was killed within a line
            os.write(descriptor, b"\n")
    except BaseException:
        os.close(descriptor)
        raise
    return descriptor
