"""The sheet: what is left out of a batch, what cannot run at all, which image a job will run."""

from __future__ import annotations

from desktop_pipeline.domain.runs import State
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


def test_the_rest_is_run_and_what_drifted_is_recorded(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            bench, lab = window.bench, window.bench.world.cluster("lab")
            grid = Grid(window)
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            grid.type_tag(LOGS, "fluent-bit", "3.1.9")
            await until(lambda: window.toolbar.batch.count() == 2)
            check = bench.preflight.check

            async def later(plan):
                """Somebody is faster, while pre-flight asks."""
                lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001", by="argocd-controller")
                bench.preflight.check = check
                return await check(plan)

            bench.preflight.check = later
            click(window.toolbar.batch)
            sheet = await sheet_of(window)
            await until(sheet.busy.isHidden)
            told = [line.said for line in sheet.model.lines if "was changed since the plan was made" in line.said]
            assert len(told) == 1
            assert "by “argocd-controller”, 20" in told[0]
            sheet.resize(820, 460)
            picture(sheet, "sheet-drift")
            assert sheet.rest.isVisible() and not sheet.run.isEnabled()
            if sheet.agree.isVisible():
                assert not sheet.rest.isEnabled() and sheet.rest.accessibleDescription() == "Confirm the warnings"
                click(sheet.agree)
            assert sheet.rest.accessibleDescription() == ""
            click(sheet.rest)
            await until(bench.executor.active_runs)
            state = await bench.executor.wait(bench.executor.active_runs()[0])
            ends = {step.title: (step.state, step.message.code if step.message else "") for step in state.steps.values()}
            assert ends["api"] == (State.SKIPPED, "drift.image")
            assert ends["logs"][0] is State.DONE
            picture(window, "run-with-drift")

    qt_run(scenario(), 40)
