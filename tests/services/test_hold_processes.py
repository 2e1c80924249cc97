"""Held plans over restarts, in several processes of one profile, and with a link that is lost in the middle: never twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import MemoryVault
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.holds import Phase, fired
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import Plan, WorkloadPatch
from desktop_pipeline.domain.runs import State
from desktop_pipeline.services.cluster_ports import PatchResult
from desktop_pipeline.services.hold_store import HoldStore
from desktop_pipeline.services.kept_secrets import KeptSecrets
from desktop_pipeline.services.preflight import Report
from tests.services.bench import code
from tests.services.hold_disk import YES, Disk, codes, over, phase, plan_of, runs, state


@pytest.fixture
def disk() -> Disk:
    return Disk()


# ---- restart and other processes ---------------------------------------------------------------------------------------------------------


async def test_it_survives_a_restart(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        program.lab.link.cut()
        hold_id = await program.workbench.holds.arm(plan, YES)
        await phase(program, hold_id, Phase.HELD)
        await program.until(lambda: "cluster.unreachable" in codes(state(program, hold_id)))
    program.lab.link.mend()
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        hold = await over(program, hold_id)
        assert hold.phase is Phase.STARTED
        assert (await program.workbench.executor.wait(hold.run)).state is State.DONE
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        assert program.workbench.holds.all() == ()
    assert len(runs(disk)) == 1


class Locking(MemoryVault):
    """A keyring that can be locked."""

    locked = False
    asked = 0

    async def get(self, name: str) -> str | None:
        self.asked += 1
        return None if self.locked else await super().get(name)

    def notice(self) -> Message | None:
        return Message.of("keyring.locked") if self.locked else None


async def test_secrets_are_read_when_it_is_armed_and_a_locked_keyring_later_does_not_matter(disk: Disk, tmp_path: Path) -> None:
    vault = Locking({"registry/shop": "sandbox-password"})
    kept = KeptSecrets(vault)
    async with disk.process(tmp_path, vault=kept) as program:
        program.choose("web", Mode.APPOINTED, "1.4.0.B000006", "web")
        plan = program.workbench.planner.plan("lab", "shop")
        program.lab.link.cut()
        await program.until(lambda: program.workbench.inventory.facts("lab", "shop").link.value == "lost")
        hold_id = await program.workbench.holds.arm(plan, YES)
        assert vault.asked == 1
        vault.locked = True
        assert await kept.get("registry/shop") == "sandbox-password"
        assert await kept.get("registry/other") is None
        assert "sandbox-password" not in repr(disk.sandbox.drafts.values)
        await program.workbench.holds.disarm(hold_id)
        assert await kept.get("registry/shop") is None, "what nobody waits for any more is forgotten"


async def test_the_secrets_of_a_plan_are_forgotten_when_its_run_is_over(disk: Disk, tmp_path: Path) -> None:
    vault = Locking({"registry/shop": "sandbox-password"})
    kept = KeptSecrets(vault)
    async with disk.process(tmp_path, vault=kept) as program:
        program.choose("web", Mode.APPOINTED, "1.4.0.B000006", "web")
        hold = await over(program, await program.workbench.holds.arm(program.workbench.planner.plan("lab", "shop"), YES))
        await program.workbench.executor.wait(hold.run)
        vault.locked = True
        await program.until(lambda: not any(name.startswith("secrets of") for name in program.workbench.tasks.names()))
        assert await kept.get("registry/shop") is None


async def test_after_a_restart_it_waits_for_the_keyring(disk: Disk, tmp_path: Path) -> None:
    vault = Locking({"registry/shop": "sandbox-password"})
    async with disk.process(tmp_path, vault=KeptSecrets(vault)) as program:
        program.choose("web", Mode.APPOINTED, "1.4.0.B000006", "web")
        plan = program.workbench.planner.plan("lab", "shop")
        program.lab.link.cut()
        hold_id = await program.workbench.holds.arm(plan, YES)
    program.lab.link.mend()
    vault.locked = True
    async with disk.process(tmp_path, vault=KeptSecrets(vault)) as program:
        await program.workbench.holds.load()
        await program.until(lambda: codes(state(program, hold_id)) == {"hold.keyring", "keyring.locked"})
        assert runs(disk) == []
        vault.locked = False
        assert (await over(program, hold_id)).phase is Phase.STARTED


async def test_of_two_processes_one_starts_it_and_the_other_takes_over_when_that_is_gone(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.05)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with disk.process(tmp_path / "b") as second:
        async with disk.process(tmp_path / "a") as first:
            plan = plan_of(first)
            first.lab.link.cut()
            hold_id = await first.workbench.holds.arm(plan, YES)
            await second.workbench.holds.load()
            assert codes(state(second, hold_id)) == {"hold.elsewhere"}
            assert second.workbench.holds.waiting() == ()
        first.lab.link.mend()
        assert (await over(second, hold_id)).phase is Phase.STARTED
    assert len(runs(disk)) == 1


async def test_two_processes_and_the_network_comes_back_one_run(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.02)
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with disk.process(tmp_path / "a") as first, disk.process(tmp_path / "b") as second:
        plan = plan_of(first)
        first.lab.link.cut()
        hold_id = await first.workbench.holds.arm(plan, YES)
        await second.workbench.holds.load()
        first.lab.link.mend()
        hold = await over(first, hold_id)
        assert (await first.workbench.executor.wait(hold.run)).state is State.DONE
        await second.until(lambda: second.workbench.holds.all() == ())
    assert len(runs(disk)) == 1


async def test_disarmed_in_another_process_it_does_not_start(disk: Disk, tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    async with disk.process(tmp_path / "a") as first, disk.process(tmp_path / "b") as second:
        plan = plan_of(first)
        first.lab.link.cut()
        await first.until(lambda: first.workbench.inventory.facts("lab", "shop").link.value == "lost")
        hold_id = await first.workbench.holds.arm(plan, YES)
        await second.workbench.holds.load()
        await second.workbench.holds.disarm(hold_id)
        first.lab.link.mend()
        await first.until(lambda: first.workbench.holds.find(hold_id) is None)
    assert runs(disk) == []


async def test_disarmed_in_another_process_during_preflight_it_does_not_start(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with disk.process(tmp_path) as program:
        plan, check = plan_of(program), program.workbench.preflight.check
        elsewhere = HoldStore(disk.sandbox.drafts, disk.locks.another(), SystemClock())

        async def disarmed(plan: Plan) -> Report:
            report = await check(plan)
            await elsewhere.remove((await elsewhere.all())[0].id)
            return report

        monkeypatch.setattr(program.workbench.preflight, "check", disarmed)
        hold_id = await program.workbench.holds.arm(plan, YES)
        await program.until(lambda: program.workbench.holds.find(hold_id) is None)
        assert (runs(disk), await elsewhere.all()) == ([], ())


async def test_the_plans_of_another_workspace_wait_until_that_is_open(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        program.lab.link.cut()
        hold_id = await program.workbench.holds.arm(plan, YES)
        store = HoldStore(disk.sandbox.drafts, disk.locks.another(), SystemClock())
        hold = await store.find(hold_id)
        assert hold is not None
        await store.change(replace(hold, workspace="/another"))
    program.lab.link.mend()
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        assert program.workbench.holds.all() == ()
    assert [hold.id for hold in await store.all()] == [hold_id]


async def test_a_plan_that_is_not_understood_is_said(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        program.lab.link.cut()
        hold_id = await program.workbench.holds.arm(plan, YES)
    program.lab.link.mend()
    await disk.sandbox.drafts.save(f"hold/{hold_id}", ["of another version"])
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        assert program.workbench.holds.all() == ()
        assert [(notice[1].code, notice[1].argument("n")) for notice in program.workbench.feed.notices()] == [("hold.strange", "1")]


async def test_a_list_that_stays_locked_is_said(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_pipeline.services.hold_store._TRIES", 2)
    async with disk.process(tmp_path) as program:
        assert await disk.locks.take("holds")
        with pytest.raises(UserError) as error:
            await program.workbench.holds.arm(plan_of(program), YES)
        assert (error.value.code, program.workbench.holds.all()) == ("hold.busy", ())


@pytest.mark.parametrize("began", [False, True])
async def test_death_while_it_was_being_begun(disk: Disk, tmp_path: Path, began: bool) -> None:
    """The id of the run is on the disk; whether there was a run the journal knows."""
    store = HoldStore(disk.sandbox.drafts, disk.locks.another(), SystemClock())
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        program.lab.link.cut()
        hold_id = await program.workbench.holds.arm(plan, YES)
    program.lab.link.mend()
    hold = await store.find(hold_id)
    assert hold is not None
    assert await store.change(fired(replace(hold, phase=Phase.STARTING), "20260101-000000-abcdef"))
    if began:
        with await disk.sandbox.journal.create("20260101-000000-abcdef", plan, "night", "me", 0.0):
            pass
    image = program.image("web", "proxy")
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        hold = await over(program, hold_id)
        assert hold.phase is Phase.STARTED
        if began:
            await asyncio.sleep(0.2)
            assert (hold.run, program.image("web", "proxy")) == ("20260101-000000-abcdef", image)
        else:
            assert hold.run != "20260101-000000-abcdef"
            assert (await program.workbench.executor.wait(hold.run)).state is State.DONE
    assert len(runs(disk)) == 1


async def test_killed_in_the_middle_of_the_start_it_runs_once(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The process ends right after the id was written and before the run was begun."""
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)

        def never(*arguments: object) -> str:
            raise asyncio.CancelledError

        monkeypatch.setattr(program.workbench.executor, "start", never)
        hold_id = await program.workbench.holds.arm(plan, YES)
        await program.until(lambda: bool(state(program, hold_id).run))
    assert runs(disk) == []
    async with disk.process(tmp_path) as program:
        await program.workbench.holds.load()
        hold = await over(program, hold_id)
        assert (await program.workbench.executor.wait(hold.run)).state is State.DONE
    assert len(runs(disk)) == 1


