"""The computer does not go to sleep while a run is at work."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.services.computer_ports import Awake
from desktop_pipeline.services.feed import Feed, Subscription
from desktop_pipeline.services.tasks import TaskHost

_PAUSE = 0.1
"""Seconds in which changes are gathered: progress comes many times a second."""


class KeepAwake:
    """Watches the feed. `active` are the ids of the runs of this program: those of other programs keep the computer awake themselves."""

    def __init__(self, awake: Awake, feed: Feed, active: Callable[[], tuple[str, ...]], tasks: TaskHost) -> None:
        self._awake, self._feed, self._active, self._tasks = awake, feed, active, tasks
        self.way = ""
        """By which the computer is held awake now; '' = not."""

    def start(self) -> None:
        """Watch from now on, until all tasks are stopped."""
        self._tasks.start(self._watch(), "keep awake")

    def _busy(self) -> bool:
        """Whether one of our runs has begun and not ended. Its verdict counts: what is done afterwards is no longer the run."""
        runs = [self._feed.run(run_id) for run_id in self._active()]
        return any(run is not None and not run.state.ended for run in runs)

    async def _watch(self) -> None:
        subscription = self._feed.subscribe()
        try:
            while True:
                await _changed(subscription)
                if self._busy():
                    await self._hold(subscription)
        finally:
            subscription.close()

    async def _hold(self, subscription: Subscription) -> None:
        async with self._awake.hold(render(Message.of("awake.reason"))) as self.way:
            try:
                while self._busy():
                    await _changed(subscription)
            finally:
                self.way = ""


async def _changed(subscription: Subscription) -> None:
    await subscription.wait()
    subscription.take()
    await asyncio.sleep(_PAUSE)
