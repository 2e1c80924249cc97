"""Log files, one for each step of a run: written from any thread, read at any place while they grow.

A file is written by whoever holds its lock, so a reader knows that the writer is gone even when it was killed. Lines end with one line
feed and are UTF-8; nothing is ever changed in a file, only added. Colours stay in the file as the tools wrote them; when its lines were
written stands beside it (`times.py`).
"""

from __future__ import annotations

import contextlib
import shutil
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from desktop_pipeline.adapters.common.files import safe_name
from desktop_pipeline.adapters.common.locks import remove_unless_held
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.logs.reading import FileLogReader
from desktop_pipeline.adapters.logs.writing import FileLogWriter, Flusher
from desktop_pipeline.domain.redaction import Redactor

__all__ = ["FileLogReader", "FileLogWriter", "FileLogs"]


class FileLogs:
    """The port Logs below a folder. `close` ends its threads and the writers that are still open."""

    def __init__(self, folder: Path, redactor: Redactor, now: Callable[[], float] = time.time) -> None:
        self._folder, self._redactor, self._now = folder, redactor, now
        self._flusher = Flusher()
        self._threads = Threads("log-search")
        self._removals = Threads("log-remove", 2)
        """Removing many takes long: neither a search nor the removing of a few waits for it."""

    def writer(self, log_id: str) -> FileLogWriter:
        """Begin a log, or go on with one. Raises UserError `log.in_use`, `log.unwritable`."""
        return FileLogWriter(self._path(log_id), log_id, self._redactor, self._flusher, self._now)

    def reader(self, log_id: str) -> FileLogReader | None:
        try:
            return FileLogReader(self._path(log_id), self._threads)
        except FileNotFoundError:
            return None

    async def remove(self, runs: Sequence[str]) -> int:
        return await self._removals.run(self._remove, tuple(runs))

    def _remove(self, runs: Sequence[str]) -> int:
        return sum(_remove_folder(self._folder / safe_name(run)) for run in runs)

    async def close(self) -> None:
        self._flusher.close()
        await self._threads.close()
        await self._removals.close()

    def _path(self, log_id: str) -> Path:
        run, _, step = log_id.partition("/")
        return self._folder / safe_name(run) / f"{safe_name(step)}.log"


def _remove_folder(folder: Path) -> bool:
    """Delete the logs of a run that nobody writes, with what else lies there; whether nothing is left of what was there."""
    if not folder.is_dir():
        return False
    for path in folder.glob("*.log"):
        remove_unless_held(path)
    with contextlib.suppress(OSError):
        for path in folder.iterdir():  # their times, and whatever somebody left there
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            elif path.suffix != ".log" and not path.with_suffix(".log").exists():
                path.unlink()
        folder.rmdir()
    return not folder.exists()
