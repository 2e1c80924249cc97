"""BuildxBuilder on the real BuildKit: that of the engine, and a remote one; and where secrets may be seen."""

from __future__ import annotations

import asyncio
import base64
import contextlib
import gzip
import json
import os
import secrets
import stat
import subprocess
import tempfile
import urllib.error
import urllib.request
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import docker
import pytest

from desktop_pipeline.adapters.docker import DockerBuilder
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder, builders
from desktop_pipeline.adapters.docker.buildx.events import RawEvents
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.services.ports import BuildRequest, Login
from desktop_pipeline.world import put_tag
from tests import engines_support
from tests.adapters.contract_builder import BuilderContract, BuilderWorld, folder
from tests.adapters.support import MemoryLog, Steps
from tests.engines_support import Engines

__all__ = ["folder"]
REMOTE = "lab-remote"
ACCEPT = (
    "application/vnd.docker.distribution.manifest.v2+json, application/vnd.oci.image.manifest.v1+json, "
    "application/vnd.oci.image.index.v1+json, application/vnd.docker.distribution.manifest.list.v2+json"
)


def ask(engines: Engines, path: str, method: str = "GET") -> tuple[bytes, str] | None:
    """`path` is host/v2/…; content and digest."""
    request = urllib.request.Request(f"http://{path}", method=method, headers={"Accept": ACCEPT})
    if path.startswith(engines.registry_auth):
        request.add_header("Authorization", "Basic " + base64.b64encode(f"{engines.user}:{engines.password}".encode()).decode())
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            return answer.read(), answer.headers["Docker-Content-Digest"] or ""
    except urllib.error.HTTPError as error:
        error.close()
        assert error.code == 404, error
        return None


def manifest(engines: Engines, repository: str, reference: str) -> dict[str, object]:
    host, _, path = repository.partition("/")
    found = ask(engines, f"{host}/v2/{path}/manifests/{reference}")
    assert found is not None
    content: dict[str, object] = json.loads(found[0])
    return content


def processes() -> Iterator[tuple[int, str, str]]:
    """Number, arguments and environment of each process but this one."""
    for path in Path("/proc").glob("[0-9]*"):
        if int(path.name) != os.getpid():
            try:
                yield int(path.name), (path / "cmdline").read_text("utf-8", "replace"), (path / "environ").read_text("utf-8", "replace")
            except OSError:
                continue


class BuildxWorld(BuilderWorld):
    def __init__(self, engines: Engines, api: docker.APIClient, builder: str) -> None:
        self.engines, self.api = engines, api
        self.name = f"t-buildx-{secrets.token_hex(4)}"
        self.remote = bool(builder)
        self.builder = BuildxBuilder(engines.docker_host, builder=builder, put_tag=put_tag)
        self.dead: BuildxBuilder = BuildxBuilder("unix:///nowhere/docker.sock")
        self.repository = f"{engines.registry}/{self.name}"
        self.locked = f"{engines.registry_auth}/{self.name}"
        self.login = Login(engines.user, engines.password)
        if self.remote:
            self.unknown = f"{self.repository}@sha256:" + 64 * "0"

    def dockerfile(self, what: str) -> str:
        base = f"FROM {self.engines.registry}/base/busybox:1\n"
        return {
            "good": f"{base}COPY file.txt /\nRUN echo hello there >&2\n",
            "fails": f"{base}RUN echo the cause; exit 7\n",
            "slow": f"{base}RUN echo begun; sleep 301; true {self.name}\n",
            "silent": f"{base}RUN sleep 302; true {self.name}\n",
            "no-base": f"FROM {self.engines.registry}/{self.name}/none:1\n",
            "locked-base": f"FROM {self.locked}/base:1\n",
            "nonsense": "FRUM what\n",
        }[what]

    async def digest(self, reference: str) -> str | None:
        host, _, rest = reference.partition("/")
        path, _, tag = rest.rpartition(":")
        found = await asyncio.to_thread(ask, self.engines, f"{host}/v2/{path}/manifests/{tag}", "HEAD")
        return found[1] if found else None

    async def busy(self) -> bool:
        return await asyncio.to_thread(lambda: any(f"true {self.name}" in arguments for _, arguments, _ in processes()))

    async def make_large(self, reference: str) -> str:
        text = f"FROM {self.engines.registry}/base/busybox:1\nRUN dd if=/dev/urandom of=/large bs=1M count=200 2>/dev/null\n"
        return await self.builder.build(BuildRequest(self.empty, reference, dockerfile_text=text, no_cache=True), {}, MemoryLog(), Steps())

    empty: Path


