"""Real adapters and an endpoint that is out of reach: how many connections do they open?"""

from __future__ import annotations

import asyncio
import contextlib
import errno
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from desktop_pipeline.adapters.common.gate import Gates, is_silence
from desktop_pipeline.adapters.docker import DockerBuilder, engine
from desktop_pipeline.adapters.docker.containers import DockerContainers
from desktop_pipeline.adapters.docker.endpoint import Endpoint
from desktop_pipeline.adapters.kubernetes import KubernetesCluster
from desktop_pipeline.adapters.kubernetes.errors import Unsent
from desktop_pipeline.adapters.registry import RegistryClient
from desktop_pipeline.domain.errors import Unreachable
from desktop_pipeline.services.cluster_ports import InventoryEvent, Lost
from desktop_pipeline.services.ports import URGENT, Login
from tests.adapters.support import until

KUBECONFIG = """\
apiVersion: v1
kind: Config
current-context: lab
clusters: [{{name: lab, cluster: {{server: "https://127.0.0.1:{port}"}}}}]
contexts: [{{name: lab, context: {{cluster: lab, user: lab}}}}, {{name: other, context: {{cluster: lab, user: lab}}}}]
users: [{{name: lab, user: {{token: t}}}}]
"""


class Doorman:
    """Takes connections and counts them; closes them at once, or never says a word."""

    def __init__(self, *, silent: bool) -> None:
        self.silent, self.port, self.taken = silent, 0, 0
        self.writers: list[asyncio.StreamWriter] = []

    async def _take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.taken += 1
        if self.silent:
            self.writers.append(writer)
            return
        writer.close()


@asynccontextmanager
async def doorman(*, silent: bool = False) -> AsyncIterator[Doorman]:
    made = Doorman(silent=silent)
    server = await asyncio.start_server(made._take, "127.0.0.1", 0)
    made.port = server.sockets[0].getsockname()[1]
    try:
        yield made
    finally:
        server.close()
        for writer in made.writers:
            writer.close()
            with contextlib.suppress(OSError):
                await writer.wait_closed()


async def test_all_watches_of_a_server_share_their_attempts(tmp_path: Path) -> None:
    """Two clusters of the workspace on one server, two app maps each, five kinds: one attempt until the next is due."""
    async with doorman() as door:
        path = tmp_path / "config"
        path.write_text(KUBECONFIG.format(port=door.port))
        gates = Gates()
        clusters = [KubernetesCluster(name, name, str(path), gates) for name in ("lab", "other")]
        lost: dict[str, list[Lost]] = {}

        def hear(name: str, event: InventoryEvent) -> None:
            if isinstance(event, Lost):
                lost.setdefault(name, []).append(event)

        watches = [
            asyncio.ensure_future(cluster.watch(namespace, lambda event, name=f"{number}/{namespace}": hear(name, event)))  # type: ignore[misc]
            for number, cluster in enumerate(clusters) for namespace in ("shop", "tools")]
        try:
            await until(lambda: len(lost) == 4, 10)
            assert door.taken == 1
            await asyncio.sleep(1.0)
            assert door.taken == 1
            gates.wake()
            await until(lambda: door.taken == 2, 5)
            token = URGENT.set(True)
            try:
                with pytest.raises(Unreachable):
                    await clusters[0].namespaces()
            finally:
                URGENT.reset(token)
            assert door.taken == 3, "a run at work is let through"
        finally:
            for watch in watches:
                watch.cancel()
            await asyncio.gather(*watches, return_exceptions=True)
            for cluster in clusters:
                await cluster.close()


@asynccontextmanager
async def nobody_answers() -> AsyncIterator[int]:
    """A port of this computer that packets of new connections get no answer from: so many wait there already."""
    with contextlib.ExitStack() as stack:
        full = stack.enter_context(socket.socket())
        full.bind(("127.0.0.1", 0))
        full.listen(0)
        for _ in range(4):
            waiting = stack.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(full.getsockname())
        yield full.getsockname()[1]


@pytest.mark.parametrize("seconds", [1.0, 2.0])
async def test_a_connection_that_never_comes_is_silence_however_short_the_time(tmp_path: Path, seconds: float) -> None:
    """Were it taken for a server that is just starting, it would be asked again after two seconds."""
    async with nobody_answers() as port:
        path = tmp_path / "config"
        path.write_text(KUBECONFIG.format(port=port))
        gates = Gates()
        cluster = KubernetesCluster("lab", "lab", str(path), gates)
        try:
            link = await cluster._connect()
            for _ in range(2):
                with pytest.raises(Unsent) as caught:
                    await link.alive(seconds)
                assert is_silence(caught.value)
                gates.wake()
        finally:
            await cluster.close()


async def test_all_questions_to_a_registry_share_their_attempts() -> None:
    async def nobody() -> Login | None:
        return None

    async with doorman(silent=True) as door:
        registry = RegistryClient(f"127.0.0.1:{door.port}", True, nobody, read_seconds=0.2)
        try:
            found = await asyncio.gather(*(registry.tags(f"shop/{number}") for number in range(10)), return_exceptions=True)
            assert {type(error) for error in found} == {Unreachable}
            with pytest.raises(Unreachable):
                await registry.ping()
            assert door.taken == 1
        finally:
            await registry.close()


async def test_all_questions_to_an_engine_share_their_attempts(monkeypatch: pytest.MonkeyPatch) -> None:
    knocked: list[str] = []

    async def knock(endpoint: Endpoint) -> None:
        knocked.append(endpoint.host)
        await asyncio.sleep(0.01)
        cause = TimeoutError(errno.ETIMEDOUT, "no answer in time")
        raise Unreachable("engine.unreachable", host=endpoint.host, text="no answer in time.") from cause

    monkeypatch.setattr(engine, "_knock", knock)
    gates = Gates()
    builder, containers = DockerBuilder("tcp://192.0.2.1:2375", "", gates), DockerContainers("tcp://192.0.2.1:2375", "", gates)
    try:
        found = await asyncio.gather(builder.info(), containers.sweep(), builder.info(), return_exceptions=True)
        assert {type(error) for error in found} == {Unreachable}
        assert knocked == ["tcp://192.0.2.1:2375"]
    finally:
        await builder.close()
        await containers.close()


async def test_an_engine_that_is_not_there_can_be_left_at_once() -> None:
    """No thread waits for a connection that never comes."""
    async with doorman() as door:
        port = door.port
    builder = DockerBuilder(f"tcp://127.0.0.1:{port}", "")
    with pytest.raises(Unreachable) as caught:
        await builder.info()
    assert caught.value.code == "engine.unreachable"
    await builder.close()
