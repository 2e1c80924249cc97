"""Reading a file at a place."""

from __future__ import annotations

import os
import threading

BINARY = getattr(os, "O_BINARY", 0)

if hasattr(os, "pread"):

    def read_at(descriptor: int, size: int, offset: int) -> bytes:
        return os.pread(descriptor, size, offset)

else:
    _seeking = threading.Lock()

    def read_at(descriptor: int, size: int, offset: int) -> bytes:
        with _seeking:
            os.lseek(descriptor, offset, os.SEEK_SET)
            return os.read(descriptor, size)
