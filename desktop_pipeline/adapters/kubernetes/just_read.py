"""Objects that were read a moment ago: a change that follows at once need not read them again."""

from __future__ import annotations

import time
from collections.abc import Callable

from desktop_pipeline.adapters.kubernetes import structs
from desktop_pipeline.domain.workloads import WorkloadKey

_MOMENT = 2.0
"""Seconds. What is older is read anew; what has changed meanwhile the server finds out by the tests of the patch."""


class JustRead:
    """Each is taken once: whoever tries again after a refusal or a lost answer sees what is there then."""

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        self._now = now
        self._items: dict[WorkloadKey, tuple[float, structs.WorkloadObject]] = {}

    def keep(self, key: WorkloadKey, item: structs.WorkloadObject) -> None:
        now = self._now()
        self._items.pop(key, None)
        while self._items and next(iter(self._items.values()))[0] < now - _MOMENT:
            del self._items[next(iter(self._items))]
        self._items[key] = now, item

    def take(self, key: WorkloadKey) -> structs.WorkloadObject | None:
        at, item = self._items.pop(key, (0.0, None))
        return item if at >= self._now() - _MOMENT else None
