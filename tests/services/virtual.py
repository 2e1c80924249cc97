"""Time that costs nothing: where all wait, the loop's clock jumps to whoever wakes first. What is done again happens the same way."""

from __future__ import annotations

import asyncio
import selectors
import shutil
import tempfile
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")
EPOCH = 1_750_000_000.0
"""Epoch time at which each virtual loop begins."""


class _Jumping(selectors.DefaultSelector):
    """A selector that never waits: it moves the time of its loop."""

    now = 0.0

    def select(self, timeout: float | None = None) -> list[Any]:
        found = super().select(0)
        if found or (timeout is not None and timeout <= 0):
            return list(found)
        if timeout is None:
            raise RuntimeError("everybody waits, and nothing will ever happen")
        self.now += timeout
        return []


class VirtualLoop(asyncio.SelectorEventLoop):
    """`time()` is virtual. What would be done in a thread is done at once, so nothing depends on real time."""

    def __init__(self) -> None:
        self._jumping = _Jumping()
        super().__init__(self._jumping)

    def time(self) -> float:
        return self._jumping.now

    def run_in_executor(self, executor: Any, func: Callable[..., Any], *args: Any) -> asyncio.Future[Any]:  # type: ignore[override]
        future = self.create_future()
        try:
            future.set_result(func(*args))
        except BaseException as error:
            future.set_exception(error)
        return future


class VirtualClock:
    """The port Clock on a virtual loop."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop

    def now(self) -> float:
        return EPOCH + self._loop.time()

    def monotonic(self) -> float:
        return self._loop.time()

    async def sleep(self, seconds: float) -> None:
        await asyncio.sleep(max(0.0, seconds))


class PlainFolders:
    """The port Scratch without a thread."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self.left: set[Path] = set()

    async def make(self, name: str) -> Path:
        folder = Path(tempfile.mkdtemp(prefix=f"work-{name}-", dir=self._root))
        self.left.add(folder)
        return folder

    async def remove(self, folder: Path) -> None:
        self.left.discard(folder)
        shutil.rmtree(folder, ignore_errors=True)

    async def sweep(self) -> None:
        pass


def run_virtually(main: Callable[[VirtualClock], Coroutine[Any, Any, T]]) -> T:
    """The result of a coroutine on a virtual loop of its own."""
    loop = VirtualLoop()
    asyncio.set_event_loop(None)
    try:
        return loop.run_until_complete(main(VirtualClock(loop)))
    finally:
        left = asyncio.all_tasks(loop)
        for task in left:
            task.cancel()
        if left:
            loop.run_until_complete(asyncio.gather(*left, return_exceptions=True))
        loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()
