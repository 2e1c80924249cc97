"""The Transfers port: what is moved, in which order, and what is taken back when it is not finished."""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import logging
import re
import threading
import time
import uuid
from collections.abc import AsyncGenerator, Awaitable, Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, cast

from desktop_pipeline.adapters.common import local_tree as local
from desktop_pipeline.adapters.common import owners
from desktop_pipeline.adapters.common.partfile import PartFile
from desktop_pipeline.adapters.common.reasons import reason
from desktop_pipeline.adapters.common.threads import Threads
from desktop_pipeline.adapters.transfer.remote import BLOCK, Entry, Limits, Place, Remote, base, join, parent, shown
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Progress
from desktop_pipeline.services.task_ports import TransferRequest

PROTOCOLS = ("ftp", "ftps", "sftp")
_MB = 1e6
_DEEPEST = 100  # folders within folders
_AT_FIRST, _AFTER_CANCEL, _AFTER_FAILURE = 0.2, 0.8, 5.0  # seconds to remove what is half done; the first on the same connection
_EVERY = 0.1  # seconds between two reports of progress
_HERE = "this computer"
_PART = re.compile(r"\..*\.(?P<mark>[0-9a-f]{8}-\d+-\d*)\.[0-9a-f]{8}\.part")
_log = logging.getLogger(__name__)


class Transfers:
    """A folder moves with all in it *into* the named folder; a file into a folder that is there, or with `/` at its end, keeps its name.

    Folders on the way are made. A file gets its name when it is complete. When a call fails or is cancelled, the unfinished file and the
    files and folders that were new are removed; a file that has replaced an older one stays. What a killed program left half sent goes when
    the next upload comes to the same folder. Links are followed, but none that leads out of
    the local folder; `host_key` of ftps is the fingerprint of the server's certificate. `ca_file` is trusted besides the system's.
    """

    def __init__(self, ca_file: Path | None = None, connect_seconds: float = 10.0, idle_seconds: float = 60.0) -> None:
        self._ca_file, self._limits = ca_file, Limits(connect_seconds, idle_seconds)
        self._threads = Threads("transfers", 2)

    async def move(self, request: TransferRequest, log: LogWriter, progress: Progress) -> None:
        """Move a file or folder. Raises Unreachable `transfer.unreachable`, `transfer.certificate`, Refused `transfer.unauthorized`,
        `transfer.host_key`, UserError `transfer.not_found`, `transfer.failed`, `transfer.bad_request`, `transfer.bad_key`,
        `transfer.bad_host_key`."""
        secrets = [request.login.secret if request.login else "", request.private_key]
        place = Place(request.host, request.port, secrets)
        _check(request, place)
        remote = await self._connect(request, place)
        again = partial(self._connect, request, place)
        log.write(place.redact(f"{request.protocol}://{place.shown}: logged in"))
        job = _Job(request, place, remote, again, self._threads, log, progress)
        try:
            await (job.upload() if request.upload else job.download())
        except BaseException as error:
            seconds = _AFTER_FAILURE if isinstance(error, Exception) else _AFTER_CANCEL
            await _sheltered(job.take_back(seconds))
            raise
        finally:
            await _sheltered(remote.close())
        megabytes = f"{job.done / _MB:.1f}"
        progress(1.0, Message.of("transfer.done", files=job.files, megabytes=megabytes))
        log.write(f"{job.files} files, {megabytes} MB in {time.monotonic() - job.began:.1f} s")

    async def close(self) -> None:
        """End the threads."""
        await self._threads.close()

    async def _connect(self, request: TransferRequest, place: Place) -> Remote:
        """The libraries are large: each is loaded at its first use."""
        if request.protocol == "sftp":
            sftp = await self._threads.run(importlib.import_module, "desktop_pipeline.adapters.transfer.sftp")
            return cast(Remote, await sftp.connect_sftp(
                place, request.login, request.private_key, request.host_key, self._limits, self._threads))
        ftp = await self._threads.run(importlib.import_module, "desktop_pipeline.adapters.transfer.ftp")
        return cast(Remote, await ftp.connect_ftp(
            place, request.login, self._limits, tls=request.protocol == "ftps", pin=request.host_key.strip().rstrip("="),
            ca_file=self._ca_file))


def _check(request: TransferRequest, place: Place) -> None:
    """Raises UserError `transfer.bad_request`."""
    host, text = request.host, ""
    if request.protocol not in PROTOCOLS:
        text = f"the protocol “{request.protocol}” is not known ({', '.join(PROTOCOLS)})."
    elif not host or host.startswith("-") or any(sign.isspace() or not sign.isprintable() or sign in "/@" for sign in host):
        text = "that is no name of a host."
    elif not 0 < request.port < 65536:
        text = f"{request.port} is no port."
    elif any(sign in request.remote for sign in "\r\n\0"):
        text = "the remote path has a line end or a zero byte in it."
    if text:
        raise place.error(UserError, "transfer.bad_request", text)


