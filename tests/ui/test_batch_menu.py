"""Steps of a run are skipped, and what failed is run again, from the tab Batch."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu

from desktop_pipeline.adapters.sandbox import SandboxCluster
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.runs.runs_model import Column as RunsColumn
from tests.ui.support import key, open_window, sheet_of, until

API, CACHE = key("api"), key("cache", Kind.STATEFUL_SET)


async def waves(window: MainWindow) -> str:
    """A run of api, with cache after it."""
    planner = window.bench.planner
    rows = {row.workload.key: row for row in planner.rows("lab", "shop")}
    planner.choose(rows[API], Choice(Mode.APPOINTED, "2.0.0.B000003"))
    planner.choose(rows[CACHE], Choice(Mode.TAG, "7.4.2"))
    await until(lambda: len(window.bench.planner.plan("lab", "shop").steps) == 2)
    plan = window.bench.planner.plan("lab", "shop", title="waves")
    plan = replace(plan, steps=tuple(replace(step, wave=int(step.key == CACHE)) for step in plan.steps))
    report = await window.bench.preflight.check(plan)
    run_id = window.bench.executor.start(report, Consent(confirmed=True))
    await until(lambda: window.bottom.batch.model.index_of(run_id).isValid())
    return run_id


def row_of(window: MainWindow, run_id: str, step: str):
    model = window.bottom.batch.model
    top = model.index_of(run_id)
    found = [model.index(row, RunsColumn.TITLE, top) for row in range(model.rowCount(top))]
    return next(index for index in found if model.step(index).id == step)


def menu_of(window: MainWindow) -> QMenu:
    return next(menu for menu in window.bottom.batch.findChildren(QMenu) if menu.isVisible())


def test_a_step_that_waits_is_skipped_by_key_and_what_is_left_goes_on(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            run_id = await waves(window)
            panel = window.bottom.batch
            await until(lambda: panel.model.rowCount(panel.model.index_of(run_id)) == 2)
            index = row_of(window, run_id, str(CACHE))
            panel.view.setCurrentIndex(index)
            panel.view.customContextMenuRequested.emit(panel.view.visualRect(index).center())
            menu = menu_of(window)
            assert [action.isEnabled() for action in menu.actions()] == [True, True, False]
            assert menu.actions()[2].toolTip() == "This run is still at work: stop it or wait for its end"
            picture(menu, "batch-menu")
            menu.close()
            panel.view.setFocus()
            QTest.keyClick(panel.view, Qt.Key.Key_Delete, Qt.KeyboardModifier.ControlModifier)
            state = await window.bench.executor.wait(run_id)
            assert (state.steps[str(API)].state, state.steps[str(CACHE)].state) == (State.DONE, State.SKIPPED)
            await until(lambda: panel.model.run(panel.model.index_of(run_id)).state.ended)
            panel.view.customContextMenuRequested.emit(QPoint(1, 1))
            menu = menu_of(window)
            assert [action.isEnabled() for action in menu.actions()] == [False, False, True]
            menu.actions()[2].trigger()
            menu.close()
            sheet = await sheet_of(window)
            assert sheet.title.text() == "1 workload will change"
            QTest.keyClick(sheet, Qt.Key.Key_Escape)
            await until(lambda: not sheet.isVisible())
            cluster: SandboxCluster = window.bench.world.cluster("lab")
            assert [patch.key.name for patch in cluster.patches] == ["api"]

    qt_run(scenario())


def test_a_step_at_work_cannot_be_skipped(qt_run):
    async def scenario():
        async with open_window() as window:
            run_id = await waves(window)
            panel = window.bottom.batch
            await until(lambda: panel.model.rowCount(panel.model.index_of(run_id)) == 2)
            await until(lambda: panel.model.step(row_of(window, run_id, str(API))).stage == "watch")
            panel.view.setCurrentIndex(row_of(window, run_id, str(API)))
            panel.view.customContextMenuRequested.emit(QPoint(1, 1))
            menu = menu_of(window)
            assert not menu.actions()[0].isEnabled()
            assert menu.actions()[0].toolTip() == "Only a step that waits can be skipped"
            menu.actions()[1].trigger()
            menu.close()
            state = await window.bench.executor.wait(run_id)
            assert state.state is State.CANCELLED

    qt_run(scenario())
