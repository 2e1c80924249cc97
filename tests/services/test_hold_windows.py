"""Several windows of one profile: each knows what the others armed after it was started, and one of them waits with it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.profile_locks import ProfileLocks
from desktop_pipeline.adapters.sqlite import SqliteStore
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Agreement, Phase, Window
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.services.hold_store import HoldStore, KeptHolds
from tests.services.bench import Bench
from tests.services.hold_disk import YES, Disk, codes, over, phase, plan_of, runs, state, wall

LOOK = 0.05


@pytest.fixture
def disk(monkeypatch: pytest.MonkeyPatch) -> Disk:
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", LOOK)
    return Disk()


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


@asynccontextmanager
async def window(disk: Disk, folder: Path) -> AsyncIterator[Bench]:
    """A window that was open before anything was armed."""
    async with disk.process(made(folder)) as program:
        await program.workbench.holds.load()
        assert program.workbench.holds.all() == ()
        yield program


async def shown(program: Bench, hold_id: str) -> None:
    await program.until(lambda: program.workbench.holds.find(hold_id) is not None)


async def gone(program: Bench, hold_id: str) -> None:
    await program.until(lambda: program.workbench.holds.find(hold_id) is None)


async def looked(program: Bench, times: int = 3) -> None:
    """Until it has looked at what lies in the drafts so many times more."""
    holds, read, done = program.workbench.holds, program.workbench.holds._read, 0

    async def counted() -> object:
        nonlocal done
        found = await read()
        done += 1
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(holds, "_read", counted)
        await program.until(lambda: done >= times)


class Counted:
    """Drafts that remember what was read."""

    def __init__(self, drafts: object) -> None:
        self._drafts, self.read = drafts, list[str]()

    def __getattr__(self, name: str) -> object:
        return getattr(self._drafts, name)

    async def load(self, key: str, kind: type) -> object:
        self.read.append(key)
        return await self._drafts.load(key, kind)  # type: ignore[attr-defined]  # a Store


class Sleeps(SystemClock):
    """A clock that remembers for how long was slept."""

    def __init__(self) -> None:
        self.slept = list[float]()

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        await super().sleep(seconds)


async def test_a_plan_that_a_window_armed_later_is_taken_over_when_that_is_killed(disk: Disk, tmp_path: Path) -> None:
    async with window(disk, tmp_path / "c") as third:
        async with window(disk, tmp_path / "b") as second:
            plan = plan_of(second)
            second.lab.link.cut()
            hold_id = await second.workbench.holds.arm(plan, YES)
            await shown(third, hold_id)
            await third.until(lambda: codes(state(third, hold_id)) == {"hold.elsewhere"})
            assert list(third.workbench.holds.rows().values()) == ["night"]
            assert [finding.message.code for finding in third.workbench.holds.beside(replace(plan))] == ["hold.beside"]
            assert third.workbench.holds.waiting() == ()
        second.lab.link.mend()
        assert (await over(third, hold_id)).phase is Phase.STARTED
    assert len(runs(disk)) == 1


async def test_what_a_window_puts_away_or_arms_again_is_so_in_the_others(disk: Disk, tmp_path: Path) -> None:
    async with window(disk, tmp_path / "a") as first, window(disk, tmp_path / "b") as second:
        plan = plan_of(first)
        first.lab.link.cut()
        once = await first.workbench.holds.arm(plan, YES)
        await shown(second, once)
        again = await first.workbench.holds.arm(replace(plan, title="later"), YES)
        await first.workbench.holds.disarm(once)
        await gone(second, once)
        await shown(second, again)
        await second.workbench.holds.disarm(again)  # by the window that does not wait with it
        await gone(first, again)
        for program in (first, second):
            await looked(program)
            assert program.workbench.holds.all() == ()
        first.lab.link.mend()
        for program in (first, second):
            await program.until(lambda program=program: "held plans" not in program.workbench.tasks.names())
            await looked(program)
            assert program.workbench.holds.all() == ()
    assert runs(disk) == []


async def test_what_became_of_it_in_the_window_that_waited_is_shown_by_the_others(disk: Disk, tmp_path: Path) -> None:
    async with window(disk, tmp_path / "a") as first, window(disk, tmp_path / "b") as second:
        plan = plan_of(first)
        first.lab.link.cut()
        hold_id = await first.workbench.holds.arm(plan, YES, Window("", wall(first.workbench.clock.now() - 120), "UTC"))
        await phase(first, hold_id, Phase.MISSED)
        await shown(second, hold_id)
        assert (await phase(second, hold_id, Phase.MISSED)).why == state(first, hold_id).why
        await second.workbench.holds.disarm(hold_id)
        await gone(first, hold_id)


async def test_a_plan_that_runs_elsewhere_is_gone_here(disk: Disk, tmp_path: Path) -> None:
    async with window(disk, tmp_path / "a") as first, window(disk, tmp_path / "b") as second:
        plan = plan_of(first)
        first.lab.link.cut()
        hold_id = await first.workbench.holds.arm(plan, YES)
        await shown(second, hold_id)
        first.lab.link.mend()
        hold = await over(first, hold_id)
        await first.workbench.executor.wait(hold.run)
        await gone(second, hold_id)
        await looked(first)
        assert state(first, hold_id).phase is Phase.STARTED, "it is news there until it is put away"
    assert len(runs(disk)) == 1


async def test_another_window_sees_that_the_file_was_changed(disk: Disk, tmp_path: Path) -> None:
    async with window(disk, tmp_path / "a") as first, window(disk, tmp_path / "b") as second:
        disk.sandbox.files.others_save_plan(replace(plan_of(first), name="tue"))
        for program in (first, second):
            await program.workbench.catalog.load()
        plan = await first.workbench.plans.load("tue")
        first.lab.link.cut()
        hold_id = await first.workbench.holds.arm(plan, YES, file="tue")
        await shown(second, hold_id)
        await second.until(lambda: codes(state(second, hold_id)) == {"hold.elsewhere"})
        disk.sandbox.files.others_save_plan(replace(plan, title="Tuesday"))
        for program in (first, second):
            await program.workbench.catalog.load()  # as the watch of the files does
        await first.until(lambda: "hold.file_changed" in codes(state(first, hold_id)))
        await second.until(lambda: codes(state(second, hold_id)) == {"hold.file_changed", "hold.elsewhere"})
        await looked(second)
        assert codes(state(second, hold_id)) == {"hold.file_changed", "hold.elsewhere"}
        disk.sandbox.files.others_save_plan(plan)  # it says the same again
        for program in (first, second):
            await program.workbench.catalog.load()
        await second.until(lambda: codes(state(second, hold_id)) == {"hold.elsewhere"})


async def test_a_list_that_is_not_there_takes_nothing_away(disk: Disk, tmp_path: Path) -> None:
    """Another version's list, or a profile whose disk went away: it says of nothing that it was disarmed."""
    async with window(disk, tmp_path / "a") as first:
        plan = plan_of(first)
        first.lab.link.cut()
        hold_id = await first.workbench.holds.arm(plan, YES)
        await disk.sandbox.drafts.delete("holds")
        await looked(first)
        assert state(first, hold_id).phase is Phase.HELD
        await disk.sandbox.drafts.save("holds", KeptHolds())
        await gone(first, hold_id)


