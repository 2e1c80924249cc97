"""The files of a build as a tar stream, made while it is sent: never a temporary copy.

As the docker command does it: `.dockerignore` applies, but not to the Dockerfile and itself; links and modes are kept, everything belongs
to root. A Dockerfile given as text travels under a name that nothing else has, and is hidden from `COPY .` through `.dockerignore`.
"""

from __future__ import annotations

import io
import os
import secrets
import stat
import sys
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from desktop_pipeline.adapters.common.ignore import BadPattern, Ignore, read_rules
from desktop_pipeline.domain.errors import UserError

_IGNORE = ".dockerignore"
_PIECE = 256 << 10
_EXTRA_MODE = 0o600


class Stopped(Exception):
    """The build was cancelled while its files were being sent."""


@dataclass(frozen=True, slots=True)
class Extra:
    """A file that is not in the folder, or not with this content."""

    name: str
    content: bytes
    mode: int = _EXTRA_MODE


@dataclass(frozen=True, slots=True)
class Context:
    """What is sent: a folder, the rules that leave files out, and more files."""

    folder: Path
    dockerfile: str
    rules: tuple[str, ...]
    extra: tuple[Extra, ...] = ()


def prepare(folder: Path, dockerfile: str, dockerfile_text: str, *, buildkit: bool = False) -> Context:
    """Read the rules and find the Dockerfile. Raises UserError `build.no_context`, `build.no_dockerfile` or `build.unreadable`.

    With `buildkit` the rules are those of `DOCKERFILE.dockerignore` where that is there, as BuildKit has it.
    """
    if not folder.is_dir():
        raise UserError("build.no_context", folder=folder)
    ignore = folder / _IGNORE
    if buildkit and not dockerfile_text and (own := folder / f"{dockerfile}{_IGNORE}").is_file():
        ignore = own
    try:
        content = ignore.read_bytes() if ignore.is_file() else None
        mode = stat.S_IMODE(ignore.stat().st_mode) if content is not None else _EXTRA_MODE
    except OSError as error:
        raise UserError("build.unreadable", path=ignore.name, text=error.strerror) from error
    rules = read_rules(content or b"")
    try:
        matcher = Ignore(rules)
    except BadPattern as error:
        raise UserError("build.unreadable", path=ignore.name, text=f"“{error}” is no pattern.") from error
    kept = [f"!{_IGNORE}"] if matcher.ignores(_IGNORE) else []
    if dockerfile_text:
        name = f".dockerfile.{secrets.token_hex(10)}"
        hidden = (_IGNORE.encode() if content is None else content) + f"\n{name}\n".encode()
        return Context(folder, name, (*rules, *kept), (Extra(_IGNORE, hidden, mode), Extra(name, dockerfile_text.encode())))
    name = os.path.normpath(dockerfile).replace(os.sep, "/")
    if name.startswith(("/", "../")) or not os.path.lexists(folder / name) or (folder / name).is_dir():
        raise UserError("build.no_dockerfile", dockerfile=dockerfile)
    if matcher.ignores(name):
        kept.append(f"!{name}")
    return Context(folder, name, (*rules, *kept))


class TarStream:
    """An iterable of pieces of the tar. `stopped` is asked before each piece; `sent` tells the bytes of files so far."""

    def __init__(self, context: Context, stopped: Callable[[], bool], sent: Callable[[int], None]) -> None:
        self._context = context
        self._stopped = stopped
        self._sent = sent

    def __iter__(self) -> Iterator[bytes]:
        """Raises Stopped, and UserError `build.unreadable`."""
        total, waiting = 0, bytearray()
        for piece, of_file in self._pieces():
            if self._stopped():
                raise Stopped
            waiting += piece  # headers and small files travel together
            total += len(piece) if of_file else 0
            if len(waiting) >= _PIECE:
                yield bytes(waiting)
                waiting.clear()
                self._sent(total)
        yield bytes(waiting)
        self._sent(total)

    def _pieces(self) -> Iterator[tuple[bytes, bool]]:
        """Pieces, and whether they are bytes of a file of the folder."""
        archive = tarfile.TarFile(fileobj=io.BytesIO(), mode="w")  # only remembers which files are hard links of each other
        for extra in self._context.extra:
            made = tarfile.TarInfo(extra.name)
            made.size, made.mode = len(extra.content), extra.mode
            yield made.tobuf(tarfile.PAX_FORMAT) + extra.content + _padding(len(extra.content)), False
        names = {extra.name for extra in self._context.extra}
        for path in self._walk():
            if path in names:
                continue
            full = self._context.folder / path
            try:
                info = self._header(archive, full, path)
            except FileNotFoundError:
                continue  # gone since its folder was listed
            except OSError as error:
                raise UserError("build.unreadable", path=path, text=error.strerror) from error
            if info is None:
                continue  # a socket
            if info.isreg() and info.size:
                yield from _file(full, path, info)
            else:
                yield info.tobuf(tarfile.PAX_FORMAT), False
        yield bytes(2 * tarfile.BLOCKSIZE), False

    def _header(self, archive: tarfile.TarFile, full: Path, path: str) -> tarfile.TarInfo | None:
        found: tarfile.TarInfo | None = archive.gettarinfo(full, path.replace(os.sep, "/"))
        return _tidy(found) if found is not None else None

    def _walk(self) -> Iterator[str]:
        try:
            for path, _ in Ignore(self._context.rules).walk(self._context.folder):
                yield path
        except OSError as error:
            raise UserError("build.unreadable", path=error.filename, text=error.strerror) from error


def _tidy(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mtime = max(0, int(info.mtime))
    info.mode = stat.S_IMODE(info.mode)
    if sys.platform == "win32":  # has no such bit: as docker does it
        info.mode = info.mode & 0o755 | 0o111
    return info


def _file(full: Path, path: str, info: tarfile.TarInfo) -> Iterator[tuple[bytes, bool]]:
    """Header and exactly as many bytes as it announces, though the file may change meanwhile."""
    try:
        with full.open("rb") as source:
            yield info.tobuf(tarfile.PAX_FORMAT), False
            left = info.size
            while left:
                piece = source.read(min(left, _PIECE))
                if not piece:
                    raise UserError("build.unreadable", path=path, text="it became shorter while it was read.")
                left -= len(piece)
                yield piece, True
    except OSError as error:
        raise UserError("build.unreadable", path=path, text=error.strerror) from error
    yield _padding(info.size), False


def _padding(size: int) -> bytes:
    return bytes(-size % tarfile.BLOCKSIZE)
