"""Finding runs in a journal of five thousand, also when the program keeps no index of words."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from dataclasses import replace
from pathlib import Path

import pytest

from desktop_pipeline.adapters.sqlite.codec import to_text
from desktop_pipeline.adapters.sqlite.journal import SqliteJournal
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.plans import Plan, RowChange, WorkloadStep
from desktop_pipeline.domain.runs import State, run_ended
from desktop_pipeline.domain.workloads import Kind, WorkloadKey

RUNS, ROWS = 5000, 10
ENOUGH = 3.0
"""Seconds of this process's own processor time: others may be busy beside it."""


def plan(number: int) -> Plan:
    steps = tuple(WorkloadStep(WorkloadKey("lab", "shop", Kind.DEPLOYMENT, f"service-{row}"), (
        RowChange("main", Mode.TAG, f"registry.example:5000/shop/service-{row}", f"1.{number}.{row}", f"sha256:{number:064x}",
                  expect=f"registry.example:5000/shop/service-{row}:1.{number - 1}.{row}"),), f"uid-{row}") for row in range(ROWS))
    return replace(Plan("Nightly", steps), title=f"Nightly {number}")


@pytest.mark.parametrize(("words", "states", "found"), [
    ("", (), 200), ("service-3", (), 200), ("1.4321.7", (), 2), ("nightly 77 kim", (), None), ("nowhere", (), 0), ("repository", (), 0),
    ("service-3", ("failed",), 200)])
async def test_five_thousand_runs(journal_of_many: SqliteJournal, words: str, states: tuple[str, ...], found: int | None) -> None:
    begun, own = time.monotonic(), time.process_time()
    headers = await journal_of_many.find(words, frozenset(states))
    took, worked = time.monotonic() - begun, time.process_time() - own
    print(f"\n“{words}” {states}: {len(headers)} runs in {took * 1000:.0f} ms ({worked * 1000:.0f} ms of work)")
    assert found is None or len(headers) == found
    assert all(header.state in states for header in headers) or not states
    assert worked < ENOUGH


@pytest.fixture(scope="module")
def profile_of_many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A profile whose journal was filled past the journal itself: 5,000 durable writes would take their time."""
    profile = tmp_path_factory.mktemp("many")
    async def empty() -> None:
        journal = SqliteJournal(profile)
        await journal.open()
        await journal.close()

    asyncio.run(empty())
    with sqlite3.connect(profile / "journal.db") as connection:
        names = [(f"run-{number:05}", f"Nightly {number}", ("kim", "jo")[number % 2], float(number), to_text(plan(number)))
                 for number in range(RUNS)]
        connection.executemany("INSERT INTO runs (id, title, by, at, plan) VALUES (?, ?, ?, ?, ?)", names)
        said = [to_text(run_ended(1.0, state).data) for state in (State.FAILED, State.DONE, State.DONE)]
        ends = [(f"run-{number:05}", number + 60.0, "run-ended", "", said[number % 3]) for number in range(RUNS)]
        connection.executemany("INSERT INTO events (run, at, what, step, data) VALUES (?, ?, ?, ?, ?)", ends)
    connection.close()
    return profile


@pytest.fixture
async def journal_of_many(profile_of_many: Path):  # type: ignore[no-untyped-def]  # a generator
    journal = SqliteJournal(profile_of_many)
    yield journal
    await journal.close()
