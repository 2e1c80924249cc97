"""Time that a test moves by hand, and a world with one cluster and one registry that do what the test says."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.services.cluster_ports import InventoryEvent
from desktop_pipeline.services.ports import EngineInfo, ImageInfo, TagList

T = TypeVar("T")


class ManualClock:
    """`advance` moves time and lets everything happen that waited for it."""

    def __init__(self, now: float = 1_000_000.0) -> None:
        self._now = now
        self._sleepers: list[tuple[float, asyncio.Event]] = []

    def now(self) -> float:
        return self._now

    def monotonic(self) -> float:
        return self._now

    async def sleep(self, seconds: float) -> None:
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        wake = asyncio.Event()
        sleeper = (self._now + seconds, wake)
        self._sleepers.append(sleeper)
        try:
            await wake.wait()
        finally:
            self._sleepers.remove(sleeper)

    def waiting(self) -> tuple[float, ...]:
        """How long each one that sleeps will still sleep, in seconds; the shortest first."""
        return tuple(sorted(until - self._now for until, _ in self._sleepers))

    async def advance(self, seconds: float) -> None:
        self._now += seconds
        for until, wake in tuple(self._sleepers):
            if until <= self._now:
                wake.set()
        await settle()

    def jump(self, seconds: float) -> None:
        """The computer slept: time went by and nothing happened."""
        self._now += seconds

    async def run(self, task: asyncio.Future[T], step: float = 0.01) -> T:
        """Move time until a task has ended; its result."""
        await settle()
        for _ in range(10_000):
            if task.done():
                return task.result()
            await self.advance(step)
        raise AssertionError(f"it does not end: {task}")


async def settle() -> None:
    """Let everything happen that can happen now."""
    for _ in range(50):
        await asyncio.sleep(0)


class OneCluster:
    """A cluster whose watches the test drives: `tell` sends an event, `drop` ends the watch with an error."""

    def __init__(self) -> None:
        self.watches: list[tuple[str, Callable[[InventoryEvent], None], asyncio.Future[None]]] = []
        self.begun = 0

    async def watch(self, namespace: str, on: Callable[[InventoryEvent], None]) -> None:
        self.begun += 1
        watch = (namespace, on, asyncio.get_running_loop().create_future())
        self.watches.append(watch)
        try:
            await watch[2]
        finally:
            self.watches.remove(watch)

    def tell(self, *events: InventoryEvent) -> None:
        for event in events:
            for _, on, _ in tuple(self.watches):
                on(event)

    async def drop(self, error: UserError) -> None:
        for _, _, end in tuple(self.watches):
            end.set_exception(error)
        await settle()


@dataclass
class OneRegistry:
    """Tags with their digests, by path. `error` is raised by every question; `held` lets questions for digests wait."""

    contents: dict[str, dict[str, str]] = field(default_factory=dict)
    images: dict[str, ImageInfo] = field(default_factory=dict)
    complete: bool = True
    error: UserError | None = None
    bad_digest: str = ""
    held: asyncio.Event | None = None
    asked: list[str] = field(default_factory=list)
    at_work: int = 0

    def _ask(self, what: str) -> None:
        self.asked.append(what)
        if self.error is not None:
            raise self.error

    async def ping(self) -> None:
        self._ask("ping")

    async def tags(self, path: str) -> TagList:
        self._ask(f"tags {path}")
        return TagList(tuple(self.contents.get(path, {})), self.complete)

    async def digest(self, path: str, reference: str) -> str | None:
        self._ask(f"digest {path}:{reference}")
        self.at_work += 1
        try:
            if reference == self.bad_digest:
                raise UserError("registry.unreachable")
            if self.held is not None:
                await self.held.wait()
            return self.contents.get(path, {}).get(reference)
        finally:
            self.at_work -= 1

    async def image(self, path: str, digest: str) -> ImageInfo | None:
        self._ask(f"image {path}@{digest}")
        return self.images.get(digest)


@dataclass
class OneBuilder:
    """An engine. `error` is raised by every question."""

    error: UserError | None = None
    asked: int = 0

    async def info(self) -> EngineInfo:
        self.asked += 1
        if self.error is not None:
            raise self.error
        return EngineInfo("27.0", "linux/amd64")


@dataclass
class SmallWorld:
    """Finds them; `missing` ids are not set on this computer."""

    one_cluster: OneCluster = field(default_factory=OneCluster)
    one_registry: OneRegistry = field(default_factory=OneRegistry)
    missing: set[str] = field(default_factory=set)
    one_builder: OneBuilder = field(default_factory=OneBuilder)
    refreshed: int = 0
    woken: int = 0

    def cluster(self, cluster_id: str) -> OneCluster:
        if cluster_id in self.missing:
            raise UserError("binding.missing", what="cluster", name=cluster_id)
        return self.one_cluster

    def registry(self, registry_id: str) -> OneRegistry:
        if registry_id in self.missing:
            raise UserError("binding.missing", what="registry", name=registry_id)
        return self.one_registry

    def builder(self, engine_id: str) -> OneBuilder:
        return self.one_builder

    async def refresh(self) -> None:
        self.refreshed += 1

    def wake(self) -> None:
        self.woken += 1
