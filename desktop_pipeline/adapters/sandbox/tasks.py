"""Script, REST call and File tasks of the sandbox: nothing runs and nobody is asked, but it looks and fails as the real things do.

Only the work folder is real: transfers and answers are written to it. Names of hosts that begin with `unreachable` do not answer; other
hosts that nobody has added are invented ones that say yes, unless `strict` is set.
"""

from __future__ import annotations

import asyncio
import os
import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from desktop_pipeline.adapters.common import local_tree
from desktop_pipeline.adapters.common.files import write_atomic
from desktop_pipeline.adapters.common.reasons import reason
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login, Progress
from desktop_pipeline.services.task_ports import RestRequest, ScriptRequest, TransferRequest

_SHELLS = frozenset({"sh", "bash", "dash", "zsh", "python3", "powershell", "pwsh", "cmd"})
_PLACES = ("", "/bin", "/usr/bin", "/usr/local/bin")
_VARIABLE = re.compile(r"\$(?:\{(\w+)\}|(\w+))")
_ADDRESS = re.compile(r"https?://[^\s/:@\[\]?#]+(?::(?P<port>\d{1,5}))?(?:[/?#][!-~]*)?")
_HOST = re.compile(r"[A-Za-z0-9][A-Za-z0-9.:_-]*")
_SPEED = 4e6  # bytes per second of a sandbox server
_PIECE = 100_000


# ---- script --------------------------------------------------------------------------------------------------------


class SandboxShell:
    """Knows `echo`, `sleep`, `exit`, `true` and `false`; of other commands it shows that they ran. Handle of tests: `running`."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.running = 0

    async def run(self, request: ScriptRequest, log: LogWriter) -> int:
        """Play a script. Raises UserError `script.no_shell`, `script.no_folder`."""
        folder, _, name = (request.shell.split() or [""])[0].rpartition("/")
        if name not in _SHELLS or folder not in _PLACES:
            raise UserError("script.no_shell", shell=request.shell)
        if not os.path.isdir(request.folder):  # noqa: ASYNC240  # one look at a local folder
            raise UserError("script.no_folder", folder=request.folder.name)
        self.running += 1
        try:
            for line in request.text.splitlines():
                code = await self._line(line.strip(), request.environment, log)
                if code is not None:
                    return code
        finally:
            self.running -= 1
        return 0

    async def _line(self, line: str, variables: Mapping[str, str], log: LogWriter) -> int | None:
        """Play one line; the exit code when it ends the script."""
        if not line or line.startswith("#"):
            return None
        line = _VARIABLE.sub(lambda match: variables.get(match[1] or match[2], ""), line)
        try:
            words = shlex.split(line)
        except ValueError:
            words = line.split()
        command, rest = (words or [""])[0], " ".join(words[1:])
        if command == "exit":
            return int(rest) if rest.isdecimal() else 0
        if command == "false":
            return 1
        if command == "echo":
            log.write(rest)
        elif command == "sleep":
            await self._timeline.sleep(float(rest) if re.fullmatch(r"\d+(\.\d+)?", rest) else 1.0)
        elif command != "true":
            log.write(f"+ {line}")
            await self._timeline.sleep(0.3)
        return None


# ---- rest ----------------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Page:
    """What an address of the sandbox answers. `stalled`: it never does; `broken`: it is no web server, or it hangs up."""

    body: str = '{"status": "ok"}\n'
    status: int = 200
    lock: Login | None = None
    stalled: bool = False
    broken: bool = False


class SandboxRest:
    """Pages by address. Handles of tests: `pages`, `strict` (what is not there is 404), `waiting` (calls at work now)."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.pages: dict[str, Page] = {}
        self.strict = False
        self.waiting = 0

    async def call(self, request: RestRequest, log: LogWriter) -> str:
        """As the real one does, redirects aside."""
        match = _ADDRESS.fullmatch(request.url)
        if match is None or int(match["port"] or 1) not in range(1, 65536):
            raise UserError("rest.bad_url", url=Redactor()(request.url))
        log.write(f"{request.method} {request.url}")
        self.waiting += 1
        try:
            async with asyncio.timeout(request.timeout):
                page = await self._ask(request)
        except TimeoutError:
            raise Unreachable("rest.timeout", url=request.url, seconds=f"{request.timeout:g}") from None
        finally:
            self.waiting -= 1
        return await _answered(request, page, log)

    async def _ask(self, request: RestRequest) -> Page:
        await self._timeline.sleep(0.2)
        page = self.pages.get(request.url) or Page("nothing here" if self.strict else Page().body, 404 if self.strict else 200)
        if page.stalled:
            await asyncio.Event().wait()
        if page.broken or (urlsplit(request.url).hostname or "").startswith("unreachable"):
            raise Unreachable("rest.unreachable", url=request.url, text="it closed the connection.")
        if page.lock is not None and request.login != page.lock:
            return Page("who are you?", 401)
        return page


