"""Coroutines that belong to one window."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import shiboken6
from PySide6.QtCore import QObject, SignalInstance

from desktop_pipeline.services.tasks import TaskHost

T = TypeVar("T")


@contextmanager
def told(owner: QObject, busy: SignalInstance, words: str) -> Iterator[None]:
    """Tell with a signal of `owner` that something is being done, and '' afterwards, unless the owner is gone by then."""
    busy.emit(words)
    try:
        yield
    finally:
        if shiboken6.isValid(owner):
            busy.emit("")


class Work:
    """Starts a window's coroutines through the task host and cancels them when the window goes.

    Only for what the window itself asks (a test of a connection, a dialog); runs belong to the executor and outlive windows.
    """

    def __init__(self, tasks: TaskHost, owner: QObject) -> None:
        self._host = tasks
        self._tasks: dict[str, set[asyncio.Task[Any]]] = {}
        owner.destroyed.connect(self.cancel)

    def start(self, coroutine: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        task = self._host.start(coroutine, name)
        running = self._tasks.setdefault(name, set())
        running.add(task)
        task.add_done_callback(running.discard)
        return task

    def restart(self, coroutine: Coroutine[Any, Any, T], name: str) -> asyncio.Task[T]:
        """Start it in place of what runs under this name."""
        self.cancel(name)
        return self.start(coroutine, name)

    def busy(self, name: str) -> bool:
        return any(not task.done() for task in self._tasks.get(name, ()))

    def cancel(self, name: object = "") -> None:
        """Cancel what runs under a name; '' or the object that went = everything."""
        names = [name] if isinstance(name, str) and name else list(self._tasks)
        for each in names:
            for task in list(self._tasks.get(each, ())):
                task.cancel()
