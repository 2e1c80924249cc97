"""The line between the program and a sandbox cluster: it can be slow, break, or stand still."""

from __future__ import annotations

import asyncio
import math
from collections.abc import Callable

from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import Unreachable


class Link:
    """Handles of tests: `cut(seconds)` breaks the line at once, `stall(seconds)` lets nothing through without breaking it, `mend()` ends
    both; `slow` delays each request. `timeout`: how long an answer is waited for; `notice`: when a watch sees that the line stands still.
    All in real seconds.
    """

    def __init__(self, name: str, timeline: Timeline) -> None:
        self.name = name
        self._timeline = timeline
        self.slow, self.latency, self.timeout, self.notice = 0.0, 0.003, 10.0, 5.0
        self._cut_until = self._stalled_until = 0.0
        self._stalled_at = 0.0
        self._under_way: list[Callable[[], None]] = []

    def cut(self, seconds: float = math.inf) -> None:
        self._cut_until = self._timeline.now() + seconds
        self._timeline.wake()

    def stall(self, seconds: float = math.inf) -> None:
        self._stalled_at = self._timeline.now()
        self._stalled_until = self._stalled_at + seconds
        if not math.isinf(seconds):
            self._timeline.after(seconds * self._timeline.speed, self._arrive)
        self._timeline.wake()

    def mend(self) -> None:
        self._cut_until = self._stalled_until = 0.0
        self._arrive()
        self._timeline.wake()

    def under_way(self, act: Callable[[], None]) -> None:
        """What was sent and not answered happens when the line goes on."""
        self._under_way.append(act)

    def _arrive(self) -> None:
        acts, self._under_way = self._under_way, []
        for act in acts:
            act()

    def broken(self) -> bool:
        """New connections are refused."""
        return self._timeline.now() < self._cut_until

    def stalled(self) -> bool:
        return self._timeline.now() < self._stalled_until

    def patience(self) -> float:
        """Seconds until a watch takes a line that stands still for lost."""
        return self._stalled_at + self.notice - self._timeline.now()

    def stalled_for(self) -> float:
        """Seconds until it goes on by itself."""
        return max(0.0, self._stalled_until - self._timeline.now())

    def error(self) -> Unreachable:
        """What a request meets now."""
        if self.broken():
            return Unreachable("cluster.unreachable", server=self.name, text="connection refused")
        return Unreachable("cluster.timeout", server=self.name, seconds=self.timeout)

    async def request(self) -> None:
        """One request and its answer. Raises Unreachable; its code is `cluster.timeout` when the request was sent."""
        await self._timeline.sleep_real(self.latency + self.slow)
        end, waker = self._timeline.now() + self.timeout, asyncio.Event()
        while self.stalled() and not self.broken():
            left = min(end - self._timeline.now(), self.stalled_for())
            if end <= self._timeline.now():
                raise self.error()
            await self._timeline.wait(waker, left)
        if self.broken():
            raise self.error()
        self._timeline.play()
