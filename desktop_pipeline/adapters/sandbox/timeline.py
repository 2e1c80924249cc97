"""Time of the sandbox: things that will happen, played when somebody looks. No task of its own, so nothing is left behind."""

from __future__ import annotations

import asyncio
import heapq
import itertools
import math
from collections.abc import Callable

from desktop_pipeline.services.ports import Clock

_CATCH_UP = 600.0
"""Seconds: what is due for longer (nobody looked, or the computer slept) is played as if it were due this long ago."""


class Timeline:
    """Acts with the time they are due. `speed` 2.0 makes everything twice as fast.

    Whoever looks at the state calls `play` first; whoever waits for changes waits here, which also plays what becomes due meanwhile.
    """

    def __init__(self, clock: Clock, speed: float = 1.0) -> None:
        self._clock, self.speed = clock, speed
        self._due: list[tuple[float, int, Callable[[], None]]] = []
        self._order = itertools.count()
        self._at: float | None = None
        self._wakers: set[asyncio.Event] = set()

    def now(self) -> float:
        """Epoch seconds; while an act is played, the time it was due."""
        return self._clock.now() if self._at is None else self._at

    def after(self, seconds: float, act: Callable[[], None]) -> None:
        """Let something happen after so many seconds of the sandbox's own time."""
        heapq.heappush(self._due, (self.now() + seconds / self.speed, next(self._order), act))
        if self._at is None:
            self.wake()

    def wake(self) -> None:
        """Everybody who waits looks again."""
        for waker in self._wakers:
            waker.set()

    def play(self) -> None:
        """Let everything happen that is due by now."""
        if self._at is not None:
            return
        end = self._clock.now()
        try:
            while self._due and self._due[0][0] <= end:
                at, _, act = heapq.heappop(self._due)
                self._at = max(at, end - _CATCH_UP)
                act()
        finally:
            self._at = None

    async def sleep(self, seconds: float) -> None:
        """Sleep seconds of the sandbox's own time."""
        await self._clock.sleep(seconds / self.speed)

    async def sleep_real(self, seconds: float) -> None:
        await self._clock.sleep(seconds)

    async def wait(self, waker: asyncio.Event, seconds: float = math.inf) -> None:
        """Return when the waker was set, something has become due, or so many (real) seconds have gone by."""
        self.play()
        if not waker.is_set():
            due = self._due[0][0] - self._clock.now() if self._due else math.inf
            await self._race(waker, min(due, seconds))
        waker.clear()
        self.play()

    async def _race(self, waker: asyncio.Event, seconds: float) -> None:
        self._wakers.add(waker)
        try:
            if math.isinf(seconds):
                await waker.wait()
                return
            racers = [asyncio.ensure_future(waker.wait()), asyncio.ensure_future(self._clock.sleep(max(0.0, seconds)))]
            try:
                await asyncio.wait(racers, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for racer in racers:
                    racer.cancel()
                await asyncio.gather(*racers, return_exceptions=True)
        finally:
            self._wakers.discard(waker)
