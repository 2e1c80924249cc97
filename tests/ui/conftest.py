"""UI tests run as coroutines on the Qt loop and end with nothing left: no task, no reported error, no window, no Qt warning."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QWidget

from desktop_pipeline.ui.bridge import QtLoop
from desktop_pipeline.ui.theme import Look, theme
from tests import leftovers

Scenario = Callable[[], Coroutine[Any, Any, None]]
LIMIT = 30.0


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    here = Path(__file__).parent
    for item in items:  # the platform without a screen cannot do these, which is no fault of ours
        if here in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)"))


def _delete_later() -> None:
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def qt_run(qapp: QApplication) -> Iterator[Callable[..., Any]]:
    """`qt_run(coroutine, limit=30)` runs it on a Qt loop of its own, for at most `limit` seconds, and returns its result.

    It fails when a task outlives it, when the loop reported an error, or when a top-level window is left open.
    """
    qapp.setQuitOnLastWindowClosed(False)
    theme().apply(Look.LIGHT)
    reported: list[str] = []
    loops: list[QtLoop] = []

    def run(coroutine: Coroutine[Any, Any, Any], limit: float = LIMIT) -> Any:
        loop = QtLoop(qapp)
        loops.append(loop)
        asyncio.set_event_loop(None)
        loop.set_exception_handler(lambda _, context: reported.append(str(context.get("message")) + " " + repr(context.get("exception"))))

        async def whole() -> Any:
            before = asyncio.all_tasks()
            result = await asyncio.wait_for(coroutine, limit)
            left = await leftovers.tasks_left(before)
            assert not left, "\n".join(left)
            return result

        try:
            return loop.run_until_complete(whole())
        finally:
            loop.close()

    yield run
    _delete_later()
    assert not reported, "\n".join(reported)
    left = [widget for widget in QApplication.topLevelWidgets() if widget.isVisible()]
    for widget in left:
        widget.close()
        widget.deleteLater()
    _delete_later()
    assert not left, f"windows left open: {left}"


@pytest.fixture
def picture(request: pytest.FixtureRequest) -> Callable[[QWidget, str], Path]:
    """`picture(widget, name)` saves what a widget looks like below build/pictures and returns the path: for the author to look at."""
    folder = Path(__file__).resolve().parents[2] / "build" / "pictures"

    def take(widget: QWidget, name: str) -> Path:
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{name}.png"
        assert widget.grab().save(str(path))
        return path

    return take
