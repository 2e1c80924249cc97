"""Locks of the operating system on files. They end with the process that holds them, however it ends.

Linux and macOS: `flock`, which also keeps two openings of one process apart. Windows: a lock on one byte far behind the end of the file.
"""

from __future__ import annotations

import contextlib
import os
import sys
import time
from pathlib import Path

_TRIES = 10
_PAUSE = 0.02  # seconds; somebody who only looks holds a lock for microseconds

if sys.platform == "win32":
    import msvcrt

    _FAR = 1 << 40

    def try_lock(descriptor: int, *, shared: bool = False) -> bool:
        """Lock an open file without waiting; False when somebody else holds it. Windows knows no shared lock here: `shared` is ignored."""
        here = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        try:
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        finally:
            os.lseek(descriptor, here, os.SEEK_SET)
        return True

    def unlock(descriptor: int) -> None:
        here = os.lseek(descriptor, 0, os.SEEK_CUR)
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        with contextlib.suppress(OSError):
            msvcrt.locking(descriptor, msvcrt.LK_UNLCK, 1)
        os.lseek(descriptor, here, os.SEEK_SET)

else:
    import fcntl

    def try_lock(descriptor: int, *, shared: bool = False) -> bool:
        """Lock an open file without waiting; False when somebody else holds it (a shared lock: when somebody holds it alone)."""
        try:
            fcntl.flock(descriptor, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(descriptor: int) -> None:
        fcntl.flock(descriptor, fcntl.LOCK_UN)


def lock_soon(descriptor: int) -> bool:
    """Lock an open file, trying again for a moment while somebody is only looking whether it is held. Blocks for at most 0.2 s."""
    for attempt in range(_TRIES):
        if try_lock(descriptor):
            return True
        if attempt + 1 < _TRIES:
            time.sleep(_PAUSE)
    return False


class FileLock:
    """A lock file that exists while it is held (and after a crash)."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._descriptor: int | None = None

    def acquire(self) -> bool:
        """Hold the lock; False when somebody else does. Raises OSError when the file cannot be made. Blocks for at most 0.2 s."""
        while self._descriptor is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT, 0o600)
            if not lock_soon(descriptor):
                os.close(descriptor)
                return False
            if is_at(descriptor, self._path):
                self._descriptor = descriptor
            else:  # its last holder removed the file between our open and our lock
                os.close(descriptor)
        return True

    def release(self) -> None:
        """Let go and remove the file. Nothing happens when the lock is not held."""
        descriptor, self._descriptor = self._descriptor, None
        if descriptor is None:
            return
        if os.name != "nt":
            with contextlib.suppress(OSError):
                self._path.unlink()
        os.close(descriptor)
        if os.name == "nt":
            with contextlib.suppress(OSError):
                self._path.unlink()


def is_held(path: Path) -> bool:
    """Whether somebody, this process included, holds the lock of this file."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return False
    try:
        return not try_lock(descriptor, shared=True)
    finally:
        os.close(descriptor)


def remove_unless_held(path: Path) -> bool:
    """Delete a file unless somebody holds its lock; whether it is gone. Who opens it meanwhile finds out with `is_at` once it is locked."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return True
    except OSError:
        return False
    free = try_lock(descriptor)
    try:
        if free and os.name != "nt":
            with contextlib.suppress(OSError):
                path.unlink()
    finally:
        os.close(descriptor)
    if free and os.name == "nt":  # an open file cannot be deleted there, nor can one that somebody has opened meanwhile
        with contextlib.suppress(OSError):
            path.unlink()
    return not path.exists()


def is_at(descriptor: int, path: Path) -> bool:
    """Whether an open file is still the one of this path."""
    try:
        there = path.stat()
    except FileNotFoundError:
        return False
    mine = os.fstat(descriptor)
    return (mine.st_dev, mine.st_ino) == (there.st_dev, there.st_ino)