async def _answered(request: RestRequest, page: Page, log: LogWriter) -> str:
    log.write(f"{page.status} (application/json, {len(page.body.encode())} bytes, 0.04 s)")
    if request.log_body:
        for line in page.body.splitlines():
            log.write(line)
    if page.status not in request.accepted:
        raise UserError("rest.status", url=request.url, status=page.status, text="", accepted=", ".join(map(str, request.accepted)))
    if request.expected not in page.body:
        raise UserError("rest.content", url=request.url, expected=request.expected)
    if request.output is not None:
        try:
            request.output.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(request.output, [page.body.encode()])
        except OSError as error:
            raise UserError("rest.output", file=request.output.name, text=reason(error)) from error
    return page.body


# ---- file transfer -------------------------------------------------------------------------------------------------


@dataclass(slots=True)
class Server:
    """A server of files, whatever the protocol. `files` by path; `cut`: bytes until it breaks off; `moving`: files under way."""

    files: dict[str, bytes] = field(default_factory=dict)
    folders: set[str] = field(default_factory=set)
    lock: Login | None = None
    key: str = ""
    cut: int | None = None
    stalled: bool = False
    slow: float = 1.0
    moving: int = 0

    def put(self, path: str, data: bytes) -> None:
        self.make(path.rpartition("/")[0])
        self.files[path] = data

    def make(self, folder: str) -> None:
        while folder:
            self.folders.add(folder)
            folder = folder.rpartition("/")[0]


class SandboxTransfers:
    """Servers by host and port. Handles of tests: `servers`, `strict` (others do not answer)."""

    def __init__(self, timeline: Timeline) -> None:
        self._timeline = timeline
        self.servers: dict[tuple[str, int], Server] = {}
        self.strict = False

    async def move(self, request: TransferRequest, log: LogWriter, progress: Progress) -> None:
        """As the real ones do; what it makes anew is taken back when it does not come to its end."""
        _check(request)
        server = await self._login(request)
        log.write(f"{request.protocol}://{request.host}:{request.port}: logged in")
        files, folders, new = set(server.files), set(server.folders), list[Path]()
        steps = _Steps(self._timeline, server, request, log, progress, new)
        try:
            await (self._up(steps) if request.upload else self._down(steps))
        except BaseException as error:
            for path in set(server.files) - files:
                del server.files[path]
            server.folders &= folders
            for made in reversed(new):
                made.rmdir() if made.is_dir() else made.unlink()
            if isinstance(error, FileNotFoundError):
                raise UserError("transfer.not_found", path=request.local.name, side="this computer") from error
            if isinstance(error, OSError):
                raise steps.failed(request.local.name, reason(error)) from error
            raise
        progress(1.0, Message.of("transfer.done", files=steps.count, megabytes=f"{steps.done / 1e6:.1f}"))
        log.write(f"{steps.count} files, {steps.done / 1e6:.1f} MB")

    async def _login(self, request: TransferRequest) -> Server:
        await self._timeline.sleep(0.2)
        where, known = f"{request.host}:{request.port}", (request.host, request.port) in self.servers
        if request.host.startswith("unreachable") or (self.strict and not known):
            raise Unreachable("transfer.unreachable", host=where, text="connection refused.")
        server = self.servers.setdefault((request.host, request.port), Server())
        if server.stalled:
            await asyncio.Event().wait()
        if server.key and request.protocol == "sftp" and request.host_key != server.key:
            raise Refused("transfer.host_key", host=where, fingerprint=server.key)
        if server.lock is not None and request.login != server.lock:
            raise Refused("transfer.unauthorized", host=where, text="permission denied.")
        if not known and not request.upload:  # an invented server has what is asked for
            server.put(_path(request.remote) or "README", f"{request.remote} of {request.host}\n".encode())
        return server

    async def _up(self, steps: _Steps) -> None:
        local, remote = steps.request.local, _path(steps.request.remote)
        file = local_tree.one_file(local)
        if file is not None:
            inside = steps.request.remote.endswith("/") or not remote or remote in steps.server.folders
            await steps.send(file, _join(remote, file.name) if inside else remote)
            return
        tree = local_tree.scan(local, lambda: False)
        for line in tree.skipped:
            steps.log.write(f"left out: {line}")
        steps.total = sum(item.size for item in tree.files)
        for name in ("", *tree.folders):
            steps.make(_join(remote, name))
        for item in tree.files:
            await steps.send(item, _join(remote, item.name))

    async def _down(self, steps: _Steps) -> None:
        local, remote, server = steps.request.local, _path(steps.request.remote), steps.server
        if remote in server.files:
            steps.total = len(server.files[remote])
            target = local / remote.rpartition("/")[2] if local.is_dir() else local
            await steps.receive(remote, target, target.parent)
            return
        if remote and remote not in server.folders:
            raise UserError("transfer.not_found", path=steps.request.remote, side=steps.where)
        prefix = f"{remote}/" if remote else ""
        found = sorted(path for path in server.files if path.startswith(prefix))
        steps.total = sum(len(server.files[path]) for path in found)
        for folder in sorted({remote, *(path for path in server.folders if path.startswith(prefix))}):
            steps.new += local_tree.make_folder(local, local / folder.removeprefix(remote).lstrip("/"))
        for path in found:
            await steps.receive(path, local / path.removeprefix(prefix), local)


