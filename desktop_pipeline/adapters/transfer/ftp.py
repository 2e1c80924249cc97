"""FTP servers, with or without explicit TLS, through aioftp. Passive mode; the address that a server names for data is not used."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import hashlib
import socket
import ssl
import struct
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Iterator, Sequence
from pathlib import Path, PurePosixPath
from typing import Any, TypeVar

import aioftp

from desktop_pipeline.adapters.common.http import tls_context
from desktop_pipeline.adapters.common.reasons import causes, reason, sentence
from desktop_pipeline.adapters.transfer.remote import BLOCK, Entry, Limits, Place, base
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.services.ports import Login

_GARBAGE = (aioftp.AIOFTPException, ValueError, LookupError, EOFError)
_NO_COMMAND = "50x"
_Stream = aioftp.DataConnectionThrottleStreamIO
T = TypeVar("T")


class _Client(aioftp.Client):
    def parse_mlsx_line(self, b: bytes | str) -> tuple[PurePosixPath, Any]:
        """As aioftp does, but names keep the blanks at their end."""
        text = b.decode(self.encoding) if isinstance(b, bytes) else b
        facts, _, name = text.rstrip("\r\n").partition(" ")
        pairs = (fact.partition("=") for fact in facts.split(";") if fact)
        return PurePosixPath(name), {key.lower(): value for key, _, value in pairs}


async def connect_ftp(
    place: Place, login: Login | None, limits: Limits, *, tls: bool, pin: str = "", ca_file: Path | None = None,
) -> FtpRemote:
    """Log in. `pin`: fingerprint (`SHA256:…`) of the server's certificate, in place of trusting those who signed it.

    Raises Unreachable `transfer.unreachable`, `transfer.certificate`, Refused `transfer.unauthorized`, `transfer.host_key`.
    """
    client = _Client()  # without its time limits: `wait_for` of Python 3.11 can lose a cancelling
    try:
        async with asyncio.timeout(limits.connect * 2):
            with _connecting(place):
                await client.connect(place.host, place.port)
                if tls:
                    await _start_tls(client, place, pin, ca_file)
            await _login(client, place, login)
    except TimeoutError as error:
        client.close()
        raise place.error(Unreachable, "transfer.unreachable", "no answer in time.") from error
    except BaseException:
        client.close()
        raise
    return FtpRemote(client, place, limits.idle)


@contextlib.contextmanager
def _connecting(place: Place) -> Iterator[None]:
    try:
        yield
    except aioftp.StatusCodeError as error:
        raise place.error(Unreachable, "transfer.unreachable", _said(error)) from error
    except (OSError, *_GARBAGE) as error:
        if isinstance(error, TimeoutError):
            raise
        raise place.error(Unreachable, "transfer.unreachable", _why(error)) from error


async def _start_tls(client: _Client, place: Place, pin: str, ca_file: Path | None) -> None:
    context = tls_context(ca_file)
    if pin:
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        certificate = await _handshake(client, context)
    except ssl.SSLCertVerificationError as error:
        shown = await _fingerprint(place)
        raise place.error(Unreachable, "transfer.certificate", reason(error), fingerprint=shown) from error
    if pin:
        if fingerprint(certificate) != pin:
            raise Refused("transfer.host_key", host=place.shown, fingerprint=fingerprint(certificate))
        context.load_verify_locations(cadata=certificate)  # the connections for data: this very certificate and no other
        context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
        context.verify_mode = ssl.CERT_REQUIRED
    await client.command("PBSZ 0", "200")
    await client.command("PROT P", "200")


async def _handshake(client: _Client, context: ssl.SSLContext) -> bytes:
    """Go on with TLS; the server's certificate."""
    await client.command("AUTH TLS", "234")
    await client.stream.start_tls(context, client.server_host)
    found = client.stream.writer.get_extra_info("ssl_object").getpeercert(True)
    return bytes(found or b"")


async def _fingerprint(place: Place) -> str:
    """What the server shows to somebody who trusts everybody; '' when it cannot be had."""
    client = _Client()
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    try:
        await client.connect(place.host, place.port)
        return fingerprint(await _handshake(client, context))
    except (OSError, *_GARBAGE):
        return ""
    finally:
        client.close()


def fingerprint(data: bytes) -> str:
    """`SHA256:` and base64, as ssh writes it."""
    return "SHA256:" + base64.b64encode(hashlib.sha256(data).digest()).decode().rstrip("=")


