"""SFTP servers, through asyncssh. Of the user's ssh configuration, known hosts and key files nothing is read: the task says it all."""

from __future__ import annotations

import asyncio
import base64
import binascii
import contextlib
import re
import stat
from collections import deque
from collections.abc import AsyncGenerator, AsyncIterator, Coroutine, Iterator, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any

import asyncssh

from desktop_pipeline.adapters.common.reasons import reason, sentence
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.transfer.remote import Entry, Limits, Place, base
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.ports import Login

_FAMILIES = (  # kinds of host keys, in the order of preference
    ("ssh-ed25519",), ("ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521"), ("rsa-sha2-512", "rsa-sha2-256"),
)
_FINGERPRINT = re.compile(r"SHA256:[A-Za-z0-9+/]{43}=?")
_KEY = re.compile(r"(?:^|\s)(?P<key>(?:ssh-|ecdsa-sha2-)[a-z0-9-]+\s+[A-Za-z0-9+/=]{40,})")
PIECE = 32 << 10
"""Bytes of one request: what every server takes."""
_AT_ONCE = 32  # requests without an answer: with 0.1 s to the server and back 10 MB/s
_CUT = (asyncssh.SFTPConnectionLost, asyncssh.SFTPNoConnection, asyncssh.DisconnectError)
_FOLLOWED = (asyncssh.FILEXFER_TYPE_SYMLINK, asyncssh.FILEXFER_TYPE_UNKNOWN)


@dataclass(frozen=True, slots=True)
class HostKeys:
    """Fingerprints of the host keys that are right, and the algorithms to be tried; several connections, where the kind is not known."""

    fingerprints: frozenset[str]
    families: tuple[tuple[str, ...], ...]


def host_keys(text: str) -> HostKeys:
    """Lines as `ssh-keyscan` writes them, with or without the host, or fingerprints. Raises UserError `transfer.bad_host_key`."""
    found: set[str] = set()
    families: list[tuple[str, ...]] = []
    for line in text.splitlines():
        line = line.strip()
        if not line or line.startswith("#"):
            continue
        if match := _FINGERPRINT.search(line):
            found.add(match[0].rstrip("="))
            families = [*_FAMILIES]
        elif match := _KEY.search(line):
            key = _public(match["key"])
            found.add(key.get_fingerprint())
            names = tuple(name.decode() for name in key.sig_algorithms)
            families += [family for family in _FAMILIES if set(family) & set(names)] or [names]
        else:
            raise UserError("transfer.bad_host_key", text=f"“{line[:60]}” is neither a fingerprint nor a key.")
    return HostKeys(frozenset(found), tuple(dict.fromkeys(families)) or (sum(_FAMILIES, ()),))


def _public(text: str) -> asyncssh.SSHKey:
    try:
        base64.b64decode(text.split()[1], validate=True)
        return asyncssh.import_public_key(text)
    except (asyncssh.KeyImportError, binascii.Error, ValueError) as error:
        raise UserError("transfer.bad_host_key", text=sentence(str(error))) from error


def private_key(text: str, passphrase: str) -> asyncssh.SSHKey:
    """The key of a text in any of the usual formats. Raises UserError `transfer.bad_key`."""
    try:
        return asyncssh.import_private_key(text.strip() + "\n", passphrase or None)
    except (asyncssh.KeyImportError, asyncssh.KeyEncryptionError) as error:
        raise UserError("transfer.bad_key", text=sentence(str(error))) from error


class _Guard(asyncssh.SSHClient):
    """Lets in only a server that shows the right key, and keeps what was shown."""

    def __init__(self, right: frozenset[str]) -> None:
        self._right, self.shown = right, ""

    def validate_host_public_key(self, host: str, addr: str, port: int, key: asyncssh.SSHKey) -> bool:
        self.shown = key.get_fingerprint()
        return self.shown in self._right


