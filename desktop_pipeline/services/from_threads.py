"""From threads to the loop: of what comes faster than the loop turns only the latest counts."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


def latest_on_the_loop(take: Callable[[T], None]) -> Callable[[T], None]:
    """A function that may be called from any thread; `take` is called on the loop that runs now, with the latest value."""
    loop, lock = asyncio.get_running_loop(), threading.Lock()
    waiting: list[T] = []

    def hand_over() -> None:
        with lock:
            value = waiting.pop()
        take(value)

    def call(value: T) -> None:
        with lock:
            first = not waiting
            waiting[:] = [value]
        if first:
            loop.call_soon_threadsafe(hand_over)

    return call
