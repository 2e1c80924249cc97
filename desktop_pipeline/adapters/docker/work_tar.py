"""A work folder on its way into a container and back: streams, with owners, modes, times and links as they are."""

from __future__ import annotations

import contextlib
import os
import secrets
import shutil
import stat
import sys
import tarfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO, Any, cast

from desktop_pipeline.adapters.docker.context import Context, Extra, Stopped, TarStream
from desktop_pipeline.domain.errors import UserError

_PIECE = 256 << 10
_MAY_CHOWN = sys.platform != "win32" and os.geteuid() == 0


class WorkStream(TarStream):
    """A folder as a tar whose names begin with `mount`; `extra` files come with names of their own.

    The folder itself may be written by anybody there, since the image's user is not the one of this computer.
    """

    def __init__(
        self, folder: Path, mount: str, extra: tuple[Extra, ...], stopped: Callable[[], bool], sent: Callable[[int], None],
    ) -> None:
        super().__init__(Context(folder, "", (), extra), stopped, sent)
        self._mount = mount.strip("/")

    def _header(self, archive: tarfile.TarFile, full: Path, path: str) -> tarfile.TarInfo | None:
        name = self._mount if path == "." else f"{self._mount}/{path.replace(os.sep, '/')}"
        info: tarfile.TarInfo | None = archive.gettarinfo(full, name)
        if info is None:
            return None
        info.uname = info.gname = ""
        info.mode = 0o777 if path == "." else stat.S_IMODE(info.mode)
        if sys.platform == "win32":
            info.mode |= 0o111
        return info

    def _walk(self) -> Iterator[str]:
        waiting = ["."]
        while waiting:
            path = waiting.pop()
            yield path
            full = self._context.folder / path
            try:
                if stat.S_ISDIR(full.lstat().st_mode):
                    waiting += [os.path.normpath(os.path.join(path, name)) for name in sorted(os.listdir(full), reverse=True)]
            except FileNotFoundError:
                continue  # gone since its folder was listed
            except OSError as error:
                raise UserError("build.unreadable", path=path, text=error.strerror) from error


class _Broken(Exception):
    """Reading from the engine failed; not an OSError, so that it is not taken for one of this computer's disk."""


class _Pieces:
    """A file object over pieces of bytes."""

    def __init__(self, pieces: Iterable[bytes], stopped: Callable[[], bool], received: Callable[[int], None]) -> None:
        self._pieces = iter(pieces)
        self._stopped = stopped
        self._received = received
        self._left = bytearray()
        self._total = 0
        self._tail = b""

    def finish(self) -> None:
        """Read the rest. Raises TarError when the end that every archive has did not come."""
        while self.read(_PIECE):
            pass
        if self._tail != bytes(2 * tarfile.BLOCKSIZE):
            raise tarfile.TarError("it ended too early")

    def read(self, size: int) -> bytes:
        while len(self._left) < size:
            if self._stopped():
                raise Stopped
            try:
                piece = next(self._pieces, b"")
            except Exception as error:
                raise _Broken from error
            if not piece:
                break
            self._left += piece
            self._tail = (self._tail + piece)[-2 * tarfile.BLOCKSIZE :]
            self._total += len(piece)
            self._received(self._total)
        found = bytes(self._left[:size])
        del self._left[:size]
        return found


def bring_home(pieces: Iterable[bytes], folder: Path, stopped: Callable[[], bool], received: Callable[[int], None]) -> list[str]:
    """Replace a folder by what the tar holds, once all of it has arrived; names of what could not be made here (devices).

    The first part of each name in the tar stands for the folder. Raises UserError `container.unwritable` or `container.bad_files`,
    Stopped, and what reading the pieces raises.
    """
    fresh = folder.with_name(f"{folder.name}.{secrets.token_hex(4)}")
    try:
        fresh.mkdir(0o700)
        left_out = _unpack(_Pieces(pieces, stopped, received), fresh)
        fresh.chmod(stat.S_IMODE(folder.stat().st_mode))
        old = folder.with_name(f"{fresh.name}.old")
        folder.rename(old)
        fresh.rename(folder)
        _delete(old)
    except _Broken as error:
        raise error.__cause__ or error from None
    except tarfile.TarError as error:
        raise UserError("container.bad_files", text=f"{error}.") from error
    except OSError as error:
        raise UserError("container.unwritable", folder=folder, text=error.strerror or error) from error
    finally:
        if os.path.lexists(fresh):
            _delete(fresh)
    return left_out


