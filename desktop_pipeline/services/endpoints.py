"""Is it there? Clusters, registries and engines that held plans wait for: asked seldom while this computer is offline, at once when its
network changes."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass

from desktop_pipeline.domain.errors import Refused, Unreachable, UserError
from desktop_pipeline.domain.holds import NO_ANSWER, Condition, Kind
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.computer_ports import Network, NetworkState
from desktop_pipeline.services.inventory import Inventory, Link
from desktop_pipeline.services.links import Endpoint, Links
from desktop_pipeline.services.ports import URGENT, Clock, World
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import TaskHost


@dataclass(frozen=True, slots=True)
class Pace:
    """Seconds. `tick`: between two looks at what this computer knows by itself; `quick` and `slow`: between two questions to what was
    not there; `at_once`: a refusal that came sooner shows that the network is there; `patience`: for an answer; `settling`: after a change
    of the network, for it does not work with the first packet."""

    tick: float = 1.0
    quick: float = 3.0
    slow: float = 30.0
    at_once: float = 1.5
    patience: float = 12.0
    settling: float = 15.0
    keyring: float = 60.0


@dataclass(slots=True, eq=False)
class _Endpoint:
    """What is known of one of them. `due`: when it may be asked again, on the clock that never jumps."""

    condition: Condition
    there: bool = False
    why: Message | None = None
    due: float = 0.0
    asking: asyncio.Task[None] | None = None


class Endpoints:
    """Asks for those that are waited for, past the gates of the adapters: it has a pace of its own, and tells `Links` what it hears.

    While this computer says that it has no network, and where no answer comes at all, each is asked once in `Pace.slow`. A refusal at once
    is an answer of the network: then it is asked every `Pace.quick`. The watch of an open app map tells of its cluster by itself.
    """

    def __init__(
        self, world: World, inventory: Inventory, tags: Tags, links: Links, network: Network, tasks: TaskHost, clock: Clock
    ) -> None:
        self._world, self._inventory, self._tags, self._links = world, inventory, tags, links
        self._network, self._tasks, self._clock = network, tasks, clock
        self._known: dict[Condition, _Endpoint] = {}
        self._state: NetworkState | None = None
        self._settled = 0.0
        self.pace = Pace()
        self.changes = 0
        """How often the network of this computer has changed."""

    def look(self) -> None:
        """See whether the network of this computer has changed: then everything may be asked at once."""
        state = self._network.state()
        if state != self._state:
            if self._state is not None:
                self.changes += 1
                self._world.wake()
            self._state, self._settled = state, self._clock.monotonic() + self.pace.settling
            self.again()

    def again(self) -> None:
        """What was seen does not hold any more: ask anew."""
        for endpoint in self._known.values():
            if endpoint.asking is not None:
                endpoint.asking.cancel()
                endpoint.asking = None
            endpoint.due, endpoint.there = 0.0, False

    def doubt(self, conditions: Iterable[Condition]) -> None:
        """Somebody else found out that one of these is not there after all: ask them soon."""
        soon = self._clock.monotonic() + self.pace.quick
        for condition in conditions:
            endpoint = self._known.get(condition)
            if endpoint is not None and endpoint.there:
                endpoint.there, endpoint.why, endpoint.due = False, None, min(endpoint.due, soon)

    def missing(self, condition: Condition) -> Message | None:
        """Why this is not there; None when it is. Asks in the background when that is due."""
        if condition.kind is Kind.CLUSTER and self._live(condition.id):
            return None
        endpoint = self._known.setdefault(condition, _Endpoint(condition))
        if endpoint.asking is None and self._clock.monotonic() >= endpoint.due:
            endpoint.asking = self._tasks.start(self._ask(endpoint), f"ask {condition.kind} {condition.id}")
        if endpoint.there:
            return None
        return endpoint.why or Message.of("hold.asking", what=condition.kind.value, name=condition.id)

    def keep_only(self, conditions: Iterable[Condition]) -> None:
        """Forget all others."""
        wanted = set(conditions)
        for condition in self._known.keys() - wanted:
            endpoint = self._known.pop(condition)
            if endpoint.asking is not None:
                endpoint.asking.cancel()

    def _live(self, cluster: str) -> bool:
        return any(facts.cluster == cluster and facts.link is Link.LIVE for facts in self._inventory.all_facts())

    async def _ask(self, endpoint: _Endpoint) -> None:
        URGENT.set(True)  # of this task only
        begun = self._clock.monotonic()
        why: Message | None = None
        heard: UserError | None = None
        try:
            async with asyncio.timeout(self.pace.patience):
                await self._question(endpoint.condition)
        except TimeoutError:
            heard = Unreachable("preflight.no_answer", what=endpoint.condition.kind.value, name=endpoint.condition.id)
        except UserError as error:
            heard = error
        if heard is not None and (heard.code in NO_ANSWER or not isinstance(heard, Refused)):
            why = heard.message  # whoever says no is there, and pre-flight will tell
        self._links.heard(Endpoint(endpoint.condition.kind.value, endpoint.condition.id), heard)
        now = self._clock.monotonic()
        online = self._state is None or self._state.online
        quick = why is not None and (now < self._settled or (online and now - begun < self.pace.at_once))
        endpoint.why, endpoint.there, endpoint.asking = why, why is None, None
        endpoint.due = now + (self.pace.quick if quick else self.pace.slow)

    async def _question(self, condition: Condition) -> None:
        if condition.kind is Kind.CLUSTER:
            await self._world.cluster(condition.id).identity()
        elif condition.kind is Kind.REGISTRY:
            await self._tags.ping(condition.id)
        else:
            await self._world.builder(condition.id).info()
