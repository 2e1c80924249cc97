"""When the lines of a log were written: the file `STEP.times` beside `STEP.log`.

Records of two numbers of 8 bytes, little endian: a place in the log (bytes), and the time when what begins there was written
(milliseconds since 1970). One is added when the time has moved on by a tenth of a second, so that even a busy log has ten a second. The
log itself stays a plain text, and one without such a file, or continued by a program that knew none, just has no times.
"""

from __future__ import annotations

import os
import struct
from array import array
from bisect import bisect_right
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_pipeline.adapters.logs.at import BINARY, read_at

TICK = 100
"""Milliseconds."""
_RECORD = struct.Struct("<QQ")


def times_of(log: Path) -> Path:
    """The file with the times of a log."""
    return log.with_suffix(".times")


class TimesWriter:
    """Not for use from two threads at once. A file that cannot be written costs times, never lines."""

    def __init__(self, log: Path, size: int, now: Callable[[], float]) -> None:
        """`size` is that of the log, in bytes: times of what was never written are dropped."""
        self._now = now
        self._last: int | None = None
        self._noted: list[tuple[int, int]] = []
        self._descriptor: int | None = None
        try:
            self._descriptor = os.open(times_of(log), os.O_RDWR | os.O_CREAT | os.O_APPEND | BINARY, 0o600)
        except OSError:
            return
        self.cut(size)

    def note(self, place: int, at: float | None = None) -> None:
        """A line of that time (None = now) begins, `place` bytes after the beginning of what is written out next."""
        now = int((self._now() if at is None else at) * 1000)
        if self._last is None or not 0 <= now - self._last < TICK:
            self._last = now
            self._noted.append((place, now))

    def write_out(self, begin: int) -> None:
        """To be called before the lines themselves are written, at `begin` in the log."""
        noted, self._noted = self._noted, []
        if self._descriptor is None or not noted:
            return
        try:
            os.write(self._descriptor, b"".join(_RECORD.pack(begin + place, time) for place, time in noted))
        except OSError:
            self.cut(begin)

    def cut(self, size: int) -> None:
        """The log has only `size` bytes: drop what was noted for more, and half a record."""
        self._noted, self._last = [], None
        if self._descriptor is None:
            return
        try:
            whole = os.fstat(self._descriptor).st_size // _RECORD.size
            while whole and _RECORD.unpack(read_at(self._descriptor, _RECORD.size, (whole - 1) * _RECORD.size))[0] >= size:
                whole -= 1
            os.ftruncate(self._descriptor, whole * _RECORD.size)
        except OSError:
            self.close()

    def close(self) -> None:
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is not None:
            os.close(descriptor)


class TimesReader:
    """Not for use from two threads at once; keeps no file open."""

    def __init__(self, log: Path) -> None:
        self._path = times_of(log)
        self._places, self._times = array("Q"), array("Q")
        self._read = 0

    def at(self, places: Sequence[int]) -> list[float | None]:
        """Seconds since 1970 for what stands at these places of the log; None where nobody kept it."""
        self._look()
        found = (bisect_right(self._places, place) - 1 for place in places)
        return [self._times[number] / 1000 if number >= 0 else None for number in found]

    def _look(self) -> None:
        try:
            with open(self._path, "rb") as file:
                if os.fstat(file.fileno()).st_size < self._read:  # its end was dropped
                    self._places, self._times, self._read = array("Q"), array("Q"), 0
                file.seek(self._read)
                data = file.read()
        except OSError:
            return
        data = data[:len(data) - len(data) % _RECORD.size]
        for place, time in _RECORD.iter_unpack(data):
            while self._places and self._places[-1] >= place:
                self._places.pop()
                self._times.pop()
            self._places.append(place)
            self._times.append(time)
        self._read += len(data)
