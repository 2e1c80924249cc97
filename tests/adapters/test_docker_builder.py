"""DockerBuilder on the real engine: the contract, what is sent, and an engine that behaves badly."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import docker
import pytest

from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker import builder as builder_module
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.services.ports import BuildRequest, Login
from tests.adapters.contract_builder import BuilderContract, BuilderWorld, folder
from tests.adapters.support import MemoryLog, Steps
from tests.engines_support import Engines

__all__ = ["folder"]
ACCEPT = "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json"


def head(engines: Engines, reference: str) -> str | None:
    host, _, rest = reference.partition("/")
    path, _, tag = rest.rpartition(":")
    request = urllib.request.Request(f"http://{host}/v2/{path}/manifests/{tag}", method="HEAD", headers={"Accept": ACCEPT})
    if host == engines.registry_auth:
        import base64

        request.add_header("Authorization", "Basic " + base64.b64encode(f"{engines.user}:{engines.password}".encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            digest: str | None = answer.headers["Docker-Content-Digest"]
            return digest
    except urllib.error.HTTPError as error:
        error.close()
        assert error.code == 404, error
        return None


class DockerWorld(BuilderWorld):
    def __init__(self, engines: Engines, api: docker.APIClient) -> None:
        self.engines, self.api = engines, api
        self.name = f"t-build-{secrets.token_hex(4)}"
        self.builder = DockerBuilder(engines.docker_host)
        self.dead = DockerBuilder("unix:///nowhere/docker.sock")
        self.repository = f"{engines.registry}/{self.name}"
        self.locked = f"{engines.registry_auth}/{self.name}"
        self.login = Login(engines.user, engines.password)

    def dockerfile(self, what: str) -> str:
        base = f"FROM {self.engines.registry}/base/busybox:1\n"
        return {
            "good": f"{base}COPY file.txt /\nRUN echo hello there >&2\n",
            "fails": f"{base}RUN echo the cause; exit 7\n",
            "slow": f"{base}RUN echo begun; sleep 301 # {self.name}\n",
            "silent": f"{base}RUN sleep 302 # {self.name}\n",
            "no-base": f"FROM {self.engines.registry}/{self.name}/none:1\n",
            "locked-base": f"FROM {self.locked}/base:1\n",
            "nonsense": "FRUM what\n",
        }[what]

    async def digest(self, reference: str) -> str | None:
        return await asyncio.to_thread(head, self.engines, reference)

    async def busy(self) -> bool:
        def running() -> bool:
            return any(self.name in str(container["Command"]) for container in self.api.containers(filters={"status": "running"}))

        return await asyncio.to_thread(running)

    async def make_large(self, reference: str) -> str:
        text = f"FROM {self.engines.registry}/base/busybox:1\nRUN dd if=/dev/urandom of=/large bs=1M count=200 2>/dev/null\n"
        return await self.builder.build(BuildRequest(self.empty, reference, dockerfile_text=text), {}, MemoryLog(), Steps())

    empty: Path


@pytest.fixture
async def world(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[DockerWorld]:
    api = docker.APIClient(engines.docker_host, version="auto")
    made = DockerWorld(engines, api)
    made.empty = tmp_path_factory.mktemp("empty")
    base = f"{engines.registry}/base/busybox:1"
    if not api.images(base):
        api.pull(base)
    api.tag(base, f"{made.locked}/base", "1")
    auth = {"username": engines.user, "password": engines.password}
    for line in api.push(f"{made.locked}/base", "1", stream=True, decode=True, auth_config=auth):
        assert "error" not in line, line
    api.remove_image(f"{made.locked}/base:1")
    yield made
    await made.builder.close()
    await made.dead.close()
    for image in api.images():
        for tag in image["RepoTags"] or ():
            if made.name in tag or tag.startswith("127.0.0.1:9/"):
                api.remove_image(tag, force=True)
    api.close()


@pytest.mark.engines
class TestDockerBuilder(BuilderContract):
    async def test_the_engine_gets_the_folder_and_nothing_of_ours(self, world: DockerWorld, folder: Path) -> None:
        (folder / "kept.txt").write_text("x")
        (folder / "left-out.txt").write_text("x")
        (folder / "tool").write_text("#!/bin/sh\n")
        (folder / "tool").chmod(0o755)
        (folder / ".dockerignore").write_text("left-out.txt\nDockerfile.own\n")
        text = f"FROM {world.engines.registry}/base/busybox:1\nARG WORD\nCOPY . /got/\nRUN echo $WORD; ls -a /got; test -x /got/tool\n"
        (folder / "Dockerfile.own").write_text(text)
        for request in (
            BuildRequest(folder, f"{world.repository}:1", dockerfile_text=text, arguments={"WORD": "said"}, no_cache=True),
            BuildRequest(folder, f"{world.repository}:1", dockerfile="Dockerfile.own", arguments={"WORD": "said"}, no_cache=True),
        ):
            log = MemoryLog()
            await world.builder.build(request, {}, log, Steps())
            assert {"said", "kept.txt", "tool", "file.txt"} <= set(log.lines)
            assert not [line for line in log.lines if line.startswith((".dockerfile.", "left-out", "Dockerfile.own"))]

    async def test_labels_are_on_the_image(self, world: DockerWorld, folder: Path) -> None:
        image = await world.builder.build(self.request(world, folder, "good"), {}, MemoryLog(), Steps())
        assert world.api.inspect_image(image)["Config"]["Labels"] == {"io.desktop-pipeline.number": "7"}


@pytest.mark.engines
class TestTwoAtOneEngine:
    """They have one name for two images: what counts is which image the engine really pushed."""

    async def two(self, world: DockerWorld, folder: Path) -> tuple[str, str]:
        text = world.dockerfile("good")
        requests = [BuildRequest(folder, f"{world.repository}:1", dockerfile_text=f"{text}ENV BY={who}\n") for who in ("us", "them")]
        ours, theirs = [await world.builder.build(request, {}, MemoryLog(), Steps()) for request in requests]
        return ours, theirs

    async def test_name_taken_before_the_push(self, world: DockerWorld, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        ours, theirs = await self.two(world, folder)

        def tag(client: docker.APIClient, image: str, reference: ImageRef) -> None:
            client.tag(theirs, reference.repository, reference.tag)

        monkeypatch.setattr(builder_module, "_tag", tag)
        with pytest.raises(UserError) as caught:
            await world.builder.push(ours, f"{world.repository}:1", None, MemoryLog(), Steps())
        assert caught.value.code == "builds.race_lost"

    async def test_name_taken_after_the_push(self, world: DockerWorld, folder: Path) -> None:
        ours, theirs = await self.two(world, folder)
        reference = ImageRef.parse(f"{world.repository}:1")

        class Taking(MemoryLog):
            def write(self, line: str) -> None:
                super().write(line)
                if "digest: sha256:" in line:
                    world.api.tag(theirs, reference.repository, reference.tag)

        digest = await world.builder.push(ours, str(reference), None, Taking(), Steps())
        assert await world.digest(str(reference)) == digest
        assert world.api.inspect_image(str(reference))["Id"].startswith(theirs)


@pytest.mark.engines
@pytest.mark.parametrize("errors", [1, 99])
async def test_error_of_the_registry_itself(world: DockerWorld, engines: Engines, folder: Path, errors: int) -> None:
    """docker-registry answers 500 for a configuration while another push writes the same one."""
    request = BuildRequest(folder, f"{world.repository}:1", dockerfile_text=world.dockerfile("good"))
    image = await world.builder.build(request, {}, MemoryLog(), Steps())
    await world.builder.push(image, request.reference, None, MemoryLog(), Steps())
    host, _, port = engines.registry.rpartition(":")
    log = MemoryLog()
    async with SickRegistry(host, int(port), image, errors) as sick:
        name = f"{world.repository.replace(engines.registry, f'127.0.0.1:{sick.port}')}:1"
        try:
            pushing = world.builder.push(image, name, None, log, Steps())
            if errors > 1:
                with pytest.raises(UserError) as caught:
                    await pushing
                assert caught.value.code == "push.failed"
                assert "500" in str(caught.value)
            else:
                assert await pushing == await world.digest(f"{world.repository}:1")
        finally:
            world.api.remove_image(name)
    assert sum("tried again" in line for line in log.lines) == min(errors, 2)


class SickRegistry:
    """Forwards to a registry, but answers the first questions for a blob with 500."""

    def __init__(self, host: str, port: int, digest: str, errors: int) -> None:
        self._target, self._digest, self._errors, self.port = (host, port), digest.encode(), errors, 0
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> SickRegistry:
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        there, back = await asyncio.open_connection(*self._target)
        answers = asyncio.create_task(self._copy(there, writer))
        try:
            while block := await reader.read(64 << 10):
                if self._errors and block.startswith(b"HEAD ") and b"/blobs/" + self._digest in block:
                    self._errors -= 1
                    writer.write(b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
                    break
                back.write(block)
                await back.drain()
        finally:
            answers.cancel()
            writer.close()
            back.close()

    async def _copy(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(OSError):
            while block := await reader.read(64 << 10):
                writer.write(block)
                await writer.drain()
