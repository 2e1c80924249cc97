"""The sheet: what is left out of a batch, what cannot run at all, which image a job will run."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import State, StepKind
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.preflight import Finding, LeftOut, Level, Report
from desktop_pipeline.ui.pipeline.cells import OFFER, Column
from desktop_pipeline.ui.runs.sheet_model import Sort, lines_of
from desktop_pipeline.ui.theme import Look, theme
from tests.ui.support import Grid, click, key, open_window, sheet_of, until

API, CACHE, LOGS = key("api"), key("cache", Kind.STATEFUL_SET), key("logs", Kind.DAEMON_SET)
WORKER = key("worker")
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


async def choose_two(window):
    """A version for api and for logs."""
    grid = Grid(window)
    grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
    grid.type_tag(LOGS, "fluent-bit", "3.1.9")
    await until(lambda: window.toolbar.batch.count() == 2)


def test_the_rest_is_run_and_what_drifted_is_recorded(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            bench, lab = window.bench, window.bench.world.cluster("lab")
            await choose_two(window)
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


def test_checked_again_the_sheet_is_of_all_that_was_chosen(qt_run):
    """The check of the rest had no answer: what was left out for it is asked for again, and recorded when it is left out in the end."""
    async def scenario():
        async with open_window() as window:
            bench, lab = window.bench, window.bench.world.cluster("lab")
            await choose_two(window)
            check, rest = bench.preflight.check, bench.preflight.rest

            async def later(plan):
                lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001")
                bench.preflight.check = check
                return await check(plan)

            async def busy(report):
                bench.preflight.rest = rest
                raise UserError("journal.full", file="journal.db")

            bench.preflight.check, bench.preflight.rest = later, busy
            click(window.toolbar.batch)
            sheet = await sheet_of(window)
            await until(sheet.busy.isHidden)
            assert sheet.rest.isVisible()
            if sheet.agree.isVisible():
                QTest.keyClick(sheet.agree, Qt.Key.Key_Space)
            click(sheet.rest)
            await until(lambda: "journal.db" in sheet.notice.text())
            click(sheet.again)
            sheet._update()
            assert not sheet.run.isEnabled() and not sheet.rest.isEnabled()
            await until(sheet.busy.isHidden)
            assert any("was changed since the plan was made" in line.said for line in sheet.model.lines)
            assert sheet.rest.isVisible() and not sheet.run.isEnabled()
            click(sheet.rest)
            await until(bench.executor.active_runs)
            state = await bench.executor.wait(bench.executor.active_runs()[0])
            assert {step.title: step.state for step in state.steps.values()} == {"api": State.SKIPPED, "logs": State.DONE}

    qt_run(scenario(), 40)


def test_a_check_that_is_asked_for_comes_in_place_of_that_of_the_rest(qt_run):
    """Else that one would run the rest behind the back of whoever looks again."""
    async def scenario():
        async with open_window() as window:
            bench, lab = window.bench, window.bench.world.cluster("lab")
            await choose_two(window)
            check, rest, asked, go_on = bench.preflight.check, bench.preflight.rest, asyncio.Event(), asyncio.Event()

            async def later(plan):
                lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001")
                bench.preflight.check = check
                return await check(plan)

            async def slow(report):
                asked.set()
                await go_on.wait()
                return await rest(report)

            bench.preflight.check, bench.preflight.rest = later, slow
            click(window.toolbar.batch)
            sheet = await sheet_of(window)
            await until(sheet.busy.isHidden)
            if sheet.agree.isVisible():
                QTest.keyClick(sheet.agree, Qt.Key.Key_Space)
            click(sheet.rest)
            await asked.wait()
            click(sheet.again)
            await until(sheet.busy.isHidden)
            go_on.set()
            await asyncio.sleep(0.3)
            assert sheet.isVisible() and bench.executor.active_runs() == ()
            sheet.reject()

    qt_run(scenario(), 40)


def with_warning(report, words):
    """A report as if pre-flight had found this one thing to be confirmed."""
    good = tuple(found for found in report.findings if found.level is not Level.AMBER)
    warning = Finding(Level.AMBER, str(LOGS), "", Message.of("pod.refused", text=words))
    return replace(report, confirm=True, findings=(*good, warning))


def test_a_consent_is_for_the_warnings_that_were_seen(qt_run):
    """Those that another check brings are to be read and confirmed too; also when it is that of the rest, which else runs by itself."""
    async def scenario():
        async with open_window() as window:
            bench, lab = window.bench, window.bench.world.cluster("lab")
            await choose_two(window)
            check, rest = bench.preflight.check, bench.preflight.rest

            async def first(plan):
                lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001")
                bench.preflight.check = second
                return with_warning(await check(plan), "warning A")

            async def second(plan):
                return with_warning(await check(plan), "warning A")

            async def third(plan):
                return with_warning(await check(plan), "warning B")

            async def of_rest(report):
                bench.preflight.check = check
                return with_warning(await rest(report), "warning C")

            bench.preflight.check, bench.preflight.rest = first, of_rest
            click(window.toolbar.batch)
            sheet = await sheet_of(window)
            QTest.keyClick(sheet.agree, Qt.Key.Key_Space)
            assert sheet.rest.isEnabled()
            click(sheet.again)
            await until(sheet.busy.isHidden)
            assert sheet.agree.isChecked() and sheet.rest.isEnabled(), "it found the same"
            bench.preflight.check = third
            click(sheet.again)
            await until(sheet.busy.isHidden)
            assert not sheet.agree.isChecked()
            assert sheet.rest.accessibleDescription() == "Confirm the warnings"
            QTest.keyClick(sheet.agree, Qt.Key.Key_Space)
            click(sheet.rest)
            await until(lambda: any("warning C" in line.said for line in sheet.model.lines) or sheet.answer is not None)
            assert sheet.answer is None and sheet.isVisible()
            assert not sheet.agree.isChecked() and sheet.run.accessibleDescription() == "Confirm the warnings"
            QTest.keyClick(sheet.agree, Qt.Key.Key_Space)
            click(sheet.run)
            await until(bench.executor.active_runs)
            state = await bench.executor.wait(bench.executor.active_runs()[0])
            assert {step.title: step.state for step in state.steps.values()} == {"api": State.SKIPPED, "logs": State.DONE}

    qt_run(scenario(), 40)


FRIDAY = Plan("Friday", (
    WorkloadStep(API, (RowChange("api", Mode.APPOINTED, "registry.shop.example:5000/shop/api", "2.0.0.B000003"),), wave=1),
    WorkloadStep(LOGS, (RowChange("fluent-bit", Mode.TAG, "docker.io/fluent/fluent-bit", "0.0.1"),)),
    WorkloadStep(WORKER, (RowChange("worker", Mode.APPOINTED, "registry.shop.example:5000/shop/worker", "0.9.1.B000004"),), wave=1,
                 after=("logs",)),
), "friday", pauses=(Pause(0, "Check the dashboards"), Pause(1)))


def test_the_order_and_what_is_left_out_with_another_are_seen_before_it_runs(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            window.bench.files.others_save_plan(FRIDAY)  # the sandbox's
            await until(lambda: any(plan.name == "friday" for plan in window.bottom.plans.model.plans))
            window.runner.run_plan("friday")
            sheet = await sheet_of(window)
            said = [line.said for line in sheet.model.lines if line.sort in (Sort.WORKLOAD, Sort.WAVE)]
            assert said == [
                "Wave 0", "logs, lab / shop · DaemonSet, cannot run", "Pause: Check the dashboards", "Wave 1",
                "api, lab / shop · Deployment", "worker, lab / shop · Deployment · after logs, left out", "Pause for a person"]
            told = [line.said for line in sheet.model.lines if line.sort is Sort.FINDING]
            assert "Left out, because it comes after logs, which is left out" in told
            assert sheet.title.text().startswith("1 workload will change")
            picture(sheet, "sheet-order")
            theme().apply(Look.DARK)
            picture(sheet, "sheet-order-dark")
            theme().apply(Look.LIGHT)
            sheet.reject()

    qt_run(scenario())


def test_a_plan_without_waves_and_pauses_has_no_headings():
    plan = replace(FRIDAY, steps=FRIDAY.steps[1:2], pauses=())
    assert [line.sort for line in lines_of(plan, None, 0.0)] == [Sort.WORKLOAD, Sort.CHANGE]


def test_what_was_left_out_before_is_still_told():
    why = Message.of("preflight.after_left_out", step="logs")
    report = Report(replace(FRIDAY, steps=FRIDAY.steps[:1]), (), left_out={str(WORKER): LeftOut(StepKind.ROLLOUT, "worker", why)})
    assert lines_of(report.plan, report, 0.0)[-1].said == "worker: left out, because it comes after logs, which is left out"
