"""Stop on real engines."""

from __future__ import annotations

import asyncio
import time

import pytest

from desktop_pipeline.domain.builds import RunOutcome
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.runs import State
from tests.e2e.lab import Lab, build_yaml
from tests.e2e.support import YES, session

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]


def containers(lab: Lab, mark: str) -> str:
    """Ids of running containers whose command holds a mark."""
    found = lab.docker("ps", "--no-trunc", "--format", "{{.ID}} {{.Command}}")
    return "\n".join(line for line in found.splitlines() if mark in line)


async def test_stop_during_a_build(lab: Lab) -> None:
    mark = f"mark={lab.shop}"
    dockerfile = f"FROM {lab.engines.registry}/base/busybox:1\nRUN {mark} sleep 300"
    lab.push_build("web", "web", "1.0.0", 1)
    lab.workload("Deployment", "web", {"main": f"{lab.address}/web:1.0.0.B000001"})
    lab.wait("Deployment", "web")
    lab.write_workspace(builds={"web": build_yaml("Web", "web", dockerfile=dockerfile)})
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.BUILD)
        run_id = program.workbench.executor.start(await program.check(), YES)
        await program.until(lambda: containers(lab, mark))
        stopped = time.monotonic()
        program.workbench.executor.stop(run_id)
        run = await program.workbench.executor.wait(run_id)
        await program.until(lambda: not containers(lab, mark), 1.0)
        assert time.monotonic() - stopped < 3.0, "the budget is 1 s"
        assert run.state is State.CANCELLED
        assert {step.state for step in run.steps.values()} == {State.CANCELLED}
        newest = program.row("web").versions.newest_run()
        assert newest is not None
        assert newest.outcome is RunOutcome.CANCELLED
        assert "Cancelled." in program.log(run_id, "build/web")
        assert program.workbench.planner.choice(program.row("web")).execute, "a cancelled row keeps its choice"
    assert lab.tags("web") == ["1.0.0.B000001"]
    assert lab.generation("Deployment", "web") == 1


async def test_stop_during_a_rollout(lab: Lab) -> None:
    lab.push("common", "1.0")
    lab.push("common", "2.0")
    lab.workload("Deployment", "web", {"main": f"{lab.address}/common:1.0"}, minReadySeconds=5)
    lab.wait("Deployment", "web")
    lab.write_workspace()
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.TAG, "2.0")
        run_id = program.workbench.executor.start(await program.check(), YES)
        await program.until(lambda: lab.generation("Deployment", "web") == 2)
        program.workbench.executor.stop(run_id)
        run = await program.workbench.executor.wait(run_id)
        assert run.state is State.CANCELLED
        step = program.step(run_id, "web")
        assert step.message is not None
        assert step.message.code == "executor.cluster_goes_on"
    lab.wait("Deployment", "web")
    assert lab.running("web") == {"main": {lab.digest("common", "2.0")}}, "the cluster went on"


async def test_closing_the_program_while_it_runs(lab: Lab) -> None:
    """The journal has the run with its end, and the fixtures of all tests find no task, thread or process left."""
    dockerfile = f"FROM {lab.engines.registry}/base/busybox:1\nRUN sleep 301"
    lab.push_build("web", "web", "1.0.0", 1)
    lab.workload("Deployment", "web", {"main": f"{lab.address}/web:1.0.0.B000001"})
    lab.write_workspace(builds={"web": build_yaml("Web", "web", dockerfile=dockerfile)})
    async with session(lab) as program:
        await program.ready(1)
        program.choose("web", Mode.BUILD)
        program.workbench.executor.start(await program.check(), YES)
        await program.until(lambda: containers(lab, "sleep 301"))
    await asyncio.sleep(1.0)
    assert not containers(lab, "sleep 301")
    async with session(lab) as again:
        headers = await again.workbench.journal.runs()
        assert [(header.state, header.live) for header in headers] == [("cancelled", False)]
        await again.ready(1)
        assert again.workbench.planner.choice(again.row("web")).kept, "the choice is kept over a restart, and must be confirmed"
