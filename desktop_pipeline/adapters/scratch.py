"""Work folders of builds, in the temporary folder of the system, readable by their owner only."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import stat
import tempfile
from pathlib import Path

from desktop_pipeline.adapters.common import owners
from desktop_pipeline.adapters.common.locks import FileLock, is_held
from desktop_pipeline.adapters.common.tempfolder import PREFIX
from desktop_pipeline.adapters.common.threads import Threads


class TemporaryFolders:
    """Each folder has a lock beside it; what a killed program left behind is swept away by the next one."""

    def __init__(self, root: Path | None = None) -> None:
        self._root = root or Path(tempfile.gettempdir())
        self._threads = Threads("work folders")
        self._locks: dict[Path, FileLock] = {}
        self._swept = False

    async def make(self, name: str) -> Path:
        """A new empty folder for one build run."""
        return await self._threads.run(self._make, name)

    async def sweep(self) -> None:
        """End what killed programs left running on this computer, and delete what they left in the temporary folder."""
        await self._threads.run(self._sweep_once)

    async def remove(self, folder: Path) -> None:
        """Delete a folder and all in it, read-only files too."""
        await self._threads.run(self._remove, folder)

    async def close(self) -> None:
        """Remove what is left and end the thread."""
        for folder in tuple(self._locks):
            await self.remove(folder)
        await self._threads.close()

    def _make(self, name: str) -> Path:
        self._sweep_once()
        plain = re.sub(r"[^A-Za-z0-9]+", "-", name)[:40]
        base = Path(tempfile.mkdtemp(prefix=f"{PREFIX}{plain}-", dir=self._root))
        lock = FileLock(base / "lock")
        lock.acquire()
        folder = base / "work"
        folder.mkdir()
        self._locks[folder] = lock
        return folder

    def _remove(self, folder: Path) -> None:
        lock = self._locks.pop(folder, None)
        if lock is not None:
            lock.release()
            _delete(folder.parent)

    def _sweep_once(self) -> None:
        if not self._swept:
            self._swept = True
            owners.end_orphans()
            self._sweep()

    def _sweep(self) -> None:
        for base in self._root.glob(f"{PREFIX}*"):
            mine = base.is_dir() and not base.is_symlink() and (os.name == "nt" or base.stat().st_uid == os.getuid())
            if mine and (base / "lock").exists() and not is_held(base / "lock"):
                _delete(base)


def _delete(folder: Path) -> None:
    def again(function: object, path: str, error: object) -> None:
        with contextlib.suppress(OSError):
            Path(path).parent.chmod(stat.S_IRWXU)
            Path(path).chmod(stat.S_IRWXU)
            Path(path).unlink()

    shutil.rmtree(folder, onerror=again)
