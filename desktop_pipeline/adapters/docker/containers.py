"""The Containers port: commands in a container of a Docker engine, with the work folder in a volume for as long as they run.

The commands travel in a file and not as arguments; their output is read while it is written and is not kept by the engine.
"""

from __future__ import annotations

import asyncio
import logging
import posixpath
import secrets
import shlex
import struct
from collections.abc import Iterator, Mapping
from typing import Any

from docker.errors import APIError
from docker.types import LogConfig, Mount

from desktop_pipeline.adapters.common import owners
from desktop_pipeline.adapters.common.gate import Gates
from desktop_pipeline.adapters.common.lines import LineSplitter
from desktop_pipeline.adapters.docker.context import Extra, TarStream
from desktop_pipeline.adapters.docker.engine import Engine
from desktop_pipeline.adapters.docker.events import PullEvents
from desktop_pipeline.adapters.docker.job import Job
from desktop_pipeline.adapters.docker.work_tar import WorkStream, bring_home
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import DOCKER_HUB, ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import Login, Progress
from desktop_pipeline.services.task_ports import ContainerRequest

LABEL = "io.desktop-pipeline.run-container"
"""On our containers and volumes: which process of which computer they are for."""
_log = logging.getLogger(__name__)
_CREATE_SECONDS = 0.6  # what is being made is waited for, so that it can be removed again
_REMOVE_SECONDS = 30
_HEAD = struct.Struct(">BxxxL")  # of a frame: which stream, how many bytes follow
_BLOCK = 64 << 10