# ---- lost in the middle ----------------------------------------------------------------------------------------------------------------


async def test_lost_in_the_middle_the_run_waits_and_goes_on(disk: Disk, tmp_path: Path) -> None:
    """The second wave has not begun when the link is cut: it waits, and each workload is changed once."""
    async with disk.process(tmp_path) as program:
        program.choose("web", Mode.TAG, "1.27.5", "proxy")
        program.choose("api", Mode.APPOINTED, "2.0.0.B000003", "api")
        plan = program.workbench.planner.plan("lab", "shop", title="night")
        steps = tuple(replace(step, wave=1 if step.key.name == "web" else 0) for step in plan.steps)
        before = {name: program.lab.workload("shop", name).generation for name in ("web", "api")}
        hold_id = await program.workbench.holds.arm(replace(plan, steps=steps), YES)
        hold = await over(program, hold_id)
        await program.followed(hold.run, "api")
        program.lab.link.cut()
        await program.until(lambda: code(program.step(hold.run, "api").message) == "rollouts.link_lost")
        await asyncio.sleep(0.5)
        assert program.image("web", "proxy") != "nginx:1.27.5"
        program.lab.link.mend()
        async with asyncio.timeout(20):
            assert (await program.workbench.executor.wait(hold.run)).state is State.DONE
        assert {name: program.lab.workload("shop", name).generation - before[name] for name in before} == {"web": 1, "api": 1}


