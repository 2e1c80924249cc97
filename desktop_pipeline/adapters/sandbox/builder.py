"""A Docker engine in memory: builds in a few seconds with real-looking lines, and pushes into the sandbox's registries."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from desktop_pipeline.adapters.sandbox.registry import CRASH, GOOD, Behaviour, Shelf, digest_of
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import LATEST, ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.ports import BuildRequest, EngineInfo, Login, LogWriter, Progress

_DEFAULT = """\
FROM docker.io/library/python:3.12-slim
WORKDIR /app
COPY requirements.txt .
RUN pip install --no-cache-dir -r requirements.txt
COPY . .
CMD ["python", "-m", "app"]
"""
_FAILS = re.compile(r"\bexit\s+(?P<code>[1-9][0-9]*)\b|(?:^|[\s/;&])(?P<false>false)\b")
_CRASHES = re.compile(r"\bexit\s+[1-9]|\bfalse\b")
_STEP, _LAYER, _TICKS = 0.45, 0.12, 4


@dataclass(frozen=True, slots=True)
class _Built:
    id: str
    labels: Mapping[str, str]
    created: float
    size: int
    behaviour: Behaviour


class SandboxBuilder:
    """A Docker engine. Handles of tests: `down` (no answer), `slow` (times as long), `fail_next` (the next build fails with this text),
    `behaviour` (how containers of what is built next behave), `builds` (what was asked for) and `running` (builds at work now).

    A build fails by itself when a RUN line says `exit 7` or `false`; an image whose CMD says so crashes when it is run.
    """

    def __init__(self, timeline: Timeline, shelf: Shelf) -> None:
        self._timeline, self._shelf = timeline, shelf
        self._images: dict[str, _Built] = {}
        self._tags: dict[str, str] = {}
        self.down = False
        self.slow = 1.0
        self.fail_next = self.push_fails = ""
        self.behaviour: Behaviour | None = None
        self.builds: list[BuildRequest] = []
        self.running = 0

    async def info(self) -> EngineInfo:
        await self._timeline.sleep_real(0.005)
        if self.down:
            raise Unreachable("engine.unreachable", engine="sandbox", text="connection refused")
        return EngineInfo("28.2 (sandbox)", "linux/amd64")

    async def build(self, request: BuildRequest, logins: Mapping[str, Login], log: LogWriter, progress: Progress) -> str:
        await self.info()
        self.builds.append(request)
        self.running += 1
        try:
            return await self._build(request, log, progress)
        except BaseException as error:
            if not isinstance(error, UserError):
                log.write("build stopped")
            raise
        finally:
            self.running -= 1

    async def _build(self, request: BuildRequest, log: LogWriter, progress: Progress) -> str:
        steps = self._steps(request)
        fail, self.fail_next = self.fail_next, ""
        layer = ""
        for number, line in enumerate(steps, 1):
            progress((number - 1) / len(steps), Message.of("build.step", n=number, of=len(steps), text=line))
            log.write(f"Step {number}/{len(steps)} : {line}")
            layer = digest_of(layer, line, request.context.name)[7:19]
            if number > 1 and not line.startswith("RUN"):
                await self._pause(_STEP / 2)
            else:
                log.write(f" ---> Running in {layer[::-1]}" if number > 1 else " ---> Pulling the base image")
                await self._run(line, log)
            if failed := self._failure(line, fail if number == len(steps) else ""):
                log.write(failed)
                raise UserError("build.failed", text=failed)
            log.write(f" ---> {layer}")
        progress(1.0, Message.of("build.step", n=len(steps), of=len(steps), text=steps[-1]))
        return self._keep(request, steps, log)

    def _steps(self, request: BuildRequest) -> list[str]:
        text = request.dockerfile_text
        if not text:
            path = request.context / request.dockerfile
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            if not text and request.context.is_dir() and any(request.context.iterdir()):
                raise UserError("build.failed", text=f"Cannot locate specified Dockerfile: {request.dockerfile}")
        joined = re.sub(r"\\\n\s*", "", text or _DEFAULT)
        steps = [line.strip() for line in joined.splitlines() if line.strip() and not line.lstrip().startswith("#")]
        for line in steps:
            if not re.match(r"[A-Za-z]+\s", line):
                raise UserError("build.failed", text=f"dockerfile parse error: unknown instruction: {line.split()[0]}")
        if not any(re.match(r"(?i)FROM\s", line) for line in steps):
            raise UserError("build.failed", text="no build stage in current context")
        return [*steps, *(f"LABEL {name}={value}" for name, value in request.labels.items())]

    async def _run(self, line: str, log: LogWriter) -> None:
        words = line.split()
        for part in range(3):
            await self._pause(_STEP / 3)
            if line.startswith("RUN pip"):
                log.write(("Collecting requirements", "Downloading packages (14.2 MB)", "Successfully installed 23 packages")[part])
            elif line.startswith("RUN") and part < 2:
                log.write(f"{words[1] if len(words) > 1 else 'sh'}: {('preparing', 'working')[part]} …")

    def _failure(self, line: str, told: str) -> str:
        if told:
            return told
        if line.upper().startswith("FROM "):
            return self._no_base(line.split()[1])
        found = _FAILS.search(line) if line.upper().startswith("RUN ") else None
        if found is None:
            return ""
        return f"The command '/bin/sh -c {line[4:]}' returned a non-zero code: {found['code'] or 1}"

    def _no_base(self, name: str) -> str:
        """Only repositories that the sandbox knows are looked at: any other base image is taken as it is."""
        try:
            base = ImageRef.parse(name).normalised()
        except UserError as error:
            return "" if name == "scratch" or name.startswith("$") else str(error)
        registry = self._shelf.known(base.host)
        if registry is None or base.path not in registry.repositories or registry.find(base.path, base.digest or base.tag):
            return ""
        return f"manifest for {name} not found: manifest unknown"

    def _keep(self, request: BuildRequest, steps: list[str], log: LogWriter) -> str:
        now = self._timeline.now()
        image_id = digest_of("image", request.reference, now, sorted(request.labels.items()))
        command = next((line for line in reversed(steps) if line.upper().startswith(("CMD", "ENTRYPOINT"))), "")
        behaviour = self.behaviour or (CRASH if _CRASHES.search(command) else GOOD)
        self.behaviour = None
        size = 28_000_000 + int(image_id[7:13], 16)
        self._images[image_id] = _Built(image_id, dict(request.labels), now, size, behaviour)
        self._tags[request.reference] = image_id
        log.write(f"Successfully built {image_id[7:19]}")
        log.write(f"Successfully tagged {request.reference}")
        return image_id

    async def push(self, reference: str, login: Login | None, log: LogWriter, progress: Progress) -> str:
        await self.info()
        image = self._images.get(self._tags.get(reference, ""))
        if image is None:
            raise UserError("push.failed", image=reference, text=f"An image does not exist locally with the tag: {reference}")
        target = ImageRef.parse(reference).normalised()
        registry = self._shelf.known(target.host)
        log.write(f"The push refers to repository [{target.repository}]")
        if registry is None:
            text = f'Get "https://{target.host}/v2/": dial tcp: lookup {target.host}: no such host'
            raise UserError("push.failed", image=reference, text=text)
        try:
            registry.check()
        except Refused:
            raise
        except UserError as error:
            raise UserError("push.failed", image=reference, text=str(error)) from error
        layers = [digest_of(image.id, number)[7:19] for number in range(4)]
        for number, layer in enumerate(layers):
            for tick in range(_TICKS):
                fraction = (number + (tick + 1) / _TICKS) / len(layers)
                progress(fraction, Message.of("push.layer", layer=layer, n=number + 1, of=len(layers)))
                await self._pause(_LAYER / _TICKS)
            log.write(f"{layer}: Pushed")
        if self.push_fails:
            raise UserError("push.failed", image=reference, text=self.push_fails)
        digest = registry.put(
            target.path, target.tag or LATEST, digest=digest_of("manifest", image.id), created=image.created, size=image.size,
            labels=image.labels, platforms=("linux/amd64",), behaviour=image.behaviour)
        log.write(f"{target.tag or LATEST}: digest: {digest} size: 1778")
        return digest

    async def tag(self, image_id: str, reference: str) -> None:
        await self.info()
        if image_id not in self._images:
            raise UserError("build.no_image", image=image_id)
        self._tags[reference] = image_id

    async def close(self) -> None:
        pass

    async def _pause(self, seconds: float) -> None:
        await self._timeline.sleep(seconds * self.slow)
