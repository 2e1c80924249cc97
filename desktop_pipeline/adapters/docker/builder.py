"""The Builder port: images are built and pushed by a Docker engine, with its classic builder."""

from __future__ import annotations

import asyncio
import re
import shutil
import socket
from collections.abc import Callable, Mapping
from typing import Any

from docker import APIClient
from docker.errors import APIError

from desktop_pipeline.adapters.common.context_size import count
from desktop_pipeline.adapters.common.gate import Gates
from desktop_pipeline.adapters.docker.context import Context, TarStream, prepare
from desktop_pipeline.adapters.docker.engine import Engine
from desktop_pipeline.adapters.docker.events import BuildEvents, PushEvents
from desktop_pipeline.adapters.docker.job import Job
from desktop_pipeline.adapters.docker.progress import Sending, layer_sizes
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import DOCKER_HUB, ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import BuildRequest, ContextSize, EngineInfo, Login, Progress

_AGAIN = (0.5, 2.0)
"""Seconds before a push is tried again."""
_REGISTRY_ERROR = re.compile(r"\bunexpected HTTP status: 5\d\d\b")


class DockerBuilder:
    """One engine, named by address or docker context; both empty: what the docker command would take.

    Every call may also raise Unreachable `engine.unreachable`, `engine.ssh` or `engine.lost`, Refused `engine.forbidden` or
    `engine.failed`, and UserError `engine.bad_answer`, `engine.bad_host`, `engine.no_context`, `engine.bad_context` or `engine.no_ssh`.
    """

    def __init__(self, host: str = "", context: str = "", gates: Gates | None = None) -> None:
        self._engine = Engine(host, context, gates)

    async def info(self) -> EngineInfo:
        """Version and platform of the engine."""
        return await self._engine.ask(_info)

    async def free_space(self) -> int | None:
        """Free bytes of the engine's own folder, where it is one of this computer; that of an engine in a virtual machine is not."""
        return await self._engine.do(_free_space)

    async def measure(self, request: BuildRequest) -> ContextSize:
        """Count what is sent."""
        return await self.count(request)

    async def count(self, request: BuildRequest, *, buildkit: bool = False) -> ContextSize:
        """The same, also by BuildKit's rules."""
        def work(stopped: Callable[[], bool]) -> ContextSize:
            context = prepare(request.context, request.dockerfile, request.dockerfile_text, buildkit=buildkit)
            return count(context.folder, context.rules, stopped)

        return await self._engine.aside(work)

    async def build(self, request: BuildRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> str:
        """Build and tag an image; its id. Raises UserError `build.failed` and its kin, Refused `build.base_unauthorized`."""
        ImageRef.parse(request.reference)
        _check(request)
        redact = Redactor(login.secret for login in logins.values())

        def work(job: Job, client: APIClient) -> str:
            context = prepare(request.context, request.dockerfile, request.dockerfile_text)
            sending = Sending(progress, request.context_size)
            return _build(job, client, request, context, BuildEvents(log, sending.rest, redact, job.host), sending)

        return await self._engine.do(work, redact, logins)

    async def push(self, image_id: str, reference: str, login: Login | None, log: LogWriter, progress: Progress) -> str:
        """Give an image of the engine the name repo:tag and push it; the digest that the registry gave it.

        Also raises UserError `builds.race_lost` when somebody else at this engine gave the name to another image meanwhile. An error of the
        registry's own (status 500 and above) is no end: what is pushed again is there already. Some give one while two push one layer.
        """
        image = ImageRef.parse(reference)
        redact = Redactor([login.secret] if login else [])

        def work(job: Job, client: APIClient) -> str:
            progress(None, Message.of("push.waiting", host=image.host or DOCKER_HUB))
            _tag(client, image_id, image)
            digest = _push(client, image, login, PushEvents(log, progress, redact, image, _sizes(client, image_id)))
            _same(client, image_id, image, digest)
            return digest

        for wait in _AGAIN:
            try:
                return await self._engine.do(work, redact)
            except UserError as error:
                if not _REGISTRY_ERROR.search(error.message.argument("text")):
                    raise
                log.write(f"{error} It is tried again in {wait} s.")
            await asyncio.sleep(wait)
        return await self._engine.do(work, redact)

    async def close(self) -> None:
        """Stop what runs; no thread is left."""
        await self._engine.close()


def _info(job: Job, client: APIClient) -> EngineInfo:
    found: dict[str, Any] = client.version()
    platform = f"{found.get('Os', '')}/{found.get('Arch', '')}"
    return EngineInfo(version=str(found.get("Version", "")), platform=platform, platforms=(platform,))


def _free_space(job: Job, client: APIClient) -> int | None:
    if not job.host.startswith("unix://"):
        return None
    found: dict[str, Any] = client.info()
    root = str(found.get("DockerRootDir") or "")
    if found.get("Name") != socket.gethostname() or not root.startswith("/"):
        return None
    try:
        return shutil.disk_usage(root).free
    except OSError:
        return None


def _build(
    job: Job, client: APIClient, request: BuildRequest, context: Context, events: BuildEvents, sending: Sending
) -> str:
    try:
        stream = client.build(
            fileobj=TarStream(context, job.stopped, sending.sent),  # type: ignore[arg-type]  # requests sends any iterable of bytes
            custom_context=True, tag=request.reference, dockerfile=context.dockerfile, buildargs=dict(request.arguments),
            labels=dict(request.labels), target=request.target or None, nocache=request.no_cache, pull=request.pull,
            rm=True, forcerm=True, use_config_proxy=True, decode=True,
        )
        for event in stream:
            events.feed(_checked(event))
    except APIError as error:
        raise events.failed(job.refused(error)) from error
    return events.image()


def _check(request: BuildRequest) -> None:
    """Raises UserError `build.needs_buildkit`."""
    asked = {
        "platforms": request.platforms, "secrets": request.secrets, "ssh": request.ssh, "cache from": request.cache_from,
        "cache to": request.cache_to, "provenance": request.provenance, "SBOM": request.sbom,
    }
    if found := [name for name, value in asked.items() if value]:
        raise UserError("build.needs_buildkit", what=", ".join(found))


def _tag(client: APIClient, image_id: str, reference: ImageRef) -> None:
    """Raises UserError `push.no_image`."""
    target = reference.normalised()
    try:
        client.tag(image_id, target.repository, target.tag)
    except APIError as error:
        if error.status_code == 404:
            raise UserError("push.no_image", reference=reference) from error
        raise


def _sizes(client: APIClient, image_id: str) -> dict[str, int]:
    return layer_sizes(client.inspect_image(image_id), client.history(image_id))  # type: ignore[no-untyped-call]  # the SDK's own


def _same(client: APIClient, image_id: str, image: ImageRef, digest: str) -> None:
    """Whoever builds at the same engine may have given the name to another image: the engine notes at the image that it really pushed
    the digest that it got. Raises UserError `builds.race_lost`."""
    ours: dict[str, Any] = client.inspect_image(image_id)  # type: ignore[no-untyped-call]  # the SDK's own
    if any(str(item).endswith(f"@{digest}") for item in ours.get("RepoDigests") or ()):
        return
    there = str(client.inspect_image(str(image.normalised()))["Id"])  # type: ignore[no-untyped-call]  # the SDK's own
    if ours["Id"] != there:
        raise UserError("builds.race_lost", tag=image.normalised().tag, pushed=ours["Id"], found=there)


def _checked(event: object) -> dict[str, Any]:
    if not isinstance(event, dict):
        raise TypeError(f"an event is {type(event).__name__}")
    return event


def _push(client: APIClient, image: ImageRef, login: Login | None, events: PushEvents) -> str:
    auth = {"username": login.username, "password": login.secret} if login else {}
    try:
        for event in client.push(image.repository, image.normalised().tag, stream=True, auth_config=auth, decode=True):
            events.feed(_checked(event))
    except APIError as error:
        raise events.failed(str(error.explanation or error)) from error
    return events.digest()
