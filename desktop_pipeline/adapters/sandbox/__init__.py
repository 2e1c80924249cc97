"""Every port in memory: what a new user sees first, demonstrations, and tests."""

from __future__ import annotations

from dataclasses import dataclass

from desktop_pipeline.adapters.sandbox import shop
from desktop_pipeline.adapters.sandbox.builder import SandboxBuilder
from desktop_pipeline.adapters.sandbox.cluster import SandboxCluster
from desktop_pipeline.adapters.sandbox.code import SandboxCode
from desktop_pipeline.adapters.sandbox.files import MemoryFiles
from desktop_pipeline.adapters.sandbox.journal import MemoryJournal
from desktop_pipeline.adapters.sandbox.memory import MemoryLogs, MemoryStore, MemoryVault
from desktop_pipeline.adapters.sandbox.registry import CRASH, GOOD, NEVER_READY, Behaviour, Manner, SandboxRegistry, Shelf
from desktop_pipeline.adapters.sandbox.shop_images import ADDRESS, builds, stock_all
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.adapters.sandbox.world import SandboxWorld
from desktop_pipeline.domain.images import DOCKER_HUB
from desktop_pipeline.domain.redaction import Redactor
from desktop_pipeline.domain.workspace import Limits
from desktop_pipeline.services.ports import Clock, Login

__all__ = [
    "CRASH", "GOOD", "NEVER_READY", "Behaviour", "Manner", "MemoryFiles", "MemoryJournal", "MemoryLogs", "MemoryStore", "MemoryVault",
    "Sandbox", "SandboxBuilder", "SandboxCluster", "SandboxCode", "SandboxRegistry", "SandboxWorld", "Shelf", "Timeline", "make_sandbox",
]
_SETTLE = 3.0
_SECRET = "sandbox-password"


@dataclass(frozen=True, slots=True)
class Sandbox:
    """All ports, and the handles by which tests and demonstrations make things happen."""

    world: SandboxWorld
    files: MemoryFiles
    vault: MemoryVault
    journal: MemoryJournal
    drafts: MemoryStore
    cache: MemoryStore
    logs: MemoryLogs
    clusters: dict[str, SandboxCluster]
    """By id: `lab`, `prod-eu`, and `staging`, which the workspace does not have yet."""
    registry: SandboxRegistry
    """That of the shop."""
    hub: SandboxRegistry
    shelf: Shelf
    builder: SandboxBuilder
    code: SandboxCode
    timeline: Timeline
    redactor: Redactor

    async def close(self) -> None:
        """There are no tasks or threads to end; for the sake of whoever treats this like the real world."""
        await self.world.close()
        await self.journal.close()


def make_sandbox(clock: Clock, speed: float = 1.0, redactor: Redactor | None = None, life: bool = True) -> Sandbox:
    """A lively little shop. `speed`: how many times faster than usual things happen; `life` False: nothing happens by itself."""
    timeline = Timeline(clock, speed)
    redactor = redactor or Redactor()
    shelf, code, logs, journal = Shelf(), SandboxCode(timeline), MemoryLogs(redactor), MemoryJournal()
    stock_all(shelf, code, journal.disk, logs, clock.now())
    registry = shelf.registry(ADDRESS)
    clusters = {name: SandboxCluster(name, timeline, shelf) for name in (shop.LAB, shop.PROD, shop.SPARE)}
    shop.furnish_lab(clusters[shop.LAB], registry)
    shop.furnish_prod(clusters[shop.PROD], registry)
    shop.furnish_spare(clusters[shop.SPARE])
    if life:
        shop.live(clusters[shop.LAB])
    limits = Limits(settle_seconds=max(0.2, _SETTLE / speed), rollout_seconds=120.0)
    workspace = shop.workspace(clusters[shop.LAB].uid, clusters[shop.PROD].uid, limits)
    files = MemoryFiles(workspace, builds(), shop.plans(), shop.bindings())
    vault = MemoryVault({"registry/shop": _SECRET})
    registry.lock = Login(shop.USER, _SECRET)
    builder = SandboxBuilder(timeline, shelf)
    contexts = {shop.context(name): cluster for name, cluster in clusters.items()}
    world = SandboxWorld(contexts, shelf, builder, code, files, vault, redactor, timeline)
    return Sandbox(
        world, files, vault, journal, MemoryStore(), MemoryStore(), logs, clusters, registry, shelf.registry(DOCKER_HUB), shelf, builder,
        code, timeline, redactor)
