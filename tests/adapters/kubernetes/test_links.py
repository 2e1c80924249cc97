"""Ways to the real cluster: login programs, proxies, links that break again and again."""

from __future__ import annotations

import asyncio
import base64
import json
import random
import stat
import sys
from collections.abc import AsyncIterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import yaml

from desktop_pipeline.adapters.kubernetes import KubernetesCluster
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.workloads import Kind
from tests.adapters.cluster_world import View, main, watching
from tests.adapters.fault_proxy import FaultProxy
from tests.adapters.kubernetes.lab import LabWorld, proxied, server_of
from tests.adapters.support import until
from tests.engines_support import Engines

pytestmark = pytest.mark.engines


@pytest.fixture
async def world(engines: Engines, namespace: str, tmp_path: Path) -> AsyncIterator[LabWorld]:
    async with FaultProxy(*server_of(engines)) as proxy:
        made = LabWorld(engines, namespace, proxy, tmp_path)
        try:
            yield made
        finally:
            await made.close()


async def test_many_resets(world: LabWorld) -> None:
    """RST again and again while an image changes: in the end the view is the truth."""
    key = await world.add(Kind.CRON_JOB, world.name(), main("start:0"))
    view = View()
    async with watching(world.cluster.watch(world.namespace, view)):
        await until(lambda: view.synced() == set(Kind))
        for number in range(1, 21):
            await world.somebody_sets(key, "main", f"app:{number}")
            if number % 2:
                world.proxy.reset()
            await asyncio.sleep(random.uniform(0, 0.2))
        await until(lambda: view.image(key) == "app:20")


async def test_black_hole(world: LabWorld) -> None:
    """What is sent is lost, and connections made before never work again."""
    key = await world.add(Kind.CRON_JOB, world.name(), main("app:1"))
    view = View()
    async with watching(world.cluster.watch(world.namespace, view)):
        await until(lambda: view.synced() == set(Kind))
        world.proxy.swallow()
        await until(view.lost, 45.0)
        await world.somebody_sets(key, "main", "app:2")
        begun = len(view.events)
        await world.mend()
        await until(lambda: view.synced(begun) == set(Kind) and view.image(key) == "app:2", 60.0)


async def test_a_change_of_the_network_is_enough(world: LabWorld) -> None:
    """Back within 5 s of it, though nothing would be tried for half a minute, and a question may still hang in the black hole."""
    await world.add(Kind.CRON_JOB, world.name(), main("app:1"))
    view = View()
    async with watching(world.cluster.watch(world.namespace, view)):
        await until(lambda: view.synced() == set(Kind))
        world.proxy.swallow()
        await until(view.lost, 45.0)
        await asyncio.sleep(8.0)
        begun = len(view.events)
        await world.mend()
        world.cluster._gates.wake()  # what RealWorld.wake does
        world.cluster.wake()
        await until(lambda: view.synced(begun) == set(Kind), 5.0)


async def test_nothing_stays_open(world: LabWorld) -> None:
    async with watching(world.cluster.watch(world.namespace, View())):
        await until(lambda: world.proxy.open >= len(Kind))
    await world.cluster.close()
    await until(lambda: world.proxy.open == 0, 3.0)
    with pytest.raises(Unreachable) as caught:
        await world.cluster.namespaces()
    assert caught.value.code == "cluster.closed"


