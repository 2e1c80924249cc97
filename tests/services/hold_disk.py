"""Processes of one profile that come and go, and short ways to speak of held plans."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import MemoryJournal, Sandbox, make_sandbox
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.holds import Agreement, Hold, Phase
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.services.computer_ports import OneProcess, Still
from desktop_pipeline.services.endpoints import Pace
from tests.services.bench import Bench, bench

FAST = Pace(tick=0.02, quick=0.05, slow=0.3, at_once=0.2, patience=5.0, settling=0.0, keyring=0.05)
YES = Agreement(amber=True)


@dataclass
class Disk:
    """What outlives a process: the sandbox with its drafts and journal, and the locks."""

    sandbox: Sandbox = field(default_factory=lambda: make_sandbox(SystemClock(), 20.0, life=False))
    locks: OneProcess = field(default_factory=OneProcess)
    network: Still = field(default_factory=Still)

    @asynccontextmanager
    async def process(self, scratch: Path, pace: Pace = FAST, **ports: object) -> AsyncIterator[Bench]:
        """A program of this profile, with the shop's app map known."""
        here: dict[str, object] = {
            "journal": MemoryJournal(self.sandbox.journal.disk), "locks": self.locks.another(), "network": self.network, **ports}
        async with bench(scratch, sandbox=self.sandbox, **here) as program:
            program.workbench.holds.endpoints.pace = pace
            await program.open()
            yield program


def plan_of(program: Bench) -> Plan:
    """The web proxy gets another tag."""
    program.choose("web", Mode.TAG, "1.27.5", "proxy")
    return program.workbench.planner.plan("lab", "shop", title="night")


def state(program: Bench, hold_id: str) -> Hold:
    hold = program.workbench.holds.find(hold_id)
    assert hold is not None
    return hold


def codes(hold: Hold) -> set[str]:
    return {why.message.code for why in hold.why}


async def phase(program: Bench, hold_id: str, wanted: Phase) -> Hold:
    await program.until(lambda: state(program, hold_id).phase is wanted)
    return state(program, hold_id)


async def over(program: Bench, hold_id: str) -> Hold:
    async with asyncio.timeout(10):
        hold = await program.workbench.holds.wait(hold_id)
    if hold.phase is Phase.STARTED and (run := program.workbench.feed.run(hold.run)) is not None:
        count = len(hold.plan.steps) + len(hold.plan.builds())
        await program.until(lambda: len((program.workbench.feed.run(hold.run) or run).steps) == count)  # all of them are told
    return hold


def runs(disk: Disk) -> list[str]:
    return list(disk.sandbox.journal.disk.runs)


def wall(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M")


