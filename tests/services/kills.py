"""A program that is killed in the middle of a run, at an edge of its journal, and the next one that goes on with it."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop_pipeline.adapters.clock import SystemClock
from desktop_pipeline.adapters.sandbox import MemoryJournal, Sandbox, make_sandbox
from desktop_pipeline.adapters.sandbox.journal import Disk
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.choices import Mode
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.order import Pause
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, RunState
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.computer_ports import OneProcess
from desktop_pipeline.services.crew import Consent
from tests.services.bench import Bench, bench

NIGHTLY = WorkloadKey("lab", "shop", Kind.CRON_JOB, "nightly-report")
YES = Consent(confirmed=True, go_on=True)


class MortalJournal(MemoryJournal):
    """The process dies at its write number `at` (from 1) or at the first one of this name, right before it or right after it. Nothing it
    writes later counts."""

    def __init__(self, disk: Disk, at: int | str = 0, *, after: bool = False) -> None:
        super().__init__(disk)
        self.at, self.after = at, after
        self.writes = 0
        self.dead = False
        self.edge = ""
        self.on_death: Callable[[], None] = lambda: None

    def _die(self, edge: str) -> None:
        self.dead, self.edge = True, f"{'after' if self.after else 'before'} {edge}"
        self.die()
        self.on_death()

    def _count(self, edge: str) -> bool:
        """Whether it dies right after this write."""
        if self.dead:
            raise UserError("journal.unwritable", file="journal.db", reason="the process is dead")
        self.writes += 1
        if self.writes != self.at and not (self.at and isinstance(self.at, str) and edge.startswith(self.at)):
            return False
        if not self.after:
            self._die(edge)
            raise UserError("journal.unwritable", file="journal.db", reason="the process is dead")
        return True

    async def create(self, run_id: str, plan: Plan, title: str, by: str, at: float) -> AbstractContextManager[None]:
        dies = self._count("the run")
        held = await super().create(run_id, plan, title, by, at)
        if dies:
            self._die("the run")
        return held

    async def append(self, run_id: str, event: Event) -> None:
        edge = f"{event.what.value} {event.text('act')} of {event.step}"
        dies = self._count(edge)
        await super().append(run_id, event)
        if dies:
            self._die(edge)

    async def record_build(self, repository: str, run: BuildRun) -> None:
        edge = f"the record {run.tag} ({run.outcome.value})"
        dies = self._count(edge)
        await super().record_build(repository, run)
        if dies:
            self._die(edge)


@dataclass
class Killed:
    """What is left of a run, and what came of it."""

    run: str = ""
    edge: str = ""
    died: bool = False
    writes: int = 0


@dataclass
class Profile:
    """What outlives a process."""

    sandbox: Sandbox = field(default_factory=lambda: make_sandbox(SystemClock(), 200.0, life=False))
    locks: OneProcess = field(default_factory=OneProcess)

    async def first(self, scratch: Path, plan_of: Callable[[Bench], Plan], at: int | str, *, after: bool = False) -> Killed:
        """Begin the run, and die at a write; without reaching it the run ends."""
        journal, locks = MortalJournal(self.sandbox.journal.disk, at, after=after), self.locks.another()
        async with bench(scratch, sandbox=self.sandbox, journal=journal, locks=locks) as program:
            await program.open()
            plan = plan_of(program)
            report = await program.workbench.preflight.check(plan)
            run_id = program.workbench.executor.start(report, YES)
            death = asyncio.Event()
            journal.on_death = death.set
            ended = asyncio.ensure_future(program.workbench.executor.wait(run_id))
            dead = asyncio.ensure_future(death.wait())
            await asyncio.wait([ended, dead], return_when=asyncio.FIRST_COMPLETED)
            dead.cancel()
            if journal.dead:
                locks.die()
                program.workbench.executor.stop(run_id)
            await asyncio.wait([ended])
            if not ended.cancelled() and ended.exception() is not None:
                assert journal.dead, ended.exception()
        return Killed(run_id, journal.edge, journal.dead, journal.writes)

    @asynccontextmanager
    async def program(self, scratch: Path) -> AsyncIterator[Bench]:
        """A program of this profile, with the shop's app map known."""
        journal = MemoryJournal(self.sandbox.journal.disk)
        async with bench(scratch, sandbox=self.sandbox, journal=journal, locks=self.locks.another()) as program:
            await program.open()
            yield program

    async def second(self, scratch: Path, run_id: str) -> RunState:
        """The next program goes on with it, to its end."""
        async with self.program(scratch) as program:
            recovered = await program.workbench.recovery.look(run_id)
            report = await program.workbench.executor.check_rest(recovered)
            return await program.workbench.executor.wait(program.workbench.executor.resume(recovered, report, YES))


def everything(program: Bench) -> Plan:
    """A plan with every kind of step: a build and its rollout, rollouts in waves with a pause between, and a job."""
    program.choose("web", Mode.BUILD, container="web")
    program.choose("web", Mode.TAG, "1.29.1", container="proxy")
    program.choose("cache", Mode.TAG, "7.4.2")
    program.choose("api", Mode.APPOINTED, "2.0.0.B000003")
    plan = program.workbench.planner.plan("lab", "shop", title="everything")
    waves = {"cache": 1, "web": 2, "api": 2}
    steps = tuple(replace(step, wave=waves[step.key.name]) for step in plan.steps)
    return replace(plan, steps=steps, pauses=(Pause(1, "look at the dashboards"),), start_jobs=(NIGHTLY,))
