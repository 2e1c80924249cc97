"""Merged logs of a StatefulSet on the real cluster: a reset link, a restart, and pods replaced by others of the same name."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.kubernetes import KubernetesCluster
from desktop_pipeline.adapters.sandbox import MemoryLogs
from desktop_pipeline.domain.terminal import plain
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.pod_logs import PodLogSession
from tests.adapters.fault_proxy import FaultProxy
from tests.adapters.kubernetes.lab import proxied, server_of
from tests.e2e.lab import Lab
from tests.prove.pod_logs import NAME, judge, manifest

pytestmark = pytest.mark.engines


async def until(holds: Callable[[], object], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def test_nothing_is_lost_and_nothing_doubled(lab: Lab, tmp_path: Path) -> None:
    async def kubectl(*arguments: str) -> str:
        return await asyncio.to_thread(lab.engines.kubectl, "-n", lab.namespace, *arguments)

    def restarts() -> int:
        pods = session.pods.values()
        return sum(state.restarts for pod in pods for state in pod.containers)

    body = manifest(lab.engines, lab.namespace, 200, 20, "StatefulSet")
    body["spec"] |= {"serviceName": NAME, "podManagementPolicy": "Parallel"}
    lab.engines.apply(body)
    async with FaultProxy(*server_of(lab.engines)) as proxy:
        cluster = KubernetesCluster("lab", "lab", str(proxied(lab.engines, proxy.port, tmp_path)))
        workload = await cluster.get(WorkloadKey("lab", lab.namespace, Kind.STATEFUL_SET, NAME))
        assert workload is not None
        logs = MemoryLogs()
        session = PodLogSession(cluster, workload, logs, "pods/test", SystemClock(), lambda: None)
        task = asyncio.create_task(session.run())
        try:
            await kubectl("scale", "statefulset", NAME, "--replicas=2")
            await until(lambda: session.counts.followed == 2 and session.lines > 100)
            proxy.reset()
            await kubectl("exec", f"{NAME}-0", "--", "kill", "-TERM", "1")
            await until(lambda: restarts() == 1)
            first = {pod.uid for pod in session.pods.values()}
            await kubectl("delete", "pod", f"{NAME}-0", f"{NAME}-1", "--wait=false")
            await until(lambda: len(session.pods) == 2 and not first & {pod.uid for pod in session.pods.values()})
            proxy.reset()
            await until(lambda: session.counts.followed == 2)
            await asyncio.sleep(1)
            await kubectl("scale", "statefulset", NAME, "--replicas=0")
            await until(lambda: not session.pods)
            await asyncio.sleep(0.5)
            reader = logs.reader("pods/test")
            assert reader is not None
            lines = [plain(line) for line in reader.lines(0, 1_000_000)]
            verdict = judge(lines)
            listed = json.loads(await kubectl("get", "pods", "-o", "json"))
            assert listed["items"] == []
        finally:
            task.cancel()
            await asyncio.wait((task,))
            await session.close()
            await cluster.close()
    assert (verdict.lost, verdict.doubled, verdict.disordered, verdict.unended, session.gaps) == (0, 0, 0, 0, 0), verdict
    assert verdict.starts == 5
    assert verdict.had == verdict.written > 500