class DockerContainers:
    """One engine, named as for DockerBuilder. Raises the same errors about the engine."""

    def __init__(self, host: str = "", context: str = "", gates: Gates | None = None) -> None:
        self._engine = Engine(host, context, gates)

    async def run(self, request: ContainerRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> int:
        """See the port. Also raises UserError `container.bad_request`, `container.not_started`, `container.bad_files`,
        `container.unwritable`, `build.unreadable`, Unreachable `registry.unreachable`."""
        _check(request)
        image = ImageRef.parse(request.image)
        redact = Redactor(login.secret for login in logins.values())
        name = f"desktop-pipeline-{secrets.token_hex(8)}"

        def pull(job: Job, client: Any) -> None:
            _pull(job, client, image, logins, PullEvents(log, progress, redact, image))

        def work(job: Job, client: Any) -> int:
            return _work(job, client, name, request, log, progress)

        await self._engine.do(pull, redact, logins)
        try:
            await self._engine.do(lambda job, client: _create(client, name, request), redact, patience=_CREATE_SECONDS)
            code = await self._engine.do(work, redact)
        except BaseException:
            await self._remove(name, log)
            raise
        if await self._remove(name, log):
            raise asyncio.CancelledError
        return code

    async def sweep(self) -> tuple[str, ...]:
        """Remove what killed programs of this computer left at the engine: names of containers and volumes. May be cut short."""
        return await self._engine.ask(lambda job, client: _sweep(client), patience=_CREATE_SECONDS)

    async def close(self) -> None:
        """Stop what runs; no thread is left."""
        await self._engine.close()

    async def _remove(self, name: str, log: LogWriter) -> bool:
        """Remove container and volume, also when cancelled; whether that happened meanwhile."""
        task = asyncio.create_task(
            self._engine.do(lambda job, client: _remove(client, name, name), patience=_REMOVE_SECONDS), name=f"removing {name}",
        )
        cancelled = False
        while not task.done():
            try:
                await asyncio.wait((task,))
            except asyncio.CancelledError:
                cancelled = True
        if not task.cancelled() and (error := task.exception()) is not None:
            if not isinstance(error, UserError):
                _log.error("removing %s failed", name, exc_info=error)
            log.write(f"The container and volume {name} could not be removed now; they will be, once the engine answers: {error}")
        return cancelled


def _check(request: ContainerRequest) -> None:
    """Raises UserError `container.bad_request`."""
    for path in (request.mount, *request.volumes):
        if not path.startswith("/") or posixpath.normpath(path) in ("/", "//"):
            raise UserError("container.bad_request", text=f"“{path}” is no path in a container.")
    folder = posixpath.normpath(request.folder or ".")
    if folder.startswith(("/", "../")) or folder == "..":
        raise UserError("container.bad_request", text=f"the folder “{request.folder}” lies outside the work folder.")
    for name, value in request.environment.items():
        if not name or "=" in name or "\0" in name + value:
            raise UserError("container.bad_request", text=f"“{name}” cannot be a variable of the environment.")
    if not request.work.is_dir():
        raise UserError("build.no_context", folder=request.work)


def _pull(job: Job, client: Any, image: ImageRef, logins: Mapping[str, Login], events: PullEvents) -> None:
    full = image.normalised()
    try:
        client.inspect_image(str(image))
        return
    except APIError as error:
        if error.status_code != 404:
            raise
    login = logins.get(full.host) or (logins.get("index.docker.io") if full.host == DOCKER_HUB else None)
    auth = {"username": login.username, "password": login.secret} if login else {}
    try:
        for event in client.pull(full.repository, full.digest or full.tag, stream=True, decode=True, auth_config=auth):
            events.feed(event if isinstance(event, dict) else {})
    except APIError as error:
        raise events.failed(job.refused(error)) from error


def _script(request: ContainerRequest) -> bytes:
    lines: list[str] = []
    for command in request.commands:
        lines += [f"printf '%s\\n' {shlex.quote('$ ' + command)}", command]
    return "\n".join(lines).encode() + b"\n"


def _create(client: Any, name: str, request: ContainerRequest) -> None:
    client.timeout = _REMOVE_SECONDS
    labels = {LABEL: owners.mark()}
    client.create_volume(name, labels=labels)
    mounts = [Mount(request.mount, name, type="volume", no_copy=True)]
    mounts += [Mount(path, volume, type="volume") for path, volume in request.volumes.items()]
    commands = {"entrypoint": ["/bin/sh", "-ec", f". /.{name}"], "command": []} if request.commands else {}
    try:
        client.create_container(
            str(ImageRef.parse(request.image)), name=name, labels=labels, environment=dict(request.environment),
            working_dir=posixpath.normpath(posixpath.join(request.mount, request.folder)), **commands,
            host_config=client.create_host_config(mounts=mounts, log_config=LogConfig(type="none")),
        )
    except APIError as error:
        if error.status_code == 404:
            raise UserError("container.no_image", image=request.image, text="it is gone again.") from error
        raise


def _work(job: Job, client: Any, name: str, request: ContainerRequest, log: LogWriter, progress: Progress) -> int:
    def sent(total: int) -> None:
        progress(None, Message.of("container.sending", megabytes=f"{total / 1e6:.1f}"))

    def received(total: int) -> None:
        progress(None, Message.of("container.fetching", megabytes=f"{total / 1e6:.1f}"))

    extra = (Extra(f".{name}", _script(request), 0o444),) if request.commands else ()
    stream: TarStream = WorkStream(request.work, request.mount, extra, job.stopped, sent)
    client.put_archive(name, "/", stream)
    progress(None, Message.of("container.running", image=request.image))
    code = _run(job, client, name, log)
    pieces, _ = client.get_archive(name, request.mount, chunk_size=256 << 10)
    for path in bring_home(pieces, request.work, job.stopped, received):
        log.write(f"{path} is a device and was left in the container.")
    return code


def _run(job: Job, client: Any, name: str, log: LogWriter) -> int:
    lines = {1: LineSplitter(), 2: LineSplitter()}
    output = client.attach_socket(name, {"stdout": 1, "stderr": 1, "stream": 1, "logs": 0})
    try:
        client.start(name)
    except APIError as error:
        raise UserError("container.not_started", text=job.refused(error)) from error
    for stream, piece in _frames(output):
        for line in lines.get(stream, lines[1]).feed(piece):
            log.write(line)
    for splitter in lines.values():
        for line in splitter.rest():
            log.write(line)
    code = int(client.wait(name)["StatusCode"])
    if client.inspect_container(name)["State"].get("OOMKilled"):
        log.write("The container was killed: out of memory.")
    return code


def _frames(output: Any) -> Iterator[tuple[int, bytes]]:
    """Stream and content of each frame of an attached container (docker-py's own reading hangs on TLS: it asks the socket whether
    there is more, not the TLS layer that has it)."""
    receive = getattr(output, "recv", None) or output.read
    waiting = bytearray()
    while block := receive(_BLOCK):
        waiting += block
        while len(waiting) >= _HEAD.size:
            stream, size = _HEAD.unpack_from(waiting)
            if len(waiting) < _HEAD.size + size:
                break
            yield stream, bytes(waiting[_HEAD.size : _HEAD.size + size])
            del waiting[: _HEAD.size + size]


def _remove(client: Any, container: str, volume: str) -> None:
    client.timeout = _REMOVE_SECONDS
    if container:
        _gone(lambda: client.remove_container(container, v=True, force=True))
    if volume:
        _gone(lambda: client.remove_volume(volume, force=True))


def _gone(remove: Any) -> None:
    try:
        remove()
    except APIError as error:
        if error.status_code != 404 and not (error.status_code == 409 and "already in progress" in str(error.explanation)):
            raise


def _sweep(client: Any) -> tuple[str, ...]:
    client.timeout = _REMOVE_SECONDS
    found: list[str] = []
    for item in client.containers(all=True, filters={"label": LABEL}):
        if owners.is_gone(str(item["Labels"].get(LABEL, ""))):
            _remove(client, item["Id"], "")
            found.append(str(item["Names"][0]).lstrip("/"))
    for volume in client.volumes(filters={"label": LABEL})["Volumes"] or ():
        if owners.is_gone(str((volume["Labels"] or {}).get(LABEL, ""))):
            _remove(client, "", volume["Name"])
            found.append(str(volume["Name"]))
    return tuple(dict.fromkeys(found))
