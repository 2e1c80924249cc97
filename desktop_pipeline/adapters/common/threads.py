"""Blocking calls in own threads: each says how it is interrupted, and a cancelled call does not end before its thread has.

The default executor of asyncio is not used: cancelling a task does not stop its thread, and `loop.close()` would wait for it.
"""

from __future__ import annotations

import asyncio
import concurrent.futures
import logging
from collections.abc import Callable
from functools import partial
from typing import Any, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
_log = logging.getLogger(__name__)
_AGAIN = 0.1  # seconds after which a call that has not ended is interrupted once more


class Threads:
    """A few worker threads of one adapter. With `workers=1` calls run one after the other, in order, always in the same thread."""

    def __init__(self, name: str, workers: int = 1) -> None:
        self._pool = concurrent.futures.ThreadPoolExecutor(workers, thread_name_prefix=name)
        self._running: dict[asyncio.Future[Any], Callable[[], None] | None] = {}

    async def run(self, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Result of `function(*args)` from a worker. Cancelling waits for a call that has begun: use it for short calls only."""
        return await self.run_interruptible(None, function, *args, **kwargs)

    async def run_interruptible(
        self, interrupt: Callable[[], None] | None, function: Callable[P, T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Like `run`; when the caller is cancelled `interrupt()` is called in the loop's thread, and has to make the call end soon.

        A call that has not begun is dropped. One that has begun is waited for, whatever its outcome, before CancelledError goes on.
        `interrupt` may be called before the function does what it interrupts, so it is called again until the call ends.
        Raises RuntimeError after `close`.
        """
        future = self._pool.submit(partial(function, *args, **kwargs))
        waited = asyncio.wrap_future(future)
        self._running[waited] = interrupt
        try:
            await asyncio.wait((waited,))
        except asyncio.CancelledError:
            if not future.cancel():
                await self._end(waited, interrupt)
            raise
        finally:
            del self._running[waited]
        return waited.result()

    @staticmethod
    async def _end(waited: asyncio.Future[T], interrupt: Callable[[], None] | None) -> None:
        while not waited.done():
            _call(interrupt)
            try:
                await asyncio.wait((waited,), timeout=_AGAIN)
            except asyncio.CancelledError:  # asked again: still never leave a thread behind
                continue
        if not waited.cancelled():
            waited.exception()  # seen: its caller no longer wants it

    async def close(self) -> None:
        """Drop what waits, interrupt what runs, and return when no thread is left."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        waiting = dict(self._running)
        while pending := [future for future in waiting if not future.done()]:
            for future in pending:
                _call(waiting[future])
            await asyncio.wait(pending, timeout=_AGAIN)
        self._pool.shutdown(wait=True)  # nothing runs any more: the threads only have to leave

    def close_now(self) -> None:
        """`close` for places without an event loop; blocks until what runs has ended."""
        self._pool.shutdown(wait=False, cancel_futures=True)
        for interrupt in list(self._running.values()):
            _call(interrupt)
        self._pool.shutdown(wait=True)


def _call(interrupt: Callable[[], None] | None) -> None:
    if interrupt is None:
        return
    try:
        interrupt()
    except Exception:
        _log.exception("interrupting a call failed")
