"""What a test may not leave behind: tasks, threads, child processes, error records."""

from __future__ import annotations

import asyncio
import gc
import logging
import re
import threading
import time
from pathlib import Path

# Process ids of servers that a session fixture keeps for many tests; whoever starts one adds it here.
SERVERS: set[int] = set()
GRACE = 2.0  # seconds for something that is just ending


def children() -> dict[int, str]:
    """Child processes of this one by id, with their name; zombies too (nobody waited for them). Linux only, elsewhere empty."""
    found: dict[int, str] = {}
    for path in Path("/proc/self/task").glob("*/children"):
        try:
            pids = path.read_text().split()
        except OSError:  # a thread that just ended
            continue
        for pid in pids:
            try:
                found[int(pid)] = Path(f"/proc/{pid}/comm").read_text().strip()
            except OSError:
                continue
    return found


def threads() -> set[threading.Thread]:
    """Threads of Python; not the shadows of foreign ones (Qt's), which Python keeps for ever."""
    return {thread for thread in threading.enumerate() if not isinstance(thread, threading._DummyThread)}


class Watch:
    """Compares threads and children with those at its making, and collects error records from then on."""

    def __init__(self) -> None:
        self.threads = threads()
        self.children = set(children())
        self.records: list[str] = []
        self.handler = Collector(self.records)
        logging.getLogger().addHandler(self.handler)

    def close(self, expected_errors: list[str]) -> list[str]:
        """What is wrong now, as sentences."""
        deadline = time.monotonic() + GRACE
        while (problems := self.leftovers()) and time.monotonic() < deadline:
            time.sleep(0.02)
        logging.getLogger().removeHandler(self.handler)
        for record in self.records:
            if not any(re.search(pattern, record) for pattern in expected_errors):
                problems.append(f"error record: {record}")
        return problems

    def leftovers(self) -> list[str]:
        problems = [f"thread left running: {thread.name}" for thread in threads() - self.threads]
        for pid, name in children().items():
            if pid not in self.children | SERVERS and name != "resource_tracker":
                problems.append(f"child process left: {pid} {name}")
        return problems


class Collector(logging.Handler):
    def __init__(self, records: list[str]) -> None:
        super().__init__(logging.ERROR)
        self.records = records
        self.setFormatter(logging.Formatter("%(name)s: %(message)s"))

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(self.format(record))


async def tasks_left(before: set[asyncio.Task[object]]) -> list[str]:
    """Tasks of this loop that are neither done nor in `before`; they are cancelled.

    Collects garbage, so that lost exceptions are reported.
    """
    for _ in range(5):  # one that was just cancelled may end
        await asyncio.sleep(0)
    left = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()} - before
    names = [f"task left running: {task.get_name()} {task.get_coro()}" for task in left]
    for task in left:
        task.cancel()
    await asyncio.gather(*left, return_exceptions=True)
    gc.collect()
    return names