async def make(engines: Engines, builder: str, empty: Path) -> AsyncIterator[BuildxWorld]:
    api = docker.APIClient(engines.docker_host, version="auto")
    world = BuildxWorld(engines, api, builder)
    world.empty = empty
    if world.remote:
        docker_command("buildx", "create", "--name", world.name, "--driver", "remote", "unix:///nowhere/buildkit.sock")
        world.dead = BuildxBuilder(builder=world.name, put_tag=put_tag)
    classic = DockerBuilder(engines.docker_host)
    request = BuildRequest(empty, f"{world.locked}/base:1", dockerfile_text=f"FROM {engines.registry}/base/busybox:1\n", pull=True)
    image = await classic.build(request, {}, MemoryLog(), Steps())
    await classic.push(image, request.reference, world.login, MemoryLog(), Steps())
    await classic.close()
    api.remove_image(request.reference)
    yield world
    await world.builder.close()
    await world.dead.close()
    if world.remote:
        docker_command("buildx", "rm", world.name)
    for found in api.images():
        for tag in found["RepoTags"] or ():
            if world.name in tag or tag.startswith("127.0.0.1:9/"):
                api.remove_image(tag, force=True)
    api.close()


def docker_command(*arguments: str) -> str:
    return subprocess.run(["docker", *arguments], check=True, capture_output=True, text=True).stdout


@pytest.fixture(scope="session")
def buildkit(engines: Engines) -> Engines:
    """The engines with the remote builder; started where that is allowed."""
    there = subprocess.run(["docker", "buildx", "inspect", REMOTE], capture_output=True, text=True, check=False)
    if "running" not in there.stdout:
        if engines_support.mode() == "auto":
            pytest.skip(f"no builder {REMOTE}: tests/engines/engines up --only buildkit")
        engines_support.start("buildkit")
    return engines


@pytest.fixture
async def local(engines: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BuildxWorld]:
    async for world in make(engines, "", tmp_path_factory.mktemp("empty")):
        yield world


