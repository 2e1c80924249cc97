"""The Builder port on BuildKit, through `docker buildx`.

The builder of an engine (driver docker) leaves the image in the engine's store, from where it is pushed as ever. A builder elsewhere has
no store: there the build itself puts the image into the registry under its digest alone, and `push` gives that digest its tag, by way of
the registry's own interface: `docker buildx imagetools` takes longer, and plain HTTP on this computer only.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import sys
from collections.abc import Awaitable, Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from desktop_pipeline.adapters.common.gate import Gates
from desktop_pipeline.adapters.common.process import Ended
from desktop_pipeline.adapters.docker.builder import DockerBuilder
from desktop_pipeline.adapters.docker.buildx.events import RawEvents
from desktop_pipeline.adapters.docker.buildx.listing import inspect
from desktop_pipeline.adapters.docker.buildx.tool import Session, Tool
from desktop_pipeline.adapters.docker.context import prepare
from desktop_pipeline.adapters.docker.events import push_failed
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import URGENT, BuilderFound, BuildRequest, ContextSize, EngineInfo, Login, Progress
from desktop_pipeline.services.tasks import together

PutTag = Callable[[ImageRef, str, Login | None], Awaitable[bool]]
"""Lets the tag of a reference name the image with a digest, as `Registry.put_tag` does it."""
_ENGINE = "docker"  # the driver
_SECRET = "DESKTOP_PIPELINE_BUILD_SECRET_"
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")


class BuildxBuilder:
    """A buildx builder by name, or '' = that of the engine named by address or docker context (both empty: what docker would take).

    Every call may also raise Unreachable `engine.unreachable` or `engine.lost`, UserError `builder.no_buildx`, `builder.unknown`,
    `builder.failed`, `builder.cannot`, `builder.login_windows`, and those about the address of an engine.
    """

    def __init__(
        self, host: str = "", context: str = "", builder: str = "", program: str = "docker", put_tag: PutTag | None = None,
        gates: Gates | None = None,
    ) -> None:
        self._put_tag, self._gates = put_tag, gates or Gates()
        self._tool = Tool(host, context, builder, program)
        self._driver = "" if builder else _ENGINE
        self._engine = DockerBuilder(host, context, self._gates)

    async def free_space(self) -> int | None:
        """That of the engine, where its own BuildKit builds."""
        return await self._engine.free_space() if not self._tool.builder else None

    async def info(self) -> EngineInfo:
        """Driver, platforms, version and state of the builder."""
        engine = await self._engine.info() if not self._tool.builder else None
        async with self._gates.of(f"builder {self._tool.name}").passing(at_once=URGENT.get()), self._tool.session() as session:
            found = await self._inspect(session)
        platform = engine.platform if engine else next(iter(found.platforms), "")
        return EngineInfo(
            version=engine.version if engine else found.version, platform=platform, builder="buildkit", kind=found.driver,
            platforms=found.platforms, state=found.state,
        )

    async def measure(self, request: BuildRequest) -> ContextSize:
        """Count what the builder may ask for: it fetches what the Dockerfile uses, and of that what it does not have yet."""
        return await self._engine.count(request, buildkit=True)

    async def build(self, request: BuildRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> str:
        """Build an image: its id in the engine's store, or repository@digest in the registry. Errors as the port says; also
        `registry.unauthorized`, `registry.unreachable` and `push.failed` from a builder elsewhere."""
        image = ImageRef.parse(request.reference)
        prepare(request.context, request.dockerfile, request.dockerfile_text)
        redact = Redactor([*(login.secret for login in logins.values()), *request.secrets.values()])
        events = RawEvents(log, progress, redact, self._tool.name, image, request.context_size)
        if not self._tool.builder:
            await self._engine.info()  # a dead engine is found out sooner, and said better, this way
        async with self._tool.session(logins) as session:
            if not self._driver:
                await self._inspect(session)
            local = self._driver == _ENGINE
            metadata = session.folder / "metadata.json"
            arguments = _arguments(request, session, metadata)
            arguments += ["--load", f"--tag={request.reference}"] if local else [f"--output={_by_digest(image)}"]
            with _handed(request.secrets) as (options, variables):
                command = [*arguments, *options, "--", str(request.context.absolute())]
                building = session.run(command, lambda line: None, events.feed, variables)
                if self._tool.builder:  # one that is dead is found out beside it: buildx would wait 20 s for it
                    ended, _ = await together([building, self._inspect(session)])
                    assert isinstance(ended, Ended)
                else:
                    ended = await building
            if ended.code:
                raise events.failed()
            digest = _digest(metadata)
        if not digest:
            raise UserError("build.no_image", host=self._tool.name)
        events.built()
        return digest if local else f"{image.repository}@{digest}"

    async def push(self, image: str, reference: str, login: Login | None, log: LogWriter, progress: Progress) -> str:
        """Give what was built its tag in the registry; the digest."""
        target = ImageRef.parse(reference)
        if not self._driver:
            async with self._tool.session() as session:
                await self._inspect(session)
        if self._driver == _ENGINE:
            return await self._engine.push(image, reference, login, log, progress)
        digest = ImageRef.parse(image).digest
        progress(0.0, Message.of("push.waiting", host=target.normalised().host))
        await self._name(target, digest, login)
        log.write(f"{target.tag}: digest: {digest}")
        progress(1.0, Message.of("push.pushed"))
        return digest

    async def close(self) -> None:
        await self._engine.close()

    async def _name(self, target: ImageRef, digest: str, login: Login | None) -> None:
        if self._put_tag is None:
            raise UserError("builder.cannot", builder=self._tool.name, text="nothing was given to write tags with.")
        try:
            there = await self._put_tag(target, digest, login)
        except Unreachable:
            raise
        except UserError as error:
            if error.code in ("registry.unauthorized", "registry.unsafe_login"):
                raise
            raise push_failed(str(error), target) from error
        if not there:
            raise UserError("push.no_image", reference=target)

    async def _inspect(self, session: Session) -> BuilderFound:
        found = await inspect(session)
        if not self._driver and found.driver == _ENGINE:  # a docker context by its name
            await self._engine.close()
            self._engine = DockerBuilder(context=self._tool.builder, gates=self._gates)
        self._driver = found.driver
        return found


def _by_digest(image: ImageRef) -> str:
    return f"type=image,name={image.repository},push-by-digest=true,name-canonical=true,push=true"


def _arguments(request: BuildRequest, session: Session, metadata: Path) -> list[str]:
    """Raises UserError `build.bad_option` or `build.no_ssh_agent`."""
    found = ["build", session.chosen(), "--progress=rawjson", f"--metadata-file={metadata}"]
    if request.dockerfile_text:
        file = session.folder / "Dockerfile"
        file.write_text(request.dockerfile_text, "utf-8")
    else:
        file = request.context.absolute() / request.dockerfile
    found.append(f"--file={file}")
    found += [f"--build-arg={name}={value}" for name, value in request.arguments.items()]
    found += [f"--label={name}={value}" for name, value in request.labels.items()]
    for option, value in (("target", request.target), ("platform", ",".join(request.platforms))):
        if value:
            found.append(f"--{option}={value}")
    for option, wanted in (("no-cache", request.no_cache), ("pull", request.pull), ("sbom=true", request.sbom)):
        if wanted:
            found.append(f"--{option}")
    if request.ssh:
        if not os.environ.get("SSH_AUTH_SOCK"):
            raise UserError("build.no_ssh_agent")
        found.append("--ssh=default")
    found += [f"--cache-from={item}" for item in request.cache_from]
    found += [f"--cache-to={item}" for item in request.cache_to]
    if request.provenance is not None:
        found.append(f"--provenance={'true' if request.provenance else 'false'}")
    return found


@contextlib.contextmanager
def _handed(secrets: Mapping[str, str]) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Options that name the secrets of a build, and what the environment of docker needs for that.

    On Linux they are in memory of ours that has a path; elsewhere in the environment, which buildx's helpers see too.
    Raises UserError `build.bad_option`.
    """
    if bad := [name for name in secrets if not _ID.fullmatch(name)]:
        raise UserError("build.bad_option", name="secret", value=bad[0])
    if sys.platform != "linux":
        names = {name: f"{_SECRET}{number}" for number, name in enumerate(secrets)}
        yield [f"--secret=id={name},env={names[name]}" for name in secrets], {names[name]: value for name, value in secrets.items()}
        return
    with contextlib.ExitStack() as stack:
        options = []
        for name, value in secrets.items():
            file = stack.enter_context(open(os.memfd_create("build secret", os.MFD_CLOEXEC), "wb", buffering=0))
            file.write(value.encode())
            options.append(f"--secret=id={name},src=/proc/{os.getpid()}/fd/{file.fileno()}")
        yield options, {}


def _digest(metadata: Path) -> str:
    """With an image in the engine's store this is its id there, in a registry the digest there."""
    try:
        found: Any = json.loads(metadata.read_text("utf-8"))
    except (OSError, ValueError):
        return ""
    return str(found.get("containerimage.digest") or "") if isinstance(found, dict) else ""


