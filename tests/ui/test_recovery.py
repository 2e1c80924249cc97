"""Interrupted runs in the window: shown at once, and gone on with, ended or undone by mouse and keys."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from desktop_pipeline.adapters.sandbox import MemoryJournal, SandboxCluster
from desktop_pipeline.domain.history import went_bad
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, State, StepKind, intent, outcome, started, step_defined
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.runs.run_totals import counts_of
from desktop_pipeline.ui.runs.runs_model import Column as Runs
from tests.ui.support import Grid, click, key, open_window, sheet_of, until
from tests.ui.test_grid_keys import nameless

API = key("api")


def journal(window: MainWindow) -> MemoryJournal:
    return window.bench.journal.another()  # type: ignore[attr-defined]  # the sandbox's


async def left_behind(window: MainWindow, *more: Event) -> Plan:
    """A run of api whose program died after these events."""
    Grid(window).choose(API, "api", Column.CONTROL, "2.0.0.B000003")
    await until(window.toolbar.batch.isEnabled)
    plan = window.bench.planner.plan("lab", "shop", title="Friday")
    other, at = journal(window), window.bench.clock.now()
    with await other.create("r1", plan, "Friday", "me", at):
        await other.append("r1", started(at, "Friday", "me", ""))
        for event in (step_defined(at, str(API), StepKind.ROLLOUT, "api"), *more):
            await other.append("r1", event)
    await until(window.interrupted.isVisible)
    return plan


def test_what_was_under_way_is_unknown_and_nothing_more(qt_run, picture):
    """Its time stands still, it is neither done nor failed, and of a build nothing is said about a cluster."""
    async def scenario():
        async with open_window() as window:
            at = window.bench.clock.now()
            await left_behind(window, intent(at, str(API), "patch", uid="u", changes="[]"),
                              step_defined(at, "build/api", StepKind.BUILD, "api"), intent(at, "build/api", "build"),
                              outcome(at + 5, "build/api", "build", "unknown"))
            panel, rows = window.bottom.batch, window.bottom.batch.model
            run = rows.index_of("r1")
            assert run.siblingAtColumn(Runs.PROGRESS).data() == "0 %"
            assert run.siblingAtColumn(Runs.MESSAGE).data() == "0 of 2 steps"
            api, build = (rows.index(row, 0, run) for row in range(2))
            assert [step.siblingAtColumn(Runs.STATE).data() for step in (api, build)] == ["Unknown", "Unknown"]
            assert "the cluster went on" in api.siblingAtColumn(Runs.MESSAGE).data()
            assert "while it was built" in build.siblingAtColumn(Runs.MESSAGE).data()
            assert build.siblingAtColumn(Runs.TIME).data() == "0:05"
            rows.tick()
            assert build.siblingAtColumn(Runs.TIME).data() == "0:05"
            assert counts_of(rows.run(run)).failed == 0
            assert not went_bad(rows.run(run), rows.step(build))
            panel.view.expandAll()
            picture(window, "recovery-unknown")

    qt_run(scenario())


async def box_of(window: MainWindow) -> QMessageBox:
    found: Callable[[], list[QMessageBox]] = lambda: [box for box in window.findChildren(QMessageBox) if box.isVisible()]  # noqa: E731
    await until(found)
    return found()[0]


def test_it_is_shown_and_gone_on_with(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            assert window.interrupted.isHidden()
            await left_behind(window)
            strip = window.interrupted.strips[0]
            assert "“Friday”" in strip.notice.text()
            assert "0 of 1 step had ended." in strip.notice.text()
            assert nameless(window.interrupted) == []
            picture(window, "recovery-bar")
            rows = window.bottom.batch.model
            assert rows.index_of("r1").siblingAtColumn(1).data() == "Interrupted"
            assert window.bottom.batch.working() == ()
            window.bottom.batch.menu.refresh(rows.run(rows.index_of("r1")), None)
            assert window.bottom.batch.menu.retry.toolTip() == "This run was interrupted: go on with it or end it above the grid"
            strip.resume.setFocus()
            QTest.keyClick(strip.resume, Qt.Key.Key_Space)
            sheet = await sheet_of(window)
            assert sheet.windowTitle() == "Go on with an interrupted run"
            picture(sheet, "recovery-sheet")
            click(sheet.run)
            await until(lambda: "r1" in window.bench.executor.active_runs())
            assert (await window.bench.executor.wait("r1")).state is State.DONE
            await until(window.interrupted.isHidden)

    qt_run(scenario())


def test_what_was_made_is_followed_without_a_question(qt_run):
    async def scenario():
        async with open_window() as window:
            cluster: SandboxCluster = window.bench.world.cluster("lab")
            live = await cluster.get(API)
            at = window.bench.clock.now()
            await left_behind(window, intent(at, str(API), "patch", uid=live.uid, changes="[]"))
            workload = cluster.workload("shop", "api")
            cluster.engine.set_containers(workload, workload.template.containers, "r1", str(API), "desktop-pipeline")
            assert "1 was under way" in window.interrupted.strips[0].notice.text()
            click(window.interrupted.strips[0].resume)
            await until(lambda: window.bench.executor.knows("r1"))
            run = await window.bench.executor.wait("r1")
            assert (run.state, cluster.patches) == (State.DONE, [])

    qt_run(scenario())


def test_ended_as_it_stands_after_a_yes(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            await left_behind(window)
            strip = window.interrupted.strips[0]
            click(strip.finish)
            box = await box_of(window)
            assert "1 step is still to be done" in box.informativeText() + box.text()
            picture(box, "recovery-finish")
            QTest.keyClick(box, Qt.Key.Key_Escape)
            await until(lambda: not window.findChildren(QMessageBox))
            assert window.interrupted.isVisible()
            click(strip.finish)
            box = await box_of(window)
            click(next(button for button in box.buttons() if button.text().replace("&", "") == "End it"))
            await until(window.interrupted.isHidden)
            run = window.bench.feed.run("r1")
            assert run is not None and run.state is State.CANCELLED

    qt_run(scenario())


def test_put_off_and_what_cannot_be_told(qt_run):
    async def scenario():
        async with open_window() as window:
            at = window.bench.clock.now()
            await left_behind(window, intent(at, str(API), "patch", uid="u", changes="[]"))
            cluster: SandboxCluster = window.bench.world.cluster("lab")
            cluster.link.cut()
            strip = window.interrupted.strips[0]
            click(strip.resume)
            box = await box_of(window)
            assert "cannot be told now" in box.windowTitle() + box.text()
            QTest.keyClick(box, Qt.Key.Key_Escape)
            cluster.link.mend()
            click(strip.later)
            await until(window.interrupted.isHidden)
            assert window.bench.recovery.dead()

    qt_run(scenario())


def test_a_run_of_another_program_is_shown_and_can_be_stopped(qt_run):
    async def scenario():
        async with open_window() as window:
            other, at = journal(window), window.bench.clock.now()
            with await other.create("r2", Plan("elsewhere", ()), "elsewhere", "me", at):
                await other.append("r2", started(at, "elsewhere", "me", ""))
                await until(lambda: window.bench.feed.run("r2") is not None)
                assert window.interrupted.isHidden()
                window.bench.executor.stop("r2")
                await until(lambda: other.disk.runs["r2"].stops == 1)

    qt_run(scenario())