@pytest.fixture
async def remote(buildkit: Engines, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[BuildxWorld]:
    async for world in make(buildkit, REMOTE, tmp_path_factory.mktemp("empty")):
        yield world


@pytest.mark.engines
class TestBuilderOfTheEngine(BuilderContract):
    @pytest.fixture
    def world(self, local: BuildxWorld) -> BuildxWorld:
        return local

    async def test_what_it_is(self, world: BuildxWorld) -> None:
        info = await world.builder.info()
        assert (info.builder, info.kind, info.state) == ("buildkit", "docker", "running")
        assert info.platform in info.platforms

    async def test_labels_are_on_the_image(self, world: BuildxWorld, folder: Path) -> None:
        image = await world.builder.build(self.request(world, folder, "good"), {}, MemoryLog(), Steps())
        assert world.api.inspect_image(image)["Config"]["Labels"] == {"io.desktop-pipeline.number": "7"}

    async def test_what_this_driver_cannot_do(self, world: BuildxWorld, folder: Path) -> None:
        request = BuildRequest(
            folder, f"{world.repository}:1", dockerfile_text=world.dockerfile("good"), platforms=("linux/amd64", "linux/arm64"),
        )
        with pytest.raises(UserError) as caught:
            await world.builder.build(request, {}, MemoryLog(), Steps())
        assert caught.value.code == "builder.cannot"


@pytest.mark.engines
@pytest.mark.timeout(1200)
class TestRemoteBuilder(BuilderContract):
    @pytest.fixture
    def world(self, remote: BuildxWorld) -> BuildxWorld:
        return remote

    async def test_what_it_is(self, world: BuildxWorld) -> None:
        info = await world.builder.info()
        assert (info.builder, info.kind, info.state) == ("buildkit", "remote", "running")
        assert {"linux/amd64", "linux/arm64"} <= set(info.platforms)

    async def test_two_platforms(self, world: BuildxWorld, folder: Path) -> None:
        text = f"FROM --platform=$BUILDPLATFORM {world.engines.registry}/base/busybox:1 AS made\nRUN echo $$ > /made\n"
        text += "FROM scratch\nARG TARGETARCH\nCOPY --from=made /made /made\nCOPY file.txt /\n"
        for number, (provenance, kinds) in enumerate(((True, 4), (False, 2))):
            request = BuildRequest(
                folder, f"{world.repository}:{number}", dockerfile_text=text, platforms=("linux/amd64", "linux/arm64"),
                provenance=provenance,
            )
            image = await world.builder.build(request, {}, MemoryLog(), Steps())
            digest = await world.builder.push(image, request.reference, None, MemoryLog(), Steps())
            assert await world.digest(request.reference) == digest
            found = manifest(world.engines, world.repository, str(number))
            assert isinstance(found["manifests"], list)
            assert len(found["manifests"]) == kinds
            assert {"amd64", "arm64"} <= {item["platform"]["architecture"] for item in found["manifests"]}

    async def test_a_single_manifest_stays_one(self, world: BuildxWorld, folder: Path) -> None:
        request = BuildRequest(folder, f"{world.repository}:1", dockerfile_text=world.dockerfile("good"), provenance=False)
        image = await world.builder.build(request, {}, MemoryLog(), Steps())
        digest = await world.builder.push(image, request.reference, None, MemoryLog(), Steps())
        assert await world.digest(request.reference) == digest
        assert "config" in manifest(world.engines, world.repository, "1")

    async def test_login_for_the_registry_is_needed_to_build(self, world: BuildxWorld, folder: Path) -> None:
        request = BuildRequest(folder, f"{world.locked}:1", dockerfile_text=world.dockerfile("good"), no_cache=True)
        with pytest.raises(Refused) as caught:
            await world.builder.build(request, {}, MemoryLog(), Steps())
        assert caught.value.code == "registry.unauthorized"
        host = world.locked.partition("/")[0]
        image = await world.builder.build(request, {host: world.login}, MemoryLog(), Steps())
        assert await world.digest(request.reference) is None
        digest = await world.builder.push(image, request.reference, world.login, MemoryLog(), Steps())
        assert await world.digest(request.reference) == digest

    async def test_nowhere_to_put_it(self, world: BuildxWorld, folder: Path) -> None:
        request = BuildRequest(folder, "127.0.0.1:9/some/where:1", dockerfile_text=world.dockerfile("good"))
        with pytest.raises(Unreachable) as caught:
            await world.builder.build(request, {}, MemoryLog(), Steps())
        assert caught.value.code == "registry.unreachable"

    async def test_cache_in_the_registry(self, world: BuildxWorld, folder: Path) -> None:
        cache = f"type=registry,ref={world.repository}:cache"
        request = BuildRequest(
            folder, f"{world.repository}:1", dockerfile_text=world.dockerfile("good"), cache_to=(f"{cache},mode=max",), cache_from=(cache,),
        )
        await world.builder.build(request, {}, MemoryLog(), Steps())
        log = MemoryLog()
        await world.builder.build(request, {}, log, Steps())
        assert any(line.startswith("=> CACHED [3/3] RUN") for line in log.lines)
        assert await world.digest(f"{world.repository}:cache")

    async def test_secrets_are_seen_by_nobody_else(self, world: BuildxWorld, folder: Path) -> None:
        canary, pull = "canary-" + secrets.token_hex(8), Login("anna", "canary-" + secrets.token_hex(8))
        text = (
            f"FROM {world.engines.registry}/base/busybox:1\n"
            "RUN --mount=type=secret,id=word cat /run/secrets/word\n"
            f"RUN --mount=type=secret,id=word sleep 1; true {world.name}; wc -c < /run/secrets/word\n"
        )
        request = BuildRequest(folder, f"{world.repository}:1", dockerfile_text=text, secrets={"word": canary}, no_cache=True)
        logins = {"registry.example": pull, world.locked.partition("/")[0]: world.login}
        log = MemoryLog()
        task = asyncio.create_task(world.builder.build(request, logins, log, Steps()))
        while not await world.busy():
            assert not task.done(), task
            await asyncio.sleep(0.02)
        found = list(processes())
        assert any("buildx" in arguments for _, arguments, _ in found)
        for _, arguments, environment in found:
            assert canary not in arguments
            assert not any(item.secret in arguments + environment for item in (pull, world.login) if item.secret.startswith("canary"))
            assert canary not in environment
        files = our_files()
        assert files
        for content in files:
            assert canary.encode() not in content
            assert pull.secret.encode() not in content
        assert not task.done()
        image = await task
        assert canary not in log.text
        assert "•" in log.text  # the step that prints it
        assert str(len(canary)) in log.lines
        repository, _, digest = image.partition("@")
        host, _, path_ = repository.partition("/")
        seen, waiting = b"", [f"manifests/{digest}"]
        while waiting:  # index, manifests, attestations, configuration and layers
            answer = ask(world.engines, f"{host}/v2/{path_}/{waiting.pop()}")
            assert answer is not None
            part = gzip.decompress(answer[0]) if answer[0].startswith(b"\x1f\x8b") else answer[0]
            seen += part
            content = json.loads(part) if b'"schemaVersion"' in part[:200] else {}
            waiting += [f"manifests/{item['digest']}" for item in content.get("manifests", ())]
            waiting += [f"blobs/{item['digest']}" for item in (*content.get("layers", ()), *filter(None, [content.get("config")]))]
        assert canary.encode() not in seen
        assert b"word" in seen

    async def test_cancelled_build_leaves_no_file(self, world: BuildxWorld, folder: Path) -> None:
        task = asyncio.create_task(world.builder.build(self.request(world, folder, "slow"), {}, MemoryLog(), Steps()))
        while not await world.busy():
            assert not task.done()
            await asyncio.sleep(0.02)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        assert not [content for content in our_files() if world.name.encode() in content]


def our_files() -> list[bytes]:
    """Contents of the files that sessions with buildx keep now."""
    found = []
    for place in Path(tempfile.gettempdir()).glob("desktop-pipeline-buildx-*"):
        with contextlib.suppress(FileNotFoundError):  # another test's, just being removed
            assert stat.S_IMODE(place.stat().st_mode) == 0o700
            found += [path.read_bytes() for path in place.iterdir() if path.is_file()]
    return found


@pytest.mark.engines
async def test_builders_of_this_computer(buildkit: Engines) -> None:
    found = {builder.name: builder for builder in await builders(buildkit.docker_host)}
    assert found[REMOTE].driver == "remote"
    assert "linux/arm64" in found[REMOTE].platforms
    assert found["default"].driver == "docker"
    assert found["default"].state == "running"
    assert next(item.problem for item in await builders("unix:///nowhere/docker.sock") if item.name == "default")


@pytest.mark.engines
async def test_unknown_builder(engines: Engines, folder: Path) -> None:
    builder = BuildxBuilder(builder="t-none")
    request = BuildRequest(folder, "h.example/a:1", dockerfile_text="FROM scratch\n")
    for call in (builder.info(), builder.build(request, {}, MemoryLog(), Steps())):
        with pytest.raises(UserError) as caught:
            await call
        assert caught.value.code == "builder.unknown"
    await builder.close()


@pytest.mark.parametrize("program", ["no-such-docker", "docker-without-plugins"])
async def test_no_buildx(program: str, tmp_path: Path, folder: Path) -> None:
    (tmp_path / "docker-without-plugins").write_text("#!/bin/sh\necho \"docker: 'buildx' is not a docker command.\" >&2; exit 1\n")
    (tmp_path / "docker-without-plugins").chmod(0o755)
    builder = BuildxBuilder(builder="any", program=str(tmp_path / program))
    with pytest.raises(UserError) as caught:
        await builder.info()
    assert caught.value.code == "builder.no_buildx"
    await builder.close()


# ---- what buildx says ----------------------------------------------------------------------------------------------


def told() -> tuple[RawEvents, MemoryLog, Steps]:
    log, steps = MemoryLog(), Steps()
    return RawEvents(log, steps, Redactor(["the-secret-word"]), "b", ImageRef.parse("h.example/a:1")), log, steps


def vertex(name: str, **more: object) -> str:
    return json.dumps({"vertexes": [{"digest": f"sha256:{name}", "name": name, **more}]})


def said(name: str, text: bytes) -> str:
    return json.dumps({"logs": [{"vertex": f"sha256:{name}", "stream": 1, "data": base64.b64encode(text).decode()}]})


def test_lines_of_steps_side_by_side() -> None:
    events, log, steps = told()
    for line in (
        vertex("[internal] load x", started="t", completed="t"), vertex("[1/2] A"), vertex("[2/2] B"), vertex("[1/2] A", started="t"),
        said("[1/2] A", b"one\ntw"), vertex("[2/2] B", started="t"), said("[2/2] B", b"\x1b[1mother\x1b[0m\n"),
        said("[1/2] A", b"o\nthe-secret-word"), vertex("[1/2] A", completed="t"),
        vertex("C", started="t", completed="t", cached=True), "WARNING: the-secret-word", "{broken", "7", "[]",
    ):
        events.feed(line)
    events.built()
    assert log.lines == [
        "=> [1/2] A", "one", "=> [2/2] B", "\x1b[1mother\x1b[0m", "=> [1/2] A", "two", "=> CACHED C", "WARNING: ••••••", "{broken", "7",
        "[]", "=> [1/2] A", "••••••",
    ]
    assert steps.fractions == sorted(steps.fractions)
    assert steps.fractions[0] == 0.0
    assert steps.fractions[-1] == 1.0


def status(vertex_name: str, id_: str, **more: object) -> str:
    return json.dumps({"statuses": [{"id": id_, "vertex": f"sha256:{vertex_name}", "current": 0, **more}]})


@pytest.mark.parametrize(("size", "words"), [
    (0, "sending the files: 60.0 MB"), (200_000_000, "sending the files that the build needs: 60.0 MB, at most 200.0 MB"),
    (50_000_000, "sending the files that the build needs: 60.0 MB, at most 60.0 MB"),
])
def test_files_that_are_sent(size: int, words: str) -> None:
    steps = Steps()
    events = RawEvents(MemoryLog(), steps, Redactor(), "b", ImageRef.parse("h.example/a:1"), size)
    events.feed(vertex("[internal] load build context", started="t"))
    events.feed(status("[internal] load build context", "transferring", current=60_000_000))
    assert steps.texts == [words]


def test_what_the_export_does() -> None:
    events, _, steps = told()
    events.feed(vertex("exporting to image", started="t"))
    for doing in ("exporting layers", "exporting manifest sha256:1d43", "pushing layers"):
        for ended in ({}, {"completed": "t"}):
            events.feed(status("exporting to image", doing, **ended))
    assert [text.partition("image: ")[2] for text in steps.texts] == ["", "exporting layers", "exporting manifest", "pushing layers"]


def test_bytes_move_the_bar_and_it_never_goes_back() -> None:
    events, _, steps = told()
    events.feed(vertex("[1/1] FROM", started="t"))
    for current in (10, 50, 100):
        events.feed(json.dumps({"statuses": [{"id": "layer", "vertex": "sha256:[1/1] FROM", "current": current, "total": 100}]}))
    assert steps.fractions[1:] == [0.05, 0.25, 0.5]
    for number in range(9):
        events.feed(vertex(f"[2/9] {number}", started="t"))
    assert steps.fractions[-1] == 0.5
    strange = '{"vertexes": [7], "logs": [{"vertex": "x", "data": 5}, {"data": "%"}], "statuses": [{"vertex": 1}]}'
    for garbage in ('{"vertexes": 5}', strange, "{}"):
        events.feed(garbage)


def test_clipped_output_is_said_once() -> None:
    events, log, _ = told()
    events.feed(vertex("[1/1] RUN", started="t"))
    for _ in range(2):
        events.feed(said("[1/1] RUN", b"[output clipped, log limit 200KiB/s reached]\n"))
    assert sum("leaves out output" in line for line in log.lines) == 1


@pytest.mark.parametrize(("lines", "kind", "code"), [
    (['ERROR: no builder "x" found'], UserError, "builder.unknown"),
    (["ERROR: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?"], Unreachable, "engine.unreachable"),
    ([vertex("[internal] waiting for connection", error="context deadline exceeded"), "ERROR: context deadline exceeded"],
     Unreachable, "engine.unreachable"),
    ([vertex("[1/1] RUN", started="t"), "ERROR: rpc error: code = Unavailable desc = error reading from server: EOF"],
     Unreachable, "engine.lost"),
    ([vertex("exporting to image", error="failed to push h.example/a: 401 Unauthorized"), "ERROR: x"], Refused, "registry.unauthorized"),
    ([vertex("[internal] load metadata for h/a", error="pull access denied, insufficient_scope"), "ERROR: x"],
     Refused, "build.base_unauthorized"),
    ([vertex("[2/2] RUN x", error='process "curl: 401 unauthorized" did not complete successfully: exit code: 1'), "ERROR: x"],
     UserError, "build.failed"),
    (["ERROR: failed to build: Multi-platform build is not supported for the docker driver."], UserError, "builder.cannot"),
    ([], UserError, "build.failed"), (["ERROR: the-secret-word"], UserError, "build.failed"),
])
def test_kinds_of_failure(lines: list[str], kind: type[UserError], code: str) -> None:
    events, log, _ = told()
    for line in lines:
        events.feed(line)
    error = events.failed()
    assert isinstance(error, kind)
    assert error.code == code
    assert "the-secret-word" not in str(error) + log.text

