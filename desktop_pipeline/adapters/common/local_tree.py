"""Files and folders of this computer that are sent elsewhere or come from there. What blocks for long is called in a thread."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class LocalFile:
    """A file to be sent. `name`: its path below the folder, with `/`."""

    name: str
    path: Path
    size: int
    mode: int


@dataclass(slots=True)
class Tree:
    """What is in a folder. `folders` come before those in them; `skipped` says what is left out and why."""

    files: list[LocalFile] = field(default_factory=list)
    folders: list[str] = field(default_factory=list)
    skipped: list[str] = field(default_factory=list)


class Source:
    """A file that is read in a thread. It is opened by the first `read`, so that a cancelled call does not lose it."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._file: BinaryIO | None = None

    def read(self, size: int) -> bytes:
        if self._file is None:
            self._file = open(self._path, "rb")  # noqa: SIM115  # closed by `close`
        return self._file.read(size)

    def close(self) -> None:
        if self._file is not None:
            self._file.close()


def one_file(path: Path) -> LocalFile | None:
    """The file at a path; None for a folder. Raises OSError, also for what is neither."""
    found = path.stat()
    if stat.S_ISDIR(found.st_mode):
        return None
    if not stat.S_ISREG(found.st_mode):
        raise OSError(f"“{path.name}” is neither a file nor a folder")
    return LocalFile(path.name, path, found.st_size, stat.S_IMODE(found.st_mode))


def scan(root: Path, stopped: Callable[[], bool]) -> Tree:
    """All that is in a folder, in order. A link that leads out of it, or back up, is left out. Raises OSError."""
    tree, top = Tree(), Path(os.path.realpath(root))
    for name, path, found in _walk(root, "", top, (str(top),), tree, stopped):
        if stat.S_ISDIR(found.st_mode):
            tree.folders.append(name)
        else:
            tree.files.append(LocalFile(name, path, found.st_size, stat.S_IMODE(found.st_mode)))
    return tree


def _walk(
    folder: Path, prefix: str, top: Path, above: tuple[str, ...], tree: Tree, stopped: Callable[[], bool],
) -> Iterator[tuple[str, Path, os.stat_result]]:
    for entry in sorted(os.scandir(folder), key=lambda item: item.name):
        if stopped():
            return
        name, path = prefix + entry.name, Path(entry.path)
        real = os.path.realpath(path) if entry.is_symlink() else str(path)
        if entry.is_symlink() and not (Path(real).is_relative_to(top) and os.path.exists(real)):
            tree.skipped.append(f"{name}: a link that leads out of the folder, or nowhere")
            continue
        found = entry.stat()
        if stat.S_ISDIR(found.st_mode):
            real = os.path.realpath(path)
            if real in above:
                tree.skipped.append(f"{name}: a link to a folder that it is in")
                continue
            yield name, path, found
            yield from _walk(path, f"{name}/", top, (*above, real), tree, stopped)
        elif stat.S_ISREG(found.st_mode):
            yield name, path, found
        else:
            tree.skipped.append(f"{name}: neither a file nor a folder")


def bad_name(name: str) -> bool:
    """Whether a name that a server told cannot be that of a file here: it would lead elsewhere."""
    odd = {"/", "\0", os.sep, os.altsep or "/"} | ({":"} if os.name == "nt" else set())
    return name in ("", ".", "..") or any(sign in name for sign in odd)


def make_folder(root: Path, path: Path) -> list[Path]:
    """Make a folder and those above it; the new ones, outermost first. Raises OSError, also when it would lie outside of `root`."""
    new = [folder for folder in (path, *path.parents) if not folder.exists()]
    new.reverse()
    inside(root, path)
    path.mkdir(parents=True, exist_ok=True)
    return new


def is_new(root: Path, path: Path) -> bool:
    """Whether nothing is there yet. Raises OSError for a folder, and for a path that leads out of `root`."""
    inside(root, path.parent)
    if path.is_dir() and not path.is_symlink():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    return not os.path.lexists(path)


def inside(root: Path, path: Path) -> None:
    """Raises OSError when a path leads out of the root, by a link in the folders that are there."""
    if not Path(os.path.realpath(path)).is_relative_to(os.path.realpath(root)):
        raise OSError(f"“{path.name}” is a link that leads out of the folder")
