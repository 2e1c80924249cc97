"""A held plan that somebody runs now, disarms or moves away while another window, or this one, starts it: it runs once."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import MemoryJournal
from desktop_pipeline.domain.errors import UserError, UserErrors
from desktop_pipeline.domain.holds import Hold, Phase
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.crew import Consent
from tests.services.bench import Bench
from tests.services.hold_disk import YES, Disk, over, phase, plan_of, runs, state
from tests.services.test_hold_windows import gone, made, shown, window


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.05)
    return Disk()


async def armed(program: Bench) -> str:
    plan = plan_of(program)
    program.lab.link.cut()
    return await program.workbench.holds.arm(plan, YES)


def stale(program: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on it does not look at what other windows do: they were quicker than its next look."""
    async def nothing(*_: object) -> tuple[()]:
        return ()

    for name in ("_read", "_take_over"):
        monkeypatch.setattr(program.workbench.holds, name, nothing)


async def refused(program: Bench, hold_id: str) -> str:
    with pytest.raises(UserError) as caught:
        await program.workbench.holds.withdraw(hold_id)
    return caught.value.code


async def test_what_another_window_has_run_cannot_be_withdrawn(disk: Disk, tmp_path: Path) -> None:
    async with window(disk, tmp_path / "a") as first, window(disk, tmp_path / "b") as second:
        hold_id = await armed(first)
        await shown(second, hold_id)
        first.lab.link.mend()
        hold = await over(first, hold_id)
        await gone(second, hold_id)
        assert await refused(second, hold_id) == "hold.gone"
        assert await refused(first, hold_id) == "hold.too_late", "also where it was started"
        await first.workbench.executor.wait(hold.run)
    assert len(runs(disk)) == 1


@pytest.mark.parametrize("act", ["disarm", "withdraw"])
async def test_a_window_that_has_not_looked_yet_does_not_say_that_it_was_disarmed(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, act: str
) -> None:
    async with window(disk, tmp_path / "a") as first, window(disk, tmp_path / "b") as second:
        hold_id = await armed(first)
        await shown(second, hold_id)
        stale(second, monkeypatch)
        first.lab.link.mend()
        hold = await over(first, hold_id)
        assert state(second, hold_id).phase is Phase.HELD
        with pytest.raises(UserError) as caught:
            await getattr(second.workbench.holds, act)(hold_id)
        assert caught.value.code == "hold.gone"
        assert second.workbench.holds.find(hold_id) is None
        await first.workbench.executor.wait(hold.run)


async def test_it_is_too_late_from_the_moment_another_window_has_given_it_a_run(disk: Disk, tmp_path: Path) -> None:
    async with window(disk, tmp_path / "a") as first, window(disk, tmp_path / "b") as second:
        hold_id = await armed(first)
        await shown(second, hold_id)
        kept = await disk.sandbox.drafts.load(f"hold/{hold_id}", Hold)
        assert kept is not None
        await disk.sandbox.drafts.save(f"hold/{hold_id}", replace(kept, phase=Phase.STARTING, run="20300101-000000-abcdef"))
        for act in (second.workbench.holds.disarm, second.workbench.holds.withdraw):
            await shown(second, hold_id)
            with pytest.raises(UserError) as caught:
                await act(hold_id)
            assert caught.value.code == "hold.too_late"
        await shown(second, hold_id)
        assert await disk.sandbox.drafts.load(f"hold/{hold_id}", Hold) is not None


async def test_two_windows_that_run_it_now_do_so_once(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with window(disk, tmp_path / "a") as first, window(disk, tmp_path / "b") as second:
        hold_id = await armed(first)
        await shown(second, hold_id)
        stale(first, monkeypatch)
        await second.workbench.holds.withdraw(hold_id)
        assert await refused(first, hold_id) == "hold.gone"
        assert first.workbench.holds.all() == second.workbench.holds.all() == ()


async def test_a_run_of_another_window_keeps_a_checked_plan_from_running(disk: Disk, tmp_path: Path) -> None:
    """Its report is older than that run. The very run that is undone does not count: what is known of it may be a moment old."""
    async with disk.process(made(tmp_path / "a")) as first, disk.process(made(tmp_path / "b")) as second:
        plan = plan_of(first)
        report = await second.workbench.preflight.check(plan)
        executor, planner = second.workbench.executor, second.workbench.planner
        run = first.workbench.executor.start(await first.workbench.preflight.check(plan), Consent(confirmed=True))
        await first.workbench.executor.begun(run)
        await second.workbench.recovery.show()
        assert not planner.ours
        assert planner.active == {plan.steps[0].key}
        with pytest.raises(UserError) as caught:
            executor.start(report, Consent(confirmed=True))
        assert caught.value.code == "run.active"
        await first.workbench.executor.wait(run)
        undo = await second.workbench.preflight.check(await second.workbench.undo.plan(run))
        assert plan.steps[0].key in planner.active, "it has not looked again"
        back = await executor.wait(executor.start(undo, Consent(confirmed=True)))
        assert back.state.value == "done"


async def test_a_plan_refused_with_a_run_goes_where_another_window_puts_it_away(disk: Disk, tmp_path: Path) -> None:
    journal = MemoryJournal(disk.sandbox.journal.disk)
    async with disk.process(made(tmp_path / "a"), journal=journal) as first, window(disk, tmp_path / "b") as second:
        await first.workbench.holds.load()
        journal.full = True
        hold_id = await first.workbench.holds.arm(plan_of(first), YES)
        assert (await over(first, hold_id)).phase is Phase.REFUSED
        assert state(first, hold_id).run
        await shown(second, hold_id)
        await phase(second, hold_id, Phase.REFUSED)
        await second.workbench.holds.disarm(hold_id)
        await gone(first, hold_id)


async def test_a_plan_goes_though_the_secrets_of_another_one_cannot_be_told(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with disk.process(tmp_path) as program:
        holds, catalog = program.workbench.holds, program.workbench.catalog
        hold_id = await armed(program)
        other = await holds.arm(Plan("other", (), also_build=("web",)), YES)

        def broken(plan: Plan, name: str) -> None:
            raise UserError("builds.bad_recipe", build=name)

        monkeypatch.setattr(catalog, "build_for", broken)
        await holds.disarm(hold_id)
        assert [hold.id for hold in holds.all()] == [other]
        assert await disk.sandbox.drafts.load(f"hold/{hold_id}", Hold) is None
        assert await disk.locks.another().take(f"hold-{hold_id}"), "nobody waits with it"


async def test_all_that_is_wrong_with_the_order_is_said_at_once(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        step = replace(plan.steps[0], after=("nobody", "nothing"))
        with pytest.raises(UserErrors) as caught:
            await program.workbench.holds.arm(replace(plan, steps=(step,)), YES)
        assert [message.code for message in caught.value.messages] == ["order.unknown", "order.unknown"]
        assert program.workbench.holds.all() == ()
