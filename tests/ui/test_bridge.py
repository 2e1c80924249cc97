"""The Qt loop: never early, contexts kept, threads handed over, nothing nested."""

from __future__ import annotations

import asyncio
import contextvars
import subprocess
import sys
import threading
import time

from PySide6.QtCore import QTimer

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.tasks import TaskHost
from desktop_pipeline.ui.bridge import EventPump
from desktop_pipeline.ui.meter import LoopMeter
from desktop_pipeline.ui.widgets import ask


def test_sleeps_are_never_early_and_in_order(qt_run):
    async def scenario():
        loop, order = asyncio.get_running_loop(), []
        for seconds in (0.03, 0.001, 0.0005, 0.012):
            started = loop.time()
            await asyncio.sleep(seconds)
            assert loop.time() - started >= seconds - 0.0006
        for delay in (0.03, 0.01, 0.02):
            loop.call_later(delay, order.append, delay)
        dropped = loop.call_later(0.005, order.append, "dropped")
        dropped.cancel()
        await asyncio.sleep(0.06)
        assert order == [0.01, 0.02, 0.03]

    qt_run(scenario())


def test_a_busy_coroutine_does_not_starve_the_window(qt_run):
    async def scenario():
        ticks = []
        timer = QTimer()
        timer.timeout.connect(lambda: ticks.append(1))
        timer.start(5)
        end = time.monotonic() + 0.3
        while time.monotonic() < end:  # noqa: ASYNC110 - being busy is the point
            await asyncio.sleep(0)
        timer.stop()
        assert len(ticks) > 20

    qt_run(scenario())


def test_threads_hand_over_with_their_context_and_subprocesses_work(qt_run):
    async def scenario():
        variable = contextvars.ContextVar("variable", default="none")
        loop, seen = asyncio.get_running_loop(), []

        def work():
            variable.set("thread")
            for number in range(1000):
                loop.call_soon_threadsafe(lambda number=number: seen.append((number, variable.get())))

        thread = threading.Thread(target=work)
        thread.start()
        while len(seen) < 1000:  # noqa: ASYNC110
            await asyncio.sleep(0.005)
        thread.join()
        assert seen == [(number, "thread") for number in range(1000)]
        assert await asyncio.to_thread(lambda: 41 + 1) == 42
        process = await asyncio.create_subprocess_exec(sys.executable, "-c", "print('hi')", stdout=subprocess.PIPE)
        out, _ = await process.communicate()
        assert out.strip() == b"hi"

    qt_run(scenario())


def test_the_pump_emits_each_topic_once(qt_run):
    async def scenario():
        feed, tasks, seen = Feed(), TaskHost(), []
        pump = EventPump(feed, tasks)
        pump.map.connect(lambda key: seen.append(("map", key)))
        pump.notice.connect(lambda: seen.append(("notice", "")))
        for _ in range(500):
            feed.publish(Area.MAP, "lab/shop")
        feed.notify(0.0, Message.of("x"))
        await asyncio.sleep(0.12)
        assert seen == [("map", "lab/shop"), ("notice", "")]
        pump.close()
        await tasks.stop_all()

    qt_run(scenario())


def test_dialogs_are_futures_and_other_tasks_go_on(qt_run, qapp):
    async def scenario():
        counted = 0

        async def count():
            nonlocal counted
            while True:
                counted += 1
                await asyncio.sleep(0.001)

        counting = asyncio.create_task(count())
        asking = asyncio.create_task(ask.confirm(None, "Stop?", "Really?", "Stop it", danger=True))
        await asyncio.sleep(0.05)
        before = counted
        await asyncio.sleep(0.05)
        assert counted > before, "another task stands still while a dialog is open"
        box = qapp.activeModalWidget()
        next(button for button in box.buttons() if button.objectName() == "yes").click()
        assert await asking is True

        telling = asyncio.create_task(ask.tell_error(None, "No", UserError("run.read_only")))
        await asyncio.sleep(0.02)
        assert "read-only" in qapp.activeModalWidget().informativeText()
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        assert qapp.activeModalWidget() is None
        counting.cancel()
        await asyncio.gather(counting, return_exceptions=True)

    qt_run(scenario())


def test_the_meter_sees_a_blocked_loop(qt_run):
    async def scenario():
        meter = LoopMeter()
        meter.start()
        await asyncio.sleep(0.1)
        time.sleep(0.08)  # noqa: ASYNC251 - this is the hang to be seen
        await asyncio.sleep(0.05)
        meter.stop()
        assert meter.reading().worst >= 60
        assert meter.reading().median < 60

    qt_run(scenario())
