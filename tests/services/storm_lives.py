"""Lets a storm happen on a sandbox, in virtual time, and tells what was seen."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from desktop_pipeline.adapters.sandbox import Sandbox, make_sandbox
from desktop_pipeline.adapters.sandbox.journal import Disk
from desktop_pipeline.adapters.sandbox.machine import SimWorkload
from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.runs import Event, State, What
from desktop_pipeline.domain.workloads import Container, Workload, WorkloadKey
from desktop_pipeline.services.computer_ports import OneProcess
from desktop_pipeline.services.crew import Consent
from tests.services.bench import Bench, bench, interrupted
from tests.services.kills import MortalJournal
from tests.services.storms import REPOSITORY, Act, Afterwards, Happening, Storm, furnish, plan_of
from tests.services.virtual import PlainFolders, VirtualClock

_SPEED, _HOUR = 20.0, 3600.0
_BACKGROUND = ("keep awake", "time left", "watch lab", "cache lab", "save choices", "reopen", "versions", "refresh", "tags", "ask engine")
"""Tasks that live as long as the program, or refresh something."""


@dataclass(frozen=True)
class Write:
    """A pod template was written."""

    at: float
    key: WorkloadKey
    uid: str
    by: str
    run: str
    step: str
    before: dict[str, str]
    after: dict[str, str]


@dataclass(frozen=True)
class End:
    """What was there when the end of a step was written."""

    at: float
    workload: Workload | None


@dataclass
class Seen:
    """What came of it."""

    sandbox: Sandbox
    clock: VirtualClock
    writes: list[Write] = field(default_factory=list)
    touched: list[tuple[float, WorkloadKey]] = field(default_factory=list)
    """When somebody else did something to a workload."""
    bad_link: list[tuple[float, float]] = field(default_factory=list)
    ends: dict[tuple[str, str], End] = field(default_factory=dict)
    stopped: bool = False
    deaths: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    """Found while it happened."""
    refused: list[str] = field(default_factory=list)
    known: frozenset[str] = frozenset()
    """Runs that were there before."""

    @property
    def disk(self) -> Disk:
        return self.sandbox.journal.disk

    def runs(self) -> list[str]:
        return [run for run in self.disk.runs if run not in self.known]


class _Journal(MortalJournal):
    """Tells of each write before it is made, and of what there was when a step ended."""

    def __init__(self, disk: Disk, kill: tuple[int, bool], weather: _Weather) -> None:
        super().__init__(disk, kill[0], after=kill[1])
        self._weather = weather

    async def append(self, run_id: str, event: Event) -> None:
        self._weather.before_write()
        await super().append(run_id, event)
        if event.what is What.STEP_ENDED:
            self._weather.ended(run_id, event.step)

    async def record_build(self, repository: str, run: BuildRun) -> None:
        self._weather.before_write()
        await super().record_build(repository, run)


class _Weather:
    """Lets things happen."""

    def __init__(self, storm: Storm, seen: Seen, keys: list[WorkloadKey]) -> None:
        self._storm, self._seen, self._keys, self._writes = storm, seen, keys, 0
        self.lab = seen.sandbox.clusters["lab"]
        self.program: Bench | None = None
        self.run = ""
        self._observe()

    def _observe(self) -> None:
        engine, seen, set_containers = self.lab.engine, self._seen, self.lab.engine.set_containers

        def watched(workload: SimWorkload, containers: tuple[Container, ...], run: str = "", step_id: str = "", by: str = "") -> None:
            before = {item.name: item.image for item in workload.template.containers}
            key = WorkloadKey("lab", workload.namespace, workload.kind, workload.name)
            seen.writes.append(Write(seen.clock.now(), key, workload.uid, by, run, step_id, before,
                                     {item.name: item.image for item in containers}))
            set_containers(workload, containers, run, step_id, by)

        engine.set_containers = watched  # type: ignore[method-assign]

    def before_write(self) -> None:
        self._writes += 1
        for item in self._storm.happenings:
            if item.write == self._writes:
                self.happen(item)

    def ended(self, run_id: str, step: str) -> None:
        self._seen.sandbox.timeline.play()
        key = next((key for key in self._keys if str(key) == step), None)
        inside = self.lab.engine.workloads.get((key.namespace, key.kind, key.name)) if key is not None else None
        self._seen.ends[run_id, step] = End(self._seen.clock.now(), self.lab.engine.snapshot(inside) if inside is not None else None)

    async def blow(self) -> None:
        """What happens at its time, from now on."""
        begun = self._seen.clock.now()
        for item in sorted((item for item in self._storm.happenings if not item.write), key=lambda item: item.seconds):
            await self._seen.clock.sleep(begun + item.seconds - self._seen.clock.now())
            self.happen(item)

    def happen(self, item: Happening) -> None:
        now, link, key = self._seen.clock.now(), self.lab.link, self._keys[item.which % len(self._keys)]
        there = (key.namespace, key.kind, key.name) in self.lab.engine.workloads
        if item.act in (Act.CUT, Act.STALL):
            (link.cut if item.act is Act.CUT else link.stall)(item.amount)
            self._seen.bad_link.append((now, now + item.amount))
        elif item.act is Act.BUSY:
            self.lab.busy += round(item.amount)
        elif item.act in (Act.LOSE, Act.LOSE_FOR_GOOD):
            self.lab.lose_answers += 1
            self.lab.lost_after = item.amount * _SPEED if item.act is Act.LOSE else None
        elif item.act is Act.FORBID:
            self._for_a_while(item.amount, lambda on: setattr(self.lab, "read_only", on))
        elif item.act is Act.REGISTRY:
            self._for_a_while(item.amount, lambda on: setattr(self._seen.sandbox.registry, "down", on))
        elif item.act is Act.BUILD_FAILS:
            self._seen.sandbox.builder.fail_next = "no space left on device"
        elif item.act in (Act.STOP, Act.STOP_ELSEWHERE, Act.SKIP):
            self._say(item, key)
        elif there:
            self._seen.touched.append((now, key))
            self._change(item, key)

    def _change(self, item: Happening, key: WorkloadKey) -> None:
        if item.act is Act.SET:
            self.lab.somebody_sets(key.namespace, key.name, "main", f"{REPOSITORY}:old")
        elif item.act is Act.SCALE:
            self.lab.change(key.namespace, key.name, replicas=round(item.amount) % 4)
        else:
            former = self.lab.workload(key.namespace, key.name)
            self.lab.remove(key.namespace, key.name)
            if item.act is Act.REPLACE:
                self.lab.add(key.namespace, key.kind, key.name, *former.template.containers, replicas=former.replicas)

    def _say(self, item: Happening, key: WorkloadKey) -> None:
        if self.program is None or not self.run:
            return
        if item.act is Act.SKIP:
            with contextlib.suppress(UserError):
                self.program.workbench.executor.skip(self.run, str(key))
            return
        self._seen.stopped = True
        if item.act is Act.STOP:
            self.program.workbench.executor.stop(self.run)
        else:
            self.program.workbench.tasks.start(self.program.workbench.journal.ask_stop(self.run), "somebody asks for a stop")

    def _for_a_while(self, seconds: float, switch: Callable[[bool], None]) -> None:
        switch(True)
        asyncio.get_running_loop().call_later(seconds, switch, False)

    def clear(self) -> None:
        """The sun comes out."""
        lab = self.lab
        lab.link.mend()
        lab.read_only, lab.busy, lab.lose_answers, self._seen.sandbox.registry.down = False, 0, 0, False


class _Lives:
    """The lives of the program, one after the other."""

    def __init__(self, storm: Storm, seen: Seen, weather: _Weather, scratch: Path) -> None:
        self._storm, self._seen, self._weather, self._scratch = storm, seen, weather, scratch
        self._locks, self._kills = OneProcess(), list(storm.kills)
        self._consent = Consent(confirmed=True, asks=bool(storm.answers), go_on=not storm.answers)

    @asynccontextmanager
    async def life(self) -> AsyncIterator[tuple[Bench, _Journal]]:
        kill = self._kills.pop(0) if self._kills else (0, False)
        journal, locks = _Journal(self._seen.disk, kill, self._weather), self._locks.another()
        folders = PlainFolders(self._scratch)
        async with bench(self._scratch, sandbox=self._seen.sandbox, clock=self._seen.clock, scratch=folders, journal=journal,
                         locks=locks) as program:
            self._weather.program = program
            executor = program.workbench.executor

            def dies() -> None:
                locks.die()
                for run_id in executor.active_runs():
                    executor.stop(run_id)

            journal.on_death = dies
            answering = asyncio.ensure_future(self._answer(program))
            try:
                yield program, journal
            finally:
                answering.cancel()
                self._weather.program = None
                if journal.dead:
                    await executor.stop_all()
            await self._seen.clock.sleep(1.0)  # a stop of a run of another program has only just been asked for
            self._look(program, journal)
        self._look_after(folders, journal)

    async def _answer(self, program: Bench) -> None:
        """Somebody sits there and answers after a while."""
        answers = list(self._storm.answers) or [True]
        while True:
            await self._seen.clock.sleep(1.3)
            for run in program.workbench.feed.runs():
                for step in run.asking():
                    program.workbench.executor.answer(run.id, step.id, yes=answers[0])
                    answers.append(answers.pop(0))

    def _look(self, program: Bench, journal: _Journal) -> None:
        """Nothing is left when all runs of a life are over."""
        bench_, wrong = program.workbench, self._seen.wrong
        if bench_.executor.active_runs():
            wrong.append(f"left: runs {bench_.executor.active_runs()}")
        if bench_.planner.active or bench_.preflight.active:
            wrong.append(f"left: workloads at work {bench_.planner.active | bench_.preflight.active}")
        self._seen.notices += [message.code for _, message in bench_.feed.notices()]
        if journal.dead:
            self._seen.deaths.append(journal.edge)
            return
        wrong += [f"left: task {name}" for name in bench_.tasks.names() if not name.startswith(_BACKGROUND)]
        wrong += [f"defect: {message}" for _, message in bench_.feed.notices() if message.code == "program.defect"]

    def _look_after(self, folders: PlainFolders, journal: _Journal) -> None:
        wrong = self._seen.wrong
        if self._locks._held:
            wrong.append(f"left: locks {sorted(self._locks._held)}")
        wrong += [f"left: run {run_id} is held" for run_id in self._seen.runs() if self._seen.disk.runs[run_id].holder is not None]
        if self._seen.sandbox.builder.running or folders.left:
            wrong.append(f"left: {self._seen.sandbox.builder.running} builds, folders {folders.left}")

    async def first(self, plan: Plan) -> str:
        """Check, start, to the end or to death; the id of the run, '' when it was refused."""
        async with self.life() as (program, journal):
            bench_ = program.workbench
            report = await bench_.preflight.rest(await bench_.preflight.check(plan))
            weather = asyncio.ensure_future(self._weather.blow())
            self._blowing = weather
            await asyncio.sleep(0)  # what happens at 0 seconds happens between check and start
            try:
                run_id = bench_.executor.start(report, self._consent, "20260101-000000-0000aa")
            except UserError as error:
                self._seen.refused.append(error.code)
                return ""
            self._weather.run = run_id
            await self._to_the_end(program, journal, run_id)
            return run_id

    async def _to_the_end(self, program: Bench, journal: _Journal, run_id: str) -> None:
        try:
            async with asyncio.timeout(2 * _HOUR):
                await program.workbench.executor.wait(run_id)
        except TimeoutError:
            self._seen.wrong.append(f"hangs: {program.workbench.feed.run(run_id)}")
        except UserError as error:
            if not journal.dead and error.code not in ("recovery.changed", "journal.run_held"):
                self._seen.wrong.append(f"the run broke off: {error}")

    async def recover(self) -> None:
        """Next programs go on with what the dead ones left, until nothing is interrupted any more."""
        for _ in range(len(self._storm.kills) + 2):
            async with self.life() as (program, journal):
                bench_ = program.workbench
                dead = await interrupted(bench_)
                if not dead:
                    return
                for header in sorted(dead, key=lambda item: item.started):
                    if not journal.dead:
                        await self._go_on(program, journal, header.id)
        self._seen.wrong.append("it is never over")

    async def _go_on(self, program: Bench, journal: _Journal, run_id: str) -> None:
        bench_ = program.workbench
        for last in (False,) * 20 + (True,):
            try:
                recovered = await bench_.recovery.look(run_id)
                if self._storm.finish:
                    await bench_.recovery.finish(recovered, "tester")
                    return
                report = await bench_.executor.check_rest(recovered)
                report = await bench_.executor.less_blocked(report) if report.red() else report
                self._weather.run = bench_.executor.resume(recovered, report, self._consent)
            except UserError as error:
                if journal.dead:
                    return
                if last:
                    self._seen.wrong.append(f"cannot go on with {run_id}: {error}")
                    return
                await self._seen.clock.sleep(20)
                continue
            await self._to_the_end(program, journal, run_id)
            return

    async def afterwards(self, run_id: str, plan: Plan) -> None:
        if self._storm.afterwards is Afterwards.NOTHING or not run_id:
            return
        async with self.life() as (program, journal):
            bench_ = program.workbench
            if self._storm.afterwards is Afterwards.UNDO:
                try:
                    wanted = await bench_.undo.plan(run_id)
                except UserError as error:
                    self._seen.refused.append(error.code)
                    return
                new = "20260101-000001-0000bb"
            else:
                state = await bench_.undo.recall(run_id)
                good = {step.id for step in state.steps.values() if step.state.good} if state is not None else set()
                steps = tuple(replace(step, uid="", after=(), rows=tuple(replace(row, expect="") for row in step.rows))
                              for step in plan.steps if step.id not in good)
                if not steps:
                    return
                wanted, new = replace(plan, steps=steps, pauses=(), start_jobs=(), also_build=()), "20260101-000002-0000cc"
            report = await bench_.preflight.rest(await bench_.preflight.check(wanted))
            try:
                bench_.executor.start(report, self._consent, new)
            except UserError as error:
                self._seen.refused.append(error.code)
                return
            await self._to_the_end(program, journal, new)


async def ride(storm: Storm, clock: VirtualClock, scratch: Path) -> Seen:
    """Let a storm happen."""
    sandbox = make_sandbox(clock, _SPEED, life=False)
    keys = furnish(storm, sandbox)
    seen = Seen(sandbox, clock, known=frozenset(sandbox.journal.disk.runs))
    plan = plan_of(storm, sandbox, keys)
    weather = _Weather(storm, seen, keys)
    lives = _Lives(storm, seen, weather, scratch)
    run_id = await lives.first(plan)
    if seen.deaths:
        await lives.recover()
    lives._blowing.cancel()
    weather.clear()
    await clock.sleep(30)
    await lives.afterwards(run_id if run_id in seen.disk.runs else "", plan)
    if seen.deaths and any(ended(seen, name) is None for name in seen.runs()):
        await lives.recover()
    await clock.sleep(200)
    sandbox.timeline.play()
    others = {task for task in asyncio.all_tasks() if task is not asyncio.current_task()} - {lives._blowing}
    seen.wrong += [f"left: {task.get_coro()}" for task in others]
    return seen


def ended(seen: Seen, run_id: str) -> State | None:
    events = seen.disk.runs[run_id].events
    return State(events[-1].text("state")) if events and events[-1].what is What.RUN_ENDED else None
