"""Keeps the workloads of app maps fresh: watch → memory → cache, each fact with its age."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import Kind, Workload, WorkloadKey
from desktop_pipeline.services.cluster_ports import Changed, Forbidden, InventoryEvent, Lost, Removed, Synced
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.kept_ports import Store
from desktop_pipeline.services.ports import URGENT, Clock, World
from desktop_pipeline.services.tasks import TaskHost, to_its_end

_SAVE_EVERY = 2.0
_RETRY = 15.0
_AGE_EVERY = 20.0
"""How often the age of what is watched is kept by itself: a few bytes, for a program that is killed."""


class Link(StrEnum):
    UNKNOWN = "unknown"
    CONNECTING = "connecting"
    LIVE = "live"
    LOST = "lost"


@dataclass(frozen=True, slots=True)
class MapFacts:
    """Workloads of one app map. `seen`: when they were last known to be true; with a live link that is now."""

    cluster: str
    namespace: str
    workloads: Mapping[WorkloadKey, Workload] = field(default_factory=dict)
    seen: float | None = None
    link: Link = Link.UNKNOWN
    message: Message | None = None
    forbidden: Mapping[Kind, Message] = field(default_factory=dict)
    synced: frozenset[Kind] = frozenset()
    listed: frozenset[Kind] = frozenset()
    """Kinds that were listed as a whole, or found forbidden, since the link was made."""

    @property
    def id(self) -> str:
        return f"{self.cluster}/{self.namespace}"

    @property
    def fresh(self) -> bool:
        """Whether all of it is what the cluster says now."""
        return self.link is Link.LIVE and len(self.listed) == len(Kind)


@dataclass(frozen=True, slots=True)
class _Kept:
    seen: float
    workloads: tuple[Workload, ...]


@dataclass(frozen=True, slots=True)
class _Age:
    """Up to when the workloads that are kept were known to be true."""

    seen: float


class Inventory:
    """Facts of all app maps that were opened."""

    def __init__(self, world: World, cache: Store, feed: Feed, tasks: TaskHost, clock: Clock) -> None:
        self._world, self._cache, self._feed, self._tasks, self._clock = world, cache, feed, tasks, clock
        self._facts: dict[str, MapFacts] = {}
        self._watches: dict[str, asyncio.Task[None]] = {}
        self._unsaved: set[str] = set()
        self._aged: set[str] = set()
        self.on_change: list[Callable[[MapFacts, MapFacts], None]] = []
        """Called with the facts of an app map before and after each change, at once."""

    def facts(self, cluster: str, namespace: str) -> MapFacts:
        return self._facts.get(f"{cluster}/{namespace}") or MapFacts(cluster, namespace)

    def find(self, key: WorkloadKey) -> Workload | None:
        return self.facts(key.cluster, key.namespace).workloads.get(key)

    def all_facts(self) -> tuple[MapFacts, ...]:
        return tuple(self._facts.values())

    def open(self, cluster: str, namespace: str) -> None:
        """Show what is kept, then watch. Opening an open map does nothing."""
        map_id = f"{cluster}/{namespace}"
        if map_id not in self._watches or self._watches[map_id].done():
            self._watches[map_id] = self._tasks.start(self._watch(cluster, namespace), f"watch {map_id}")

    async def opened(self, cluster: str, namespace: str, patience: float) -> MapFacts:
        """Open a map and wait until all of it is known, or will not come. After `patience` seconds it is what was seen last."""
        subscription = self._feed.subscribe()
        try:
            self.open(cluster, namespace)
            async with asyncio.timeout(patience):
                while not (facts := self.facts(cluster, namespace)).fresh and facts.link is not Link.LOST:
                    await subscription.wait()
                    subscription.take()
        except TimeoutError:
            pass
        finally:
            subscription.close()
        return self.facts(cluster, namespace)

    async def close(self, cluster: str, namespace: str) -> None:
        """Stop watching; what was seen stays, with its age."""
        watch = self._watches.pop(f"{cluster}/{namespace}", None)
        if watch is not None:
            watch.cancel()
            await asyncio.wait([watch])
            self._change(replace(self.facts(cluster, namespace), link=Link.UNKNOWN, listed=frozenset()))

    async def reopen(self, cluster: str = "") -> None:
        """Start the watches of a cluster anew, for example after its binding changed; '' = all watches."""
        for facts in self.all_facts():
            if facts.cluster == (cluster or facts.cluster) and facts.id in self._watches:
                await self.close(facts.cluster, facts.namespace)
                self.open(facts.cluster, facts.namespace)

    async def _watch(self, cluster: str, namespace: str) -> None:
        URGENT.set(False)  # of this task: it outlives the run that opened it
        await self._restore(cluster, namespace)
        self._change(replace(self.facts(cluster, namespace), link=Link.CONNECTING, message=None, listed=frozenset()))
        saving = self._tasks.start(self._save_changes(cluster, namespace), f"cache {cluster}/{namespace}")
        try:
            while True:
                try:
                    await self._world.cluster(cluster).watch(namespace, lambda event: self._take(cluster, namespace, event))
                except UserError as error:
                    self._take(cluster, namespace, Lost(error.message))
                except Exception as error:  # a defect: what is shown must not look live
                    text = f"{type(error).__name__}: {error}"
                    self._take(cluster, namespace, Lost(Message.of("program.defect", task=f"watch {cluster}/{namespace}", error=text)))
                    raise
                await self._clock.sleep(_RETRY)
        finally:
            saving.cancel()

    async def _restore(self, cluster: str, namespace: str) -> None:
        if f"{cluster}/{namespace}" in self._facts:
            return
        kept = await self._cache.load(f"map/{cluster}/{namespace}", _Kept)
        age = await self._cache.load(f"age/{cluster}/{namespace}", _Age)
        if f"{cluster}/{namespace}" in self._facts:  # an answer brought a workload meanwhile
            return
        facts = MapFacts(cluster, namespace)
        if kept is not None:
            seen = max(kept.seen, age.seen) if age is not None else kept.seen
            facts = replace(facts, workloads={workload.key: workload for workload in kept.workloads}, seen=seen)
        self._change(facts)

    async def _save_changes(self, cluster: str, namespace: str) -> None:
        map_id = f"{cluster}/{namespace}"
        kept = self._clock.now()
        try:
            while True:
                await self._clock.sleep(_SAVE_EVERY)
                await self._save(map_id)
                if self._clock.now() - kept >= _AGE_EVERY:
                    kept = self._clock.now()
                    await self._save_age(map_id)
        except asyncio.CancelledError:
            await to_its_end(self._save_last(map_id))  # the watch, which ends too, cancels a second time
            raise

    async def _save_last(self, map_id: str) -> None:
        """A command of a second keeps what it saw, too."""
        await self._save(map_id)
        await self._save_age(map_id)

    async def _save_age(self, map_id: str) -> None:
        """Nothing happened, and it is known to be so: only that is kept."""
        seen = self._facts[map_id].seen
        if map_id in self._aged and seen is not None:
            self._aged.discard(map_id)
            await self._cache.save(f"age/{map_id}", _Age(seen))

    async def _save(self, map_id: str) -> None:
        facts = self._facts[map_id]
        if map_id in self._unsaved and facts.seen is not None:
            self._unsaved.discard(map_id)
            await self._cache.save(f"map/{map_id}", _Kept(facts.seen, tuple(facts.workloads.values())))

    def _take(self, cluster: str, namespace: str, event: InventoryEvent) -> None:
        facts, now = self.facts(cluster, namespace), self._clock.now()
        if isinstance(event, Synced):
            kept = {key: workload for key, workload in facts.workloads.items() if key.kind is not event.kind}
            kept.update((workload.key, workload) for workload in event.workloads)
            facts = replace(facts, workloads=kept, synced=facts.synced | {event.kind}, listed=facts.listed | {event.kind},
                            link=Link.LIVE, message=None, seen=now,
                            forbidden={kind: text for kind, text in facts.forbidden.items() if kind is not event.kind})
        elif isinstance(event, Changed):
            workloads = {**facts.workloads, event.workload.key: event.workload}
            facts = replace(facts, workloads=workloads, seen=now, link=Link.LIVE, message=None)
        elif isinstance(event, Removed):
            left = {key: workload for key, workload in facts.workloads.items() if key != event.key}
            facts = replace(facts, workloads=left, seen=now)
        elif isinstance(event, Forbidden):
            kept = {key: workload for key, workload in facts.workloads.items() if key.kind is not event.kind}
            facts = replace(facts, forbidden={**facts.forbidden, event.kind: event.message}, workloads=kept,
                            synced=facts.synced | {event.kind}, listed=facts.listed | {event.kind}, link=Link.LIVE, message=None, seen=now)
        else:
            facts = replace(facts, link=Link.LOST, message=event.message, listed=frozenset(facts.forbidden))
        if not isinstance(event, Lost):
            self._unsaved.add(facts.id)
        self._change(facts)

    def still_live(self) -> None:
        """What is watched over a live link is true now, though nothing happened. Kept when the watch ends, not each time."""
        now = self._clock.now()
        for facts in self.all_facts():
            if facts.link is Link.LIVE:
                self._facts[facts.id] = replace(facts, seen=now)
                self._aged.add(facts.id)

    def note(self, workload: Workload) -> None:
        """Take in a workload that an answer brought, ahead of the watch.

        What the watch told of the same generation is kept: it is that answer, or the status that came after it.
        """
        facts = self.facts(workload.key.cluster, workload.key.namespace)
        known = facts.workloads.get(workload.key)
        if known is None or known.uid != workload.uid or known.generation < workload.generation:
            self._change(replace(facts, workloads={**facts.workloads, workload.key: workload}))

    def _change(self, facts: MapFacts) -> None:
        before = self._facts.get(facts.id)
        self._facts[facts.id] = facts
        for tell in self.on_change:
            tell(before or MapFacts(facts.cluster, facts.namespace), facts)
        self._feed.publish(Area.MAP, facts.id)
        if before is None or (before.link, before.message) != (facts.link, facts.message):
            self._feed.publish(Area.CONNECTION, f"cluster/{facts.cluster}")
