"""How every cluster, registry and engine is reached now: live, stale, out of reach, forbidden or not known, why, and when it last answered.

Nothing here waits for an answer that nobody needs. Clusters tell by their watches, registries by all that is asked of them; engines, and
registries that nobody asked lately, are asked now and then while somebody looks at the window: what is called live has answered within
`LIVE_SECONDS`, else it is stale and says its age. How often an endpoint out of reach is really tried is decided by its adapter.
A change of this computer's network, or the first endpoint that answers again, lets all others be tried at once.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.computer_ports import Network
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.inventory import Inventory, Link, MapFacts
from desktop_pipeline.services.kept_ports import Store
from desktop_pipeline.services.ports import Clock, World
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import TaskHost

TICK_SECONDS = 5.0
ASLEEP_SECONDS = 10.0
"""A tick that comes later than this was held up by a computer that slept."""
STALE_SECONDS = 600.0
"""A list of tags that is older than this says its age."""
ASK_SECONDS = {"registry": 30.0, "engine": 60.0}
"""How often what answers is asked by itself while somebody looks: GET /v2/ of a registry, the version of an engine."""
ASK_AGAIN_SECONDS = 30.0
"""How often what does not answer is asked by itself."""
_PATIENCE = 15.0
LIVE_SECONDS = {kind: pause + _PATIENCE for kind, pause in ASK_SECONDS.items()}
"""So old may an answer be that stands for the state of now: until the next question, and time for its answer."""
_WAKE_ALL_SECONDS = 30.0
_SAVE_SECONDS = 60.0
_KEY = "links"
_FORBIDDEN = frozenset({
    "cluster.unauthorized", "cluster.forbidden", "cluster.login_expired", "registry.unauthorized", "registry.unsafe_login",
    "registry.other_host", "engine.forbidden"})


class Reach(StrEnum):
    LIVE = "live"
    STALE = "stale"
    """It answered once, and nobody knows how it is now."""
    UNREACHABLE = "unreachable"
    FORBIDDEN = "forbidden"
    """It answers, and says that we may not."""
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class LinkState:
    """`seen`: when it last answered, epoch seconds. `message`: why it is not live. `asking`: it is being asked now.

    `since`: when that trouble was first found, where it had answered before since the program started.
    """

    reach: Reach = Reach.UNKNOWN
    seen: float | None = None
    message: Message | None = None
    asking: bool = False
    since: float | None = None

    @property
    def from_when(self) -> float | None:
        """Since when it is as it is, as far as anybody knows: when the trouble was found, else when it last answered."""
        return self.seen if self.since is None else self.since


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One thing of the workspace that is reached over a link. `kind`: cluster, registry or engine."""

    kind: str
    id: str

    @property
    def key(self) -> str:
        return f"{self.kind}/{self.id}"


@dataclass(frozen=True, slots=True)
class _Kept:
    """When each endpoint last answered, by its key."""

    seen: dict[str, float] = field(default_factory=dict)


@dataclass(slots=True)
class _Asked:
    """What a registry or an engine said last. `at`: when it was asked; `since`: when it first said the like, after it had answered."""

    at: float
    error: UserError | None = None
    words: str = ""
    since: float | None = None


def reach_of(error: Message) -> Reach:
    """What an error says about the way: that we may not, or that nobody is there."""
    return Reach.FORBIDDEN if error.code in _FORBIDDEN else Reach.UNREACHABLE


