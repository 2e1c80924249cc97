"""Blocking calls in threads: results, order, cancelling, closing."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator

import pytest

from desktop_pipeline.adapters.common.threads import Threads
from tests.adapters.support import until


@pytest.fixture
async def threads() -> AsyncIterator[Threads]:
    pool = Threads("test")
    yield pool
    await pool.close()


async def test_result_and_exception(threads: Threads) -> None:
    assert await threads.run(int, "ff", base=16) == 255
    with pytest.raises(ValueError, match="invalid literal"):
        await threads.run(int, "no number")


async def test_one_worker_keeps_the_order_and_the_thread(threads: Threads) -> None:
    seen: list[int] = []
    names = await asyncio.gather(*(threads.run(lambda n: (seen.append(n), threading.current_thread().name)[1], n) for n in range(20)))
    assert seen == list(range(20))
    assert len(set(names)) == 1


async def test_cancel_interrupts_and_waits_for_the_end(threads: Threads) -> None:
    started, stop, ended = threading.Event(), threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        stop.wait(30)
        ended.set()
        raise OSError("interrupted")

    task = asyncio.create_task(threads.run_interruptible(stop.set, work))
    await until(started.is_set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_cancel_twice_still_waits(threads: Threads) -> None:
    started, asked, release = threading.Event(), [], threading.Event()

    def work() -> str:
        started.set()
        release.wait(30)
        return "done all the same"

    task = asyncio.create_task(threads.run_interruptible(lambda: asked.append(1), work))
    await until(started.is_set)
    task.cancel()
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.sleep(0.02)
    assert not task.done()
    release.set()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert len(asked) >= 2


async def test_a_call_that_has_not_begun_is_dropped(threads: Threads) -> None:
    release, seen = threading.Event(), []
    first = asyncio.create_task(threads.run(release.wait, 30))
    second = asyncio.create_task(threads.run(seen.append, 1))
    await asyncio.sleep(0.02)
    second.cancel()
    with pytest.raises(asyncio.CancelledError):
        await second
    release.set()
    await first
    assert seen == []


async def test_close_interrupts_what_runs() -> None:
    threads, started, stop = Threads("closing"), threading.Event(), threading.Event()

    def work() -> str:
        started.set()
        return "stopped" if stop.wait(30) else "late"

    task = asyncio.create_task(threads.run_interruptible(stop.set, work))
    waiting = asyncio.create_task(threads.run(work))
    await until(started.is_set)
    await threads.close()
    assert await task == "stopped"
    with pytest.raises(asyncio.CancelledError):
        await waiting
    with pytest.raises(RuntimeError):
        await threads.run(work)


@pytest.mark.expect_errors("interrupting a call failed")
async def test_a_failing_interrupt_is_reported_and_the_thread_is_waited_for(threads: Threads) -> None:
    started, release = threading.Event(), threading.Event()

    def work() -> None:
        started.set()
        release.wait(0.3)

    def bad() -> None:
        raise OSError("no socket")

    task = asyncio.create_task(threads.run_interruptible(bad, work))
    await until(started.is_set)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    release.set()


def test_close_without_a_loop() -> None:
    threads = Threads("sync")
    assert asyncio.run(threads.run(len, "abc")) == 3
    threads.close_now()