async def test_login_program(engines: Engines, world: LabWorld, tmp_path: Path) -> None:
    token = next(item["user"]["token"] for item in yaml.safe_load(engines.kubeconfig.read_text())["users"] if item["name"] == "lab")
    answer = {"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": token}}
    program = tmp_path / "login"
    program.write_text(f"#!{sys.executable}\nprint({json.dumps(json.dumps(answer))})\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    login = {"apiVersion": "client.authentication.k8s.io/v1", "command": str(program), "interactiveMode": "Never"}
    path = proxied(engines, world.proxy.port, tmp_path, by_program={"exec": login})
    cluster = KubernetesCluster("c", "by_program", str(path))
    assert world.namespace in await cluster.namespaces()
    await cluster.close()
    program.write_text(f"#!{sys.executable}\nraise SystemExit('please sign in')\n")
    cluster = KubernetesCluster("c", "by_program", str(path))
    with pytest.raises(UserError) as caught:
        await cluster.namespaces()
    assert caught.value.code == "cluster.exec_failed"
    assert "please sign in" in str(caught.value)
    view = View()
    async with watching(cluster.watch(world.namespace, view)):
        await until(view.lost)
        program.write_text(f"#!{sys.executable}\nprint({json.dumps(json.dumps(answer))})\n")
        await until(lambda: view.synced() == set(Kind))
    await cluster.close()


class ConnectProxy:
    """An HTTP proxy for tunnels that wants a password."""

    def __init__(self) -> None:
        self.tunnels: list[str] = []
        self.tasks: set[asyncio.Task[None]] = set()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
        except asyncio.IncompleteReadError:  # a connection that was given up before it was used
            writer.close()
            return
        place = head.split()[1]
        if "Proxy-Authorization: Basic " + base64.b64encode(b"me:pw-of-proxy").decode() not in head:
            writer.write(b"HTTP/1.1 407 Proxy Authentication Required\r\nContent-Length: 0\r\n\r\n")
            await writer.drain()
            writer.close()
            return
        self.tunnels.append(place)
        url = urlsplit("//" + place)
        far_reader, far_writer = await asyncio.open_connection(url.hostname, url.port)
        writer.write(b"HTTP/1.1 200 OK\r\n\r\n")

        async def pump(one: asyncio.StreamReader, two: asyncio.StreamWriter) -> None:
            try:
                while data := await one.read(65536):
                    two.write(data)
            except OSError:
                pass
            finally:
                two.transport.abort()

        await asyncio.gather(pump(reader, far_writer), pump(far_reader, writer))


async def test_http_proxy(engines: Engines, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    proxy = ConnectProxy()
    server = await asyncio.start_server(proxy.serve, "127.0.0.1", 0)
    address = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
    host, port = server_of(engines)
    content = yaml.safe_load(engines.kubeconfig.read_text())
    for user, works in (("me:pw-of-proxy@", True), ("me:wrong-password@", False)):
        content["clusters"][0]["cluster"] |= {"proxy-url": f"http://{user}{address}", "tls-server-name": "localhost"}
        path = tmp_path / user[3:-1]
        path.write_text(json.dumps(content))
        cluster = KubernetesCluster("c", "lab", str(path))
        if works:
            assert "default" in await cluster.namespaces()
            assert proxy.tunnels == [f"{host}:{port}"]
            async with watching(cluster.watch("default", view := View())):
                await until(lambda view=view: view.synced() == set(Kind))  # type: ignore[misc]
        else:
            with pytest.raises(Unreachable) as caught:
                await cluster.namespaces()
            assert caught.value.code == "cluster.proxy_refused"
            assert "wrong-password" not in str(caught.value)
        await cluster.close()
    server.close()
    await asyncio.sleep(0.1)


@pytest.mark.parametrize(
    ("fields", "code"),
    [({"tls-server-name": "another.example"}, "cluster.tls"), ({"certificate-authority-data": None}, "cluster.tls"),
     ({"server": "https://127.0.0.1:9"}, "cluster.unreachable"), ({"server": "http://{place}"}, "cluster.invalid")],
)
async def test_wrong_clusters(engines: Engines, tmp_path: Path, fields: dict[str, str | None], code: str) -> None:
    host, port = server_of(engines)
    content = yaml.safe_load(engines.kubeconfig.read_text())
    cluster = content["clusters"][0]["cluster"]
    for name, value in fields.items():
        cluster[name] = value.format(place=f"{host}:{port}") if value else ""
    (tmp_path / "config").write_text(json.dumps(content))
    made = KubernetesCluster("c", "lab", str(tmp_path / "config"))
    with pytest.raises(UserError) as caught:
        await made.namespaces()
    assert caught.value.code == code
    print(caught.value)
    await made.close()