async def test_a_rollout_whose_turn_comes_while_the_link_is_cut_waits(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        program.choose("web", Mode.BUILD, container="web")
        plan = program.workbench.planner.plan("lab", "shop", title="night")
        hold = await over(program, await program.workbench.holds.arm(plan, YES))
        program.lab.link.cut()  # while it is built
        await program.until(lambda: code(program.step(hold.run, "web").message) == "rollouts.link_lost", 20)
        program.lab.link.mend()
        async with asyncio.timeout(20):
            assert (await program.workbench.executor.wait(hold.run)).state is State.DONE


async def test_a_registry_that_is_lost_in_the_middle_fails_the_build_clearly(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        program.choose("web", Mode.BUILD, container="web")
        image = program.image("web", "web")
        plan = program.workbench.planner.plan("lab", "shop", title="night")
        hold = await over(program, await program.workbench.holds.arm(plan, YES))
        disk.sandbox.registry.down = True
        async with asyncio.timeout(20):
            run = await program.workbench.executor.wait(hold.run)
        assert run.state is State.FAILED
        assert code(run.steps["build/web"].message) == "registry.unreachable"
        assert program.image("web", "web") == image


async def test_a_change_that_cannot_be_sent_waits_for_the_link(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with disk.process(tmp_path) as program:
        plan, real, tries = plan_of(program), program.lab.patch, []

        async def patch(patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
            if not dry_run:
                tries.append(patch)
                if len(tries) == 1:
                    raise Unreachable("cluster.unreachable", server="lab", text="connection refused")
            return await real(patch, dry_run=dry_run)

        monkeypatch.setattr(program.lab, "patch", patch)
        hold = await over(program, await program.workbench.holds.arm(plan, YES))
        await program.until(lambda: code(program.step(hold.run, "web").message) == "rollouts.link_lost")
        assert (await program.workbench.executor.wait(hold.run)).state is State.DONE
        assert len(tries) == 2