@dataclass(slots=True)
class _Job:
    """One transfer under way."""

    request: TransferRequest
    place: Place
    remote: Remote
    again: Callable[[], Awaitable[Remote]]
    threads: Threads
    log: LogWriter
    progress: Progress
    files: int = 0
    done: int = 0
    total: int = 0
    began: float = field(default_factory=time.monotonic)
    _told: float = 0.0
    _known: set[str] = field(default_factory=set)
    _swept: set[str] = field(default_factory=set)
    _temporary: str = ""
    _new_remote: list[str] = field(default_factory=list)
    _new_remote_folders: list[str] = field(default_factory=list)
    _new_local: list[Path] = field(default_factory=list)

    # ---- up --------------------------------------------------------------------------------------------------------

    async def upload(self) -> None:
        here, there = self.request.local, self.request.remote
        self.progress(None, Message.of("transfer.counting", name=here.name))
        with self._at_home(here.name):
            file = await self.threads.run(local.one_file, here)
        if file is not None:
            if not base(there) or there.endswith("/") or self._is_folder(await self.remote.look(there)):
                there = join(there or ".", here.name)
            self.total = file.size
            await self._folder(parent(there))
            await self._send(file, there)
            return
        tree = await self._scan(here)
        self.total = sum(item.size for item in tree.files)
        await self._folder(there)
        for name in tree.folders:
            await self._folder(join(there, name))
        for item in tree.files:
            await self._send(item, join(there, item.name))

    async def _scan(self, folder: Path) -> local.Tree:
        stop = threading.Event()
        with self._at_home(folder.name):
            tree = await self.threads.run_interruptible(stop.set, local.scan, folder, stop.is_set)
        for line in tree.skipped:
            self._write(f"left out: {line}")
        return tree

    @staticmethod
    def _is_folder(entry: Entry | None) -> bool:
        return entry is not None and entry.folder

    async def _folder(self, path: str) -> None:
        """See that a folder is there."""
        path = path.rstrip("/") or path[:1]
        if path in ("", ".", "/") or path in self._known:
            return
        found = await self.remote.look(path)
        if found is None:
            await self._folder(parent(path))
            self._new_remote_folders.append(path)
            await self.remote.make_folder(path)
        elif not found.folder:
            raise self.place.failed(path, "there is a file of this name, where a folder is needed.")
        self._known.add(path)

    async def _send(self, file: local.LocalFile, path: str) -> None:
        """Under a temporary name, then under its own; at once under its own where the server does not let rename."""
        self._write(f"{file.name} → {path} ({file.size} bytes)")
        before = await self.remote.look(path)
        if self._is_folder(before):
            raise self.place.failed(path, "there is a folder of this name, where a file is needed.")
        await self._sweep(parent(path))
        self._temporary = join(parent(path), f".{base(path)[:40]}.{owners.file_mark()}.{uuid.uuid4().hex[:8]}.part")
        begin = self.done
        await self._put(file, self._temporary)
        if before is None:
            self._new_remote.append(path)
        try:
            await self.remote.replace(self._temporary, path)
        except UserError as error:
            if error.code != "transfer.failed":
                raise
            self._write(f"{path}: the server does not let rename; sent again under its own name")
            self._new_remote.append(self._temporary)
            self._temporary, self.done = path, begin
            await self._put(file, path)
            with contextlib.suppress(UserError):
                await self.remote.remove(self._new_remote.pop())
        self._temporary = ""
        self.files += 1

    async def _sweep(self, folder: str) -> None:
        """Remove what a killed program of this computer has left half sent in a folder: only now is there a login for it."""
        if folder in self._swept or folder in self._new_remote_folders:
            return
        self._swept.add(folder)
        with contextlib.suppress(UserError):  # who may not list or remove may still send
            for entry in await self.remote.entries(folder):
                if (part := _PART.fullmatch(entry.name)) and owners.is_gone_file(part["mark"]):
                    await self.remote.remove(join(folder, entry.name))
                    self._write(f"{join(folder, entry.name)}: removed, left half sent by a run that was killed")

    async def _put(self, file: local.LocalFile, path: str) -> None:
        async with contextlib.aclosing(self._blocks(file)) as blocks:
            await self.remote.write(path, blocks, file.mode)

    async def _blocks(self, file: local.LocalFile) -> AsyncGenerator[bytes, None]:
        source = local.Source(file.path)
        try:
            while True:
                with self._at_home(file.name):
                    block = await self.threads.run(source.read, BLOCK)
                if not block:
                    return
                yield block
                self._advance(len(block), file.name)
        finally:
            source.close()

    # ---- down ------------------------------------------------------------------------------------------------------

    async def download(self) -> None:
        there, here = self.request.remote, self.request.local
        self.progress(None, Message.of("transfer.counting", name=base(there) or there))
        found = await self.remote.look(there)
        if found is None:
            raise self.place.not_found(there)
        if not found.folder:
            target = here / base(there) if here.is_dir() else here
            self.total = found.size or 0
            self._make(target.parent, target.parent)
            await self._receive(there, found, target, target.parent)
            return
        self._make(here, here)
        files: list[tuple[str, Entry, Path]] = []
        await self._list(there, here, (), files)
        self.total = sum(entry.size or 0 for _, entry, _ in files)
        for path, entry, target in files:
            await self._receive(path, entry, target, here)

    async def _list(self, path: str, target: Path, above: tuple[str, ...], files: list[tuple[str, Entry, Path]]) -> None:
        """Make the folders and find the files."""
        identity = await self.remote.identity(path)
        if identity in above:
            self._write(f"left out: {path}: a link to a folder that it is in")
            return
        if len(above) >= _DEEPEST:
            raise self.place.failed(path, f"more than {_DEEPEST} folders within each other.")
        for entry in await self.remote.entries(path):
            there = join(path, entry.name)
            if local.bad_name(entry.name):
                raise self.place.failed(there, "this cannot be the name of a file here.")
            if entry.other:
                self._write(f"left out: {there}: {entry.other}")
            elif entry.folder:
                self._make(self.request.local, target / entry.name)
                await self._list(there, target / entry.name, (*above, identity), files)
            else:
                files.append((there, entry, target / entry.name))

    def _make(self, root: Path, folder: Path) -> None:
        with self._at_home(folder.name):
            self._new_local += local.make_folder(root, folder)

    async def _receive(self, path: str, entry: Entry, target: Path, root: Path) -> None:
        size = "size unknown" if entry.size is None else f"{entry.size} bytes"
        self._write(f"{path} → {target.name} ({size})")
        mode, length = 0o755 if (entry.mode or 0) & 0o100 else 0o644, 0
        with self._at_home(target.name):
            new = local.is_new(root, target)
            async with PartFile(target, self.threads, mode) as part:
                async with contextlib.aclosing(self.remote.read(path)) as blocks:
                    async for block in blocks:
                        await part.write(block)
                        length += len(block)
                        self._advance(len(block), base(path))
                if entry.size is not None and length != entry.size:
                    raise self.place.failed(path, f"{length} of {entry.size} bytes arrived.")
                if new:
                    self._new_local.append(target)
                await part.finish()
        self.files += 1

    # ---- both ------------------------------------------------------------------------------------------------------

    def _write(self, line: str) -> None:
        self.log.write(self.place.redact(shown(line)))

    def _advance(self, count: int, name: str) -> None:
        self.done += count
        now = time.monotonic()
        if now - self._told >= _EVERY:
            self._told = now
            total = max(self.total, self.done)
            fraction = self.done / total if self.total else None
            done, whole = f"{self.done / _MB:.1f}", f"{total / _MB:.1f}"
            self.progress(fraction, Message.of("transfer.progress", done=done, total=whole, name=shown(name)))

    @contextlib.contextmanager
    def _at_home(self, name: str) -> Iterator[None]:
        try:
            yield
        except FileNotFoundError as error:
            raise UserError("transfer.not_found", path=name, side=_HERE) from error
        except OSError as error:
            raise self.place.failed(name, reason(error)) from error

    async def take_back(self, seconds: float) -> None:
        """Remove what is half done, at the receiving end. What takes longer than so many seconds stays, and the log says so."""
        for path in reversed(self._new_local):
            with contextlib.suppress(OSError):
                path.rmdir() if path.is_dir() else path.unlink()
        files = [path for path in (self._temporary, *reversed(self._new_remote)) if path]
        folders = self._new_remote_folders[::-1]
        if not files and not folders:
            return
        try:
            async with asyncio.timeout(seconds):
                if await self._cleaned(files, folders):
                    return
                other = await self.again()  # this connection is gone, or busy with what is still on its way
                try:
                    await other.clean(files, folders)
                finally:
                    await other.close()
        except (TimeoutError, UserError):
            self._write(f"not all that is half done could be removed: {', '.join(files[:3])}{' …' if files[3:] else ''}")


    async def _cleaned(self, files: list[str], folders: list[str]) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_AT_FIRST):
                return await self.remote.clean(files, folders)
        await self.remote.close()
        return False


async def _sheltered(work: Coroutine[Any, Any, None]) -> None:
    """Await work to its end although the caller is cancelled."""
    task = asyncio.create_task(work, name="end of a transfer")
    while not task.done():
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.wait((task,))
    if not task.cancelled() and (error := task.exception()):
        _log.warning("%s: %r", task.get_name(), error)
