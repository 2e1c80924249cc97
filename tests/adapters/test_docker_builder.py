"""DockerBuilder on the real engine: the contract, what is sent, and an engine that behaves badly."""

from __future__ import annotations

import asyncio
import secrets
import urllib.error
import urllib.request
from collections.abc import AsyncIterator
from pathlib import Path

import docker
import pytest

from desktop_pipeline.adapters.docker import DockerBuilder
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
