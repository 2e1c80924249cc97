"""What belongs to a window ends with it, without a word."""

from __future__ import annotations

import asyncio

import pytest
import shiboken6
from PySide6.QtCore import QObject, Signal

from desktop_pipeline.services.tasks import TaskHost
from desktop_pipeline.ui.widgets.work import Work, told


class Part(QObject):
    busy = Signal(str)


def test_what_is_being_done_is_told_until_it_is_over(qt_run) -> None:
    async def story() -> None:
        part, said = Part(), []
        part.busy.connect(said.append)
        with told(part, part.busy, "asking…"):
            assert said == ["asking…"]
        assert said == ["asking…", ""]
        with pytest.raises(ValueError), told(part, part.busy, "again"):
            raise ValueError
        assert said[2:] == ["again", ""]

    qt_run(story())


def test_a_window_that_goes_meanwhile_ends_its_work_quietly(qt_run) -> None:
    async def story() -> None:
        tasks, part = TaskHost(), Part()
        work = Work(tasks, part)

        async def ask() -> None:
            with told(part, part.busy, "asking…"):
                await asyncio.sleep(60)

        task = work.start(ask(), "ask")
        await asyncio.sleep(0)
        shiboken6.delete(part)
        await asyncio.wait([task])
        assert task.cancelled(), "not failed because of a signal without its object"

    qt_run(story())
