"""The grid by mouse: start values, the four modes, ready and why not, badge, chips, tooltips, links."""

from __future__ import annotations

import asyncio

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.ui.pipeline.cells import Column, Control
from tests.ui.support import Grid, key, open_window, until

WEB, API, WORKER = key("web"), key("api"), key("worker")
CACHE, DB, LOGS = key("cache", Kind.STATEFUL_SET), key("db", Kind.STATEFUL_SET), key("logs", Kind.DAEMON_SET)
JOB = key("import-2026", Kind.JOB)


def test_start_values_are_never_ready(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            assert not any(grid.can_run(node.key) for node in grid.model.nodes())
            assert window.toolbar.batch.count() == 0
            assert not window.toolbar.batch.isEnabled()
            assert "No workload is ready" in window.toolbar.batch.toolTip()
            mode, control = grid.cell(API, "api", Column.MODE), grid.cell(API, "api", Column.CONTROL)
            assert (mode.text, control.text, control.control) == ("Appointed", "2.0.0.B000002", Control.VERSIONS)
            common = grid.cell(DB, "postgres", Column.CONTROL)
            assert (common.text, common.placeholder, common.control) == ("", "Image Tag", Control.TAG)
            assert grid.tip(API, "", Column.MODE) == "2.0.0.B000002 is already deployed."
            assert "Enter or pick an image tag." in grid.tip(DB, "postgres", Column.CONTROL)

    qt_run(scenario())


def test_appointed_and_back(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            assert grid.can_run(API)
            assert window.toolbar.batch.count() == 1
            assert window.toolbar.batch.isEnabled()
            assert window.toolbar.batch.accessibleName().endswith("1 workload ready")
            assert grid.cell(API, "api", Column.DEPLOY).marked
            assert not grid.cell(API, "api", Column.BUILD).marked
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000002")
            assert not grid.can_run(API)
            assert window.toolbar.batch.count() == 0

    qt_run(scenario())


def test_latest_shows_the_newest_as_text(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(WORKER, "worker", Column.MODE, "Latest")
            control = grid.cell(WORKER, "worker", Column.CONTROL)
            assert (control.control, control.text) == (Control.NEWEST, "0.9.1.B000004")
            assert grid.can_run(WORKER)
            grid.choose(WORKER, "worker", Column.MODE, "Appointed")
            assert not grid.can_run(WORKER)

    qt_run(scenario())


def test_build_and_deployment_needs_its_tick(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(WEB, "web", Column.MODE, "Build & Deployment")
            assert not grid.can_run(WEB)
            assert "Tick Execute" in grid.tip(WEB, "web", Column.CONTROL)
            assert not grid.cell(WEB, "web", Column.BUILD).marked
            grid.click(WEB, "web", Column.CONTROL)
            assert grid.cell(WEB, "web", Column.CONTROL).ticked
            assert grid.can_run(WEB)
            assert grid.cell(WEB, "web", Column.BUILD).marked
            assert grid.cell(WEB, "web", Column.DEPLOY).marked
            grid.click(WEB, "web", Column.CONTROL)
            assert not grid.can_run(WEB)

    qt_run(scenario())


def test_any_tag_can_be_typed_and_latest_is_exempt(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.type_tag(DB, "postgres", "16.4")
            assert not grid.can_run(DB)
            assert "16.4 is already deployed." in grid.tip(DB, "postgres", Column.CONTROL)
            grid.type_tag(DB, "postgres", "99-not-in-the-list")
            assert grid.can_run(DB)
            grid.type_tag(DB, "postgres", "no tag")
            assert not grid.can_run(DB)
            assert "cannot be a tag" in grid.tip(DB, "postgres", Column.CONTROL)
            grid.type_tag(DB, "postgres", "latest")
            assert grid.can_run(DB)
            grid.type_tag(DB, "postgres", "")
            assert not grid.can_run(DB)

    qt_run(scenario())


def test_the_badge_counts_workloads_not_rows(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.type_tag(WEB, "proxy", "1.27.3")
            grid.choose(WEB, "web", Column.MODE, "Latest")
            grid.type_tag(CACHE, "redis", "7.4.2")
            assert window.toolbar.batch.count() == 2
            window.toolbar.filter.setFocus()
            QTest.keyClicks(window.toolbar.filter, "redis")
            assert [node.key.name for node in grid.model.nodes()] == ["cache"]
            assert window.toolbar.batch.count() == 2, "a filter hides, it does not take out"
            QTest.keyClick(window.toolbar.filter, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
            QTest.keyClick(window.toolbar.filter, Qt.Key.Key_Delete)
            assert len(grid.model.nodes()) > 5

    qt_run(scenario())


def test_a_job_is_read_only_and_says_why(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            assert "Job cannot be changed" in grid.tip(JOB, "migrate", Column.CONTROL)
            grid.click(JOB, "migrate", Column.MODE)
            assert window.grid._picker is None

    qt_run(scenario())


def test_links_open_the_build_and_the_log(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, builds, logs = Grid(window), [], []
            window.grid.editBuild.disconnect()
            window.grid.editBuild.connect(builds.append)
            window.grid.viewLog.connect(lambda build, run: logs.append((build, run.tag)))
            rect = window.grid.visualRect(grid.index(API, "api", Column.IMAGE))
            grid.click(API, "api", Column.IMAGE, rect.topLeft() + QPoint(20, 22))
            assert builds == ["api"]
            grid.click(API, "api", Column.BUILD)
            assert logs == [("api", "2.1.0.B000005")]
            assert window.bottom.currentWidget() is window.bottom.log
            grid.click(DB, "postgres", Column.IMAGE)
            assert builds == ["api"], "a common image is no link"

    qt_run(scenario())


def test_a_lying_tag_is_said(qt_run):
    async def scenario():
        async with open_window() as window:
            cell = Grid(window).cell(WORKER, "worker", Column.DEPLOY)
            assert cell.text == "0.9.0.B000002"
            assert "not what runs" in cell.warning
            assert cell.warning in cell.tip
            assert cell.warning in cell.description

    qt_run(scenario())


def test_run_rolls_out_and_the_row_returns_to_its_start(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.click(API, "", Column.MODE)
            await until(window.bench.executor.active_runs)
            await until(lambda: not grid.can_run(API))
            await until(lambda: "at work" in grid.tip(API, "", Column.MODE))
            await until(lambda: not window.bench.executor.active_runs(), 25)
            await until(lambda: grid.cell(API, "api", Column.DEPLOY).text == "2.0.0.B000003")
            await until(lambda: grid.cell(API, "api", Column.CONTROL).text == "2.0.0.B000003")
            await until(lambda: grid.cell(API, "api", Column.DEPLOY).state == "Done")
            assert not grid.can_run(API)
            runs = window.bottom.batch.model.runs()
            assert [run.state.value for run in runs] == ["done"]

    qt_run(scenario())


def test_a_row_being_edited_is_refreshed_afterwards(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.click(DB, "postgres", Column.CONTROL)
            picker = grid.picker()
            QTest.keyClicks(picker.field, "17")
            grid.model.refresh_all()
            await asyncio.sleep(0.05)
            assert picker.isVisible()
            assert picker.field.text() == "17"
            QTest.keyClick(picker.field, Qt.Key.Key_Escape)
            assert window.grid._picker is None
            assert window.bench.planner.choice(grid.model.item(grid.index(DB, "postgres")).row).mode is Mode.TAG
            assert grid.cell(DB, "postgres", Column.CONTROL).text == ""

    qt_run(scenario())
