"""Undo at a bad verdict and Run now for a CronJob: buttons left of Run, by mouse and by keyboard."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_pipeline.adapters.sandbox import CRASH
from desktop_pipeline.adapters.sandbox.shop_images import ADDRESS
from desktop_pipeline.domain.runs import State
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import OFFER, RUN, Column, OfferCell
from desktop_pipeline.ui.pipeline.offers import Offer
from desktop_pipeline.ui.runs.recall import Recall
from tests.ui.support import Grid, click, key, open_window, sheet_of, until
from tests.ui.test_grid_keys import nameless

RECOMMEND, API = key("recommend"), key("api")
NIGHTLY, BACKUP = key("nightly-report", Kind.CRON_JOB), key("backup", Kind.CRON_JOB, namespace="tools")


def offer(grid: Grid, workload: WorkloadKey) -> Offer | None:
    cell = grid.cell(workload, "", OFFER)
    return cell.offer if isinstance(cell, OfferCell) else None


def image(window: MainWindow, workload: WorkloadKey) -> str:
    return window.bench.inventory.facts(workload.cluster, workload.namespace).workloads[workload].containers[0].image


async def ended(window: MainWindow, workload: WorkloadKey) -> State:
    """Until the window itself knows that the run on a workload is over; how it went."""
    await until(lambda: not window.bench.executor.active_runs(), 25)

    def step_has_ended() -> bool:
        known = window.grid_model.known_run(workload)
        return known is not None and known[1].state.ended and workload not in window.grid_model._active

    await until(step_has_ended)
    known = window.grid_model.known_run(workload)
    assert known is not None
    return known[1].state


def test_a_failed_row_offers_undo_and_undo_puts_it_back(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            before = image(window, API)
            assert offer(grid, API) is None
            window.bench.world._shelf.known(ADDRESS).behave("shop/api", "2.0.0.B000003", CRASH)  # type: ignore[attr-defined]
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.click(API, "", RUN)
            await until(window.bench.executor.active_runs)
            assert offer(grid, API) is None, "not while it is at work"
            assert await ended(window, API) is State.FAILED
            assert image(window, API) != before
            await until(lambda: offer(grid, API) is Offer.UNDO)
            picture(window, "undo-offered")
            grid.click(API, "", OFFER)
            sheet = await sheet_of(window)
            assert nameless(sheet) == []
            assert sheet.windowTitle() == "Undo"
            assert sheet.title.text() == "1 workload goes back to what it was"
            picture(sheet, "undo-sheet")
            assert sheet.run.isEnabled()
            click(sheet.run)
            await until(window.bench.executor.active_runs)
            assert await ended(window, API) is State.DONE
            assert image(window, API) == before
            await until(lambda: offer(grid, API) is None)
            assert not grid.can_run(API), "the row is back at its start values"

    qt_run(scenario(), limit=60)


def test_undo_by_keyboard_is_there_also_after_a_good_run(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            before = image(window, API)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.click(API, "", RUN)
            await until(window.bench.executor.active_runs)
            assert await ended(window, API) is State.DONE
            assert image(window, API) != before
            assert offer(grid, API) is None, "a run that went well has no button for it"
            window.actions_.refresh()
            assert window.actions_["run.undo"].isEnabled(), window.actions_.why_not("run.undo")
            window.activateWindow()  # without a window manager it is no longer after a popup
            await until(window.isActiveWindow)
            grid.key(Qt.Key.Key_U, Qt.KeyboardModifier.ControlModifier)
            sheet = await sheet_of(window)
            sheet.run.setFocus()
            QTest.keyClick(sheet.run, Qt.Key.Key_Return)
            await until(window.bench.executor.active_runs)
            assert await ended(window, API) is State.DONE
            assert image(window, API) == before

    qt_run(scenario(), limit=60)


def test_run_now_starts_one_job_and_shows_how_it_goes(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            assert offer(grid, NIGHTLY) is Offer.RUN_NOW
            assert offer(grid, API) is None
            grid.click(NIGHTLY, "", OFFER)
            sheet = await sheet_of(window)
            assert nameless(sheet) == []
            assert (sheet.windowTitle(), sheet.title.text()) == ("Run now", "1 job will be started")
            picture(sheet, "run-now-sheet")
            click(sheet.run)
            await until(window.bench.executor.active_runs)
            assert window.bottom.currentWidget() is window.bottom.batch
            await until(lambda: any(run.state.ended for run in window.bottom.batch.model.runs()), 25)
            step, = window.bottom.batch.model.runs()[0].steps.values()
            assert (step.id, step.state) == (f"job/{NIGHTLY}", State.DONE)
            picture(window, "run-now")

    qt_run(scenario(), limit=60)


def test_keys_reach_the_offer_in_the_order_of_the_screen(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.view.setFocus()
            grid.view.setCurrentIndex(grid.index(NIGHTLY))
            seen = []
            for _ in range(3):
                grid.key(Qt.Key.Key_Right)
                seen.append(grid.view.currentIndex().column())
            assert seen == [OFFER, RUN, RUN]
            grid.key(Qt.Key.Key_Left)
            assert grid.view.currentIndex().column() == OFFER
            left, right = (grid.view.visualRect(grid.index(NIGHTLY, "", column)) for column in (OFFER, RUN))
            assert left.right() < right.left()
            grid.key(Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
            sheet = await sheet_of(window)
            sheet.reject()

    qt_run(scenario())


def test_why_undo_and_run_now_are_off(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.view.setCurrentIndex(grid.index(API))
            assert window.actions_.why_not("run.undo") == "No run of this workstation has changed this workload."
            assert window.actions_.why_not("run.now") == "api is no CronJob: there is no job to start."
            window.actions_.refresh()
            assert not window.actions_["run.now"].isEnabled()
            assert window.actions_["run.now"].toolTip() == "api is no CronJob: there is no job to start."

    qt_run(scenario())


def test_a_run_that_ends_while_another_app_map_is_shown_is_over_when_one_comes_back(qt_run):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            window.bench.world._shelf.known(ADDRESS).behave("shop/api", "2.0.0.B000003", CRASH)  # type: ignore[attr-defined]
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.click(API, "", RUN)
            await until(window.bench.executor.active_runs)
            window.show_map("lab", "tools")
            await until(lambda: not window.bench.executor.active_runs(), 25)
            await until(lambda: window.grid_model.known_run(API) is not None and window.grid_model.known_run(API)[1].state.ended)
            window.show_map("lab", "shop")
            await until(lambda: window.grid_model.find(API).isValid())
            assert offer(grid, API) is Offer.UNDO

    qt_run(scenario(), limit=60)


def test_runs_of_workloads_that_come_while_the_journal_is_read_are_known_too(qt_run):
    async def scenario():
        async with open_window() as window:
            grid, bench = Grid(window), window.bench
            runs = []
            for tag in ("2.0.0.B000003", "2.0.0.B000004"):
                grid.choose(API, "api", Column.CONTROL, tag)
                grid.click(API, "", RUN)
                await until(bench.executor.active_runs)
                runs.append(bench.executor.active_runs()[0])
                assert await ended(window, API) is State.DONE
            bench.feed._runs.clear()
            window.grid_model._steps.clear()
            real, asked = bench.undo.recall, []

            async def slow(run_id):
                asked.append(run_id)
                if len(asked) == 1:  # meanwhile the watch tells of another workload, and nothing more comes after it
                    late = bench.inventory.facts("lab", "shop").workloads[API]
                    bench.inventory.note(replace(late, run=runs[1], generation=late.generation + 1))
                    await asyncio.sleep(0.4)  # the window hears of it while the journal is still being read
                return await real(run_id)

            now = bench.inventory.facts("lab", "shop").workloads[API]
            bench.inventory.note(replace(now, run=runs[0], generation=now.generation + 1))
            bench.undo.recall = slow
            window.recall = Recall(bench, window.grid_model, window)
            window.recall.look()
            await until(lambda: asked == runs)
            await until(lambda: window.grid_model.known_run(API) is not None and window.grid_model.known_run(API)[0] == runs[1])

    qt_run(scenario(), limit=60)


def test_after_a_restart_the_last_deployment_and_undo_are_still_known(qt_run):
    """The journal of the first start is that of the second one; nothing else is left of it."""
    async def scenario():
        async with open_window() as window:
            grid, bench = Grid(window), window.bench
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.click(API, "", RUN)
            await until(bench.executor.active_runs)
            assert await ended(window, API) is State.DONE
            known = window.grid_model.known_run(API)
            bench.feed._runs.clear()
            window.grid_model._steps.clear()
            window.grid_model.set_filter("worker")  # what is filtered away is known, too
            window.recall = Recall(bench, window.grid_model, window)
            window.recall.look()
            await until(lambda: window.grid_model.known_run(API) is not None)
            window.grid_model.set_filter("")
            again = window.grid_model.known_run(API)
            assert known is not None
            assert again is not None
            assert (again[0], again[1].state) == (known[0], known[1].state)

    qt_run(scenario(), limit=60)
