"""A whole release through the window, with mouse and keyboard, on real engines. kubectl says what runs afterwards."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QToolButton

from desktop_pipeline.domain.choices import Mode, start_choice
from desktop_pipeline.domain.runs import State
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.runs.sheet import BatchSheet
from tests.e2e.hand import Hand
from tests.e2e.lab import Lab, build_yaml
from tests.e2e.support import Session, session
from tests.e2e.test_release import furnish
from tests.e2e.test_stop import containers

pytestmark = [
    pytest.mark.engines, pytest.mark.timeout(300),
    pytest.mark.qt_log_ignore("This plugin does not support (propagateSizeHints|raise|grabbing the keyboard)")]
Run = Callable[..., Any]


@asynccontextmanager
async def window_on(lab: Lab) -> AsyncIterator[tuple[Session, MainWindow, Hand]]:
    """The program with its window on the lab's workspace, showing the shop's app map."""
    async with session(lab) as program:
        window = MainWindow(program.workbench)
        window.resize(1440, 1000)
        window.show()
        window.show_map("lab", lab.namespace)
        try:
            yield program, window, Hand(window)
        finally:
            window.leave()
            window.deleteLater()
            await asyncio.sleep(0.05)


def test_four_modes_in_one_batch(lab: Lab, qt_run: Run, picture: Callable[..., Path]) -> None:
    furnish(lab)

    async def release() -> None:
        async with window_on(lab) as (program, window, hand):
            await program.ready(5)
            batch = hand.child(QToolButton, "batch-button")
            await hand.until(lambda: window.grid.model().rowCount() == 5)
            await hand.until(lambda: "1.0.0.B000003" in hand.shown("store", "web", Column.BUILD))
            assert not batch.isEnabled()
            assert batch.toolTip(), "it says why it is off"
            picture(window, "idle")
            hand.type_tag("front", "common", "2.0")
            hand.type_tag("front", "setup", "2")
            hand.pick_version("store", "web", "1.0.0.B000002")
            hand.choose_mode("newest", "web", Mode.LATEST)
            hand.choose_mode("api", "api", Mode.BUILD)
            await hand.until(lambda: program.workbench.planner.choice(program.row("api")).mode is Mode.BUILD)
            hand.click("api", "api", Column.CONTROL)
            hand.type_tag("nightly", "common", "2.0")
            shown = {row.key: program.workbench.planner.choice(row) for row in program.rows()}
            assert shown[program.row("store").key].tag == "1.0.0.B000002"
            assert "1.0.0.B000003" in hand.shown("newest", "web", Column.CONTROL)
            await hand.until(batch.isEnabled)
            picture(window, "four-modes")
            hand.press(batch)
            sheet = await hand.dialog(BatchSheet)
            await hand.until(sheet.agree.isVisible)  # two workloads of one image end at different versions
            QTest.keyClick(sheet.agree, Qt.Key.Key_Space)
            await hand.until(sheet.run.isEnabled)
            picture(sheet, "sheet")
            hand.press(sheet.run)
            await hand.until(program.workbench.executor.active_runs)
            run_id = program.workbench.executor.active_runs()[0]
            await asyncio.sleep(1.5)
            picture(window, "running")
            await hand.until(lambda: not program.workbench.executor.active_runs(), 120)
            run = program.workbench.feed.run(run_id)
            assert run is not None
            assert run.state is State.DONE, {step.id: (step.state, step.message) for step in run.steps.values()}
            tag = str(run.steps["build/api"].data["tag"])
            await hand.until(lambda: tag in hand.shown("api", "api", Column.DEPLOY))
            picture(window, "done")
            assert lab.running("front") == {"common": {lab.digest("common", "2.0")}, "setup": {lab.digest("setup", "2")}}
            assert lab.running("store") == {"web": {lab.digest("web", "1.0.0.B000002")}}
            assert lab.running("newest") == {"web": {lab.digest("web", "1.0.0.B000003")}}
            assert lab.running("api") == {"api": {lab.digest("api", tag)}}
            assert lab.template("CronJob", "nightly") == {"common": f"{lab.address}/common:2.0@{lab.digest('common', '2.0')}"}
            assert tag in lab.tags("api")
            assert list((lab.profile() / "logs").rglob("*")), "the log of the build is on disk"
            assert "COPY hello.txt" in program.log(run_id, "build/api")
            for row in program.rows():
                assert program.workbench.planner.choice(row) == start_choice(row)
            assert not batch.isEnabled()

    qt_run(release(), 200)


def test_run_of_one_workload_by_keyboard(lab: Lab, qt_run: Run) -> None:
    """Only keys: Tab to the control, letters open the tag field, Enter takes it, Ctrl+Enter runs."""
    lab.push("common", "1.0")
    lab.push("common", "2.0")
    lab.workload("Deployment", "web", {"main": f"{lab.address}/common:1.0"})
    lab.wait("Deployment", "web")
    lab.write_workspace()

    async def release() -> None:
        async with window_on(lab) as (program, window, hand):
            await program.ready(1)
            await hand.until(lambda: window.grid.model().rowCount() == 1)
            window.activateWindow()
            await hand.until(window.isActiveWindow)
            window.grid.setFocus(Qt.FocusReason.TabFocusReason)
            await hand.until(window.grid.hasFocus)
            QTest.keyClick(window.grid, Qt.Key.Key_Tab)
            QTest.keyClicks(window.grid, "2")
            field = hand._picker().field
            QTest.keyClicks(field, ".0")
            QTest.keyClick(field, Qt.Key.Key_Return)
            await hand.until(lambda: program.workbench.planner.choice(program.row("web")).tag == "2.0")
            QTest.keyClick(window.grid, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
            await hand.until(program.workbench.executor.active_runs)
            await hand.until(lambda: not program.workbench.executor.active_runs(), 60)
            assert lab.running("web") == {"main": {lab.digest("common", "2.0")}}

    qt_run(release(), 100)


def test_closing_while_running_asks_and_leaves_nothing(lab: Lab, qt_run: Run) -> None:
    dockerfile = f"FROM {lab.engines.registry}/base/busybox:1\nRUN sleep 302"
    lab.push_build("web", "web", "1.0.0", 1)
    lab.workload("Deployment", "web", {"main": f"{lab.address}/web:1.0.0.B000001"})
    lab.wait("Deployment", "web")
    lab.write_workspace(builds={"web": build_yaml("Web", "web", dockerfile=dockerfile)})

    async def close() -> None:
        async with window_on(lab) as (program, window, hand):
            await program.ready(1)
            await hand.until(lambda: window.grid.model().rowCount() == 1)
            hand.choose_mode("web", "main", Mode.BUILD)
            hand.click("web", "main", Column.CONTROL)
            await hand.until(lambda: program.workbench.planner.ready("lab", lab.namespace))
            hand.run("web")
            await hand.until(lambda: containers(lab, "sleep 302"))
            window.close()
            assert window.isVisible(), "it asks first"
            question = await hand.dialog(QMessageBox)
            stay = next(button for button in question.buttons() if "Stay" in button.text())
            hand.press(stay)
            await asyncio.sleep(0.2)
            assert window.isVisible()
            assert program.workbench.executor.active_runs()
            window.close()
            question = await hand.dialog(QMessageBox)
            yes = next(button for button in question.buttons() if "Stop and close" in button.text())
            hand.press(yes)
            await hand.until(lambda: not window.isVisible())
        await asyncio.sleep(1.0)
        assert not containers(lab, "sleep 302")

    qt_run(close(), 100)