def _unpack(source: _Pieces, into: Path) -> list[str]:
    folders: list[tuple[Path, tarfile.TarInfo]] = []
    left_out: list[str] = []
    with tarfile.open(fileobj=cast(IO[bytes], source), mode="r|") as archive:
        for member in archive:
            parts = _parts(member.name)
            if not parts:
                continue
            path = _place(into, parts)
            if member.isdir():
                if not (path.is_dir() and not path.is_symlink()):
                    path.mkdir(0o700)
                folders.append((path, member))
            elif _make(archive, member, path, into):
                if not member.islnk():
                    _dress(path, member)
            else:
                left_out.append("/".join(parts))
    source.finish()
    for path, member in reversed(folders):
        _dress(path, member)
    return left_out


def _parts(name: str) -> tuple[str, ...]:
    """The parts below the folder. Raises TarError for a name that leads elsewhere."""
    whole = PurePosixPath(name)
    parts = whole.parts[1:]
    if whole.is_absolute() or ".." in whole.parts or (sys.platform == "win32" and any(set(part) & set('\\:*?"<>|') for part in parts)):
        raise tarfile.TarError(f"the name “{name}” cannot be used here")
    return parts


def _place(into: Path, parts: tuple[str, ...]) -> Path:
    """Where a member goes; no link is followed on the way there."""
    place = into
    for part in parts[:-1]:
        place /= part
        if place.is_symlink():
            raise tarfile.TarError(f"“{'/'.join(parts)}” lies below a link")
        place.mkdir(0o700, exist_ok=True)
    place /= parts[-1]
    if os.path.lexists(place) and (place.is_symlink() or not place.is_dir()):
        place.unlink()
    return place


def _make(archive: tarfile.TarFile, member: tarfile.TarInfo, path: Path, into: Path) -> bool:
    if member.isreg():
        content = archive.extractfile(member)
        assert content is not None
        with path.open("xb") as target:
            shutil.copyfileobj(content, target, _PIECE)
    elif member.issym():
        path.symlink_to(member.linkname)
    elif member.islnk():
        os.link(_place_of_link(into, member.linkname), path, follow_symlinks=False)
    elif member.isfifo() and sys.platform != "win32":
        os.mkfifo(path, 0o600)
    else:
        return False
    return True


def _place_of_link(into: Path, name: str) -> Path:
    parts, place = _parts(name), into
    for part in parts[:-1]:
        place /= part
        if place.is_symlink():
            raise tarfile.TarError(f"“{name}” lies below a link")
    return place / parts[-1] if parts else into


def _dress(path: Path, member: tarfile.TarInfo) -> None:
    """Owner (only root may give things away), mode and time."""
    if sys.platform != "win32" and _MAY_CHOWN:
        os.chown(path, member.uid, member.gid, follow_symlinks=False)
    if not member.issym():
        path.chmod(stat.S_IMODE(member.mode))
    with contextlib.suppress(NotImplementedError):
        os.utime(path, (member.mtime, member.mtime), follow_symlinks=False)


def _delete(folder: Path) -> None:
    """Delete a folder, also what is in folders that forbid it."""

    def again(function: Any, path: str, error: Any) -> None:
        with contextlib.suppress(OSError):
            os.chmod(os.path.dirname(path), stat.S_IRWXU)
            os.chmod(path, stat.S_IRWXU)
            function(path)

    for root, names, _ in os.walk(folder):
        for name in names:
            full = os.path.join(root, name)
            if not os.path.islink(full):
                with contextlib.suppress(OSError):
                    os.chmod(full, stat.S_IRWXU)
    shutil.rmtree(folder, onerror=again)
