"""What changed, told once to everyone who listens: windows, tray, command line.

Services publish topics ("this app map changed"); a subscription collects them without doubles, so a slow listener gets the latest state
late, never a growing queue. Runs are folded here, once, into snapshots.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.runs import Event, RunState, reduce


class Area(StrEnum):
    CATALOG = "catalog"
    """Workspace, builds or bindings; key ''."""
    MAP = "map"
    """Workloads of an app map; key `cluster/namespace`."""
    CONNECTION = "connection"
    """Link state; key `cluster/ID`, `registry/ID` or `engine/ID`."""
    VERSIONS = "versions"
    """Tags and runs of a repository; key its push name."""
    CHOICES = "choices"
    """Choices of an app map; key `cluster/namespace`."""
    RUN = "run"
    """State of a run; key its id."""
    HOLD = "hold"
    """A held plan; key its id."""
    NOTICE = "notice"
    """A message for the user; key ''."""


@dataclass(frozen=True, slots=True)
class Topic:
    area: Area
    key: str = ""


class Subscription:
    """One listener's view: the topics that changed since it last took them."""

    def __init__(self, feed: Feed) -> None:
        self._feed = feed
        self._dirty: dict[Topic, None] = {}
        self._wake = asyncio.Event()

    def mark(self, topic: Topic) -> None:
        self._dirty[topic] = None
        self._wake.set()

    def take(self, limit: int = 0) -> tuple[Topic, ...]:
        """The changed topics, oldest first, at most `limit` of them (0 = all)."""
        topics = tuple(self._dirty)[: limit or None]
        for topic in topics:
            del self._dirty[topic]
        if not self._dirty:
            self._wake.clear()
        return topics

    async def wait(self) -> None:
        """Return when there is something to take."""
        await self._wake.wait()

    def close(self) -> None:
        self._feed.unsubscribe(self)


class Feed:
    """Publishes changes and keeps the folded state of runs and the latest notices. To be used on the loop's thread only."""

    KEPT_NOTICES = 100

    def __init__(self) -> None:
        self._subscriptions: list[Subscription] = []
        self._runs: dict[str, RunState] = {}
        self._notices: list[tuple[float, Message]] = []

    def subscribe(self) -> Subscription:
        subscription = Subscription(self)
        self._subscriptions.append(subscription)
        return subscription

    def unsubscribe(self, subscription: Subscription) -> None:
        if subscription in self._subscriptions:
            self._subscriptions.remove(subscription)

    def publish(self, area: Area, key: str = "") -> None:
        topic = Topic(area, key)
        for subscription in self._subscriptions:
            subscription.mark(topic)

    def emit(self, run_id: str, event: Event) -> None:
        """Fold an event of a run and tell everyone."""
        self._runs[run_id] = reduce(self._runs.get(run_id) or RunState(run_id), event)
        self.publish(Area.RUN, run_id)

    def show(self, run: RunState) -> None:
        """Put in a run that was folded elsewhere, for example from the journal."""
        self._runs[run.id] = run
        self.publish(Area.RUN, run.id)

    def run(self, run_id: str) -> RunState | None:
        return self._runs.get(run_id)

    def runs(self) -> Iterator[RunState]:
        """Runs seen since the program started, oldest first."""
        return iter(tuple(self._runs.values()))

    def notify(self, at: float, message: Message) -> None:
        """Tell the user something that belongs to no row."""
        self._notices = [*self._notices, (at, message)][-self.KEPT_NOTICES:]
        self.publish(Area.NOTICE)

    def notices(self) -> tuple[tuple[float, Message], ...]:
        return tuple(self._notices)