async def connect_sftp(
    place: Place, login: Login | None, key_text: str, host_key: str, limits: Limits, threads: Threads,
) -> SftpRemote:
    """Log in with a private key, a password, or by the ssh agent when there is neither. With a key the password may be its passphrase.

    Raises Unreachable `transfer.unreachable`, Refused `transfer.unauthorized`, `transfer.host_key`, UserError `transfer.bad_key`,
    `transfer.bad_host_key`, `transfer.failed`.
    """
    right = host_keys(host_key)
    secret = login.secret if login else ""
    options: dict[str, Any] = {"client_keys": None, "password": secret or None}
    if key_text.strip():
        options["client_keys"] = [await threads.run(private_key, key_text, secret)]
    if login and login.username:
        options["username"] = login.username
    if key_text.strip() or secret:
        options["agent_path"] = None
    shown: list[str] = []
    for family in right.families:
        guard = _Guard(right.fingerprints)
        try:
            async with asyncio.timeout(limits.connect * 2):
                connection = await _connect(place, guard, family, options)
                return await _begin(connection, place, limits)
        except asyncssh.HostKeyNotVerifiable:
            shown.append(guard.shown)
        except asyncssh.KeyExchangeFailed as error:  # perhaps it has no key of this kind
            if family == right.families[-1] and not shown:
                raise place.error(Unreachable, "transfer.unreachable", sentence(str(error))) from error
        except asyncssh.PermissionDenied as error:
            raise place.error(Refused, "transfer.unauthorized", sentence(str(error))) from error
        except (OSError, asyncssh.Error, ValueError) as error:
            raise place.error(Unreachable, "transfer.unreachable", _why(error)) from error
    raise Refused("transfer.host_key", host=place.shown, fingerprint=shown[0])


async def _connect(place: Place, guard: _Guard, algorithms: Sequence[str], options: dict[str, Any]) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(
        place.host, place.port, config=None, known_hosts=([], [], []), x509_trusted_certs=None, server_host_key_algs=list(algorithms),
        client_factory=lambda: guard, gss_host=None, keepalive_interval=15, **options)


async def _begin(connection: asyncssh.SSHClientConnection, place: Place, limits: Limits) -> SftpRemote:
    try:
        client = await connection.start_sftp_client(path_errors="surrogateescape")
    except asyncssh.ChannelOpenError as error:
        await _abort(connection)
        raise place.failed("", f"the server does not offer SFTP: {sentence(error.reason)}") from error
    except BaseException:
        await _abort(connection)
        raise
    return SftpRemote(connection, client, place, limits)


async def _abort(connection: asyncssh.SSHClientConnection) -> None:
    connection.abort()
    await connection.wait_closed()


