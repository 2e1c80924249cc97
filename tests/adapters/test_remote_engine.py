"""Engines elsewhere: over TCP with TLS, and through ssh."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import shutil
import subprocess
import time
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import asyncssh
import docker
import pytest

from desktop_pipeline.adapters.common import owners
from desktop_pipeline.adapters.docker import DockerBuilder, DockerContainers
from desktop_pipeline.adapters.docker.buildx import BuildxBuilder
from desktop_pipeline.adapters.docker.containers import LABEL
from desktop_pipeline.adapters.docker.dial import arguments
from desktop_pipeline.adapters.docker.endpoint import docker_contexts
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.services.ports import Builder, BuildRequest, Login
from desktop_pipeline.services.task_ports import ContainerRequest
from tests.adapters.contract_containers import ContainersContract, ContainersWorld, work
from tests.adapters.remote_engine import RemoteEngine, remote_engine
from tests.adapters.support import MemoryLog, Steps, until
from tests.adapters.test_docker_builder import head
from tests.engines_support import Engines

__all__ = ["remote_engine", "work"]


def config_with_plugins(folder: Path) -> Path:
    config = folder / "docker-config"
    config.mkdir()
    plugins = Path.home() / ".docker" / "cli-plugins"
    if plugins.is_dir():
        (config / "cli-plugins").symlink_to(plugins)
    return config


async def build_and_push(builder: Builder, engines: Engines, folder: Path) -> None:
    reference = f"{engines.registry}/t-remote-{secrets.token_hex(4)}:1"
    (folder / "file.txt").write_text("x")
    text = f"FROM {engines.registry}/base/busybox:1\nCOPY file.txt /\nRUN echo hello there\n"
    log = MemoryLog()
    image = await builder.build(BuildRequest(folder, reference, dockerfile_text=text, no_cache=True), {}, log, Steps())
    assert "hello there" in log.lines
    digest = await builder.push(image, reference, None, MemoryLog(), Steps())
    assert await asyncio.to_thread(head, engines, reference) == digest


async def cancel_a_build(builder: Builder, engines: Engines, folder: Path) -> None:
    log = MemoryLog()
    text = f"FROM {engines.registry}/base/busybox:1\nRUN echo begun; sleep 305\n"
    request = BuildRequest(folder, "h.example/a:1", dockerfile_text=text, no_cache=True)
    task = asyncio.create_task(builder.build(request, {}, log, Steps()))
    await until(lambda: task.done() or "begun" in log.lines, 60)
    assert not task.done(), log.text
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 3
    await builder.info()


# ---- TLS -----------------------------------------------------------------------------------------------------------


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["classic", "buildx"])
@pytest.mark.parametrize("by", ["context", "variables"])
async def test_engine_over_tls(
    remote_engine: RemoteEngine, engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kind: str, by: str,
) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(config := config_with_plugins(tmp_path)))
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(remote_engine.certificates / "cert.pem"))  # that of a company: not for this engine
    (folder := tmp_path / "folder").mkdir()
    name, host = "", remote_engine.host
    if by == "context":
        name, host = remote_engine.make_context(config), ""
        found = {context.name: context for context in docker_contexts()}
        assert (found[name].host, found[name].tls) == (remote_engine.host, True)
    else:
        monkeypatch.setenv("DOCKER_CERT_PATH", str(remote_engine.certificates))
        monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    builder: Builder = DockerBuilder(host, name) if kind == "classic" else BuildxBuilder(host, name)
    try:
        assert (await builder.info()).version
        await build_and_push(builder, engines, folder)
        await cancel_a_build(builder, engines, folder)
    finally:
        await builder.close()


@pytest.mark.engines
async def test_certificates_are_looked_at(remote_engine: RemoteEngine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOCKER_CONFIG", str(tmp_path))
    monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
    for left_out in ("ca.pem", "cert.pem"):
        certificates = tmp_path / left_out
        shutil.copytree(remote_engine.certificates, certificates)
        (certificates / left_out).unlink()
        monkeypatch.setenv("DOCKER_CERT_PATH", str(certificates))
        builder = DockerBuilder(remote_engine.host)
        with pytest.raises(Unreachable) as caught:
            await builder.info()
        assert caught.value.code == "engine.unreachable"
        await builder.close()


class RemoteWorld(ContainersWorld):
    def __init__(self, engine: RemoteEngine, engines: Engines) -> None:
        place = engine.certificates
        tls = docker.tls.TLSConfig((str(place / "cert.pem"), str(place / "key.pem")), str(place / "ca.pem"), verify=True)
        self.api = docker.APIClient(engine.host, tls=tls, version="auto")
        name = f"t-containers-{secrets.token_hex(4)}"
        self.containers = DockerContainers(engine.host)
        self.dead = DockerContainers("unix:///nowhere/docker.sock")
        self.image = f"{engines.registry}/base/busybox:1"
        self.user_image = f"{engines.registry}/{name}/user:1"
        self.locked = f"{engines.registry_auth}/{name}:1"
        self.missing = f"{engines.registry}/{name}/none:1"
        self.login = Login(engines.user, engines.password)

    async def left(self) -> list[str]:
        return await asyncio.to_thread(self._left)

    def _left(self) -> list[str]:
        filters = {"label": f"{LABEL}={owners.mark()}"}
        containers = [item["Names"][0] for item in self.api.containers(all=True, filters=filters)]
        return containers + [item["Name"] for item in self.api.volumes(filters=filters)["Volumes"] or ()]


@pytest.mark.engines
class TestContainersFarAway(ContainersContract):
    """The work folder travels to another machine and back."""

    @pytest.fixture
    async def world(
        self, remote_engine: RemoteEngine, engines: Engines, tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch,
    ) -> AsyncIterator[RemoteWorld]:
        monkeypatch.setenv("DOCKER_CERT_PATH", str(remote_engine.certificates))
        monkeypatch.setenv("DOCKER_TLS_VERIFY", "1")
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):  # the test's own client would take them before its authority
            monkeypatch.delenv(name, raising=False)
        made = RemoteWorld(remote_engine, engines)
        builder, empty = DockerBuilder(remote_engine.host), tmp_path_factory.mktemp("empty")
        for reference, text in ((made.user_image, "USER 1234:1234"), (made.locked, "ENV LOCKED=1")):
            request = BuildRequest(empty, reference, dockerfile_text=f"FROM {made.image}\n{text}\n")
            image = await builder.build(request, {}, MemoryLog(), Steps())
            if reference == made.locked:
                await builder.push(image, reference, made.login, MemoryLog(), Steps())
                made.api.remove_image(reference)
        yield made
        for closed in (builder, made.containers, made.dead):
            await closed.close()
        made.api.close()


# ---- ssh -----------------------------------------------------------------------------------------------------------


class SshServer:
    """An ssh server whose only command is `docker … system dial-stdio`. `commands` is what was asked for."""

    def __init__(self, engines: Engines) -> None:
        self.engines = engines
        self.commands: list[str] = []
        self.running: set[asyncio.subprocess.Process] = set()

    async def serve(self, process: asyncssh.SSHServerProcess[bytes]) -> None:
        self.commands.append(process.command or "")
        if process.command != "docker system dial-stdio":
            process.stderr.write(b"sh: docker: not found\n")
            process.exit(127)
            return
        child = await asyncio.create_subprocess_exec(
            "docker", "-H", self.engines.docker_host, "system", "dial-stdio", stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )
        self.running.add(child)
        try:
            await asyncio.gather(_copy(process.stdin, child.stdin), _copy(child.stdout, process.stdout))
            process.exit(0)
        finally:
            if child.returncode is None:
                child.kill()
                await child.wait()
            self.running.discard(child)


async def _copy(source: Any, target: Any) -> None:
    with contextlib.suppress(OSError, asyncssh.Error):
        while block := await source.read(64 << 10):
            target.write(block)
            await target.drain()
    with contextlib.suppress(OSError):
        target.close()


@pytest.fixture
async def ssh(engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[tuple[str, SshServer]]:
    """An address, and what is behind it. The user's `ssh` is one that finds the key and knows the host."""
    server, key, host_key = SshServer(engines), asyncssh.generate_private_key("ssh-ed25519"), asyncssh.generate_private_key("ssh-ed25519")
    place = tmp_path / "ssh"
    place.mkdir()
    key.write_private_key(str(place / "key"))
    (place / "key").chmod(0o600)
    key.write_public_key(str(place / "authorized"))
    listener = await asyncssh.listen(
        "127.0.0.1", 0, server_host_keys=[host_key], authorized_client_keys=str(place / "authorized"), process_factory=server.serve,
        encoding=None,
    )
    port = listener.get_port()
    (place / "known").write_text(f"[127.0.0.1]:{port} {host_key.export_public_key().decode()}")
    options = f"-F /dev/null -i {place / 'key'} -o UserKnownHostsFile={place / 'known'} -o IdentitiesOnly=yes"
    (place / "bin").mkdir()
    (place / "bin" / "ssh").write_text(f'#!/bin/sh\nexec {shutil.which("ssh")} {options} "$@"\n')
    (place / "bin" / "ssh").chmod(0o755)
    docker_at = Path(shutil.which("docker") or "/usr/bin/docker").parent
    monkeypatch.setenv("PATH", f"{place / 'bin'}:{docker_at}:/usr/bin:/bin")
    yield f"ssh://somebody@127.0.0.1:{port}", server
    listener.close()
    await listener.wait_closed()
    await until(lambda: not server.running)


