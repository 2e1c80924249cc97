"""asyncio on Qt's event loop, and the one subscriber of the feed that turns topics into signals."""

from __future__ import annotations

import asyncio
import contextvars
import math
import sys
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import qasync
import shiboken6
from PySide6.QtCore import QObject, Qt, QTimer, QTimerEvent, Signal
from PySide6.QtWidgets import QApplication

from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.tasks import TaskHost

_PRECISE_BELOW = 2.0
_LONGEST = 86_400.0
_THREADS = 8


class _Timers(QObject):
    """One Qt timer per waiting `TimerHandle`. Times are rounded up: a callback never comes early."""

    def __init__(self, loop: QtLoop) -> None:
        super().__init__()
        self._loop = loop
        self._handles: dict[int, asyncio.TimerHandle] = {}
        self._ids: dict[int, int] = {}

    def add(self, handle: asyncio.TimerHandle) -> None:
        wait = min(max(0.0, handle.when() - self._loop.time()), _LONGEST)
        precise = wait < _PRECISE_BELOW
        kind = Qt.TimerType.PreciseTimer if precise else Qt.TimerType.CoarseTimer
        number = self.startTimer(math.ceil(wait * 1000), kind)
        self._handles[number] = handle
        self._ids[id(handle)] = number

    def drop(self, handle: asyncio.TimerHandle) -> None:
        number = self._ids.pop(id(handle), None)
        if number is not None:
            self.killTimer(number)
            del self._handles[number]

    def timerEvent(self, event: QTimerEvent) -> None:
        handle = self._handles.get(event.timerId())
        if handle is None:
            self.killTimer(event.timerId())
            return
        self.drop(handle)
        if handle.when() - self._loop.time() > 0.0005:  # coarse timers may be early
            self.add(handle)
        else:
            self._loop.run_soon(handle)

    def clear(self) -> None:
        for number in self._handles:
            self.killTimer(number)
        self._handles.clear()
        self._ids.clear()


_SWITCH = 0.001
"""Seconds after which a thread at work lets the window have its turn (sys.setswitchinterval; Python's own 5 ms add up while a log runs)."""


class _Waker(QObject):
    woken = Signal()


class QtLoop(qasync.QEventLoop):
    """qasync's loop with own scheduling: one zero timer for what is ready, timers that are never early, contexts kept over threads.

    Callbacks run only while this loop runs, so somebody else's turn of Qt's loop cannot run them outside of it.
    """

    def __init__(self, app: QApplication) -> None:
        sys.setswitchinterval(_SWITCH)
        self._soon: deque[asyncio.Handle] = deque()
        self._from_threads: deque[asyncio.Handle] = deque()
        self._wake_sent = False
        self._zero = QTimer()
        self._zero.setSingleShot(True)
        self._zero.setInterval(0)
        self._zero.timeout.connect(self._run_ready)
        self._timers = _Timers(self)
        self._waker = _Waker()
        self._waker.woken.connect(self._take_from_threads, Qt.ConnectionType.QueuedConnection)
        super().__init__(app)
        self._pool = ThreadPoolExecutor(_THREADS, thread_name_prefix="pool")
        self.set_default_executor(self._pool)

    def run_soon(self, handle: asyncio.Handle) -> None:
        """Put a handle among those that run in the next turn."""
        self._soon.append(handle)
        if not self._zero.isActive():
            self._zero.start()

    def _run_ready(self) -> None:
        for _ in range(len(self._soon)):
            if not self.is_running():
                return
            handle = self._soon.popleft()
            if not handle.cancelled():
                handle._run()
        if self._soon:
            self._zero.start()

    def _before_run_forever(self) -> None:
        super()._before_run_forever()
        if self._soon:
            self._zero.start()

    def _add_callback(self, handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        self.run_soon(handle)
        return handle

    def call_soon(self, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None) -> asyncio.Handle:
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self.run_soon(handle)
        return handle

    def call_later(
        self, delay: float, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        return self.call_at(self.time() + delay, callback, *args, context=context)

    def call_at(
        self, when: float, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.TimerHandle:
        self._check_closed()
        handle = asyncio.TimerHandle(when, callback, args, self, context)
        self._timers.add(handle)
        return handle

    def _timer_handle_cancelled(self, handle: asyncio.TimerHandle) -> None:
        self._timers.drop(handle)

    def call_soon_threadsafe(
        self, callback: Callable[..., Any], *args: Any, context: contextvars.Context | None = None
    ) -> asyncio.Handle:
        self._check_closed()
        handle = asyncio.Handle(callback, args, self, context)
        self._from_threads.append(handle)
        if not self._wake_sent:
            self._wake_sent = True
            self._waker.woken.emit()
        return handle

    def _take_from_threads(self) -> None:
        self._wake_sent = False
        while self._from_threads:
            self.run_soon(self._from_threads.popleft())

    def close(self) -> None:
        if self.is_closed() or not shiboken6.isValid(self._zero):  # too late: Qt is gone
            return
        self._pool.shutdown(wait=True, cancel_futures=True)
        self._zero.stop()
        self._timers.clear()
        super().close()


class EventPump(QObject):
    """Takes what changed from the feed every 50 ms, for at most 10 ms, and emits one signal per topic."""

    EVERY, SLICE = 0.05, 0.010

    catalog = Signal()
    map = Signal(str)
    connection = Signal(str)
    versions = Signal(str)
    choices = Signal(str)
    run = Signal(str)
    hold = Signal(str)
    notice = Signal()

    def __init__(self, feed: Feed, tasks: TaskHost, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._subscription = feed.subscribe()
        self._task = tasks.start(self._pump(), "event pump")

    async def _pump(self) -> None:
        while True:
            await self._subscription.wait()
            self.drain()
            await asyncio.sleep(self.EVERY)

    def drain(self) -> None:
        """Emit what there is; what does not fit into the slice stays for the next turn."""
        end = time.perf_counter() + self.SLICE
        while topics := self._subscription.take(1):
            self._emit(topics[0].area, topics[0].key)
            if time.perf_counter() > end:
                return

    def _emit(self, area: Area, key: str) -> None:
        if area is Area.CATALOG:
            self.catalog.emit()
        elif area is Area.NOTICE:
            self.notice.emit()
        else:
            getattr(self, area.value).emit(key)

    def close(self) -> None:
        self._task.cancel()
        self._subscription.close()
