"""A held plan whose run failed and is put back after that: the strip says what became of it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Agreement
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure
from desktop_pipeline.domain.plans import Plan, WorkloadPatch
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.cluster_ports import PatchResult, PatchVerdict
from desktop_pipeline.services.crew import PutBack
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.ui.main_window import MainWindow
from desktop_pipeline.ui.runs.hold_words import put_back_words
from tests.ui.support import key, open_window, until
from tests.ui.test_hold import choose, lab

FAILED = "“night” has started by itself, and did not end well: Failed."


async def fails_after_api(window: MainWindow) -> Plan:
    """api is changed, then the cluster refuses web."""
    grid = await choose(window)
    grid.type_tag(key("web"), "proxy", "1.28.1")
    await until(lambda: len(window.bench.planner.ready("lab", "shop")) == 2)
    plan = window.bench.planner.plan("lab", "shop", title="night")
    cluster, real = lab(window), lab(window).patch

    async def patch(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        if patch.key.name == "web" and not dry_run:
            return PatchResult(PatchVerdict.INVALID, Message.of("cluster.invalid", text="quota"))
        return await real(patch, dry_run=dry_run)

    cluster.patch = patch
    steps = tuple(replace(step, wave=1 if step.key.name == "web" else 0) for step in plan.steps)
    return replace(plan, steps=steps, on_failure=OnFailure.UNDO)


def test_what_was_put_back_after_the_failure_is_said(qt_run, picture, monkeypatch):
    async def scenario():
        async with open_window() as window:
            plan, bench = await fails_after_api(window), window.bench
            check, go_on = bench.preflight.check, asyncio.Event()

            async def later(given: Plan) -> Report:
                report = await check(given)
                if given.undoes:
                    real = lab(window).patch

                    async def slow(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
                        await go_on.wait()
                        return await real(patch, dry_run=dry_run)

                    lab(window).patch = slow
                return report

            monkeypatch.setattr(bench.preflight, "check", later)
            hold = await bench.holds.wait(await bench.holds.arm(plan, Agreement(amber=True)))
            strip = window.holds.strips[0]
            await until(lambda: strip.notice.text() == f"{FAILED}\nWhat it had changed is being put back.", 30)
            go_on.set()
            await until(lambda: strip.notice.text() == f"{FAILED}\nEverything that it had changed was put back.", 30)
            assert strip.away.accessibleDescription() == strip.notice.text()
            await bench.executor.wait(hold.run)
            picture(window, "hold-undone")

    qt_run(scenario(), 90)


def test_what_could_not_be_put_back_is_said_with_the_reason(qt_run, monkeypatch):
    async def scenario():
        async with open_window() as window:
            plan, bench = await fails_after_api(window), window.bench

            async def unknown(run_id: str, step_id: str = "") -> Plan:
                raise UserError("undo.nothing")

            monkeypatch.setattr(bench.undo, "plan", unknown)
            await bench.holds.wait(await bench.holds.arm(plan, Agreement(amber=True)))
            strip = window.holds.strips[0]
            await until(lambda: f"{FAILED}\nWhat the run has changed was not put back: " in strip.notice.text(), 30)

    qt_run(scenario(), 60)


def test_a_part_and_nothing_are_told_apart(qt_run):
    async def scenario():
        async with open_window() as window:
            bench = window.bench
            await choose(window)
            hold = await bench.holds.wait(await bench.holds.arm(bench.planner.plan("lab", "shop", title="night"), Agreement(amber=True)))
            run = await bench.executor.wait(hold.run)
            (name, step), = run.steps.items()
            left = replace(step, state=State.SKIPPED)
            back = PutBack(run.id)
            part = replace(run, state=State.FAILED, steps={name: step, "other": left})
            nothing = replace(run, state=State.FAILED, steps={name: left})
            assert put_back_words(back, part) == f"Of what it had changed 1 of 2 were put back: see the run {run.id}."
            assert put_back_words(back, nothing) == f"Nothing of what it had changed was put back: see the run {run.id}."
            assert put_back_words(back, None) == "What it had changed is being put back."

    qt_run(scenario())
