"""Held plans in a profile that cannot be read or written for a while: looked at again, told once, never begun twice."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.profile_locks import ProfileLocks
from desktop_pipeline.adapters.sandbox.shop_images import tag
from desktop_pipeline.adapters.sqlite import SqliteStore
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.holds import Phase, Window, fired
from desktop_pipeline.services.computer_ports import OneProcess
from desktop_pipeline.services.hold_store import HoldStore
from desktop_pipeline.services.log_notices import warnings_told
from desktop_pipeline.services.planner import SavedChoices
from tests.services.bench import Bench
from tests.services.hold_disk import YES, Disk, codes, over, phase, plan_of, runs, state, wall


@pytest.fixture
def disk() -> Disk:
    return Disk()


class Stuck(OneProcess):
    """Locks in a folder that cannot be written while `off`."""

    off = True

    async def take(self, name: str) -> bool:
        if self.off:
            raise UserError("journal.locks_unwritable", folder="locks", reason="Read-only file system")
        return await super().take(name)


def told(program: Bench) -> list[str]:
    return [message.code for _, message in program.workbench.feed.notices()]


async def left_waiting(disk: Disk, tmp_path: Path) -> str:
    """A plan that waits when the program ends."""
    async with disk.process(tmp_path) as program:
        plan = plan_of(program)
        program.lab.link.cut()
        hold_id = await program.workbench.holds.arm(plan, YES)
        await phase(program, hold_id, Phase.HELD)
    program.lab.link.mend()
    return hold_id


async def test_locks_that_cannot_be_written_keep_nobody_from_looking(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.05)
    hold_id = await left_waiting(disk, tmp_path)
    locks = Stuck()
    async with disk.process(tmp_path, locks=locks) as program:
        await program.workbench.start()
        tries = 0
        take = locks.take

        async def counted(name: str) -> bool:
            nonlocal tries
            tries += 1
            return await take(name)

        monkeypatch.setattr(locks, "take", counted)
        assert codes(state(program, hold_id)) == {"journal.locks_unwritable"}
        assert program.workbench.holds.waiting() == ()
        await asyncio.sleep(0.4)
        assert 1 <= tries <= 8, "not at every tick"
        assert [record.getMessage() for record in caplog.records if "Read-only" in record.getMessage()] == [
            str(UserError("journal.locks_unwritable", folder="locks", reason="Read-only file system"))]
        assert runs(disk) == []
        locks.off = False
        assert (await over(program, hold_id)).phase is Phase.STARTED
    assert len(runs(disk)) == 1


async def test_held_plans_that_could_not_be_read_are_read_later(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.05)
    hold_id = await left_waiting(disk, tmp_path)
    async with disk.process(tmp_path) as program:
        load, off = disk.sandbox.drafts.load, "store.unwritable"

        async def unwritable(key: str, kind: type) -> object:
            if off:
                raise UserError(off, file="drafts.db", reason="unable to open database file")
            return await load(key, kind)

        monkeypatch.setattr(disk.sandbox.drafts, "load", unwritable)
        await program.workbench.start()
        await asyncio.sleep(0.2)
        assert program.workbench.holds.all() == ()
        assert told(program).count("store.unwritable") == 1
        off = "store.broken"
        await asyncio.sleep(0.2)
        assert sum("is damaged" in record.getMessage() for record in caplog.records) == 1, "another reason is told, once"
        off = ""
        await program.until(lambda: program.workbench.holds.find(hold_id) is not None)
        assert (await over(program, hold_id)).phase is Phase.STARTED
    assert len(runs(disk)) == 1


async def test_a_plan_of_which_not_all_could_be_read_is_not_held_on_to(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal does not say whether its run began: it neither starts nor is it kept from others, and is looked at again."""
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.05)
    hold_id = await left_waiting(disk, tmp_path)
    store = HoldStore(disk.sandbox.drafts, disk.locks.another(), SystemClock())
    (hold,) = await store.all()
    assert await store.change(fired(replace(hold, phase=Phase.STARTING), "20300101-000000-abcdef"))
    async with disk.process(tmp_path) as program:
        plan, off = program.workbench.journal.plan, True

        async def unreadable(run_id: str) -> object:
            if off:
                raise UserError("journal.broken", file="journal.db", reason="malformed")
            return await plan(run_id)

        monkeypatch.setattr(program.workbench.journal, "plan", unreadable)
        await program.workbench.holds.load()
        assert codes(state(program, hold_id)) == {"journal.broken"}
        assert program.workbench.holds.waiting() == ()
        assert await store.claim(hold_id), "another process may"
        store.leave(hold_id)
        off = False
        assert (await over(program, hold_id)).phase is Phase.STARTED
    assert len(runs(disk)) == 1