class Links:
    """States of all endpoints of the workspace; `Area.CONNECTION` tells which may have changed."""

    def __init__(
        self, world: World, catalog: Catalog, inventory: Inventory, tags: Tags, cache: Store, network: Network | None, feed: Feed,
        tasks: TaskHost, clock: Clock,
    ) -> None:
        self._world, self._catalog, self._inventory, self._tags = world, catalog, inventory, tags
        self._cache, self._network, self._feed, self._tasks, self._clock = cache, network, feed, tasks, clock
        self._seen: dict[str, float] = {}
        self._saved: dict[str, float] = {}
        self._asked: dict[str, _Asked] = {}
        self._asking: dict[str, asyncio.Task[None]] = {}
        self._told: dict[str, Reach] = {}
        """How registries and engines were reached at the last look: an answer grows old by itself."""
        self._woken = 0.0
        self.watched = True
        """Whether somebody looks at the states: then what answers is asked again and again."""
        self.on_gap: list[Callable[[], None]] = []
        """Called after the computer slept, before anything is asked again."""
        tags.on_answer = self._registry_said
        inventory.on_change.append(self._map_changed)

    # ---- what is known ---------------------------------------------------------------------------------------------

    def endpoints(self) -> tuple[Endpoint, ...]:
        """All of the workspace: clusters, registries, engines."""
        workspace = self._catalog.workspace
        return (*(Endpoint("cluster", item.id) for item in workspace.clusters),
                *(Endpoint("registry", item.id) for item in workspace.registries),
                *(Endpoint("engine", item.id) for item in workspace.engines))

    def state(self, endpoint: Endpoint) -> LinkState:
        """How an endpoint is reached now."""
        return self.cluster(endpoint.id) if endpoint.kind == "cluster" else self._of_asked(endpoint.key)

    def words(self, endpoint: Endpoint) -> str:
        """What an engine says about itself, or the address of a registry; no sentence."""
        registry = self._catalog.workspace.registry(endpoint.id) if endpoint.kind == "registry" else None
        asked = self._asked.get(endpoint.key)
        return registry.address if registry is not None else asked.words if asked is not None else ""

    def cluster(self, cluster_id: str) -> LinkState:
        """By its app maps: live where one of them is."""
        states = [self._of_map(facts) for facts in self._inventory.all_facts() if facts.cluster == cluster_id]
        order = (Reach.LIVE, Reach.UNREACHABLE, Reach.FORBIDDEN, Reach.STALE, Reach.UNKNOWN)
        best = min(states, key=lambda state: order.index(state.reach), default=LinkState())
        times = [state.seen for state in states if state.seen is not None] + [self._seen.get(f"cluster/{cluster_id}", 0.0)]
        seen = max(times) or None
        return replace(best, seen=seen, reach=Reach.STALE if best.reach is Reach.UNKNOWN and seen else best.reach)

    def app_map(self, cluster_id: str, namespace: str) -> LinkState:
        """How fresh the facts of one app map are."""
        return self._of_map(self._inventory.facts(cluster_id, namespace))

    @staticmethod
    def _of_map(facts: MapFacts) -> LinkState:
        if facts.link is Link.LIVE:
            if facts.forbidden and facts.synced <= set(facts.forbidden):
                return LinkState(Reach.FORBIDDEN, facts.seen, next(iter(facts.forbidden.values())))
            return LinkState(Reach.LIVE, facts.seen)
        if facts.link is Link.LOST and facts.message is not None:
            return LinkState(reach_of(facts.message), facts.seen, facts.message)
        reach = Reach.STALE if facts.seen is not None else Reach.UNKNOWN
        return LinkState(reach, facts.seen, asking=facts.link is Link.CONNECTING)

    def _of_asked(self, key: str) -> LinkState:
        asked, seen, asking = self._asked.get(key), self._seen.get(key), key in self._asking
        if asked is not None and asked.error is not None:
            return LinkState(reach_of(asked.error.message), seen, asked.error.message, asking, asked.since)
        if asked is not None and seen is not None and self._clock.now() - seen <= LIVE_SECONDS[key.partition("/")[0]]:
            return LinkState(Reach.LIVE, seen, None, asking)
        return LinkState(Reach.STALE if seen is not None else Reach.UNKNOWN, seen, None, asking)

    # ---- what is told ----------------------------------------------------------------------------------------------

    def heard(self, endpoint: Endpoint, error: UserError | None) -> None:
        """Take in what somebody else heard who asked an endpoint. Registries are left to `Tags`, which tells by itself."""
        if endpoint not in self.endpoints():
            return
        if endpoint.kind == "engine":
            self._note(endpoint.key, error)
        elif endpoint.kind == "cluster" and error is None:
            was_lost = self.cluster(endpoint.id).reach is Reach.UNREACHABLE
            self._seen[endpoint.key] = self._clock.now()
            self._feed.publish(Area.CONNECTION, endpoint.key)
            if was_lost:  # its watches need not sleep any longer
                self._came_back()

    def _registry_said(self, registry_id: str, error: UserError | None) -> None:
        self._note(f"registry/{registry_id}", error)

    def _note(self, key: str, error: UserError | None, words: str = "") -> None:
        """Take in an answer, or that there was none."""
        now, before, was = self._clock.now(), self._asked.get(key), self._of_asked(key)
        trouble = before.error if before is not None else None
        since = None if error is None or before is None else now if trouble is None else before.since
        self._asked[key] = _Asked(now, error, words or (before.words if before is not None else ""), since)
        if error is None or reach_of(error.message) is Reach.FORBIDDEN:
            self._seen[key] = now
            kind, _, name = key.partition("/")
            if error is None and trouble is not None and kind == "registry":
                self._tags.refresh_failed(name)
            if trouble is not None and reach_of(trouble.message) is Reach.UNREACHABLE:
                self._came_back()
        found = self._of_asked(key)
        if (was.reach, was.message) != (found.reach, found.message):
            self._feed.publish(Area.CONNECTION, key)

    def _map_changed(self, before: MapFacts, after: MapFacts) -> None:
        if after.link is Link.LIVE:
            self._seen[f"cluster/{after.cluster}"] = self._clock.now()
            if before.link is Link.LOST and before.message is not None and reach_of(before.message) is Reach.UNREACHABLE:
                self._came_back()

    def _came_back(self) -> None:
        """One endpoint answers again: what stood between us and it may have stood between us and others."""
        if self._clock.now() - self._woken >= _WAKE_ALL_SECONDS:
            self.wake()

    # ---- asking ----------------------------------------------------------------------------------------------------

    def start(self) -> None:
        """Keep an eye on everything, in the background."""
        self._tasks.start(self._watch(), "links")
        if self._network is not None:
            self._tasks.start(self._listen(self._network), "network")

    def wake(self) -> None:
        """Let everything that is out of reach be tried now: the network has changed, or a person asks."""
        self._woken = self._clock.now()
        self._world.wake()
        for endpoint in self.endpoints():
            if endpoint.kind != "cluster" and self.state(endpoint).reach is not Reach.LIVE:
                self._ask(endpoint, again=True)
        self._tags.refresh_failed()  # the registries of the workspace follow when they have answered

    def look(self) -> None:
        """Ask what was not asked yet, for example an engine that was just set up."""
        for endpoint in self.endpoints():
            if endpoint.kind == "engine" and endpoint.key not in self._asked:
                self._ask(endpoint)

    async def _listen(self, network: Network) -> None:
        while True:
            await network.changed()
            self.wake()

    async def _watch(self) -> None:
        kept = await self._cache.load(_KEY, _Kept)
        self._seen = {**(kept.seen if kept is not None else {}), **self._seen}
        self._saved = dict(self._seen)
        if self._seen:
            self._feed.publish(Area.CONNECTION, "")
        self.look()
        saved = last = self._clock.now()
        try:
            while True:
                await self._clock.sleep(TICK_SECONDS)
                now = self._clock.now()
                if now - last > TICK_SECONDS + ASLEEP_SECONDS:
                    await self._slept()
                else:
                    self._tick(now)
                if now - saved >= _SAVE_SECONDS:
                    saved = now
                    await self._save()
                last = self._clock.now()
        finally:
            await self._save()

    async def _save(self) -> None:
        if self._seen != self._saved:
            self._saved = dict(self._seen)
            await self._cache.save(_KEY, _Kept(self._saved))

    async def _slept(self) -> None:
        """The computer slept: nothing shown is the state of now, though links may look alive."""
        for tell in self.on_gap:
            tell()
        self._feed.publish(Area.CONNECTION, "")
        self.wake()
        await self._inventory.reopen()

    def _tick(self, now: float) -> None:
        self._inventory.still_live()
        for facts in self._inventory.all_facts():
            if facts.link is Link.LIVE:
                self._seen[f"cluster/{facts.cluster}"] = now
        for endpoint in self.endpoints():
            asked = self._asked.get(endpoint.key)
            if endpoint.kind == "cluster" or (asked is None and endpoint.kind == "registry"):
                continue  # clusters tell by themselves; a registry that nobody needs is left alone
            answers = asked is not None and asked.error is None
            pause = ASK_SECONDS[endpoint.kind] if answers else ASK_AGAIN_SECONDS
            if asked is None or (now - asked.at >= pause and (self.watched or not answers)):
                self._ask(endpoint)
            found = self._of_asked(endpoint.key).reach
            if self._told.get(endpoint.key, found) is not found:
                self._feed.publish(Area.CONNECTION, endpoint.key)
            self._told[endpoint.key] = found

    def _ask(self, endpoint: Endpoint, *, again: bool = False) -> None:
        """Ask in the background, once at a time. `again`: not to wait for a question under way, whose answer may never come."""
        running = self._asking.get(endpoint.key)
        if again and running is not None:
            running.cancel()
            running = None
        if running is None or running.done():
            self._asking[endpoint.key] = self._tasks.start(self._answered(endpoint), f"ask {endpoint.key}")

    async def _answered(self, endpoint: Endpoint) -> None:
        try:
            await (self._ask_registry(endpoint) if endpoint.kind == "registry" else self._ask_engine(endpoint))
        finally:
            if self._asking.get(endpoint.key) is asyncio.current_task():
                del self._asking[endpoint.key]
            self._feed.publish(Area.CONNECTION, endpoint.key)

    async def _ask_engine(self, endpoint: Endpoint) -> None:
        try:
            info = await self._world.builder(endpoint.id).info()
        except UserError as error:
            self._note(endpoint.key, error)
        else:
            self._note(endpoint.key, None, f"{info.version} · {info.platform}")

    async def _ask_registry(self, endpoint: Endpoint) -> None:
        try:
            await self._tags.ping(endpoint.id)  # which tells what it heard
        except UserError as error:
            if endpoint.key not in self._asked:  # not even asked: it is not set on this computer
                self._note(endpoint.key, error)
