"""What the contract of a Cluster needs around it, and small helpers: see `contract_cluster`."""

from __future__ import annotations

import asyncio
import contextlib
import time
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import replace
from typing import Any

from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import ImageChange, WorkloadPatch
from desktop_pipeline.domain.workloads import Container, Kind, Workload, WorkloadKey
from desktop_pipeline.services.cluster_ports import Changed, Cluster, InventoryEvent, Lost, Removed, Synced
from desktop_pipeline.services.ports import Login

RUN, STEP = "run-1", "the/step"
ROLLED_OUT = (Kind.DEPLOYMENT, Kind.STATEFUL_SET, Kind.DAEMON_SET)
STOPPED_SECONDS = 15.0
"""A server that stands still must be noticed in that time."""


class ClusterWorld(ABC):
    """A cluster and what is around it. Other tests may use the namespace too: look only at workloads added here."""

    id: str
    """Cluster id in the keys."""
    cluster: Cluster
    """Full rights, over a link that `cut`, `stall` and `mend` break."""
    viewer: Cluster
    """Reads everything, changes nothing."""
    narrow: Cluster
    """May use `narrow_namespace` only, without CronJobs; may not list namespaces."""
    narrow_namespace: str
    stranger: Cluster | None
    """Its login is not accepted; None where there are no logins."""
    secret: str
    """Part of the stranger's login: must not be in any text."""
    namespace: str
    images: tuple[str, str]
    """Two images that run."""

    @abstractmethod
    def name(self) -> str:
        """A new name for a workload."""

    @abstractmethod
    async def add(self, kind: Kind, name: str, *containers: Container, replicas: int = 1) -> WorkloadKey:
        """A new workload whose containers run for ever (init containers end well); pod template and object without our annotations."""

    @abstractmethod
    async def add_talker(self, name: str) -> WorkloadKey:
        """A Deployment of one pod whose container `main` writes some lines a second, each another one."""

    @abstractmethod
    async def add_crasher(self, name: str) -> WorkloadKey:
        """A Deployment of one pod whose container `main` writes a line and ends with an error, each time it is started."""

    @abstractmethod
    async def crash(self, key: WorkloadKey, pod: str) -> None:
        """Its container `main` ends with an error and is started again."""

    @abstractmethod
    async def somebody_sets(self, key: WorkloadKey, container: str, image: str) -> None:
        """Somebody else changes an image."""

    @abstractmethod
    async def remove(self, key: WorkloadKey) -> None: ...

    @abstractmethod
    async def put_quota(self, name: str, pods: int) -> None:
        """A quota of the namespace: it does not stand in the way of anything."""

    @abstractmethod
    async def put_budget(self, name: str, app: str, spare: int) -> None:
        """A disruption budget for pods with the label `app`: so many may be missing, of none that there are."""

    @abstractmethod
    async def put_pull_secret(self, name: str, host: str, login: Login) -> None: ...

    @abstractmethod
    async def cut(self) -> None:
        """Connections break at once, new ones too, until `mend`."""

    @abstractmethod
    async def stall(self) -> None:
        """Nothing is answered, nothing breaks, until `mend`."""

    @abstractmethod
    async def mend(self) -> None: ...


def main(image: str) -> Container:
    return Container("main", image)


def patch_of(workload: Workload, new: str, container: str = "main", **changes: str) -> WorkloadPatch:
    there = workload.container(container)
    assert there is not None
    change = replace(ImageChange(container, there.group, there.image, new), **changes)
    return WorkloadPatch(workload.key, workload.uid, (change,), RUN, STEP, f"run {RUN}")


@contextlib.asynccontextmanager
async def watching(call: Coroutine[Any, Any, None]) -> AsyncIterator[asyncio.Task[None]]:
    """The call in a task; at the end it is cancelled and gone within a second."""
    task = asyncio.create_task(call)
    try:
        yield task
    finally:
        started = time.monotonic()
        task.cancel()
        await asyncio.wait((task,), timeout=5)
        assert task.done()
        assert time.monotonic() - started < 3.0  # budget 1 s
        if not task.cancelled() and task.exception() is not None:
            raise task.exception()


async def found(cluster: Cluster, key: WorkloadKey) -> Workload:
    workload = await cluster.get(key)
    assert workload is not None
    return workload


async def when(cluster: Cluster, key: WorkloadKey, condition: Callable[[Workload], object], seconds: float = 60.0) -> Workload:
    deadline = time.monotonic() + seconds
    while not condition(workload := await found(cluster, key)):
        assert time.monotonic() < deadline, workload
        await asyncio.sleep(0.1)
    return workload


def is_sentence(message: Message | None) -> bool:
    return message is not None and render(message) != message.code and "?" not in render(message).replace("“?”", "?")


class View:
    """What a watch of workloads told, folded as the inventory does it."""

    def __init__(self) -> None:
        self.events: list[InventoryEvent] = []
        self.workloads: dict[WorkloadKey, Workload] = {}

    def __call__(self, event: InventoryEvent) -> None:
        self.events.append(event)
        if isinstance(event, Synced):
            assert all(workload.key.kind is event.kind for workload in event.workloads)
            kept = {key: item for key, item in self.workloads.items() if key.kind is not event.kind}
            self.workloads = kept | {item.key: item for item in event.workloads}
        elif isinstance(event, Changed):
            self.workloads[event.workload.key] = event.workload
        elif isinstance(event, Removed):
            self.workloads.pop(event.key, None)

    def synced(self, after: int = 0) -> set[Kind]:
        return {event.kind for event in self.events[after:] if isinstance(event, Synced)}

    def lost(self, after: int = 0) -> list[Lost]:
        return [event for event in self.events[after:] if isinstance(event, Lost)]

    def image(self, key: WorkloadKey, container: str = "main") -> str:
        there = self.workloads[key].container(container) if key in self.workloads else None
        return there.image if there else ""
