"""“Execute when connected” on real engines: the API server behind a proxy that is cut and mended."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.holds import Agreement, Phase
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.inventory import Link
from desktop_pipeline.services.preflight import Report
from tests.adapters.fault_proxy import FaultProxy
from tests.adapters.kubernetes.lab import proxied, server_of
from tests.e2e.lab import Lab
from tests.e2e.support import Session, session

pytestmark = [pytest.mark.engines, pytest.mark.timeout(240)]
BUDGET = 5.0
SLACK = 3
"""A test never fails on a duration tighter than this many budgets."""


async def blocking(work, *arguments):  # type: ignore[no-untyped-def]  # anything of the lab
    """The proxy lives in this loop: whatever waits for the API server must not stop it."""
    return await asyncio.to_thread(work, *arguments)


@asynccontextmanager
async def behind_a_proxy(lab: Lab) -> AsyncIterator[tuple[Session, FaultProxy]]:
    """The program, whose cluster is reached through a proxy, with another tag chosen for `web`."""
    await blocking(lab.push, "common", "1.0")
    await blocking(lab.push, "common", "2.0")
    await blocking(lab.workload, "Deployment", "web", {"main": f"{lab.address}/common:1.0"})
    await blocking(lab.wait, "Deployment", "web")
    lab.write_workspace()
    async with FaultProxy(*server_of(lab.engines)) as proxy:
        folder = lab.folder / "kube"
        folder.mkdir()
        lab.bind(lab.profile(), kubeconfig=proxied(lab.engines, proxy.port, folder))
        async with session(lab) as program:
            await program.ready(1)
            program.choose("web", Mode.TAG, "2.0")
            yield program, proxy


def plan_of(program: Session) -> Plan:
    return program.workbench.planner.plan("lab", program.lab.namespace, title="night")


def lost(program: Session) -> bool:
    return program.workbench.inventory.facts("lab", program.lab.namespace).link is Link.LOST


async def started(program: Session, hold_id: str) -> float:
    """Seconds until the held plan has begun its run."""
    begun = time.monotonic()
    await program.until(lambda: program.workbench.holds.find(hold_id).phase.over)  # type: ignore[union-attr]  # it is there
    hold = program.workbench.holds.find(hold_id)
    assert hold is not None
    assert hold.phase is Phase.STARTED, hold.why
    await program.until(lambda: (run := program.workbench.feed.run(hold.run)) is not None and run.steps)
    print(f"started after {time.monotonic() - begun:.1f} s")
    return time.monotonic() - begun


async def ended_well(program: Session, hold_id: str) -> None:
    hold = program.workbench.holds.find(hold_id)
    assert hold is not None
    assert (await program.workbench.executor.wait(hold.run)).state is State.DONE
    lab = program.lab
    assert await blocking(lab.running, "web") == {"main": {await blocking(lab.digest, "common", "2.0")}}
    assert await blocking(lab.generation, "Deployment", "web") == 2


async def test_network_back_it_starts_by_itself_and_ends_right(lab: Lab) -> None:
    async with behind_a_proxy(lab) as (program, proxy):
        await proxy.cut()
        await program.until(lambda: lost(program))
        hold_id = await program.workbench.holds.arm(plan_of(program), Agreement())

        def waits_for() -> list[str]:
            hold = program.workbench.holds.find(hold_id)
            assert hold is not None
            assert (hold.phase, hold.run) == (Phase.HELD, "")
            return [why.message.code for why in hold.why]

        await program.until(lambda: waits_for() == ["cluster.unreachable"])
        await asyncio.sleep(4)
        assert waits_for() == ["cluster.unreachable"]
        await proxy.mend()
        seconds = await started(program, hold_id)
        assert seconds <= BUDGET * SLACK, seconds
        await ended_well(program, hold_id)


async def test_it_survives_a_restart_and_starts_when_the_network_is_back(lab: Lab) -> None:
    async with behind_a_proxy(lab) as (program, proxy):
        await proxy.cut()
        await program.until(lambda: lost(program))
        hold_id = await program.workbench.holds.arm(plan_of(program), Agreement())
        await program.workbench.close()
        async with session(lab) as again:
            await asyncio.sleep(2)
            held = again.workbench.holds.find(hold_id)
            assert held is not None
            assert held.phase is Phase.HELD
            await proxy.mend()
            assert await started(again, hold_id) <= BUDGET * SLACK
            await ended_well(again, hold_id)
        async with session(lab) as once_more:
            assert once_more.workbench.holds.all() == ()


async def test_lost_again_before_the_first_change_it_is_held_and_nothing_changed(lab: Lab, monkeypatch: pytest.MonkeyPatch) -> None:
    async with behind_a_proxy(lab) as (program, proxy):
        plan, check, since, cuts = plan_of(program), program.workbench.preflight.check, time.time(), []

        async def cut(plan: Plan) -> Report:
            if not cuts:
                cuts.append(time.monotonic())
                await proxy.cut()
            return await check(plan)

        monkeypatch.setattr(program.workbench.preflight, "check", cut)
        hold_id = await program.workbench.holds.arm(plan, Agreement())
        await program.until(lambda: cuts and program.workbench.holds.find(hold_id).phase is Phase.HELD)  # type: ignore[union-attr]  # it is there
        await asyncio.sleep(3)
        assert await blocking(lab.generation, "Deployment", "web") == 1
        written = [entry for entry in await blocking(lab.audit, since) if entry["verb"] == "patch"]
        assert [entry for entry in written if entry["objectRef"]["resource"] == "deployments"] == []
        assert await program.workbench.journal.runs() == ()
        await proxy.mend()
        assert await started(program, hold_id) <= BUDGET * SLACK
        await ended_well(program, hold_id)


async def test_lost_in_the_middle_the_run_waits_and_goes_on(lab: Lab) -> None:
    async with behind_a_proxy(lab) as (program, proxy):
        hold_id = await program.workbench.holds.arm(plan_of(program), Agreement())
        await started(program, hold_id)
        hold = program.workbench.holds.find(hold_id)
        assert hold is not None
        await program.until(lambda: program.step(hold.run, "web").stage == "watch")
        await proxy.cut()
        await program.until(lambda: lost(program))
        await asyncio.sleep(2)
        await proxy.mend()
        await ended_well(program, hold_id)