async def test_a_state_that_cannot_be_kept_is_told_once(
    disk: Disk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async with disk.process(tmp_path) as program:
        with warnings_told(program.workbench.feed, program.workbench.clock.now, str):
            plan = plan_of(program)
            program.lab.link.cut()
            hold_id = await program.workbench.holds.arm(plan, YES, Window("", wall(program.workbench.clock.now() - 120), "UTC"))

            async def unwritable(key: str, value: object) -> None:
                raise UserError("store.unwritable", file="drafts.db", reason="read-only")

            monkeypatch.setattr(disk.sandbox.drafts, "save", unwritable)
            await phase(program, hold_id, Phase.MISSED)
            await program.until(lambda: "store.unwritable" in told(program))
            await asyncio.sleep(0.1)
            assert told(program).count("store.unwritable") == 1
            assert "program.warning" not in told(program)
            assert caplog.messages == []
            monkeypatch.undo()


async def test_a_real_profile_that_cannot_be_used_for_a_while(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its disk is not mounted at the start: something else is in its place. Choices and a held plan of before are there in the end."""
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.05)
    monkeypatch.setattr("desktop_pipeline.services.workbench._AGAIN", 0.05)
    profile, away = tmp_path / "profile", tmp_path / "away"
    disk = Disk()
    drafts, locks = SqliteStore.drafts(profile), ProfileLocks(profile)
    async with disk.process(tmp_path, drafts=drafts, locks=locks) as program:
        plan = plan_of(program)
        program.choose("api", Mode.APPOINTED, tag("api", 3))
        program.lab.link.cut()
        hold_id = await program.workbench.holds.arm(plan, YES)
        await phase(program, hold_id, Phase.HELD)
    await drafts.close()
    await locks.close()
    program.lab.link.mend()
    profile.rename(away)
    profile.write_text("no folder")
    drafts, locks = SqliteStore.drafts(profile), ProfileLocks(profile)
    async with disk.process(tmp_path, drafts=drafts, locks=locks) as program:
        await program.workbench.start()
        program.choose("cache", Mode.TAG, "7.4.1")
        with pytest.raises(UserError):
            await program.workbench.planner.save()
        assert (program.workbench.holds.all(), runs(disk)) == ((), [])
        profile.unlink()
        away.rename(profile)
        await program.until(lambda: program.workbench.holds.find(hold_id) is not None)
        hold = await over(program, hold_id)
        assert hold.phase is Phase.STARTED
        await program.workbench.executor.wait(hold.run)
        await program.until(lambda: program.workbench.planner.loaded)
    saved = await drafts.load("choices", SavedChoices)
    assert saved is not None
    assert {key.container for key, _ in saved.items} >= {"api", "redis"}
    await drafts.close()
    await locks.close()


async def test_a_real_folder_of_locks_that_cannot_be_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("desktop_pipeline.services.hold._ELSEWHERE", 0.05)
    disk = Disk()
    hold_id = await left_waiting(disk, tmp_path)
    (tmp_path / "locks").write_text("no folder")
    locks = ProfileLocks(tmp_path)
    async with disk.process(tmp_path, locks=locks) as program:
        await program.workbench.start()
        assert codes(state(program, hold_id)) == {"journal.locks_unwritable"}
        (tmp_path / "locks").unlink()
        assert (await over(program, hold_id)).phase is Phase.STARTED
    await locks.close()
