"""The port Profile: whether the folder of the profile can be written, which is better known before a run than at its start."""

from __future__ import annotations

import asyncio
import errno
import os
import tempfile
from pathlib import Path

from desktop_pipeline.adapters.common.files import dangling
from desktop_pipeline.domain.errors import UserError

_FOLDERS = ("", "locks", "logs")
_TRY = bytes(1 << 16)
"""So much a journal needs at least to be opened for writing: the index of its write-ahead log has 32 KiB."""
_FILES = ("journal.db", "journal.head", "drafts.db")


class ProfileFolder:
    """Folders are tried with a file that is removed at once. Of files only the rights are looked at: closing a database that SQLite has
    open would let go of its locks (https://www.sqlite.org/howtocorrupt.html, 2.2)."""

    def __init__(self, profile: Path) -> None:
        self._profile = profile

    async def try_to_write(self) -> None:
        """As the port says."""
        await asyncio.to_thread(self._try)

    def _try(self) -> None:
        for name in _FOLDERS:
            folder = self._profile / name
            try:
                folder.mkdir(parents=True, exist_ok=True)
                with tempfile.NamedTemporaryFile(prefix=".try-", dir=folder, buffering=0) as file:
                    file.write(_TRY)
            except OSError as error:
                if nowhere := dangling(folder):
                    raise UserError("profile.unwritable", path=nowhere, reason=os.strerror(errno.ENOENT)) from error
                raise UserError("profile.unwritable", path=folder, reason=error.strerror or error) from error
        for name in _FILES:
            path = self._profile / name
            if path.exists() and not os.access(path, os.W_OK):
                raise UserError("profile.unwritable", path=path, reason=os.strerror(errno.EACCES))
