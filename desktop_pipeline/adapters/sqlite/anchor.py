"""The head of the chain, kept beside the journal: what is cut off the end of the journal is missed by it."""

from __future__ import annotations

import hashlib
import logging
import os
from pathlib import Path

from desktop_pipeline.adapters.common.files import sync_folder
from desktop_pipeline.domain.audit import START, Head
from desktop_pipeline.domain.errors import UserError

_log = logging.getLogger(__name__)
_SLOT = 20 + 1 + 64 + 1 + 16 + 1  # count, hash, check, with a space or a line end after each


class Anchor:
    """A small file with the two newest heads, each in a place of its own, so that a torn write leaves the other one.

    It is written after the commit, without waiting for the disk: it may be behind the journal, never before it.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._failing = False

    def read(self) -> Head | None:
        """The newest head that was kept; None when there is no such file. Raises ValueError when it is damaged, OSError."""
        try:
            data = self.path.read_bytes()
        except FileNotFoundError:
            return None
        if len(data) > 2 * _SLOT:
            raise ValueError(self.path)
        heads = [_head(part) for part in (data[:_SLOT], data[_SLOT:]) if part.strip(b"\0")]
        return max(heads, key=lambda head: head.count, default=Head(0, START))

    def prepare(self) -> None:
        """Have the file there before the first record is: then one that is missing was taken away. Raises nothing."""
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o666)
            try:
                os.fsync(descriptor)
            finally:
                os.close(descriptor)
            sync_folder(self.path.parent)
        except FileExistsError:
            pass
        except OSError as error:
            self._warn(error)

    def write(self, head: Head, *, durable: bool = False) -> None:
        """Keep a head; `durable`: it outlives a power cut when this returns. A disk that cannot be written is only warned about."""
        line = f"{head.count:020d} {head.hash} {_check(head)}\n".encode()
        try:
            descriptor = os.open(self.path, os.O_RDWR | os.O_CREAT | getattr(os, "O_BINARY", 0), 0o666)
            try:
                os.lseek(descriptor, _SLOT * (head.count % 2), os.SEEK_SET)
                os.write(descriptor, line)
                if durable:
                    os.fsync(descriptor)
            finally:
                os.close(descriptor)
            self._failing = False
        except OSError as error:
            self._warn(error)

    def _warn(self, error: OSError) -> None:
        if not self._failing:
            _log.warning("%s", UserError("journal.head_unwritable", file=self.path, reason=error.strerror or error))
        self._failing = True


def _head(part: bytes) -> Head:
    count, hashed, check = part.decode("ascii").removesuffix("\n").split(" ")
    head = Head(int(count), hashed)
    if len(part) != _SLOT or check != _check(head):
        raise ValueError("the head of the chain is damaged")
    return head


def _check(head: Head) -> str:
    return hashlib.sha256(f"{head.count} {head.hash}".encode()).hexdigest()[:16]
