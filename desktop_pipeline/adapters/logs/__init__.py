"""Log files, one for each step of a run: written from any thread, read at any place while they grow.

A file is written by whoever holds its lock, so a reader knows that the writer is gone even when it was killed. Lines end with one line
feed and are UTF-8; nothing is ever changed in a file, only added. Colours stay in the file as the tools wrote them; when its lines were
written stands beside it (`times.py`).
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_pipeline.adapters.common.files import safe_name
from desktop_pipeline.adapters.common.locks import is_held
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.logs.reading import FileLogReader
from desktop_pipeline.adapters.logs.times import times_of
from desktop_pipeline.adapters.logs.writing import FileLogWriter, Flusher
from desktop_pipeline.domain.redaction import Redactor

__all__ = ["FileLogReader", "FileLogWriter", "FileLogs"]


class FileLogs:
    """The port Logs below a folder. `close` ends its threads and the writers that are still open."""

    def __init__(self, folder: Path, redactor: Redactor, now: Callable[[], float] = time.time) -> None:
        self._folder, self._redactor, self._now = folder, redactor, now
        self._flusher = Flusher()
        self._threads = Threads("log-search")
        self._removing = threading.Lock()
        """Held while logs of a run are removed: one that is just begun is neither one of them nor without its folder."""

    def writer(self, log_id: str) -> FileLogWriter:
        """Begin a log, or go on with one. Raises UserError `log.in_use`, `log.unwritable`."""
        with self._removing:
            return FileLogWriter(self._path(log_id), log_id, self._redactor, self._flusher, self._now)

    def reader(self, log_id: str) -> FileLogReader | None:
        try:
            return FileLogReader(self._path(log_id), self._threads)
        except FileNotFoundError:
            return None

    async def remove(self, runs: Sequence[str]) -> int:
        return await self._threads.run(self._remove, tuple(runs))

    def _remove(self, runs: Sequence[str]) -> int:
        gone = 0
        for run in runs:
            folder = self._folder / safe_name(run)
            with self._removing:
                for path in folder.glob("*.log"):
                    with contextlib.suppress(OSError):
                        if not is_held(path):
                            times_of(path).unlink(missing_ok=True)
                            path.unlink()
                with contextlib.suppress(OSError):  # none is there, or one of its logs stays
                    folder.rmdir()
                    gone += 1
        return gone

    async def close(self) -> None:
        self._flusher.close()
        await self._threads.close()

    def _path(self, log_id: str) -> Path:
        run, _, step = log_id.partition("/")
        return self._folder / safe_name(run) / f"{safe_name(step)}.log"
