"""Which runs are at work and which were interrupted: however many others the journal has, and whatever of it is damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sandbox import MemoryJournal
from desktop_pipeline.adapters.sqlite.journal import SqliteJournal
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, State, StepKind, run_ended, started, step_defined
from tests.services.bench import YES, Bench, bench, texts

MANY = 210
"""More runs than any list of the newest ones has."""
LATER = 2e9
"""Seconds since 1970; after all that begins now."""


async def more_runs(journal: MemoryJournal) -> None:
    for number in range(MANY):
        with await journal.create(f"more{number}", Plan("more", ()), "more", "me", LATER + number):
            await journal.append(f"more{number}", run_ended(LATER + number, State.DONE))


@asynccontextmanager
async def waiting(shop: Bench) -> AsyncIterator[tuple[str, Plan]]:
    """A run that waits for a person before it goes on with its second workload; its id, and a plan for that workload alone."""
    shop.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    shop.choose("cache", Mode.TAG, "7.4.2")
    plan = shop.workbench.planner.plan("lab", "shop", title="waits")
    cache, api = sorted(plan.steps, key=lambda step: step.key.name != "cache")
    whole = Plan("waits", (cache, replace(api, wave=1)), pauses=(Pause(0, "look"),))
    run_id = shop.begin(await shop.workbench.preflight.check(whole), YES)
    await shop.until(lambda: (run := shop.workbench.feed.run(run_id)) is not None and run.asking() != ())
    yield run_id, Plan("beside", (api,))
    shop.workbench.executor.stop(run_id)
    await shop.workbench.executor.wait(run_id)


async def test_an_old_run_at_work_is_at_work_after_many_others(shop: Bench, tmp_path: Path) -> None:
    async with waiting(shop) as (run_id, beside), bench(tmp_path / "other", sandbox=shop.sandbox,
                                                        journal=shop.sandbox.journal.another()) as other:
        await other.open()
        await more_runs(shop.sandbox.journal)
        assert texts(await other.workbench.preflight.check(beside)) == {"red run.active_by"}
        await other.workbench.recovery.show()
        assert beside.steps[0].key in other.workbench.planner.active
        assert other.workbench.recovery.dead() == ()
        for refused, expected in ((other.workbench.undo.plan, "undo.active"), (other.workbench.recovery.look, "recovery.live"),
                                  (other.workbench.retries.plan, "retry.active")):
            with pytest.raises(UserError) as caught:
                await refused(run_id)
            assert caught.value.code == expected
    async with bench(tmp_path / "later", sandbox=shop.sandbox, journal=shop.sandbox.journal.another()) as later:
        await later.open()
        assert texts(await later.workbench.preflight.check(beside)) == set()
        await later.workbench.recovery.show()
        assert later.workbench.planner.active == frozenset()


async def test_the_end_of_an_old_run_of_another_program_is_seen(tmp_path: Path) -> None:
    """It is among the newest no more, and without an end no more either."""
    async with bench(tmp_path) as program:
        recovery, feed, other = program.workbench.recovery, program.workbench.feed, program.sandbox.journal.another()
        with await other.create("old", Plan("old", ()), "old", "me", 1.0):
            await other.append("old", started(1.0, "old", "me", ""))
            await more_runs(other)
            await recovery.show()
            assert (run := feed.run("old")) is not None and run.state is State.RUNNING and not run.interrupted
            await other.append("old", run_ended(2.0, State.DONE))
        await recovery.show()
        assert (run := feed.run("old")) is not None and run.state is State.DONE


async def test_all_interrupted_runs_are_seen_at_each_look(tmp_path: Path) -> None:
    async with bench(tmp_path) as program:
        recovery, other = program.workbench.recovery, program.sandbox.journal.another()
        await recovery.show()
        for number in range(60):
            with await other.create(f"dead{number}", Plan("dead", ()), "dead", "me", float(number)):
                await other.append(f"dead{number}", started(1.0, "dead", "me", ""))
        await more_runs(other)
        await recovery.show()
        assert [state.id for state in recovery.dead()] == [f"dead{number}" for number in reversed(range(60))]


@asynccontextmanager
async def damaged(folder: Path, *changes: str) -> AsyncIterator[SqliteJournal]:
    """A journal with the interrupted runs `good` and `bad`, in which these statements have changed something."""
    before = SqliteJournal(folder)
    for name in ("good", "bad"):
        with await before.create(name, Plan(name, ()), name, "me", 1.0):
            await before.append(name, started(1.0, name, "me", ""))
            await before.append(name, step_defined(1.0, "lab/shop/Deployment/web", StepKind.ROLLOUT, "web"))
    await before.close()
    with closing(sqlite3.connect(folder / "journal.db")) as connection, connection:
        for statement in ("DROP TRIGGER events_fixed", "DROP TRIGGER runs_fixed", *changes):
            connection.execute(statement)
    journal = SqliteJournal(folder)
    yield journal
    await journal.close()


def told(program: Bench) -> list[tuple[str, str]]:
    return [(message.code, message.argument("run")) for _, message in program.workbench.feed.notices()]


@pytest.mark.parametrize("data", ["'{'", "replace(data, 'rollout', 'rellout')"])
async def test_a_damaged_run_hides_no_other_and_is_told_once(tmp_path: Path, data: str) -> None:
    async with damaged(tmp_path / "profile", f"UPDATE events SET data = {data} WHERE run = 'bad'") as journal, bench(
            tmp_path, journal=journal) as program:
        recovery = program.workbench.recovery
        for _ in range(3):
            await recovery.show()
        assert [state.id for state in recovery.dead()] == ["good"]
        assert told(program) == [("recovery.unreadable", "bad")]
        assert (await recovery.finish(await recovery.look("good"), "me")).state.ended


async def test_a_run_at_work_whose_plan_is_damaged_hides_no_other(tmp_path: Path) -> None:
    async with damaged(tmp_path / "profile", "UPDATE runs SET plan = '{' WHERE id = 'bad'") as journal, bench(
            tmp_path, journal=journal) as program:
        other, recovery = SqliteJournal(tmp_path / "profile"), program.workbench.recovery
        with await other.resume("bad"):
            for _ in range(3):
                await recovery.show()
            assert [state.id for state in recovery.dead()] == ["good"]
            assert told(program) == [("recovery.unreadable", "bad")]
        await other.close()


async def test_a_journal_that_is_busy_is_not_taken_for_damaged(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async def busy(run_id: str) -> tuple[Event, ...]:
        raise UserError("journal.busy", file="journal.db")

    async with damaged(tmp_path / "profile") as journal, bench(tmp_path, journal=journal) as program:
        monkeypatch.setattr(journal, "events", busy)
        with pytest.raises(UserError) as caught:
            await program.workbench.recovery.show()
        assert caught.value.code == "journal.busy"
        assert told(program) == []
