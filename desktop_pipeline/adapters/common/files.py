"""Writing files so that a crash leaves the old or the new content, never half of it; and names that every file system takes."""

from __future__ import annotations

import contextlib
import hashlib
import os
import re
import tempfile
from collections.abc import Iterable
from pathlib import Path

_UNSAFE = re.compile(r"[^A-Za-z0-9._-]+")
_LONGEST = 100


def write_atomic(path: Path, chunks: Iterable[bytes]) -> None:
    """Write a file beside its place, flush it to the disk and put it in place. Keeps the mode of the file it replaces; raises OSError."""
    path = path.resolve()  # a symbolic link stays one
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name[:60]}.", suffix=".tmp", dir=path.parent)
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(name, _mode(path))
        os.replace(name, path)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(name)
        raise
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Make a rename in a folder durable, where the system can."""
    if os.name == "nt":
        return
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def dangling(path: Path) -> str:
    """The link on the way to a path that leads nowhere, a disk that is not mounted for example: `LINK → TARGET`. '' where there is none."""
    for place in (*reversed(path.parents), path):
        if os.path.islink(place) and not os.path.exists(place):
            return f"{place} → {os.readlink(place)}"
    return ""


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode & 0o777
    except OSError:
        umask = os.umask(0)
        os.umask(umask)
        return 0o666 & ~umask


def safe_name(text: str) -> str:
    """A file name for any text, different for different texts also where upper and lower case are the same, at most 117 characters."""
    digest = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    readable = _UNSAFE.sub("_", text)[:_LONGEST].lstrip(".")
    return f"{readable}-{digest}"
