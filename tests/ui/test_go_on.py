"""Going on with an interrupted run: the sheet says what was done already and that an undo follows; runs of other programs in the grid."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from desktop_pipeline.adapters.sandbox import SandboxCluster
from desktop_pipeline.domain.choices import Choice, Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.plans import Plan, WorkloadPatch
from desktop_pipeline.domain.runs import Event, State, StepKind, What, intent, started, step_defined
from desktop_pipeline.domain.workloads import Kind
from desktop_pipeline.services.cluster_ports import PatchResult, PatchVerdict
from desktop_pipeline.services.crew import Consent
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.pipeline.cells import Column
from desktop_pipeline.ui.runs.recovering import GoOnSheet
from tests.ui.support import Grid, click, key, open_window, sheet_of, until
from tests.ui.test_grid_keys import nameless
from tests.ui.test_recovery import journal

API, CACHE = key("api"), key("cache", Kind.STATEFUL_SET)


def choose_cache(window: MainWindow) -> None:
    planner = window.bench.planner
    planner.choose(next(row for row in planner.rows("lab", "shop") if row.workload.key == CACHE), Choice(Mode.TAG, "7.4.2"))


async def failed_before_its_undo(window: MainWindow) -> str:
    """A run of api and cache, which the cluster refuses; the disk is full right after that failure was written."""
    grid, bench, lab = Grid(window), window.bench, window.bench.world.cluster("lab")
    grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
    await until(window.toolbar.batch.isEnabled)
    choose_cache(window)
    await until(lambda: len(bench.planner.ready("lab", "shop")) == 2)
    plan = bench.planner.plan("lab", "shop", title="Friday")
    steps = tuple(replace(step, wave=1 if step.key == API else 2) for step in plan.steps)
    plan = replace(plan, steps=steps, on_failure=OnFailure.UNDO)
    patch, append, create, full = lab.patch, bench.journal.append, bench.journal.create, [False]

    async def refuse(sent: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        if sent.key == CACHE and not dry_run:
            return PatchResult(PatchVerdict.INVALID, Message.of("cluster.invalid", text="quota"))
        return await patch(sent, dry_run=dry_run)

    async def append_until_full(run_id: str, event: Event) -> None:
        if full[0]:
            raise UserError("journal.full", file="journal.db")
        await append(run_id, event)
        full[0] = event.what is What.STEP_ENDED and event.text("state") == "failed"

    async def create_until_full(*given):
        if full[0]:
            raise UserError("journal.full", file="journal.db")
        return await create(*given)

    lab.patch, bench.journal.append, bench.journal.create = refuse, append_until_full, create_until_full
    bench.tasks.on_error = lambda name, error: None
    run_id = bench.executor.start(await bench.preflight.check(plan), Consent(confirmed=True))
    await until(lambda: not bench.executor.active_runs(), 20)
    lab.patch, bench.journal.append, bench.journal.create = patch, append, create
    await until(window.interrupted.isVisible)
    return run_id


def test_an_undo_that_follows_is_asked_for(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            lab: SandboxCluster = window.bench.world.cluster("lab")
            before = lab.workload("shop", "api").template.containers[0].image
            run_id = await failed_before_its_undo(window)
            assert lab.workload("shop", "api").template.containers[0].image != before
            click(window.interrupted.strips[0].resume)
            sheet = await sheet_of(window)
            assert isinstance(sheet, GoOnSheet)
            assert sheet.title.text() == "What was changed is put back; nothing else is begun"
            assert any("the plan says to put back" in line.title for line in sheet.model.lines)
            assert "api was changed and goes back to what it was." in [line.title for line in sheet.model.lines]
            assert "checked like any run" in sheet.notice.text()
            assert nameless(sheet) == []
            sheet.resize(640, 420)
            picture(sheet, "recovery-undo-follows")
            click(sheet.again)
            await until(sheet.run.isEnabled)
            assert any("the plan says to put back" in line.title for line in sheet.model.lines)
            QTest.keyClick(sheet, Qt.Key.Key_Escape)
            await until(lambda: "recover" not in window.bench.tasks.names())
            patches = len(lab.patches)
            assert lab.workload("shop", "api").template.containers[0].image != before, "nothing was put back without a yes"
            click(window.interrupted.strips[0].resume)
            sheet = await sheet_of(window)
            await until(sheet.run.isEnabled)
            click(sheet.run)
            await until(lambda: len(lab.patches) > patches)
            state = await window.bench.executor.wait(run_id)
            assert state.state is State.FAILED
            assert lab.workload("shop", "api").template.containers[0].image == before

    qt_run(scenario())


def test_what_was_made_already_is_listed_beside_what_is_left(qt_run, picture):
    async def scenario():
        async with open_window() as window:
            grid, lab, at = Grid(window), window.bench.world.cluster("lab"), window.bench.clock.now()
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            choose_cache(window)
            await until(lambda: len(window.bench.planner.ready("lab", "shop")) == 2)
            plan, other, live = window.bench.planner.plan("lab", "shop", title="Friday"), journal(window), await lab.get(API)
            with await other.create("r1", plan, "Friday", "me", at):
                await other.append("r1", started(at, "Friday", "me", ""))
                for step in plan.steps:
                    await other.append("r1", step_defined(at, step.id, StepKind.ROLLOUT, step.key.name))
                await other.append("r1", intent(at, str(API), "patch", uid=live.uid, changes="[]"))
            workload = lab.workload("shop", "api")
            lab.engine.set_containers(workload, workload.template.containers, "r1", str(API), "desktop-pipeline")
            await until(window.interrupted.isVisible)
            click(window.interrupted.strips[0].resume)
            sheet = await sheet_of(window)
            assert sheet.title.text() == "1 workload will change"
            said = [line.title for line in sheet.model.lines]
            assert "api: done before the program ended. It is only followed to its end." in said
            assert not any("put back" in line for line in said)
            picture(sheet, "recovery-made-already")

    qt_run(scenario())


def agree(sheet):
    if sheet.agree.isVisible() and not sheet.agree.isChecked():
        QTest.keyClick(sheet.agree, Qt.Key.Key_Space)


def test_checked_again_headline_and_answer_are_of_the_same_plan(qt_run):
    """Run the rest leaves out what is blocked; looked at again it may be there again."""
    async def scenario():
        async with open_window() as window:
            grid, bench, at = Grid(window), window.bench, window.bench.clock.now()
            lab: SandboxCluster = bench.world.cluster("lab")
            grid.choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            choose_cache(window)
            await until(lambda: len(bench.planner.ready("lab", "shop")) == 2)
            plan, other = bench.planner.plan("lab", "shop", title="Friday"), journal(window)
            with await other.create("r1", plan, "Friday", "me", at):
                await other.append("r1", started(at, "Friday", "me", ""))
                for step in plan.steps:
                    await other.append("r1", step_defined(at, step.id, StepKind.ROLLOUT, step.key.name))
            await until(window.interrupted.isVisible)
            before = lab.workload("shop", "api").template.containers[0].image
            lab.somebody_sets("shop", "api", "api", "registry.shop.example:5000/shop/api:1.9.0.B000001")
            rest = bench.preflight.rest

            async def busy(report):
                bench.preflight.rest = rest
                raise UserError("journal.full", file="journal.db")

            bench.preflight.rest = busy
            click(window.interrupted.strips[0].resume)
            sheet = await sheet_of(window)
            assert sheet.title.text() == "1 workload will change"
            assert sheet.rest.isVisible()
            agree(sheet)
            click(sheet.rest)
            await until(lambda: "journal.db" in sheet.notice.text())
            lab.somebody_sets("shop", "api", "api", before)
            timed: list[Plan] = []
            sheet.when.show_plan = timed.append
            click(sheet.again)
            await until(sheet.busy.isHidden)
            assert sheet.title.text() == "2 workloads will change"
            assert [len(plan.steps) for plan in timed] == [2]
            agree(sheet)  # the rollout that somebody began may be over by now, or not: another warning, another tick
            click(sheet.run)
            state = await bench.executor.wait((await until_active(window))[0])
            assert {step.title: step.state for step in state.steps.values()} == {"api": State.DONE, "cache": State.DONE}

    qt_run(scenario(), 40)


async def until_active(window: MainWindow) -> tuple[str, ...]:
    await until(window.bench.executor.active_runs)
    return window.bench.executor.active_runs()


def test_a_run_of_another_program_turns_run_off_in_the_grid(qt_run):
    async def scenario():
        async with open_window() as window:
            Grid(window).choose(API, "api", Column.CONTROL, "2.0.0.B000003")
            await until(window.toolbar.batch.isEnabled)
            plan, other = window.bench.planner.plan("lab", "shop", title="elsewhere"), journal(window)
            held = await other.create("r2", plan, "elsewhere", "me", window.bench.clock.now())
            with held:
                await until(lambda: not window.toolbar.batch.isEnabled())
                node = window.grid_model.node(window.grid_model.find(API))
                assert node is not None and node.why is not None and node.why.code == "run.active"
                other.die()
                await until(window.toolbar.batch.isEnabled)

    qt_run(scenario())
