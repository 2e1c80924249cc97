"""Undo of a failed rollout and “Run now”, through the window, on a real cluster: kubectl says what is there afterwards."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from desktop_pipeline.domain.runs import State
from desktop_pipeline.ui.pipeline.cells import OFFER, Column
from desktop_pipeline.ui.runs.sheet import BatchSheet
from tests.e2e.hand import Hand
from tests.e2e.lab import Lab
from tests.e2e.support import Session
from tests.e2e.test_window import pytestmark, window_on

__all__ = ["pytestmark"]
Run = Callable[..., Any]


def finished(lab: Lab, kind: str, name: str, field: str) -> str:
    return lab.engines.kubectl("get", kind, name, "-n", lab.namespace, "-o", f"jsonpath={field}")


async def taken(program: Session, hand: Hand, workload: str) -> str:
    """Take the offer beside Run, say yes in the sheet, and return the run."""
    hand.click(workload, "", OFFER)
    sheet = await hand.dialog(BatchSheet)
    await hand.until(sheet.run.isEnabled)
    hand.press(sheet.run)
    await hand.until(program.workbench.executor.active_runs)
    return program.workbench.executor.active_runs()[0]


@pytest.mark.parametrize("kind", ["Deployment", "StatefulSet"])
def test_undo_of_a_failed_rollout(lab: Lab, qt_run: Run, kind: str) -> None:
    lab.push("common", "1.0")
    lab.push("common", "bad", "echo the disk is upside down; exit 3; true")
    before = f"{lab.address}/common:1.0"  # without a digest: undo puts back exactly this
    lab.workload(kind, "web", {"main": before})
    lab.wait(kind, "web")
    lab.write_workspace()

    async def release() -> None:
        async with window_on(lab) as (program, window, hand):
            await program.ready(1)
            await hand.until(lambda: window.grid.model().rowCount() == 1)
            assert hand.shown("web", "", OFFER) == ""
            hand.type_tag("web", "main", "bad")
            hand.run("web")
            await hand.until(program.workbench.executor.active_runs)
            failed = program.workbench.executor.active_runs()[0]
            await hand.until(lambda: not program.workbench.executor.active_runs(), 60)
            assert program.step(failed, "web").state is State.FAILED
            assert "common:bad" in lab.template(kind, "web")["main"]
            await hand.until(lambda: hand.shown("web", "", OFFER) == "Undo the last run of web")
            undo = await taken(program, hand, "web")
            await hand.until(lambda: not program.workbench.executor.active_runs(), 60)
            run = program.workbench.feed.run(undo)
            assert run is not None
            assert run.state is State.DONE, run
            assert lab.template(kind, "web") == {"main": before}
            lab.wait(kind, "web")
            assert lab.running("web") == {"main": {lab.digest("common", "1.0")}}
            cause = finished(lab, kind.lower(), "web", r"{.metadata.annotations.kubernetes\.io/change-cause}")
            assert cause == f"Desktop Pipeline {undo}: undo of {failed}: main 1.0"
            await hand.until(lambda: hand.shown("web", "", OFFER) == "")
            assert "bad" not in hand.shown("web", "main", Column.CONTROL), "the next batch does not run it again"

    qt_run(release(), 200)


def test_run_now_starts_a_job_with_the_new_image(lab: Lab, qt_run: Run) -> None:
    lab.push("report", "1", "true")
    lab.push("report", "2", "echo numbers of the night; true")
    lab.push("report", "3", "echo no disk; exit 4; true")
    lab.workload("CronJob", "nightly", {"main": f"{lab.address}/report:1"}, suspend=False)
    lab.write_workspace()

    async def release() -> None:
        async with window_on(lab) as (program, window, hand):
            await program.ready(1)
            await hand.until(lambda: window.grid.model().rowCount() == 1)
            for tag, said in (("2", "numbers of the night"), ("3", "no disk")):
                hand.type_tag("nightly", "main", tag)
                hand.run("nightly")
                await hand.until(program.workbench.executor.active_runs)
                await hand.until(lambda: not program.workbench.executor.active_runs(), 30)
                assert lab.template("CronJob", "nightly")["main"].startswith(f"{lab.address}/report:{tag}@")
                await hand.until(lambda: hand.shown("nightly", "", OFFER) == "Start a job of nightly now")
                run_id = await taken(program, hand, "nightly")
                job = f"nightly-{run_id[-6:]}"
                if tag == "3":  # one try is enough: Kubernetes makes seven by itself, each later than the one before
                    await hand.until(lambda name=job: name in lab.engines.kubectl("get", "jobs", "-n", lab.namespace, "-o", "name"))
                    lab.engines.kubectl("patch", "job", job, "-n", lab.namespace, "-p", '{"spec":{"backoffLimit":0}}')
                await hand.until(lambda: not program.workbench.executor.active_runs(), 60)
                run = program.workbench.feed.run(run_id)
                assert run is not None
                step, = run.steps.values()
                assert step.state is (State.DONE if tag == "2" else State.FAILED), step
                assert said in program.log(run_id, step.id)
                assert finished(lab, "job", job, "{.spec.template.spec.containers[0].image}") == lab.template("CronJob", "nightly")["main"]
                assert finished(lab, "job", job, "{.metadata.ownerReferences[0].kind}") == "CronJob"
            names = lab.engines.kubectl("get", "jobs", "-n", lab.namespace, "-o", "name").split()
            assert len(names) == 2

    qt_run(release(), 200)
