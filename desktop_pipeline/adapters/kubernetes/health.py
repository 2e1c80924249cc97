"""Is the API server there? One light question every few seconds, shared by all open watches of a cluster.

An open watch of a stopped server is silent, as it is on a quiet day: without asking it would be noticed only after the silence limit.
How often a server out of reach is really asked is for the gate of its endpoint to say (`adapters.common.gate`): the other questions end
there.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Protocol

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.ports import URGENT

EVERY_SECONDS = 5.0
ANSWER_SECONDS = 5.0
DOWN_EVERY_SECONDS = 2.0
REPEAT = 3


class Listener(Protocol):
    urgent: bool
    """Whether a run is at work that waits for the server."""

    def down(self, message: Message) -> None:
        """The server does not answer; called again now and then while that lasts."""
        ...

    def up(self) -> None:
        """It answers again."""
        ...


class Health:
    """Asks while somebody listens. `ask(seconds)` raises UserError when there is no answer in that time."""

    def __init__(self, ask: Callable[[float], Awaitable[None]]) -> None:
        self._ask = ask
        self._listeners: list[Listener] = []
        self._task: asyncio.Task[None] | None = None
        self._former: set[asyncio.Task[None]] = set()
        self._down = 0

    @contextlib.asynccontextmanager
    async def listening(self, listener: Listener) -> AsyncIterator[None]:
        """Tell the listener what happens while the context is open."""
        self._listeners.append(listener)
        if self._task is None or self._task.done():
            self._down = 0
            self._task = asyncio.create_task(self._beat(), name="cluster health")
        try:
            yield
        finally:
            self._listeners.remove(listener)
            if not self._listeners:
                await self.close()

    def wake(self) -> None:
        """Ask now: the network has changed. A question under way may wait for an answer that cannot come any more."""
        if self._task is not None and not self._task.done():
            self._task.cancel()
            self._former.add(self._task)
            self._task.add_done_callback(self._former.discard)
            self._task = asyncio.create_task(self._beat(0.0), name="cluster health")

    async def close(self) -> None:
        """Stop asking."""
        tasks = {*self._former, *([self._task] if self._task is not None else [])}
        self._task = None
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)

    async def _beat(self, first: float = EVERY_SECONDS) -> None:
        wait = first
        while True:
            await asyncio.sleep(wait * random.uniform(0.9, 1.1))
            URGENT.set(any(listener.urgent for listener in self._listeners))  # of this task only
            try:
                await self._ask(ANSWER_SECONDS)
            except UserError as error:
                wait = DOWN_EVERY_SECONDS
                self._down += 1
                if self._down % REPEAT != 1:
                    continue
                for listener in tuple(self._listeners):
                    listener.down(error.message)
            else:
                wait = EVERY_SECONDS
                if self._down:
                    self._down = 0
                    for listener in tuple(self._listeners):
                        listener.up()
