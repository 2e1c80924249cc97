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

from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.ports import BuildRequest
from desktop_pipeline.world import put_tag
from tests import leftovers
from tests.adapters.contract_builder import folder
from tests.adapters.remote_engine import RemoteEngine, remote_engine
from tests.adapters.support import MemoryLog, Steps, until
from tests.adapters.test_buildx_builder import ask, buildkit, docker_command, manifest, processes
from tests.adapters.test_remote_engine import config_with_plugins
from tests.engines_support import Engines

__all__ = ["buildkit", "folder", "remote_engine"]
pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]

SCANNER = "docker/buildkit-syft-scanner"
STATEMENT = (
    '{{"_type": "https://in-toto.io/Statement/v0.1", "predicateType": "https://spdx.dev/Document", '
    '"predicate": {{"name": "{mark}"}}}}')
SCAN = f"""\
FROM {{registry}}/base/busybox:1
RUN printf '%s\\n' '{STATEMENT}' > /statement
RUN echo 'ls $BUILDKIT_SCAN_SOURCE && cp /statement $BUILDKIT_SCAN_DESTINATION/sbom.spdx.json' > /scan
ENTRYPOINT ["/bin/sh", "/scan"]
"""
ASK_AGENT = """\
FROM {registry}/base/debian:12
RUN --mount=type=ssh perl -MIO::Socket::UNIX -e '$s = IO::Socket::UNIX->new($ENV{{SSH_AUTH_SOCK}}) or die "no agent"; \
 sub get {{ my $got = ""; while (length $got < $_[0]) {{ sysread $s, $got, $_[0] - length $got, length $got or die "cut" }} $got }} \
 syswrite $s, pack("NC", 1, 11); get(unpack("N", get(4))) =~ /(key-[0-9a-f]+)/ or die "no key"; print "$1\\n"'
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
    made = BuildxBuilder(builder=far.name, put_tag=put_tag)
    yield made
    await made.close()


def layers_of(far: Far, image: str) -> list[tuple[str, dict[str, object]]]:
    """Kind and content of each attestation of an image that `build` has given."""
    index = manifest(far.engines, far.repository, image.partition("@")[2])
    found: list[tuple[str, dict[str, object]]] = []
    for item in index.get("manifests", ()):  # type: ignore[attr-defined]  # JSON
        if item.get("annotations", {}).get("vnd.docker.reference.type") == "attestation-manifest":
            for layer in manifest(far.engines, far.repository, item["digest"])["layers"]:  # type: ignore[attr-defined]  # JSON
                answer = ask(far.engines, f"{far.engines.registry}/v2/{far.name}/blobs/{layer['digest']}")
                assert answer is not None
                found.append((layer["annotations"]["in-toto.io/predicate-type"], json.loads(answer[0])))
    return found


async def test_cache_comes_from_the_registry(far: Far, builder: BuildxBuilder, folder: Path) -> None:
    cache = f"type=registry,ref={far.repository}:cache"
    text = f"FROM BASE\nRUN echo {secrets.token_hex(4)} > /made; cat /proc/sys/kernel/random/uuid > /once\n"
    other = BuildxBuilder(builder="lab-remote", put_tag=put_tag)
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


BUILDCTL = """\
#!/usr/bin/perl
# What the driver docker-container runs in its container: `buildctl debug workers` (does it answer?) and `buildctl dial-stdio`.
use IO::Socket::UNIX; use IO::Select;
my $s = IO::Socket::UNIX->new("/run/buildkit/buildkitd.sock") or exit 1;
exit 0 if $ARGV[0] eq "debug";
my %to = (fileno(STDIN) => $s, fileno($s) => \\*STDOUT);
my $waiting = IO::Select->new(\\*STDIN, $s);
while ($waiting->count) {
    for my $from ($waiting->can_read) {
        if (sysread $from, my $block, 65536) {
            while (length $block) { my $n = syswrite $to{fileno $from}, $block or exit 1; substr($block, 0, $n) = ""; }
        } elsif ($from == $s) { exit 0; } else { $waiting->remove($from); shutdown $s, 1; }
    }
}
"""


@pytest.fixture
async def contained(
    buildkit: Engines, remote_engine: RemoteEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Far]:
    """A builder of the driver docker-container: a BuildKit in a container of another engine, from an image made of the lab's own."""
    name = f"t-contained-{secrets.token_hex(4)}"
    place = tmp_path / "image"
    place.mkdir()
    (place / "buildctl").write_text(BUILDCTL)
    (place / "buildctl").chmod(0o755)
    for program in (str(buildkit.kubeconfig.parent / "buildkitd"), shutil.which("runc")):
        assert program
        shutil.copy2(program, place)
    text = f"FROM {buildkit.registry}/base/debian:12\nCOPY buildkitd runc buildctl /usr/bin/\nENTRYPOINT [\"buildkitd\"]\n"
    image = f"{buildkit.registry}/{name}/buildkit:1"
    config = config_with_plugins(tmp_path)
    monkeypatch.setenv("DOCKER_CONFIG", str(config))
    context = remote_engine.make_context(config)
    engine = DockerBuilder(context=context)
    made = await engine.build(BuildRequest(place, image, dockerfile_text=text), {}, MemoryLog(), Steps())
    await engine.push(made, image, None, MemoryLog(), Steps())
    await engine.close()
    settings = tmp_path / "buildkitd.toml"
    settings.write_text(f'[registry."{buildkit.registry}"]\nhttp = true\n')
    options = (f"--driver-opt=image={image}", "--driver-opt=network=host", f"--buildkitd-config={settings}")
    docker_command("buildx", "create", "--name", name, "--driver", "docker-container", *options, context)
    try:
        yield Far(buildkit, name)
    finally:
        docker_command("buildx", "rm", name)
        docker_command("--context", context, "rmi", "-f", image)


async def test_a_builder_in_a_container(contained: Far, folder: Path) -> None:
    builder = BuildxBuilder(builder=contained.name, put_tag=put_tag)
    try:
        info = await builder.info()
        assert (info.kind, info.state) == ("docker-container", "inactive")  # the first build starts it
        word, log = secrets.token_hex(8), MemoryLog()
        text = f"FROM BASE\nCOPY file.txt /\nRUN --mount=type=secret,id=word test \"$(cat /run/secrets/word)\" = {word} && echo it is\n"
        request = contained.request(folder, text, secrets={"word": word}, labels={"io.desktop-pipeline.number": "7"})
        image = await builder.build(request, {}, log, Steps())
        assert "it is" in log.lines
        digest = await builder.push(image, request.reference, None, MemoryLog(), Steps())
        answer = await asyncio.to_thread(ask, contained.engines, f"{contained.engines.registry}/v2/{contained.name}/manifests/1", "HEAD")
        assert answer and answer[1] == digest
        info = await builder.info()
        assert (info.builder, info.state) == ("buildkit", "running")
        assert "linux/amd64" in info.platforms

        slow = contained.request(folder, f"FROM BASE\nRUN echo begun; sleep 303; true {contained.name}\n")
        task = asyncio.create_task(builder.build(slow, {}, log, Steps()))
        await until(lambda: task.done() or "begun" in log.lines, 60)
        assert not task.done()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await until(lambda: not any(f"true {contained.name}" in arguments for _, arguments, _ in processes()), 3)
    finally:
        await builder.close()
