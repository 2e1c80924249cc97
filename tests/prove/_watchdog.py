"""Who holds the loop: a thread that looks at the main thread's stack when a gap begins, and at what the other threads do meanwhile."""

from __future__ import annotations

import resource
import sys
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType
from typing import NamedTuple

from desktop_pipeline.ui.meter import LoopMeter

ROOT = str(Path(__file__).resolve().parents[2]) + "/"
_WAITING = ("wait", "select", "poll", "_worker", "get", "accept", "recv_into", "readinto", "_do_waitpid")


@dataclass
class Held:
    """One gap: when it was seen, where the main thread was at each look, and where others worked."""

    seen: float
    stacks: Counter[str] = field(default_factory=Counter)
    others: Counter[str] = field(default_factory=Counter)


def _place(frame: FrameType) -> str:
    code = frame.f_code
    name = code.co_filename.removeprefix(ROOT)
    if "site-packages/" in name:
        name = name.rpartition("site-packages/")[2]
    return f"{name.removeprefix('desktop_pipeline/')}:{frame.f_lineno} {code.co_name}"


def stack(frame: FrameType | None, depth: int = 6) -> str:
    """The innermost places, innermost first."""
    places: list[str] = []
    while frame is not None and len(places) < depth:
        places.append(_place(frame))
        frame = frame.f_back
    return " < ".join(places)


class Work(NamedTuple):
    """What a thread did in a gap; the rest of the gap went to others, or to waiting."""

    thread: float = 0.0
    """Milliseconds on a processor."""
    process: float = 0.0
    """The same of all threads of the process."""
    waited: int = 0
    """How often it gave the processor away to wait for something: a lock, a file, the interpreter."""
    put_aside: int = 0
    """How often the system took the processor away from it."""

    def since(self, before: Work) -> Work:
        return Work(self.thread - before.thread, self.process - before.process, self.waited - before.waited,
                    self.put_aside - before.put_aside)


class CpuMeter(LoopMeter):
    """Also counts what was worked in a long gap."""

    def __init__(self) -> None:
        super().__init__(window=1_000_000)
        self.cpu: dict[float, Work] = {}
        self._before = Work()

    def start(self) -> None:
        self._before = self._now()
        super().start()

    @staticmethod
    def _now() -> Work:
        thread = resource.getrusage(resource.RUSAGE_THREAD)
        return Work(time.thread_time() * 1000, time.process_time() * 1000, thread.ru_nvcsw, thread.ru_nivcsw)

    def _tick(self) -> None:
        super()._tick()
        before, self._before = self._before, self._now()
        if self.late and self.late[-1][0] == self.last:
            self.cpu[self.last] = self._before.since(before)


class Watchdog:
    """Looks every few milliseconds while a gap lasts. The meter tells when the loop came back last."""

    EVERY = 0.005

    def __init__(self, meter: LoopMeter, over: float = 0.05) -> None:
        self._meter, self._over = meter, over + LoopMeter.INTERVAL / 1000
        self._main = threading.get_ident()
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self.held: list[Held] = []

    def __enter__(self) -> Watchdog:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        present: Held | None = None
        beat = 0.0
        while not self._stop.wait(self.EVERY):
            last = self._meter.last
            if not last or time.perf_counter() - last < self._over:
                continue
            if present is None or last != beat:
                present, beat = Held(last), last
                self.held.append(present)
            self._look(present)

    def _look(self, held: Held) -> None:
        mine = threading.get_ident()
        names = {thread.ident: thread.name for thread in threading.enumerate()}
        for ident, frame in sys._current_frames().items():
            if ident == self._main:
                held.stacks[stack(frame)] += 1
            elif ident != mine and frame.f_code.co_name not in _WAITING:
                held.others[f"{names.get(ident, '?')}: {stack(frame, 2)}"] += 1

    def of(self, end: float, length: float) -> Held | None:
        """What was seen in a gap that ended then."""
        begin = end - length / 1000 - 0.03
        return next((held for held in self.held if begin - 0.02 <= held.seen <= end), None)