async def _login(client: _Client, place: Place, login: Login | None) -> None:
    user, secret = (login.username, login.secret) if login else (aioftp.DEFAULT_USER, aioftp.DEFAULT_PASSWORD)
    try:
        await client.login(user, secret)
        await client.command("TYPE I", "2xx")
        with contextlib.suppress(aioftp.StatusCodeError):
            await client.command("OPTS UTF8 ON", "2xx")
    except aioftp.StatusCodeError as error:
        gone = error.received_codes[-1].matches("421")
        kind, code = (Unreachable, "transfer.unreachable") if gone else (Refused, "transfer.unauthorized")
        raise place.error(kind, code, _said(error)) from error
    except aioftp.errors.InvalidCommand as error:  # a line end in user or password
        raise place.error(Refused, "transfer.unauthorized", "user or password has several lines.") from error
    except (OSError, *_GARBAGE) as error:
        if isinstance(error, TimeoutError):
            raise
        raise place.error(Unreachable, "transfer.unreachable", _why(error)) from error


class FtpRemote:
    """The port of `remote.py` for FTP."""

    def __init__(self, client: _Client, place: Place, idle: float) -> None:
        self._client, self._place, self._idle = client, place, idle
        self._home: PurePosixPath | None = None
        self._over = False

    async def look(self, path: str) -> Entry | None:
        """By MLST; for servers without it by CWD and SIZE."""
        if path in ("", ".", "/"):
            return Entry(path, True)
        with self._explained(path):
            try:
                _, info = await self._ask(f"MLST {path}", "2xx")
                facts: dict[str, Any] = self._client.parse_mlsx_line(info[1].lstrip())[1]
                return _entry(base(path), facts)
            except aioftp.StatusCodeError as error:
                if not error.received_codes[-1].matches(_NO_COMMAND):
                    return _nothing(error)
            return await self._look_around(path)

    async def _look_around(self, path: str) -> Entry | None:
        if self._home is None:
            self._home = await self._within(self._client.get_current_directory())
        with contextlib.suppress(aioftp.StatusCodeError):
            await self._ask(f"CWD {path}", "2xx")
            await self._ask(f"CWD {self._home}", "2xx")
            return Entry(base(path), True)
        try:
            _, info = await self._ask(f"SIZE {path}", "213")
        except aioftp.StatusCodeError as error:
            return _nothing(error)
        return Entry(base(path), False, _number(info[0].strip()))

    async def entries(self, path: str) -> list[Entry]:
        found: list[Entry] = []
        with self._explained(path):
            parse: Callable[[bytes], tuple[PurePosixPath, Any]] = self._client.parse_mlsx_line
            try:
                stream = await self._within(self._open(f"MLSD {path or '.'}"))
            except aioftp.StatusCodeError as error:
                if not error.received_codes[-1].matches(_NO_COMMAND):
                    raise
                stream = await self._within(self._open(f"LIST {path or '.'}"))
                parse = self._client.parse_list_line
            async with _whole(stream, self._within):
                while line := await self._within(stream.readline()):
                    if line.strip() and not line.startswith(b"total "):
                        there, facts = parse(line)
                        known: dict[str, Any] = dict(facts)
                        if there.name not in ("", "..") and known.get("type") not in ("cdir", "pdir"):
                            found.append(_entry(there.name, known))
        return sorted(found, key=lambda entry: entry.name)

    async def identity(self, path: str) -> str:
        """The path: FTP does not tell where a link leads, so links to folders are left out."""
        return path

    async def make_folder(self, path: str) -> None:
        with self._explained(path):
            await self._ask(f"MKD {path}", "2xx")

    async def read(self, path: str) -> AsyncGenerator[bytes, None]:
        with self._explained(path):
            stream = await self._within(self._open(f"RETR {path}"))
            async with _whole(stream, self._within):
                while block := await self._within(stream.read(BLOCK)):
                    yield block

    async def write(self, path: str, blocks: AsyncIterator[bytes], mode: int) -> None:
        with self._explained(path):
            stream = await self._within(self._open(f"STOR {path}"))
            async with _whole(stream, self._within):
                async for block in blocks:
                    await self._within(stream.write(block))

    async def remove(self, path: str) -> None:
        with self._explained(path):
            await self._ask(f"DELE {path}", "2xx")

    async def replace(self, path: str, target: str) -> None:
        """By RNFR and RNTO; where a server does not replace, the old file is deleted first."""
        with self._explained(target):
            await self._ask(f"RNFR {path}", "350")
            try:
                await self._ask(f"RNTO {target}", "2xx")
            except aioftp.StatusCodeError:
                await self._ask(f"DELE {target}", "2xx")
                await self._within(self._client.rename(path, target))

    async def clean(self, files: Sequence[str], folders: Sequence[str]) -> bool:
        """Commands are sent without waiting: which answers are still due after an interrupted call nobody knows."""
        self._over = True
        commands = [*(f"DELE {path}" for path in files), *(f"RMD {path}" for path in folders), "QUIT"]
        with contextlib.suppress(OSError, *_GARBAGE):
            for command in commands:
                await self._client.command(command)
            while line := await self._client.stream.readline():
                if line.startswith(b"221"):
                    return True
        return False

    async def close(self) -> None:
        with contextlib.suppress(OSError, *_GARBAGE):
            async with asyncio.timeout(0.3):
                if not self._over:
                    await self._client.command("QUIT", "2xx")
        _reset(self._client.stream.writer)

    async def _open(self, command: str) -> _Stream:
        """A connection for data. aioftp has this too, but leaves the connection open when the command is refused."""
        reader, writer = await self._client.get_passive_connection("I")
        try:
            await self._client.command(command, "1xx")
        except BaseException:
            _reset(writer)
            raise
        return _Stream(self._client, reader, writer, {})

    async def _ask(self, command: str, codes: str) -> tuple[aioftp.Code, list[str]]:
        return await self._within(self._client.command(command, codes))

    async def _within(self, call: Awaitable[T]) -> T:
        async with asyncio.timeout(self._idle):
            return await call

    @contextlib.contextmanager
    def _explained(self, path: str) -> Iterator[None]:
        try:
            yield
        except UserError:
            raise
        except aioftp.errors.InvalidCommand as error:
            raise self._place.failed(" ".join(path.split()), "FTP cannot have a name with a line end.") from error
        except aioftp.StatusCodeError as error:
            code = error.received_codes[-1]
            if code.matches("421"):
                raise self._place.error(Unreachable, "transfer.unreachable", _said(error)) from error
            if code.matches("530"):
                raise self._place.error(Refused, "transfer.unauthorized", _said(error)) from error
            raise self._place.failed(path, _said(error)) from error
        except ssl.SSLError as error:
            raise self._place.failed(path, reason(error)) from error
        except (OSError, TimeoutError, asyncio.IncompleteReadError) as error:
            raise self._place.error(Unreachable, "transfer.unreachable", _why(error)) from error
        except _GARBAGE as error:
            raise self._place.failed(path, f"the server's answer cannot be understood ({type(error).__name__}).") from error


