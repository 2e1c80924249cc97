"""TaskHost: strong references, names, exceptions reported, stop all; and `together`."""

from __future__ import annotations

import asyncio
import gc

import pytest

from desktop_pipeline.services.tasks import TaskHost, together


async def test_a_task_has_a_name_and_is_held() -> None:
    host = TaskHost()
    go = asyncio.Event()

    async def work() -> int:
        await go.wait()
        return 7

    task = host.start(work(), "work")
    gc.collect()
    assert host.names() == ("work",)
    go.set()
    assert await task == 7
    await asyncio.sleep(0)
    assert host.names() == ()


async def test_exceptions_are_reported() -> None:
    told: list[tuple[str, BaseException]] = []
    host = TaskHost(lambda name, error: told.append((name, error)))

    async def broken() -> None:
        raise ValueError("oh")

    task = host.start(broken(), "broken")
    await asyncio.wait([task])
    await asyncio.sleep(0)
    assert [(name, str(error)) for name, error in told] == [("broken", "oh")]


@pytest.mark.expect_errors("task broken failed")
async def test_without_a_listener_they_are_logged() -> None:
    async def broken() -> None:
        raise ValueError("oh")

    await asyncio.wait([TaskHost().start(broken(), "broken")])
    await asyncio.sleep(0)


async def test_stop_all_waits_for_the_end() -> None:
    told: list[str] = []
    host = TaskHost(lambda name, error: told.append(name))
    ended: list[str] = []

    async def slow(name: str) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0.02)
            ended.append(name)

    tasks = [host.start(slow(name), name) for name in ("a", "b")]
    await asyncio.sleep(0)
    await host.stop_all()
    assert sorted(ended) == ["a", "b"]
    assert all(task.cancelled() for task in tasks)
    assert told == []


async def test_stop_all_from_a_task_of_its_own_does_not_wait_for_itself() -> None:
    host = TaskHost()

    async def closing() -> str:
        await host.stop_all()
        return "closed"

    assert await host.start(closing(), "closing") == "closed"


async def test_stop_all_asks_again_one_that_goes_on() -> None:
    host = TaskHost()
    asked = 0

    async def stubborn() -> None:
        nonlocal asked
        while asked < 2:
            try:
                await asyncio.sleep(60)
            except asyncio.CancelledError:
                asked += 1

    host.start(stubborn(), "stubborn")
    await asyncio.sleep(0)
    wait = asyncio.wait
    try:
        asyncio.wait = lambda tasks, timeout: wait(tasks, timeout=0.01)  # type: ignore[assignment,misc]
        await host.stop_all()
    finally:
        asyncio.wait = wait  # type: ignore[misc]
    assert asked == 2


async def test_after_the_end_nothing_is_started() -> None:
    host = TaskHost()
    await host.stop_all()
    begun = False

    async def work() -> None:
        nonlocal begun
        begun = True

    task = host.start(work(), "late")
    await asyncio.wait([task])
    assert task.cancelled()
    assert not begun


async def test_together_gives_all_answers_in_order() -> None:
    async def one(number: int) -> int:
        await asyncio.sleep(0.01 / (number + 1))
        return number

    assert await together(one(number) for number in range(4)) == [0, 1, 2, 3]
    assert await together(()) == []


async def test_together_ends_the_others_when_one_fails() -> None:
    ended: list[int] = []

    async def one(number: int) -> int:
        if number == 2:
            raise ValueError("two")
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(number)
        return number

    with pytest.raises(ValueError, match="two"):
        await together(one(number) for number in range(3))
    assert ended == [0, 1]


async def test_together_can_be_cancelled() -> None:
    ended: list[int] = []

    async def one(number: int) -> None:
        try:
            await asyncio.sleep(60)
        finally:
            ended.append(number)

    waiting = asyncio.ensure_future(together(one(number) for number in range(3)))
    await asyncio.sleep(0.01)
    waiting.cancel()
    await asyncio.wait([waiting])
    assert ended == [0, 1, 2]
