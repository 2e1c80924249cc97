"""What a real API server does rarely or never here: old and future versions, garbage, rewriting, refusing. A small server in its place."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web

from desktop_pipeline.adapters.kubernetes import KubernetesCluster, watch
from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.log_merge import LogLine
from desktop_pipeline.domain.plans import ImageChange, WorkloadPatch
from desktop_pipeline.domain.workloads import Group, Kind, WorkloadKey
from desktop_pipeline.services.cluster_ports import PatchVerdict
from tests.adapters.cluster_world import View, watching
from tests.adapters.support import until

KEY = WorkloadKey("c", "shop", Kind.DEPLOYMENT, "web")
PATCH = WorkloadPatch(KEY, "u", (ImageChange("main", Group.MAIN, "a:1", "a:2"),), "r", "s", "why")


def workload(name: str = "web", image: str = "a:1", version: str = "10", **annotations: str) -> dict[str, Any]:
    template = {"metadata": {"annotations": annotations}, "spec": {"containers": [{"name": "main", "image": image}]}}
    return {"metadata": {"name": name, "namespace": "shop", "uid": "u", "resourceVersion": version}, "spec": {"template": template}}


def status(code: int, message: str, **more: Any) -> web.Response:
    return web.json_response({"kind": "Status", "code": code, "message": message, **more}, status=code)


class FakeServer:
    """Lists `items` of Deployments at `version`, other kinds are empty; `answer` may answer before it does."""

    def __init__(self) -> None:
        self.items = [workload()]
        self.version = "100"
        self.events: list[dict[str, Any]] = []
        """Sent to each watch of Deployments, which then stays open."""
        self.answer: Callable[[web.Request], Coroutine[Any, Any, web.StreamResponse | None]] | None = None
        self.asked: list[web.Request] = []
        self.cut = asyncio.Event()

    async def __call__(self, request: web.Request) -> web.StreamResponse:
        self.asked.append(request)
        answer = await self.answer(request) if self.answer else None
        if answer is not None:
            return answer
        ours = request.path.endswith("/deployments")
        if "watch" not in request.query:
            return web.json_response({"metadata": {"resourceVersion": self.version}, "items": self.items if ours else []})
        stream = web.StreamResponse()
        await stream.prepare(request)
        for event in self.events if ours else []:
            await stream.write(json.dumps(event).encode() + b"\n")
        await self.cut.wait()
        if request.transport is not None:  # the client may have left before
            request.transport.abort()
        return stream

    def watches(self) -> list[str]:
        """Versions from which Deployments were watched."""
        return [request.query["resourceVersion"] for request in self.asked
                if request.path.endswith("/deployments") and "watch" in request.query]


@pytest.fixture
async def server() -> AsyncIterator[FakeServer]:
    yield FakeServer()


@pytest.fixture
async def cluster(server: FakeServer, tmp_path: Path) -> AsyncIterator[KubernetesCluster]:
    runner = web.ServerRunner(web.Server(server), shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    port = runner.addresses[0][1]
    config = {"current-context": "c", "contexts": [{"name": "c", "context": {"cluster": "k"}}],
              "clusters": [{"name": "k", "cluster": {"server": f"http://127.0.0.1:{port}"}}]}
    (tmp_path / "config").write_text(json.dumps(config))
    made = KubernetesCluster("c", kubeconfig=str(tmp_path / "config"))
    yield made
    await made.close()
    server.cut.set()
    await runner.cleanup()


async def test_cut_stream_goes_on_where_it_was(server: FakeServer, cluster: KubernetesCluster) -> None:
    view = View()
    server.events = [{"type": "MODIFIED", "object": workload(image="a:2", version="105")},
                     {"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": "110", "creationTimestamp": None}}}]
    async with watching(cluster.watch("shop", view)):
        await until(lambda: view.image(KEY) == "a:2")
        await asyncio.sleep(0.1)
        server.version = "120"
        server.cut.set()
        server.events = []
        await asyncio.sleep(0.05)
        server.cut.clear()
        await until(lambda: len(server.watches()) > 1)
    assert server.watches()[:2] == ["100", "110"]
    assert not view.lost()
    assert len([event for event in view.events if type(event).__name__ == "Synced"]) == len(Kind)


async def test_server_that_went_back_in_time(server: FakeServer, cluster: KubernetesCluster) -> None:
    """Restored from a backup: a watch from a version of the future is silent for ever."""
    view = View()
    async with watching(cluster.watch("shop", view)):
        await until(lambda: view.synced() == set(Kind))
        await until(lambda: len(server.watches()) == 1)
        begun = len(view.events)
        server.version, server.items = "7", [workload("other", version="5")]
        server.cut.set()
        await asyncio.sleep(0.05)
        server.cut.clear()
        await until(lambda: view.synced(begun) == set(Kind))
        await until(lambda: len(server.watches()) > 1)
    assert [key.name for key in view.workloads] == ["other"]
    assert server.watches()[-1] == "7"


async def test_silence_ends_in_a_new_list(server: FakeServer, cluster: KubernetesCluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watch, "SILENCE_SECONDS", 0.5)
    view = View()
    async with watching(cluster.watch("shop", view)):
        await until(lambda: view.synced() == set(Kind))
        begun = len(view.events)
        server.items = []
        await until(lambda: view.synced(begun) == set(Kind))
        assert view.workloads == {}
        assert not view.lost()


async def test_too_old_a_version(server: FakeServer, cluster: KubernetesCluster) -> None:
    view = View()
    server.events = [{"type": "ERROR", "object": {"kind": "Status", "code": 410, "message": "too old resource version: 1 (30952)"}}]
    async with watching(cluster.watch("shop", view)):
        await until(lambda: len(server.watches()) > 2)
    assert not view.lost()
    assert len(server.watches()) < 10


async def test_pages_and_an_expired_page(server: FakeServer, cluster: KubernetesCluster) -> None:
    expired: list[str] = []

    async def answer(request: web.Request) -> web.StreamResponse | None:
        if not request.path.endswith("/deployments") or "watch" in request.query:
            return None
        if request.query.get("continue") == "two" and not expired:
            expired.append("two")
            return status(410, "The provided continue parameter is too old", metadata={"continue": "fresh"})
        more = {} if "continue" in request.query else {"continue": "two"}
        name = request.query.get("continue", "one")
        return web.json_response({"metadata": {"resourceVersion": "100", **more}, "items": [workload(name)]})

    server.answer = answer
    view = View()
    async with watching(cluster.watch("shop", view)):
        await until(lambda: Kind.DEPLOYMENT in view.synced())
    assert sorted(key.name for key in view.workloads) == ["one", "two"]
    assert expired


@pytest.mark.parametrize("body", ["<html>Please sign in</html>", "[]", '{"metadata": 1}', '{"metadata":{},"items":[7]}', ""])
async def test_garbage(server: FakeServer, cluster: KubernetesCluster, body: str) -> None:
    async def answer(request: web.Request) -> web.StreamResponse | None:
        return web.Response(text=body, content_type="text/html")

    server.answer = answer
    for call in (cluster.get(KEY), cluster.namespaces()):
        with pytest.raises(Unreachable) as caught:
            await call
        assert caught.value.code == "cluster.garbage"
    view = View()
    async with watching(cluster.watch("shop", view)):
        await until(view.lost)
        assert view.lost()[0].message.code == "cluster.garbage"
        server.answer = None
        await until(lambda: view.synced() == set(Kind))


async def test_garbage_in_a_stream(server: FakeServer, cluster: KubernetesCluster) -> None:
    view = View()
    server.events = [{"type": "MODIFIED", "object": 5}]
    async with watching(cluster.watch("shop", view)):
        await until(view.lost)
        assert view.lost()[0].message.code == "cluster.garbage"
        server.events = []
        await until(lambda: view.synced(1) >= {Kind.DEPLOYMENT})


async def test_objects_larger_than_a_buffer(server: FakeServer, cluster: KubernetesCluster) -> None:
    view = View()
    large = workload(image="a:2", version="105", padding="x" * (9 << 20))
    server.events = [{"type": "MODIFIED", "object": large}]
    async with watching(cluster.watch("shop", view)):
        await until(lambda: view.image(KEY) == "a:2")


async def test_what_admission_rewrites_is_said(server: FakeServer, cluster: KubernetesCluster) -> None:
    async def answer(request: web.Request) -> web.StreamResponse | None:
        if request.method == "GET":
            return web.json_response(workload())
        notes = {"desktop-pipeline.io/run": "r", "desktop-pipeline.io/step": "s"}
        return web.json_response(workload(image="mirror/a:2", **notes), headers={"Warning": '299 - "would violate PodSecurity"'})

    server.answer = answer
    result = await cluster.patch(PATCH)
    assert result.verdict is PatchVerdict.APPLIED
    assert result.warnings[0] == "would violate PodSecurity"
    assert "mirror/a:2" in result.warnings[1]
    assert result.message is not None
    assert result.message.code == "cluster.rewritten"


async def test_refused_without_a_difference(server: FakeServer, cluster: KubernetesCluster) -> None:
    """A `test` that failed, yet all is as expected: looked at and tried again, then shown with the server's words."""
    patches: list[web.Request] = []

    async def answer(request: web.Request) -> web.StreamResponse | None:
        if request.method == "GET":
            return web.json_response(workload())
        patches.append(request)
        return status(422, "the server rejected our request", details={})

    server.answer = answer
    result = await cluster.patch(PATCH)
    assert result.verdict is PatchVerdict.INVALID
    assert result.message is not None
    assert result.message.argument("text") == "the server rejected our request"
    assert len(patches) == 3
    assert {request.query["fieldManager"] for request in patches} == {"desktop-pipeline"}
    assert {request.content_type for request in patches} == {"application/json-patch+json"}