class SftpRemote:
    """The port of `remote.py` for SFTP."""

    def __init__(self, connection: asyncssh.SSHClientConnection, client: asyncssh.SFTPClient, place: Place, limits: Limits) -> None:
        self._connection, self._client, self._place, self._idle = connection, client, place, limits.idle
        self._over = False

    async def look(self, path: str) -> Entry | None:
        with self._explained(path):
            try:
                return _entry(base(path), await self._within(self._client.stat(path or ".")))
            except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                return None

    async def entries(self, path: str) -> list[Entry]:
        found: list[Entry] = []
        with self._explained(path):
            for item in await self._within(self._client.readdir(path or ".")):
                name, attributes = str(item.filename), item.attrs
                if name in (".", ".."):
                    continue
                if attributes.type in _FOLLOWED or stat.S_ISLNK(attributes.permissions or 0):
                    try:
                        attributes = await self._within(self._client.stat(f"{path or '.'}/{name}"))
                    except asyncssh.SFTPError:
                        found.append(Entry(name, False, other="link that leads nowhere"))
                        continue
                found.append(_entry(name, attributes))
        return sorted(found, key=lambda entry: entry.name)

    async def identity(self, path: str) -> str:
        with self._explained(path):
            return str(await self._within(self._client.realpath(path or ".")))

    async def make_folder(self, path: str) -> None:
        with self._explained(path):
            await self._within(self._client.mkdir(path))

    async def read(self, path: str) -> AsyncGenerator[bytes, None]:
        with self._explained(path):
            file = await self._within(self._client.open(path, "rb", block_size=0))
            async with _Flight() as flight:
                offset, ended = 0, False
                while flight or not ended:
                    while not ended and flight.room:
                        flight.start(file.read(PIECE, offset))
                        offset += PIECE
                    piece = bytes(await self._within(flight.first()))
                    ended = ended or len(piece) < PIECE
                    if piece:
                        yield piece
            await self._within(file.close())

    async def write(self, path: str, blocks: AsyncIterator[bytes], mode: int) -> None:
        with self._explained(path):
            wanted, offset = asyncssh.SFTPAttrs(permissions=mode & 0o777), 0
            file = await self._within(self._client.open(path, "wb", wanted, block_size=0))
            async with _Flight() as flight:
                async for block in blocks:
                    for start in range(0, len(block), PIECE):
                        if not flight.room:
                            await self._within(flight.first())
                        flight.start(file.write(block[start : start + PIECE], offset + start))
                    offset += len(block)
                while flight:
                    await self._within(flight.first())
            await self._within(file.close())  # not after a failure: then the connection ends

    async def remove(self, path: str) -> None:
        with self._explained(path):
            await self._within(self._client.remove(path))

    async def replace(self, path: str, target: str) -> None:
        """As POSIX does where the server can; else the old file is removed first."""
        with self._explained(target):
            try:
                await self._within(self._client.posix_rename(path, target))
            except asyncssh.SFTPOpUnsupported:
                with contextlib.suppress(asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath):
                    await self._within(self._client.remove(target))
                await self._within(self._client.rename(path, target))

    async def clean(self, files: Sequence[str], folders: Sequence[str]) -> bool:
        self._over = True
        answers: list[object] = []
        for start in range(0, len(files), _AT_ONCE):
            calls = [self._client.remove(path) for path in files[start : start + _AT_ONCE]]
            answers += await asyncio.gather(*calls, return_exceptions=True)
        for path in folders:
            answers += await asyncio.gather(self._client.rmdir(path), return_exceptions=True)
        return not any(isinstance(answer, (*_CUT, OSError)) for answer in answers)

    async def close(self) -> None:
        if not self._over:
            self._client.exit()
            self._connection.close()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(0.3):
                    await self._connection.wait_closed()
        await _abort(self._connection)

    async def _within(self, call: Any) -> Any:
        async with asyncio.timeout(self._idle):
            return await call

    @contextlib.contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        try:
            yield
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath) as error:
            raise self._place.not_found(path) from error
        except (*_CUT, OSError) as error:
            raise self._place.error(Unreachable, "transfer.unreachable", _why(error)) from error
        except (asyncssh.Error, ValueError) as error:
            raise self._place.failed(path, _why(error)) from error


class _Flight:
    """Requests under way, in order. asyncssh has this too, but leaves its tasks behind when it is cancelled."""

    def __init__(self) -> None:
        self._tasks: deque[asyncio.Future[Any]] = deque()

    async def __aenter__(self) -> _Flight:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def __bool__(self) -> bool:
        return bool(self._tasks)

    @property
    def room(self) -> bool:
        return len(self._tasks) < _AT_ONCE

    def start(self, request: Coroutine[Any, Any, Any]) -> None:
        self._tasks.append(asyncio.create_task(request, name="sftp request"))

    async def first(self) -> Any:
        """The answer to the oldest request."""
        answer = await self._tasks[0]
        self._tasks.popleft()
        return answer


def _entry(name: str, attributes: asyncssh.SFTPAttrs) -> Entry:
    mode = attributes.permissions or 0
    folder = attributes.type == asyncssh.FILEXFER_TYPE_DIRECTORY or stat.S_ISDIR(mode)
    file = attributes.type == asyncssh.FILEXFER_TYPE_REGULAR or stat.S_ISREG(mode)
    size = attributes.size if file else None
    return Entry(name, folder, size, mode & 0o777 if mode else None, "" if folder or file else "neither a file nor a folder")


def _why(error: BaseException) -> str:
    text = getattr(error, "reason", "")
    if isinstance(error, asyncssh.Error) and isinstance(text, str):
        return sentence(text or type(error).__name__)
    return reason(error)
