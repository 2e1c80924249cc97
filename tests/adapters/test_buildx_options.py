"""What only a BuildKit elsewhere can do, on a real one with an empty store of its own: cache in the registry, SBOM, ssh agent, drivers."""

from __future__ import annotations

import asyncio
import json
import os
import secrets
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import asyncssh
import pytest

from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.ports import BuildRequest
from tests import leftovers
from tests.adapters.contract_builder import folder
from tests.adapters.support import MemoryLog, Steps
from tests.adapters.test_buildx_builder import ask, buildkit, docker_command, manifest
from tests.engines_support import Engines

__all__ = ["buildkit", "folder"]
pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]

SCANNER = "docker/buildkit-syft-scanner"
SCAN = """\
FROM {registry}/base/busybox:1
RUN printf '%s\\n' '#!/bin/sh' 'ls $BUILDKIT_SCAN_SOURCE > /dev/null || exit 1' \
 'echo "{{\\"_type\\":\\"https://in-toto.io/Statement/v0.1\\",\\"predicateType\\":\\"https://spdx.dev/Document\\",\\"predicate\\":{{\\"name\\":\\"{mark}\\"}}}}" \
 > $BUILDKIT_SCAN_DESTINATION/sbom.spdx.json' > /scan && chmod +x /scan
ENTRYPOINT ["/scan"]
"""
ASK_AGENT = """\
FROM {registry}/base/debian:12
RUN --mount=type=ssh perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new($ENV{{SSH_AUTH_SOCK}}) or die "no agent"; \
 syswrite $s, pack("NC", 1, 11); sysread $s, $answer, 4096; $answer =~ /(key-[0-9a-f]+)/ or die "no key"; print "$1\\n"'
"""


class Far:
    """A BuildKit on this computer, as far away as another one: its store is its own, and Docker Hub is a folder of the lab's registry."""

    def __init__(self, engines: Engines, name: str) -> None:
        self.engines, self.name = engines, name
        self.repository = f"{engines.registry}/{name}"

    def request(self, folder: Path, text: str, **more: object) -> BuildRequest:
        text = text.replace("BASE", f"{self.engines.registry}/base/busybox:1")
        return BuildRequest(folder, f"{self.repository}:1", dockerfile_text=text, **more)  # type: ignore[arg-type]  # of the request


@pytest.fixture(scope="module")
def far(buildkit: Engines, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Far]:
    name = f"t-far-{secrets.token_hex(4)}"
    place, hub = tmp_path_factory.mktemp("buildkit"), f"{buildkit.registry}/{name}-hub"
    socket = place / "socket"
    (place / "buildkitd.toml").write_text(f"""
root = "{place}/root"
[grpc]
address = ["unix://{socket}"]
[worker.oci]
platforms = ["linux/amd64"]
[worker.containerd]
enabled = false
[registry."{buildkit.registry}"]
http = true
[registry."docker.io"]
mirrors = ["{hub}"]
""")
    command = [str(buildkit.kubeconfig.parent / "buildkitd"), "--config", str(place / "buildkitd.toml")]
    with (place / "log").open("wb") as log:
        daemon = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=log, stderr=log)
    leftovers.SERVERS.add(daemon.pid)
    try:
        deadline = time.monotonic() + 60
        while not socket.exists():
            assert daemon.poll() is None and time.monotonic() < deadline, (place / "log").read_text()
            time.sleep(0.05)
        docker_command("buildx", "create", "--name", name, "--driver", "remote", f"unix://{socket}")
        yield Far(buildkit, name)
        docker_command("buildx", "rm", name)
    finally:
        daemon.terminate()
        daemon.wait(30)
        shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
async def builder(far: Far) -> AsyncIterator[BuildxBuilder]:
    made = BuildxBuilder(builder=far.name)
    yield made
    await made.close()