async def test_lost_answer_is_unknown(server: FakeServer, cluster: KubernetesCluster) -> None:
    async def answer(request: web.Request) -> web.StreamResponse | None:
        if request.method == "GET":
            return web.json_response(workload())
        assert request.transport is not None
        request.transport.abort()
        return web.Response()

    server.answer = answer
    result = await cluster.patch(PATCH)
    assert result.verdict is PatchVerdict.UNKNOWN
    assert len([request for request in server.asked if request.method == "PATCH"]) == 1  # never sent twice by itself


async def test_close_ends_what_runs(server: FakeServer, cluster: KubernetesCluster) -> None:
    view = View()
    task = asyncio.create_task(cluster.watch("shop", view))
    await until(lambda: view.synced() == set(Kind) and len(server.watches()) == 1)
    started = time.monotonic()
    await cluster.close()
    await asyncio.wait((task,), timeout=10)
    assert task.done()
    assert time.monotonic() - started < 3.0
    with pytest.raises(UserError) as caught:
        await task
    assert caught.value.code == "cluster.closed"


@pytest.mark.parametrize("previous", [True, False])
@pytest.mark.parametrize("said", [
    "unable to retrieve container logs for containerd://abc",
    'failed to try resolving symlinks in path "/var/log/pods/a/main/0.log": lstat /var/log/pods/a/main/0.log: no such file or directory'])