async def _finish(stream: _Stream) -> None:
    """End our side and wait for the server's word. Without TLS the connection stays until then: what is on its way can be called back."""
    if stream.writer.can_write_eof():
        stream.writer.write_eof()
        await stream.client.command(None, "2xx", "1xx")
        stream.close()
    else:
        await stream.finish()


def _reset(writer: asyncio.StreamWriter) -> None:
    """Close a connection so that what is still on its way is not taken for the whole."""
    with contextlib.suppress(OSError, AttributeError):
        writer.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    writer.transport.abort()


@contextlib.asynccontextmanager
async def _whole(stream: _Stream, within: Callable[[Awaitable[None]], Awaitable[None]]) -> AsyncIterator[None]:
    """Ends a connection for data: with the server's word that all has arrived, or at once when it was interrupted."""
    try:
        yield
        await within(_finish(stream))
    except BaseException:
        _reset(stream.writer)
        raise


def _entry(name: str, facts: dict[str, Any]) -> Entry:
    kind = str(facts.get("type", "")).lower()
    folder = kind in ("dir", "cdir", "pdir")
    size = _number(str(facts.get("size", facts.get("sizd", ""))))
    other = "" if folder or kind == "file" else kind or "unknown"
    if "link_dst" in facts:  # a line of LIST: where it leads is not known
        other, folder, size = "link", False, None
    return Entry(name, folder, None if folder else size, other=other)


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() else None


def _nothing(error: aioftp.StatusCodeError) -> Entry | None:
    """A refusal that means "not there" is no error."""
    if not error.received_codes[-1].matches("55x"):
        raise error
    return None


def _said(error: aioftp.StatusCodeError) -> str:
    lines = [error.info] if isinstance(error.info, str) else error.info
    return sentence(f"{error.received_codes[-1]} {' '.join(line.strip(' -') for line in lines)}"[:500])


def _why(error: BaseException) -> str:
    if isinstance(error, ConnectionResetError) and not str(error):
        return "it closed the connection."
    if isinstance(error, OSError) or any(isinstance(item, OSError) for item in causes(error)):
        return reason(error)
    return f"that is no FTP server, or one that is not understood ({type(error).__name__})."