@pytest.mark.engines
@pytest.mark.parametrize("kind", ["classic", "buildx"])
async def test_engine_behind_ssh(ssh: tuple[str, SshServer], engines: Engines, tmp_path: Path, kind: str) -> None:
    address, server = ssh
    (folder := tmp_path / "folder").mkdir()
    builder: Builder = DockerBuilder(address) if kind == "classic" else BuildxBuilder(address)
    try:
        assert (await builder.info()).version
        await build_and_push(builder, engines, folder)
        await cancel_a_build(builder, engines, folder)
    finally:
        await builder.close()
    await until(lambda: not server.running)
    assert set(server.commands) == {"docker system dial-stdio"}


@pytest.mark.engines
async def test_container_behind_ssh(ssh: tuple[str, SshServer], engines: Engines, work: Path) -> None:
    containers = DockerContainers(ssh[0])
    log = MemoryLog()
    request = ContainerRequest(f"{engines.registry}/base/busybox:1", work, ("cat file.txt; echo x > made",))
    assert await containers.run(request, {}, log, Steps()) == 0
    assert "content" in log.lines
    assert (work / "made").read_text() == "x\n"
    await containers.close()


@pytest.mark.engines
async def test_ssh_that_does_not_get_through(ssh: tuple[str, SshServer], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address, _ = ssh
    for host, words in (
        (f"{address}/var/run/other.sock", "docker: not found"), ("ssh://somebody@127.0.0.1:9", "Connection refused"),
    ):
        builder = DockerBuilder(host)
        with pytest.raises(Unreachable) as caught:
            await builder.info()
        assert caught.value.code == "engine.ssh"
        assert words in caught.value.message.argument("text")
        await builder.close()
    (tmp_path / "ssh" / "known").write_text("")
    builder = DockerBuilder(address)
    with pytest.raises(Unreachable) as caught:
        await builder.info()
    assert "verification failed" in caught.value.message.argument("text")
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(UserError) as other:
        await builder.info()
    assert other.value.code == "engine.no_ssh"
    await builder.close()


@pytest.mark.engines
async def test_cancel_while_ssh_waits(engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "ssh").write_text("#!/bin/sh\nexec sleep 306\n")
    (tmp_path / "ssh").chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    builder = DockerBuilder("ssh://host.example")
    task = asyncio.create_task(builder.info())
    await asyncio.sleep(0.3)
    begun = time.monotonic()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert time.monotonic() - begun < 3
    await builder.close()


def test_what_ssh_is_told() -> None:
    options = ["-T", "-o", "BatchMode=yes", "-o", "ConnectTimeout=10"]
    assert arguments("ssh://host") == [*options, "--", "host", "docker", "system", "dial-stdio"]
    assert arguments("ssh://me@[::1]:2222/run/d.sock") == [
        *options, "-l", "me", "-p", "2222", "--", "::1", "docker", "--host", "unix:///run/d.sock", "system", "dial-stdio",
    ]