async def test_a_log_that_the_node_removes_is_refused_and_not_empty(
    server: FakeServer, cluster: KubernetesCluster, previous: bool, said: str,
) -> None:
    """The kubelet says it with status 200, as the only line (kuberuntime_container.go, GetContainerLogs). Who follows asks again anyway."""
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=said, content_type="text/plain")

    server.answer = answer
    lines: list[LogLine] = []
    if previous:
        with pytest.raises(Refused) as caught:
            await cluster.follow_log("shop", "web-1", "main", lines.append, previous=True)
        assert caught.value.code == "cluster.log_gone"
        assert said in str(caught.value)
    else:
        await cluster.follow_log("shop", "web-1", "main", lines.append)
    assert lines == []
    assert await cluster.log_tail("shop", "web-1", "main", 10, previous=previous) == ""


async def test_lines_before_the_node_removes_a_log_are_had(server: FakeServer, cluster: KubernetesCluster) -> None:
    said = "unable to retrieve container logs for containerd://abc"

    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text=f"2026-01-31T12:00:00.1Z one\n2026-01-31T12:00:00.2Z two\n{said}", content_type="text/plain")

    server.answer = answer
    lines: list[LogLine] = []
    with pytest.raises(Refused) as caught:
        await cluster.follow_log("shop", "web-1", "main", lines.append, previous=True)
    assert (caught.value.code, caught.value.message.argument("text")) == ("cluster.log_gone", said)
    assert [line.text for line in lines] == ["one", "two"]


async def test_lines_of_a_node_whose_clock_is_not_in_utc(server: FakeServer, cluster: KubernetesCluster) -> None:
    """The runtime stamps in the zone of its node, and the kubelet leaves it so."""
    async def answer(request: web.Request) -> web.StreamResponse:
        return web.Response(text="2026-01-31T21:00:00.123456789+09:00 one\n2026-01-31T21:00:01+09:00 two\n", content_type="text/plain")

    server.answer = answer
    lines: list[LogLine] = []
    await cluster.follow_log("shop", "web-1", "main", lines.append)
    assert lines == [LogLine("2026-01-31T12:00:00.123456789", "one"), LogLine("2026-01-31T12:00:01.000000000", "two")]
