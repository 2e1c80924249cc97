"""A Docker engine in memory: builds in a few seconds with real-looking lines, and pushes into the sandbox's registries."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from desktop_pipeline.adapters.common.context_size import count
from desktop_pipeline.adapters.common.ignore import read_rules
from desktop_pipeline.adapters.sandbox.registry import CRASH, GOOD, Behaviour, Shelf, digest_of
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import DOCKER_HUB, LATEST, ImageRef
from desktop_pipeline.domain.log_lines import cause
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.kept_ports import LogWriter
from desktop_pipeline.services.ports import BuildRequest, ContextSize, EngineInfo, Login, Progress

_FAILS = re.compile(r"\bexit\s+(?P<code>[1-9][0-9]*)\b|(?:^|[\s/;&])(?P<false>false)\b")
_INSTRUCTIONS = frozenset({
    "ADD", "ARG", "CMD", "COPY", "ENTRYPOINT", "ENV", "EXPOSE", "FROM", "HEALTHCHECK", "LABEL", "MAINTAINER", "ONBUILD", "RUN", "SHELL",
    "STOPSIGNAL", "USER", "VOLUME", "WORKDIR"})
_CRASHES = re.compile(r"\bexit\s+[1-9]|\bfalse\b")
_STEP, _LAYER, _TICKS = 0.45, 0.12, 4
_WORK = {
    "pip": ("Collecting requirements", "Downloading packages (14.2 MB)", "Successfully installed 23 packages"),
    "apk": ("fetch https://dl-cdn.alpinelinux.org/alpine/v3.21/main/APKINDEX.tar.gz", "(1/1) Installing tini (0.19.0-r3)", "OK: 9 MiB"),
    "npm": ("added 812 packages in 3s", "> build", "built in 2.41s"),
    "python": ("============ test session starts ============", "collected 119 items", "119 passed in 1.32s"),
}


@dataclass(frozen=True, slots=True)
class _Built:
    id: str
    labels: Mapping[str, str]
    created: float
    size: int
    behaviour: Behaviour


class SandboxBuilder:
    """A Docker engine. Handles of tests: `down` (no answer), `slow` (times as long), `fail_next` (the next build fails with this text),
    `behaviour` (how containers of what is built next behave), `builds` (what was asked for), `running` (builds at work now)
    and `more_context` (bytes that the files of a build have beyond those that are there).

    A build fails by itself when a RUN line says `exit 7` or `false`; an image whose CMD says so crashes when it is run.
    """

    def __init__(self, timeline: Timeline, shelf: Shelf) -> None:
        self._timeline, self._shelf = timeline, shelf
        self._images: dict[str, _Built] = {}
        self.down = False
        self.slow = 1.0
        self.fail_next = self.push_fails = ""
        self.behaviour: Behaviour | None = None
        self.builds: list[BuildRequest] = []
        self.running = 0
        self.more_context = 0
        self.free: int | None = None
        """Bytes free at the engine; None = it does not tell."""

    async def info(self) -> EngineInfo:
        await self._timeline.sleep_real(0.002)
        if self.down:
            raise Unreachable("engine.unreachable", host="sandbox", text="connection refused.")
        return EngineInfo("28.2 (sandbox)", "linux/amd64", platforms=("linux/amd64",))

    async def free_space(self) -> int | None:
        await self.info()
        return self.free

    async def measure(self, request: BuildRequest) -> ContextSize:
        if not request.context.is_dir():
            raise UserError("build.no_context", folder=request.context)
        if not request.dockerfile_text and not (request.context / request.dockerfile).is_file():
            raise UserError("build.no_dockerfile", dockerfile=request.dockerfile)
        rules = request.context / ".dockerignore"
        found = await asyncio.to_thread(count, request.context, read_rules(rules.read_bytes() if rules.is_file() else b""))
        return replace(found, size=found.size + self.more_context)

    async def build(self, request: BuildRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> str:
        await self.info()
        ImageRef.parse(request.reference)
        self.builds.append(request)
        self.running += 1
        try:
            return await self._build(request, logins, log, progress)
        except asyncio.CancelledError:
            log.write("build stopped")
            raise
        finally:
            self.running -= 1

    async def _build(self, request: BuildRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> str:
        steps = _steps(request)
        fail, self.fail_next = self.fail_next, ""
        layer = ""
        for number, line in enumerate(steps, 1):
            step = f"Step {number}/{len(steps)} : {line}"
            progress((number - 1) / len(steps), Message.of("build.step", step=number, of=len(steps), text=line))
            log.write(step)
            said: list[str] = []
            word = line.partition(" ")[0].upper()
            if word == "FROM":
                await self._pause(_STEP)
                self._base(line.split()[1], logins, step)
            elif word == "RUN":
                log.write(f" ---> Running in {layer[::-1]}")
                await self._run(line[4:].strip(), said, log)
                if found := _FAILS.search(line):
                    fail = f"The command '/bin/sh -c {line[4:]}' returned a non-zero code: {found['code'] or 1}"
            else:
                await self._pause(_STEP / 4)
            if fail and (word == "RUN" or number == len(steps)):
                log.write(fail)
                raise UserError("build.failed", step=step, text=cause(fail, said[-20:]), lines="\n".join(said[-20:]))
            layer = digest_of(layer, line, request.context.name)[7:19]
            log.write(f" ---> {layer}")
        progress(1.0, Message.of("build.built"))
        return self._keep(request, steps, log)

    async def _run(self, command: str, said: list[str], log: LogWriter) -> None:
        """What a shell command says: what it echoes, or something that looks like work. `sleep 5` takes five seconds."""
        def say(text: str) -> None:
            said.append(text)
            log.write(text)

        parts = [part.strip() for part in re.split(r"&&|\|\||;", command)]
        for part in parts:
            if part.startswith("echo "):
                say(re.sub(r"\s*[12]?>.*", "", part[5:]).strip("'\""))
            elif match := re.fullmatch(r"sleep\s+([0-9.]+).*", part):
                await self._pause(float(match[1]))
            elif not _FAILS.search(part):
                for text in _WORK.get(part.partition(" ")[0], ("preparing …", "done")):
                    await self._pause(_STEP / 3)
                    say(text)
        await self._pause(_STEP / 3)

    def _base(self, name: str, logins: Mapping[str, Login], step: str) -> None:
        """Whether a base image can be had. Of registries and repositories that the sandbox does not know all is taken as it is."""
        if name == "scratch" or name.startswith("$"):
            return
        try:
            base = ImageRef.parse(name).normalised()
        except UserError as error:
            raise UserError("build.failed", step=step, text=str(error), lines="") from error
        registry = self._shelf.known(base.host)
        if registry is None:
            return
        if not registry.opens(logins.get(base.host)):
            raise Refused("build.base_unauthorized", step=step, text=f"pull access denied for {base.repository}, authentication required")
        known = base.path in registry.repositories or base.host != DOCKER_HUB
        if known and not registry.find(base.path, base.digest or base.tag):
            raise UserError("build.failed", step=step, text=f"manifest for {name} not found: manifest unknown", lines="")

    def _keep(self, request: BuildRequest, steps: list[str], log: LogWriter) -> str:
        now = self._timeline.now()
        image_id = digest_of("image", request.reference, now, sorted(request.labels.items()))
        command = next((line for line in reversed(steps) if line.upper().startswith(("CMD", "ENTRYPOINT"))), "")
        behaviour = self.behaviour or (CRASH if _CRASHES.search(command) else GOOD)
        self.behaviour = None
        size = 28_000_000 + int(image_id[7:13], 16)
        self._images[image_id] = _Built(image_id, dict(request.labels), now, size, behaviour)
        log.write(f"Successfully built {image_id[7:19]}")
        log.write(f"Successfully tagged {request.reference}")
        return image_id

    async def push(self, image_id: str, reference: str, login: Login | None, log: LogWriter, progress: Progress) -> str:
        await self.info()
        target = ImageRef.parse(reference).normalised()
        image = self._images.get(image_id)
        if image is None:
            raise UserError("push.no_image", reference=reference)
        registry = self._shelf.known(target.host)
        log.write(f"The push refers to repository [{target.repository}]")
        progress(None, Message.of("push.waiting", host=target.host))
        if registry is None:
            text = f'Get "https://{target.host}/v2/": dial tcp: lookup {target.host}: no such host.'
            raise Unreachable("registry.unreachable", host=target.host, text=text)
        registry.check(login)
        layers = [digest_of(image.id, number)[7:19] for number in range(4)]
        for number, layer in enumerate(layers):
            for tick in range(_TICKS):
                fraction = (number + (tick + 1) / _TICKS) / len(layers)
                done = f"{image.size * fraction / 1e6:.1f}"
                progress(min(0.99, fraction), Message.of("push.progress", done=done, total=f"{image.size / 1e6:.1f}"))
                await self._pause(_LAYER / _TICKS)
            log.write(f"{layer}: Pushed")
        if self.push_fails:
            raise UserError("push.failed", reference=reference, text=self.push_fails)
        digest = registry.put(
            target.path, target.tag or LATEST, digest=digest_of("manifest", image.id), created=image.created, size=image.size,
            labels=image.labels, platforms=("linux/amd64",), behaviour=image.behaviour)
        progress(1.0, Message.of("push.pushed"))
        log.write(f"{target.tag or LATEST}: digest: {digest} size: 1778")
        return digest

    async def close(self) -> None:
        pass

    async def _pause(self, seconds: float) -> None:
        await self._timeline.sleep(seconds * self.slow)


def _steps(request: BuildRequest) -> list[str]:
    """The instructions of the Dockerfile. Raises UserError `build.no_context`, `build.no_dockerfile`, `build.failed`."""
    if not request.context.is_dir():
        raise UserError("build.no_context", folder=request.context)
    text, path = request.dockerfile_text, request.context / request.dockerfile
    if not text:
        if not path.is_file():
            raise UserError("build.no_dockerfile", dockerfile=request.dockerfile)
        text = path.read_text(encoding="utf-8")
    joined = re.sub(r"\\\n\s*", "", text)
    steps = [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
    for line in steps:
        if line.partition(" ")[0].upper() not in _INSTRUCTIONS:
            raise UserError("build.failed", step="", text=f"dockerfile parse error: unknown instruction: {line.split()[0]}", lines="")
    if not any(line.upper().startswith("FROM ") for line in steps):
        raise UserError("build.failed", step="", text="no build stage in current context", lines="")
    return [*steps, *(f"LABEL {name}={value}" for name, value in request.labels.items())]