async def test_one_that_could_not_be_put_away_is_shown_again(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_pipeline.services.hold_store._TRIES", 1)
    async with window(disk, tmp_path / "a") as first:
        plan = plan_of(first)
        first.lab.link.cut()
        hold_id = await first.workbench.holds.arm(plan, YES)
        other = disk.locks.another()
        assert await other.take("holds")
        with pytest.raises(UserError, match="changing the held plans"):
            await first.workbench.holds.disarm(hold_id)
        await shown(first, hold_id)
        other.give("holds")
        await first.until(lambda: bool(first.workbench.holds.waiting()))
        await first.workbench.holds.disarm(hold_id)
        assert await HoldStore(disk.sandbox.drafts, other, SystemClock()).all() == ()


async def test_the_drafts_are_read_seldom_and_by_a_window_only(disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    line, drafts, clock = Counted(disk.sandbox.drafts), Counted(disk.sandbox.drafts), Sleeps()
    async with disk.process(made(tmp_path / "line"), drafts=line) as command, disk.process(made(tmp_path / "a"), drafts=drafts) as program:
        monkeypatch.setattr(program.workbench.holds, "_clock", clock)
        await program.workbench.holds.load()
        drafts.read.clear()
        clock.slept.clear()
        await looked(program, 4)
        assert [key for key in line.read if key.startswith("hold")] == [], "a command line does not look"
        assert not any(name.startswith("held plans") for name in command.workbench.tasks.names())
        assert set(drafts.read) == {"holds"}
        assert set(clock.slept) == {LOOK}
        assert 4 <= len(drafts.read) <= len(clock.slept) + 1, "one value for each look"
        assert "held plans" not in program.workbench.tasks.names(), "nothing is looked at each second while nothing waits"
        await program.workbench.holds.close()
        assert not any(name.startswith("held plans") for name in program.workbench.tasks.names())


async def test_a_plan_with_pauses_is_refused_when_nobody_will_be_there(disk: Disk, tmp_path: Path) -> None:
    async with disk.process(tmp_path) as program:
        plan = replace(plan_of(program), pauses=(Pause(0),))
        program.lab.link.cut()
        with pytest.raises(UserError, match="nobody is there") as caught:
            await program.workbench.holds.arm(plan, replace(YES, asks=False))
        assert (caught.value.code, program.workbench.holds.all()) == ("run.pauses", ())
        for agreed in (Agreement(amber=True, asks=True), Agreement(amber=True, asks=False, go_on=True)):
            await program.workbench.holds.arm(plan, agreed)
        assert len(program.workbench.holds.waiting()) == 2


async def test_two_windows_of_a_real_profile(disk: Disk, tmp_path: Path) -> None:
    """With lock files and databases: the one that armed it ends, the other one had never read of it at its start."""
    profile = made(tmp_path / "profile")
    drafts, locks = (SqliteStore.drafts(profile), SqliteStore.drafts(profile)), (ProfileLocks(profile), ProfileLocks(profile))
    async with disk.process(made(tmp_path / "c"), drafts=drafts[0], locks=locks[0]) as third:
        await third.workbench.holds.load()
        async with disk.process(made(tmp_path / "b"), drafts=drafts[1], locks=locks[1]) as second:
            await second.workbench.holds.load()
            plan = plan_of(second)
            second.lab.link.cut()
            hold_id = await second.workbench.holds.arm(plan, YES)
            await shown(third, hold_id)
            await third.until(lambda: codes(state(third, hold_id)) == {"hold.elsewhere"})
            seen = state(third, hold_id)
            await looked(third)
            assert state(third, hold_id) is seen, "what is read again and says the same is no news"
        third.lab.link.mend()
        hold = await over(third, hold_id)
        assert hold.phase is Phase.STARTED
        await third.workbench.executor.wait(hold.run)
    assert len(runs(disk)) == 1
    for one in (*drafts, *locks):
        await one.close()
