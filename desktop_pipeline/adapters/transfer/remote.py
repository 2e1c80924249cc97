"""What the two kinds of server have in common: the side of a transfer that is elsewhere."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Sequence
from dataclasses import dataclass
from typing import Protocol

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.redaction import Redactor

BLOCK = 1 << 20
"""Bytes that are read or sent at a time."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Time limits in seconds: until a login is done, and without any byte or answer."""

    connect: float
    idle: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A file or folder of a server. `other`: what else it is, '' for these two; `size` None = not told."""

    name: str
    folder: bool
    size: int | None = None
    mode: int | None = None
    other: str = ""


class Remote(Protocol):
    """A server that one is logged in to. Paths are text with `/`; a relative one begins where the login begins.

    Raises Unreachable `transfer.unreachable`, UserError `transfer.not_found`, `transfer.failed`.
    """

    async def look(self, path: str) -> Entry | None:
        """What is there; links are followed. None = nothing."""

    async def entries(self, path: str) -> list[Entry]:
        """What is in a folder; links to files are files."""

    async def identity(self, path: str) -> str:
        """The same text for the same folder, as far as the server tells."""

    async def make_folder(self, path: str) -> None:
        """Make one folder below an existing one."""

    def read(self, path: str) -> AsyncGenerator[bytes, None]:
        """The content of a file, in pieces."""

    async def write(self, path: str, blocks: AsyncIterator[bytes], mode: int) -> None:
        """Make or replace a file."""

    async def remove(self, path: str) -> None:
        """Remove a file."""

    async def replace(self, path: str, target: str) -> None:
        """Give a file another name, in place of one that may be there."""

    async def clean(self, files: Sequence[str], folders: Sequence[str]) -> bool:
        """Remove files, then empty folders, in this order, as far as they are there, also after an interrupted call. The last call.

        False = the connection is gone, or does not answer.
        """

    async def close(self) -> None:
        """Say good-bye, if there is an answer soon."""


class Place:
    """Names the server in errors, and keeps secrets out of them."""

    def __init__(self, host: str, port: int, secrets: Sequence[str]) -> None:
        self.host, self.port = host, port
        self.shown = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
        self.redact = Redactor(secrets)

    def error(self, kind: type[UserError], code: str, text: str, **arguments: object) -> UserError:
        return kind(code, host=self.shown, text=self.redact(shown(text)), **arguments)

    def not_found(self, path: str) -> UserError:
        return UserError("transfer.not_found", path=shown(path), side=self.shown)

    def failed(self, path: str, text: str) -> UserError:
        return self.error(UserError, "transfer.failed", text, path=shown(path))


def shown(text: str) -> str:
    """A name as text that can be written anywhere: on one line, without the bytes that are no text."""
    return " ".join(text.splitlines()).encode("utf-8", "replace").decode()


def join(folder: str, name: str) -> str:
    """A path below a folder of a server."""
    return name if folder in ("", ".") else f"{folder.rstrip('/')}/{name}"


def parent(path: str) -> str:
    """The folder of a path: '' where that is the one the login begins in."""
    head, slash, _ = path.rstrip("/").rpartition("/")
    return head or slash


def base(path: str) -> str:
    return path.rstrip("/").rpartition("/")[2]