@dataclass(slots=True)
class _Steps:
    timeline: Timeline
    server: Server
    request: TransferRequest
    log: LogWriter
    progress: Progress
    new: list[Path]
    total: int = 0
    done: int = 0
    count: int = 0

    @property
    def where(self) -> str:
        return f"{self.request.host}:{self.request.port}"

    def failed(self, path: str, text: str) -> UserError:
        return UserError("transfer.failed", host=self.where, path=path, text=text)

    def make(self, folder: str) -> None:
        parts = folder.split("/")
        for end in range(1, len(parts) + 1):
            if "/".join(parts[:end]) in self.server.files:
                raise self.failed(folder, "there is a file of this name, where a folder is needed.")
        self.server.make(folder)

    async def send(self, file: local_tree.LocalFile, path: str) -> None:
        self.log.write(f"{file.name} → {path} ({file.size} bytes)")
        self.total = max(self.total, file.size)
        folder, _, name = path.rpartition("/")
        self.make(folder)
        if path in self.server.folders:
            raise self.failed(path, "there is a folder of this name, where a file is needed.")
        temporary = _join(folder, f".{name}.part")
        self.server.files[temporary] = b""
        await self._pass(file.size, file.name)
        del self.server.files[temporary]
        self.server.files[path] = file.path.read_bytes()

    async def receive(self, path: str, target: Path, root: Path) -> None:
        data = self.server.files[path]
        self.log.write(f"{path} → {target.name} ({len(data)} bytes)")
        self.new += local_tree.make_folder(root, target.parent)
        new = local_tree.is_new(root, target)
        await self._pass(len(data), path)
        write_atomic(target, [data])
        if new:
            self.new.append(target)

    async def _pass(self, size: int, name: str) -> None:
        """Let the time go by that so many bytes need."""
        self.server.moving += 1
        try:
            for start in range(0, size, _PIECE):
                piece = min(_PIECE, size - start)
                await self.timeline.sleep(piece / _SPEED * self.server.slow)
                self.done += piece
                if self.server.cut is not None and self.done > self.server.cut:
                    raise Unreachable("transfer.unreachable", host=self.where, text="it closed the connection.")
                done, total = f"{self.done / 1e6:.1f}", f"{self.total / 1e6:.1f}"
                self.progress(min(1.0, self.done / self.total), Message.of("transfer.progress", done=done, total=total, name=name))
        finally:
            self.server.moving -= 1
        self.count += 1


def _check(request: TransferRequest) -> None:
    """Raises UserError `transfer.bad_request`."""
    well = request.protocol in ("ftp", "ftps", "sftp") and _HOST.fullmatch(request.host) and 0 < request.port < 65536
    if not well or any(sign in request.remote for sign in "\r\n\0"):
        where = f"{request.host}:{request.port}"
        raise UserError("transfer.bad_request", host=where, text="protocol, host, port or remote path cannot be right.")


def _path(text: str) -> str:
    """A path of a server without what does not matter in it."""
    return "/".join(part for part in text.split("/") if part not in ("", "."))


def _join(folder: str, name: str) -> str:
    return f"{folder}/{name}" if folder and name else folder or name