def layers_of(far: Far, image: str) -> list[tuple[str, dict[str, object]]]:
    """Kind and content of each attestation of an image that `build` has given."""
    index = manifest(far.engines, far.repository, image.partition("@")[2])
    found: list[tuple[str, dict[str, object]]] = []
    for item in index.get("manifests", ()):  # type: ignore[attr-defined]  # JSON
        if item["annotations"].get("vnd.docker.reference.type") == "attestation-manifest" if "annotations" in item else False:
            for layer in manifest(far.engines, far.repository, item["digest"])["layers"]:  # type: ignore[attr-defined]  # JSON
                answer = ask(far.engines, f"{far.engines.registry}/v2/{far.name}/blobs/{layer['digest']}")
                assert answer is not None
                found.append((layer["annotations"]["in-toto.io/predicate-type"], json.loads(answer[0])))
    return found


async def test_cache_comes_from_the_registry(far: Far, builder: BuildxBuilder, folder: Path) -> None:
    cache = f"type=registry,ref={far.repository}:cache"
    text = f"FROM BASE\nRUN echo {secrets.token_hex(4)} > /made; cat /proc/sys/kernel/random/uuid > /once\n"
    other = BuildxBuilder(builder="lab-remote")
    try:
        first = await other.build(far.request(folder, text, cache_to=(f"{cache},mode=max",), provenance=False), {}, MemoryLog(), Steps())
    finally:
        await other.close()
    log = MemoryLog()
    again = await builder.build(far.request(folder, text, cache_from=(cache,), provenance=False), {}, log, Steps())
    assert any(line.startswith("=> CACHED [2/2] RUN") for line in log.lines), log.text
    one, two = (manifest(far.engines, far.repository, image.partition("@")[2])["layers"] for image in (first, again))
    assert one == two


async def test_sbom_and_provenance(far: Far, builder: BuildxBuilder, folder: Path) -> None:
    mark = secrets.token_hex(4)
    scanner = BuildRequest(
        folder, f"{far.repository}-hub/{SCANNER}:stable-1", dockerfile_text=SCAN.format(registry=far.engines.registry, mark=mark),
        provenance=False)
    image = await builder.build(scanner, {}, MemoryLog(), Steps())
    await builder.push(image, scanner.reference, None, MemoryLog(), Steps())
    text = "FROM BASE\nRUN echo made > /made\n"
    for sbom, provenance, kinds in (
        (True, True, {"https://spdx.dev/Document", "https://slsa.dev/provenance/v0.2"}), (True, False, {"https://spdx.dev/Document"}),
        (False, True, {"https://slsa.dev/provenance/v0.2"}), (False, False, set()),
    ):
        image = await builder.build(far.request(folder, text, sbom=sbom, provenance=provenance), {}, MemoryLog(), Steps())
        found = await asyncio.to_thread(layers_of, far, image)
        assert {kind for kind, _ in found} == kinds
        assert any(mark in json.dumps(content) for _, content in found) == sbom


async def test_ssh_agent(far: Far, builder: BuildxBuilder, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    request = far.request(folder, ASK_AGENT.format(registry=far.engines.registry), ssh=True, no_cache=True)
    monkeypatch.delenv("SSH_AUTH_SOCK", raising=False)
    with pytest.raises(UserError) as caught:
        await builder.build(request, {}, MemoryLog(), Steps())
    assert caught.value.code == "build.no_ssh_agent"

    socket, comment = tmp_path / "agent", f"key-{secrets.token_hex(8)}"
    agent = subprocess.Popen(["ssh-agent", "-D", "-a", str(socket)], stdout=subprocess.DEVNULL)  # noqa: ASYNC220
    try:
        while not socket.exists():
            assert agent.poll() is None
            await asyncio.sleep(0.02)
        key = asyncssh.generate_private_key("ssh-ed25519", comment)
        key.write_private_key(str(tmp_path / "key"))
        (tmp_path / "key").chmod(0o600)
        monkeypatch.setenv("SSH_AUTH_SOCK", str(socket))
        subprocess.run(["ssh-add", "-q", str(tmp_path / "key")], check=True, env=dict(os.environ))  # noqa: ASYNC221
        log = MemoryLog()
        await builder.build(request, {}, log, Steps())
        assert comment in log.lines
        await builder.build(far.request(folder, "FROM BASE\nRUN test -z \"$SSH_AUTH_SOCK\"\n", no_cache=True), {}, MemoryLog(), Steps())
    finally:
        agent.terminate()
        agent.wait(10)
