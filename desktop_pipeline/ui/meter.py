"""How well the window's loop keeps time: a timer that measures how late it comes."""

from __future__ import annotations

import time
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal


@dataclass(frozen=True, slots=True)
class Reading:
    """Gaps of the loop in milliseconds: how much longer than asked it took to come back, over the window of the meter."""

    count: int
    worst: float
    p99: float
    median: float


class LoopMeter(QObject):
    """Measures while it is on; `changed` comes once a second. A gap is what a user feels as a hang."""

    INTERVAL = 10
    LATE = 50.0
    changed = Signal()

    def __init__(self, parent: QObject | None = None, window: int = 6000) -> None:
        super().__init__(parent)
        self._gaps: deque[float] = deque(maxlen=window)
        self.late: deque[tuple[float, float]] = deque(maxlen=window)
        """Gaps over LATE milliseconds: when each ended, by `time.perf_counter()`, and its length."""
        self._last = 0.0
        self._told = 0.0
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(self.INTERVAL)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._last = self._told = time.perf_counter()
        self._timer.start()

    def stop(self) -> None:
        self._timer.stop()

    @property
    def last(self) -> float:
        """When the loop came back the last time, by `time.perf_counter()`; may be read from any thread."""
        return self._last

    def reset(self) -> None:
        """Begin a new window."""
        self._gaps.clear()
        self.late.clear()
        self._last = time.perf_counter()

    def _tick(self) -> None:
        now = time.perf_counter()
        gap = max(0.0, (now - self._last) * 1000 - self.INTERVAL)
        self._gaps.append(gap)
        if gap > self.LATE:
            self.late.append((now, gap))
        self._last = now
        if now - self._told >= 1.0:
            self._told = now
            self.changed.emit()

    def reading(self) -> Reading:
        gaps = sorted(self._gaps)
        if not gaps:
            return Reading(0, 0.0, 0.0, 0.0)
        return Reading(len(gaps), gaps[-1], gaps[min(len(gaps) - 1, int(len(gaps) * 0.99))], gaps[len(gaps) // 2])
