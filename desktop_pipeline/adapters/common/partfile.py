"""A file that arrives in pieces: under its own name only when all of it is there, gone without a trace when it does not get that far."""

from __future__ import annotations

import contextlib
import os
import tempfile
from pathlib import Path
from types import TracebackType
from typing import BinaryIO

from desktop_pipeline.adapters.common.threads import Threads

_COLLECT = 256 << 10  # bytes; smaller pieces are written together


class PartFile:
    """An async context manager around `write` and `finish`; all file work is done in a thread. Raises OSError.

    A folder on the way to it is made. What was at the path stays until `finish` puts the new file there, with the given mode.
    """

    def __init__(self, path: Path, threads: Threads, mode: int = 0o644) -> None:
        self._path, self._threads, self._mode = path, threads, mode
        self._file: BinaryIO | None = None
        self._name = ""
        self._waiting = bytearray()

    async def __aenter__(self) -> PartFile:
        try:
            await self._threads.run(self._open)
        except BaseException:
            self._discard()
            raise
        return self

    async def write(self, data: bytes | memoryview) -> None:
        """Append a piece; it may reach the disk later."""
        self._waiting += data
        if len(self._waiting) >= _COLLECT:
            await self._flush()

    async def finish(self) -> None:
        """Put the file in its place."""
        await self._flush()
        await self._threads.run(self._place)

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self._discard()

    async def _flush(self) -> None:
        data, self._waiting = self._waiting, bytearray()
        assert self._file is not None
        await self._threads.run(self._file.write, data)

    def _open(self) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor, self._name = tempfile.mkstemp(prefix=f".{self._path.name[:60]}.", suffix=".part", dir=self._path.parent)
        self._file = os.fdopen(descriptor, "wb")

    def _place(self) -> None:
        assert self._file is not None
        self._file.close()
        os.chmod(self._name, self._mode)
        os.replace(self._name, self._path)
        self._name = ""

    def _discard(self) -> None:
        if self._file is not None:
            self._file.close()
        if self._name:
            with contextlib.suppress(OSError):
                os.unlink(self._name)
