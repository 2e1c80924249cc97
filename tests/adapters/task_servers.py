"""Servers for the tasks of a build on 127.0.0.1, each in a thread of its own: FTP, FTP with TLS, SFTP, HTTP, and some that misbehave."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import datetime
import gzip
import hashlib
import ipaddress
import socket
import ssl
import tempfile
import threading
import time
import warnings
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any, TypeVar

import asyncssh
from aiohttp import web
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

with warnings.catch_warnings():
    warnings.simplefilter("ignore")
    from pyftpdlib.authorizers import DummyAuthorizer
    from pyftpdlib.handlers import DTPHandler, FTPHandler, TLS_DTPHandler, TLS_FTPHandler
    from pyftpdlib.ioloop import IOLoop
    from pyftpdlib.servers import FTPServer as _PyFtpServer

USER, PASSWORD = "developer", "task s3cret/@ü"
T = TypeVar("T")
_BLOCK = 32 << 10
_SLOW = 200_000  # bytes per second of a server that is slow


class Faults:
    """What goes wrong with file contents: `slow` = 200 kB/s, `cut_after` = the connection breaks after so many bytes. `moving`: files under
    way."""

    def __init__(self) -> None:
        self.slow = False
        self.cut_after: int | None = None
        self.moving = 0
        self.moved = 0

    def count(self, size: int) -> bool:
        """Note bytes that moved; whether the connection is to be cut now."""
        self.moved += size
        return self.cut_after is not None and self.moved > self.cut_after


# ---- certificates --------------------------------------------------------------------------------------------------


class Certificate:
    """A certificate for 127.0.0.1 and localhost, signed by itself, in files: `pem` (certificate), `both` (with its key)."""

    def __init__(self, folder: Path) -> None:
        key = ec.generate_private_key(ec.SECP256R1())
        name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
        now = datetime.datetime.now(datetime.UTC)
        names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
        signed = (
            x509.CertificateBuilder().subject_name(name).issuer_name(name).public_key(key.public_key())
            .serial_number(x509.random_serial_number()).not_valid_before(now - datetime.timedelta(days=1))
            .not_valid_after(now + datetime.timedelta(days=9)).add_extension(names, critical=False)
            .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True).sign(key, hashes.SHA256())
        )
        text = signed.public_bytes(serialization.Encoding.PEM)
        self.pem, self.both = folder / "server.pem", folder / "server-both.pem"
        self.pem.write_bytes(text)
        secret = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        self.both.write_bytes(text + secret)
        digest = hashlib.sha256(signed.public_bytes(serialization.Encoding.DER)).digest()
        self.fingerprint = "SHA256:" + base64.b64encode(digest).decode().rstrip("=")


# ---- FTP -----------------------------------------------------------------------------------------------------------


class FtpServer:
    """FTP below `root` for USER and PASSWORD; with a certificate only with explicit TLS. `rename` False: files cannot be renamed.
    `old` True: a server without MLST and MLSD."""

    def __init__(self, root: Path, certificate: Certificate | None = None, *, rename: bool = True, old: bool = False) -> None:
        self.root, self.faults, self.host = root, Faults(), "127.0.0.1"
        faults = self.faults
        authorizer = DummyAuthorizer()
        authorizer.add_user(USER, PASSWORD, str(root), perm="elradfmwMT" if rename else "elradmwMT")

        def data_handler(base: type) -> type:
            class Data(base):  # type: ignore[misc]
                """Counts what goes through it."""

                def __init__(self, *arguments: Any) -> None:
                    faults.moving += 1
                    super().__init__(*arguments)
                    if faults.slow and not self._closed:  # the client may be gone by now
                        self.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _BLOCK)

                def send(self, data: bytes) -> int:
                    return self._paced(super().send(data[: _BLOCK // 4] if faults.slow else data))

                def recv(self, size: int) -> bytes:
                    data: bytes = super().recv(_BLOCK // 4 if faults.slow else size)
                    self._paced(len(data))
                    return data

                def _paced(self, size: int) -> int:
                    if faults.slow:
                        time.sleep(size / _SLOW)
                    if faults.count(size):
                        for channel in (self.cmd_channel, self):
                            with contextlib.suppress(OSError):
                                socket.socket.shutdown(getattr(channel.socket, "_socket", channel.socket), socket.SHUT_RDWR)
                    return size

                def close(self) -> None:
                    if not self._closed:
                        faults.moving -= 1
                    super().close()

            return Data

        class Control(TLS_FTPHandler if certificate else FTPHandler):  # type: ignore[misc]
            """As pyftpdlib has it."""

            use_sendfile = False
            banner = "ready"
            auth_failed_timeout = 0.2
            proto_cmds = {name: facts for name, facts in FTPHandler.proto_cmds.items() if not (old and name in ("MLST", "MLSD"))}

        if certificate:
            Control.proto_cmds = {**Control.proto_cmds, **{name: TLS_FTPHandler.proto_cmds[name] for name in ("AUTH", "PBSZ", "PROT")}}
            Control.certfile = str(certificate.both)
            Control.tls_control_required = Control.tls_data_required = True
        Control.authorizer = authorizer
        Control.dtp_handler = data_handler(TLS_DTPHandler if certificate else DTPHandler)
        if not rename:
            Control.ftp_RNFR = lambda self, path: self.respond("550 Not enough privileges.")
        self._loop = IOLoop()
        self._server = _PyFtpServer(("127.0.0.1", 0), Control, ioloop=self._loop)
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._serve, name="ftp server")
        self._thread.start()

    @property
    def port(self) -> int:
        return int(self._server.address[1])

    def _serve(self) -> None:
        while not self._over.is_set():
            self._loop.loop(timeout=0.02, blocking=False)
        self._server.close_all()

    def close(self) -> None:
        self._over.set()
        self._thread.join()


# ---- servers in asyncio --------------------------------------------------------------------------------------------


class _LoopThread:
    """An event loop in a thread."""

    def __init__(self, name: str) -> None:
        self.loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._run, name=name)
        self._thread.start()

    def _run(self) -> None:
        self.loop.run_forever()
        tasks = asyncio.all_tasks(self.loop)
        for task in tasks:
            task.cancel()
        if tasks:
            self.loop.run_until_complete(asyncio.wait(tasks))
        self.loop.close()

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(20)

    def close(self) -> None:
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join()


class SftpServer:
    """SFTP below `root` for USER, with PASSWORD or `private_key` (`locked_key`: the same with PASSWORD as its passphrase).

    `host_keys`: kinds of its keys; `posix` False: it does not replace a file by renaming another one.
    """

    def __init__(self, root: Path, host_keys: tuple[str, ...] = ("ssh-ed25519",), *, posix: bool = True) -> None:
        self.root, self.faults, self.host, self.port = root, Faults(), "127.0.0.1", 0
        self.keys = [asyncssh.generate_private_key(kind) for kind in host_keys]
        self.host_key = " ".join(self.keys[0].export_public_key().decode().split()[:2])
        self.fingerprint = self.keys[0].get_fingerprint()
        person = asyncssh.generate_private_key("ssh-ed25519")
        self.private_key = person.export_private_key().decode()
        self._person = person
        self._public = person.export_public_key().decode()
        self._posix = posix
        self._thread = _LoopThread("sftp server")
        self._thread.do(self._start())

    @property
    def locked_key(self) -> str:
        return self._person.export_private_key(passphrase=PASSWORD, rounds=50).decode()

    async def _start(self) -> None:
        faults, root, posix, public = self.faults, self.root, self._posix, self._public

        serving: list[Any] = []

        class Files(asyncssh.SFTPServer):
            def __init__(self, channel: asyncssh.SSHServerChannel[bytes]) -> None:
                self._connection = channel.get_connection()
                self._files: list[Any] = []
                serving.append(self)
                super().__init__(channel, chroot=str(root))

            def open(self, path: bytes, pflags: int, attrs: asyncssh.SFTPAttrs) -> Any:
                file = super().open(path, pflags, attrs)
                self._files.append(file)
                faults.moving += 1
                return file

            def close(self, file_obj: object) -> Any:
                self._files.remove(file_obj)
                faults.moving -= 1
                return super().close(file_obj)

            def lost(self, connection: asyncssh.SSHServerConnection) -> None:
                if connection is self._connection:
                    serving.remove(self)
                    for file in tuple(self._files):
                        self.close(file)

            async def read(self, file_obj: object, offset: int, size: int) -> bytes:
                data = super().read(file_obj, offset, size)
                assert isinstance(data, bytes)
                await self._paced(len(data))
                return data

            async def write(self, file_obj: object, offset: int, data: bytes) -> int:
                await self._paced(len(data))
                done = super().write(file_obj, offset, data)
                assert isinstance(done, int)
                return done

            def posix_rename(self, oldpath: bytes, newpath: bytes) -> Any:
                if not posix:
                    raise asyncssh.SFTPOpUnsupported("no such extension")
                return super().posix_rename(oldpath, newpath)

            async def _paced(self, size: int) -> None:
                if faults.slow:
                    await asyncio.sleep(size / _SLOW * 5)
                if faults.count(size):
                    self._connection.abort()

        class Door(asyncssh.SSHServer):
            def connection_made(self, conn: asyncssh.SSHServerConnection) -> None:
                self._connection = conn

            def connection_lost(self, exc: Exception | None) -> None:
                for files in tuple(serving):
                    files.lost(self._connection)

            def begin_auth(self, username: str) -> bool:
                return True

            def password_auth_supported(self) -> bool:
                return True

            def validate_password(self, username: str, password: str) -> bool:
                return (username, password) == (USER, PASSWORD)

            def public_key_auth_supported(self) -> bool:
                return True

            def validate_public_key(self, username: str, key: asyncssh.SSHKey) -> bool:
                return username == USER and key.export_public_key().decode().split()[:2] == public.split()[:2]

        self._server = await asyncssh.create_server(
            Door, "127.0.0.1", 0, server_host_keys=self.keys, sftp_factory=Files, allow_scp=False, login_timeout=10)
        self.port = self._server.get_port()

    async def _stop(self) -> None:
        self._server.close()
        await self._server.wait_closed()

    def close(self) -> None:
        self._thread.do(self._stop())
        self._thread.close()


class HttpServer:
    """HTTP, or HTTPS with a certificate. Paths:

    `/open` a JSON text; `/locked` the same for USER and PASSWORD; `/echo` method, headers and body as JSON; `/large` 3 MB of numbers;
    `/status/N`; `/slow` begins and never ends; `/cut` ends in the middle; `/garbage` is no HTTP; `/binary`; `/gzip`;
    `/redirect?to=URL&status=N`; `/loop`. `asked`: method, path and headers of each request; `busy`: requests to /slow under way.
    """

    def __init__(self, certificate: Certificate | None = None) -> None:
        self.asked: list[tuple[str, str, dict[str, str]]] = []
        self.busy = 0
        self._certificate = certificate
        self._thread = _LoopThread("http server")
        self.port = self._thread.do(self._start())

    @property
    def url(self) -> str:
        return f"http{'s' if self._certificate else ''}://127.0.0.1:{self.port}"

    async def _start(self) -> int:
        application = web.Application()
        application.router.add_route("*", "/{path:.*}", self._handle)
        self._runner = web.AppRunner(application, access_log=None, handler_cancellation=True, shutdown_timeout=0.1)
        await self._runner.setup()
        context = None
        if self._certificate:
            context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
            context.load_cert_chain(self._certificate.both)
        await web.TCPSite(self._runner, "127.0.0.1", 0, ssl_context=context).start()
        return int(self._runner.addresses[0][1])

    def close(self) -> None:
        self._thread.do(self._runner.cleanup())
        self._thread.close()

    async def _handle(self, request: web.Request) -> web.StreamResponse:
        self.asked.append((request.method, request.path_qs, dict(request.headers)))
        kind, _, rest = request.match_info["path"].partition("/")
        if kind == "locked" and not self._may(request):
            return web.Response(status=401, text="who are you?", headers={"WWW-Authenticate": 'Basic realm="tasks"'})
        if kind in ("open", "locked"):
            return web.json_response({"state": "good", "name": "größe"})
        if kind == "echo":
            facts = {"method": request.method, "query": request.rel_url.raw_query_string, "headers": dict(request.headers)}
            return web.json_response({**facts, "body": await request.text()})
        if kind == "large":
            return web.Response(text="".join(f"{number:07d}\n" for number in range(400_000)))
        if kind == "status":
            return web.Response(status=int(rest), text=f"this is {rest}")
        if kind == "binary":
            return web.Response(body=bytes(range(256)) * 20, content_type="application/octet-stream")
        if kind == "gzip":
            return web.Response(body=gzip.compress(b"packed"), headers={"Content-Encoding": "gzip"}, content_type="text/plain")
        if kind == "redirect":
            return web.Response(status=int(request.query.get("status", "302")), headers={"Location": request.query["to"]})
        if kind == "loop":
            return web.Response(status=302, headers={"Location": f"/loop/{rest}x"})
        if kind in ("slow", "cut", "garbage"):
            return await self._misbehave(kind, request)
        return web.Response(status=404, text="nothing here")

    def _may(self, request: web.Request) -> bool:
        word = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        return request.headers.get("Authorization") == f"Basic {word}"

    async def _misbehave(self, kind: str, request: web.Request) -> web.StreamResponse:
        assert request.transport
        if kind == "garbage":
            request.transport.write(b"\x16\x03 welcome\r\n\r\n")
            request.transport.close()
            return web.Response()
        answer = web.StreamResponse(headers={"Content-Length": "1000000"})
        await answer.prepare(request)
        await answer.write(b"begin " * 100)
        if kind == "cut":
            request.transport.close()
            return answer
        self.busy += 1
        try:
            await asyncio.sleep(3600)
        finally:
            self.busy -= 1
        return answer


class Nonsense:
    """A TCP server that says the same to everybody and hangs up; '' = takes the connection and says nothing. `visitors` connected now."""

    def __init__(self, words: bytes = b"HTTP/1.0 400 Bad Request\r\n\r\n<html>\r\n") -> None:
        self.visitors = 0
        self._words = words
        self._thread = _LoopThread("nonsense server")
        self.port = self._thread.do(self._start())

    async def _start(self) -> int:
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", 0)
        return int(self._server.sockets[0].getsockname()[1])

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.visitors += 1
        try:
            writer.write(self._words)
            while not self._words and await reader.read(100):
                pass
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self.visitors -= 1
            writer.close()

    async def _stop(self) -> None:
        self._server.close()

    def close(self) -> None:
        self._thread.do(self._stop())
        self._thread.close()


@contextlib.contextmanager
def running(make: Callable[[], T]) -> Iterator[T]:
    """A server for the length of a `with`."""
    server = make()
    try:
        yield server
    finally:
        server.close()  # type: ignore[attr-defined]


@contextlib.asynccontextmanager
async def closing(adapter: T) -> AsyncIterator[T]:
    """An adapter for the length of an `async with`."""
    try:
        yield adapter
    finally:
        await adapter.close()  # type: ignore[attr-defined]


@contextlib.contextmanager
def task_servers() -> Iterator[tuple[FtpServer, FtpServer, SftpServer, HttpServer]]:
    """FTP, FTP with TLS, SFTP and HTTP at once, on empty folders of their own: what a build with all kinds of task needs."""
    with contextlib.ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="task-servers-")))
        roots = [folder / name for name in ("ftp", "ftps", "sftp")]
        for root in roots:
            root.mkdir()
        certificate = Certificate(folder)
        yield (
            stack.enter_context(running(lambda: FtpServer(roots[0]))),
            stack.enter_context(running(lambda: FtpServer(roots[1], certificate))),
            stack.enter_context(running(lambda: SftpServer(roots[2]))),
            stack.enter_context(running(HttpServer)),
        )
