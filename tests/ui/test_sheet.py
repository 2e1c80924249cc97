"""The sheet: what is left out of a batch, what cannot run at all, which image a job will run."""

from __future__ import annotations

from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.ui.pipeline.cells import OFFER, Column
from tests.ui.support import Grid, click, key, open_window, sheet_of, until

API, CACHE, LOGS = key("api"), key("cache", Kind.STATEFUL_SET), key("logs", Kind.DAEMON_SET)
NIGHTLY = key("nightly-report", Kind.CRON_JOB)


def test_a_choice_that_cannot_run_is_told_not_dropped(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.type_tag(LOGS, "fluent-bit", "bad/tag")
            await until(window.toolbar.batch.isEnabled)
            click(window.toolbar.batch)
            sheet = await sheet_of(window)
            assert sheet.title.text() == "1 workload will change"
            told = [line.said for line in sheet.model.lines if "not part of this run" in line.said]
            assert len(told) == 1
            assert told[0].startswith("logs / fluent-bit: chosen, but not part of this run. ")
            picture(sheet, "sheet-left-out")
            sheet.reject()

    qt_run(scenario())


def test_a_sheet_of_which_nothing_can_run_says_so_and_asks_for_no_consent(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.type_tag(CACHE, "redis", "0.0.1")  # there is no such tag, and Helm manages the workload, which would want a tick
            grid.click(CACHE, "", Column.MODE)
            sheet = await sheet_of(window)
            assert sheet.title.text() == "Nothing can be run"
            assert sheet.agree.isHidden()
            assert not sheet.run.isEnabled()
            picture(sheet, "sheet-nothing")
            sheet.reject()

    qt_run(scenario())


def test_run_now_says_which_image_will_run(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid = Grid(window)
            grid.click(NIGHTLY, "", OFFER)
            sheet = await sheet_of(window)
            assert [line.said for line in sheet.model.lines][1] == (
                "report: 0.9.0.B000002, registry.shop.example:5000/shop/worker:0.9.0.B000002")
            picture(sheet, "sheet-job")
            sheet.reject()

    qt_run(scenario())
