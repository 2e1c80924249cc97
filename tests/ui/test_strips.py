"""The strips above the grid leave it its room, also all of them together in a low window."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from desktop_pipeline.ui.main_window import LOWEST
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.support import Grid, open_window, until
from tests.ui.test_hold import armed
from tests.ui.test_offline import API, changed_meanwhile, go_offline
from tests.ui.test_question import begin


def test_three_strips_in_a_low_window(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            bar, grid = window.ages.bar, Grid(window)
            run = await begin(window)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            await until(window.toolbar.batch.isEnabled)
            shift = await go_offline(window)
            await armed(window)
            await changed_meanwhile(window, shift)
            await until(bar.isVisible)
            for _ in range(2):  # the first time the details go
                window.resize(900, 600)
                await asyncio.sleep(0.1)
            strips = (bar, window.question, window.holds)
            assert all(strip.isVisible() for strip in strips)
            assert (window.width(), window.height()) == (900, 600)
            assert window.grid.height() >= LOWEST
            for strip in strips:
                for button in strip.stops():
                    if button.isVisible():
                        assert strip.rect().contains(button.mapTo(strip, QPoint()) + button.rect().bottomRight()), button.text()
            assert bar.height() <= 50 and window.holds.height() <= 90, "one line each, the rest is in the tooltip"
            words = bar.notice.findChildren(QLabel)[1]
            assert "\n" not in words.text() and bar.notice.text() in words.toolTip() and "\n" in bar.notice.text()
            assert bar.notice.accessibleName() == bar.notice.text(), "a screen reader is told all of it"
            picture(window, "strips-small")
            theme().apply(Look.DARK)
            picture(window, "strips-small-dark")
            theme().apply(Look.LIGHT)
            window.activateWindow()
            await until(window.isActiveWindow)
            bar.away.setFocus()
            QTest.keyClick(bar.away, Qt.Key.Key_Space)
            await until(bar.isHidden)
            assert window.grid.hasFocus(), "a second Space presses nothing in the next strip"
            window.holds.strips[0].away.setFocus()
            QTest.keyClick(window.holds.strips[0].away, Qt.Key.Key_Space)
            await until(lambda: window.holds.isHidden() and window.grid.hasFocus())
            QTest.mouseClick(window.question.no, Qt.MouseButton.LeftButton)
            await window.bench.executor.wait(run)
            await until(window.question.isHidden)

    qt_run(scenario(), 40)
