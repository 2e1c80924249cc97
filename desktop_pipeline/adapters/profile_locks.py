"""The port Locks: lock files in PROFILE/locks. They end with the process."""

from __future__ import annotations

import asyncio
from pathlib import Path

from desktop_pipeline.adapters.common.files import safe_name
from desktop_pipeline.adapters.common.locks import FileLock
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.tasks import to_its_end


class ProfileLocks:
    """Each lock is a file that exists while it is held (and after a crash)."""

    def __init__(self, profile: Path) -> None:
        self._folder = profile / "locks"
        self._held: dict[str, FileLock] = {}

    async def take(self, name: str) -> bool:
        if name in self._held:
            return False
        lock = self._held[name] = FileLock(self._folder / f"{safe_name(name)}.lock")
        taken = False
        try:
            taken = await to_its_end(asyncio.to_thread(lock.acquire))
        except OSError as error:
            raise UserError("journal.locks_unwritable", folder=self._folder, reason=error.strerror or error) from error
        finally:
            if not taken:
                self._held.pop(name, None)
                lock.release()
        return taken

    def give(self, name: str) -> None:
        lock = self._held.pop(name, None)
        if lock is not None:
            lock.release()

    async def close(self) -> None:
        """Let go of all."""
        for name in tuple(self._held):
            self.give(name)
