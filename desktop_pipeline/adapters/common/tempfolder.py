"""Temporary folders that are swept when the program was killed meanwhile."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from desktop_pipeline.adapters.common.locks import FileLock

PREFIX = "desktop-pipeline-"


@contextlib.contextmanager
def temporary_folder(infix: str = "") -> Iterator[Path]:
    """A folder for its owner only, gone at the end. Who sweeps sees by the file `lock` in it whether it is in use."""
    folder = Path(tempfile.mkdtemp(prefix=PREFIX + infix))
    lock = FileLock(folder / "lock")
    try:
        lock.acquire()
        yield folder
    finally:
        lock.release()
        shutil.rmtree(folder, ignore_errors=True)
