"""Runs plans: builds and rollouts side by side, each act written to the journal before and after, Stop at any time."""

from __future__ import annotations

import asyncio
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial

from desktop_pipeline.domain.builds import Build, BuildRun
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import Needs, OnFailure, Pause, build_step_id, job_step_id, left_out, needs
from desktop_pipeline.domain.plans import Plan, WorkloadStep
from desktop_pipeline.domain.recipes import with_recipe
from desktop_pipeline.domain.runs import (
    Event,
    RunState,
    State,
    StepKind,
    What,
    answer,
    intent,
    outcome,
    progress,
    question,
    run_ended,
    started,
    step_defined,
    step_ended,
    stop_asked,
    verdict,
)
from desktop_pipeline.domain.task_rules import refuse_passwords
from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.services.builds import Builds, Built, log_id
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.from_threads import latest_on_the_loop
from desktop_pipeline.services.jobs import JobRuns
from desktop_pipeline.services.kept_ports import Journal
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.ports import URGENT, Clock
from desktop_pipeline.services.preflight import Preflight, Report, guards_of
from desktop_pipeline.services.rollouts import Recorder, Rollouts
from desktop_pipeline.services.tasks import TaskHost, to_its_end
from desktop_pipeline.services.undo import Undo

_STOP_POLL = 1.0
_TOLD = ("message.", "said")
"""Beginnings of the names of an event's data that are texts for people."""


Work = Callable[[], Awaitable[Built | None]]


class _LeftOut(Exception):
    """A step whose turn it is does not begin after all."""

    def __init__(self, why: Message) -> None:
        self.why = why


@dataclass(frozen=True, slots=True)
class Consent:
    """What a person agreed to: `confirmed` the amber findings and protection *confirm*, `names` the app map ids that were typed,
    `large_context` builds that send more than the limit, `go_on` the pauses, `skip_blocked` to leave out what cannot run. `asks`: somebody
    is there to answer while it runs."""

    confirmed: bool = False
    names: frozenset[str] = frozenset()
    large_context: bool = False
    asks: bool = True
    go_on: bool = False
    skip_blocked: bool = False


@dataclass(slots=True)
class _Run:
    """A run at work."""

    id: str
    report: Report
    consent: Consent
    needs: Mapping[str, Needs]
    stopping: bool = False
    halted: str = ""
    """The step whose failure lets nothing more begin."""
    put_back: bool = False
    """What was changed is to be put back after the end."""
    finished: bool = False
    steps: dict[str, asyncio.Task[Built | None]] = field(default_factory=dict)
    task: asyncio.Task[RunState] | None = None
    questions: dict[str, asyncio.Future[bool]] = field(default_factory=dict)
    """By step: those that nobody has answered yet."""
    declined: set[str] = field(default_factory=set)


class Executor:
    """Starts runs, follows them and stops them. There is one path for the Run button, Batch, plan files and single builds."""

    def __init__(
        self, catalog: Catalog, preflight: Preflight, planner: Planner, builds: Builds, rollouts: Rollouts, jobs: JobRuns, undo: Undo,
        journal: Journal, feed: Feed, tasks: TaskHost, clock: Clock, by: str, redact: Callable[[str], str] = str,
    ) -> None:
        self._catalog, self._preflight, self._planner, self._builds, self._rollouts = catalog, preflight, planner, builds, rollouts
        self._jobs, self._undo, self._journal = jobs, undo, journal
        self._feed, self._tasks, self._clock, self._by = feed, tasks, clock, by
        self._redact = redact
        self._runs: dict[str, _Run] = {}

    # ---- start and stop ------------------------------------------------------------------------------------------------------------------

    def new_id(self) -> str:
        """An id for a run that is about to begin."""
        return time.strftime("%Y%m%d-%H%M%S-", time.gmtime(self._clock.now())) + secrets.token_hex(3)

    def start(self, report: Report, consent: Consent, run_id: str = "") -> str:
        """Begin a run and return its id: a new one, unless `run_id` was taken from `new_id` before.

        The protection that counts is that of the workspace now, not that of the moment of the report. Raises UserError `run.blocked`,
        `run.read_only`, `run.unconfirmed`, `run.name_not_typed`, `run.pauses` or `run.active`, `build.password` or `builds.bad_recipe`
        of a recipe, and what `order.needs` raises, all before any change and before anything is recorded.
        """
        self._refuse(report, consent)
        run = _Run(run_id or self.new_id(), report, consent, needs(report.plan))
        self._runs[run.id] = run
        if report.plan.undoes:  # what was undone is not to be run again by the next batch
            for step in report.plan.steps:
                self._planner.reset(step.key, tuple(row.container for row in step.rows))
        self._set_active()
        run.task = self._tasks.start(self._execute(run), f"run {run.id}")
        return run.id

    def _refuse(self, report: Report, consent: Consent) -> None:
        red = report.red()
        if red:
            raise UserError("run.blocked", n=len(red))
        if report.plan.pauses and not (consent.asks or consent.go_on):
            raise UserError("run.pauses")
        for name, recipe in report.plan.recipes.items():  # the journal keeps the whole plan
            refuse_passwords(with_recipe(Build(name, "", "", ""), recipe).tasks)
        guards = guards_of(report.plan, self._catalog.workspace)
        if guards.closed:
            raise UserError("run.read_only")
        missing = [name for name in (*report.names, *guards.names) if name not in consent.names]
        if missing:
            raise UserError("run.name_not_typed", name=missing[0])
        if (report.confirm or guards.confirm) and not consent.confirmed:
            raise UserError("run.unconfirmed")
        for step in report.plan.steps:
            if step.key in self._planner.active:
                raise UserError("run.active", workload=step.key.name)

    async def run(self, plan: Plan, consent: Consent) -> RunState:
        """Check, start and wait: what the command line does. Raises UserError when it is refused before any change."""
        report = await self._preflight.check(plan)
        return await self.wait(self.start(await self._preflight.rest(report) if consent.skip_blocked else report, consent))

    async def wait(self, run_id: str) -> RunState:
        """The state of a run after its end. Raises UserError `run.unknown`."""
        run = self._runs.get(run_id)
        if run is None or run.task is None:
            raise UserError("run.unknown", run=run_id)
        return await asyncio.shield(run.task)

    def stop(self, run_id: str) -> None:
        """Drop what is pending, interrupt builds, end the waiting for rollouts. The cluster goes on with what it was told."""
        run = self._runs.get(run_id)
        if run is not None and run.id in self.active_runs() and not run.stopping:
            run.stopping = True
            for task in run.steps.values():
                task.cancel()

    def answer(self, run_id: str, step: str, *, yes: bool) -> None:
        """Answer the open question of a step; no stops this step. Without one (answered, stopped meanwhile) nothing happens."""
        run = self._runs.get(run_id)
        waiting = run.questions.get(step) if run is not None else None
        if waiting is not None and not waiting.done():
            waiting.set_result(yes)

    async def stop_all(self) -> None:
        """Stop all runs and wait until each has written its end."""
        tasks = [run.task for run in self._runs.values() if run.task is not None and not run.task.done()]
        for run_id in self.active_runs():
            self.stop(run_id)
        if tasks:
            await asyncio.wait(tasks)

    def active_runs(self) -> tuple[str, ...]:
        """Runs that are not over yet, and those after which something is put back."""
        return tuple(run.id for run in self._runs.values() if not run.finished or (run.task is not None and not run.task.done()))

    def _set_active(self) -> None:
        busy = frozenset(step.key for run in self._runs.values() if not run.finished for step in run.report.plan.steps)
        changed = self._planner.active ^ busy
        self._planner.active = self._preflight.active = busy
        for map_id in {f"{key.cluster}/{key.namespace}" for key in changed}:
            self._feed.publish(Area.CHOICES, map_id)

    # ---- a run ---------------------------------------------------------------------------------------------------------------------------

    async def _execute(self, run: _Run) -> RunState:
        plan, now = run.report.plan, self._clock.now()
        title = plan.title or plan.named()
        URGENT.set(True)  # of this run's own tasks: it may change things half way, so it does not wait to try a lost link again
        try:
            with await self._journal.create(run.id, plan, title, self._by, now):
                await self._record(run, started(now, title, self._by, ""))
                await self._steps(run, plan)
                state = await self._finish(run)
            if run.put_back and not run.stopping:
                await self._put_back(run)
            return state
        except BaseException as error:
            self._broke_off(run, error)
            raise
        finally:
            run.finished = True
            self._set_active()

    async def _steps(self, run: _Run, plan: Plan) -> None:
        for step_id, left in run.report.left_out.items():
            await self._record(run, step_defined(self._clock.now(), step_id, left.kind, left.title))
            await self._record(run, step_ended(self._clock.now(), step_id, State.SKIPPED, left.why))
        for name in plan.builds():
            await self._record(run, step_defined(self._clock.now(), build_step_id(name), StepKind.BUILD, name, log=log_id(run.id, name)))
        for step in plan.steps:
            changes = ", ".join(f"{row.container}: {row.shown_from or '?'} → {row.tag or row.build}" for row in step.rows)
            log = f"{run.id}/{step.id}"
            await self._record(run, step_defined(self._clock.now(), step.id, StepKind.ROLLOUT, step.key.name, changes=changes, log=log))
        for pause in plan.pauses:
            await self._record(run, step_defined(self._clock.now(), pause.id, StepKind.PAUSE, pause.text))
        for key in plan.start_jobs:
            job = job_step_id(key)
            await self._record(run, step_defined(self._clock.now(), job, StepKind.JOB, key.name, log=f"{run.id}/{job}"))
        gate = asyncio.Semaphore(plan.concurrency or self._catalog.workspace.limits.rollouts)
        work: dict[str, Work] = {build_step_id(name): partial(self._build, run, name) for name in plan.builds()}
        work.update((step.id, partial(self._rollout, run, step, gate)) for step in plan.steps)
        work.update((pause.id, partial(self._pause, run, pause)) for pause in plan.pauses)
        work.update((job_step_id(key), partial(self._job, run, key)) for key in plan.start_jobs)
        for name, act in work.items():
            run.steps[name] = self._tasks.start(self._guarded(run, name, act), name)
        if run.stopping:
            for task in run.steps.values():
                task.cancel()
        watch = self._tasks.start(self._watch_stop(run), f"stop of {run.id}")
        try:
            await asyncio.wait(run.steps.values()) if run.steps else None
        except asyncio.CancelledError:
            self.stop(run.id)
            await asyncio.wait(run.steps.values())
        finally:
            watch.cancel()

    async def _finish(self, run: _Run) -> RunState:
        if run.stopping:
            await self._record(run, stop_asked(self._clock.now()))
        for step_id, task in run.steps.items():
            await self._close_step(run, step_id, task)
        for built in [task.result() for task in run.steps.values() if not task.cancelled() and task.exception() is None]:
            if built is not None and not run.stopping:
                await self._builds.look_back(built)
        state = self._feed.run(run.id) or RunState(run.id)
        await self._record(run, run_ended(self._clock.now(), verdict(state.steps.values())))
        return self._feed.run(run.id) or state

    async def _close_step(self, run: _Run, step_id: str, task: asyncio.Task[Built | None]) -> None:
        """Give a step that was cancelled before it began, or that broke, its end."""
        state = self._feed.run(run.id)
        if state is not None and state.steps[step_id].state.ended:
            return
        if task.cancelled():
            begun = state is not None and state.steps[step_id].state is not State.PENDING
            goes_on = "executor.build_cancelled" if state and state.steps[step_id].kind is StepKind.BUILD else "executor.cluster_goes_on"
            text = Message.of(goes_on if begun else "executor.not_begun")
            await self._record(run, step_ended(self._clock.now(), step_id, State.CANCELLED, text))
        else:
            text = Message.of("executor.defect", error=repr(task.exception()))
            await self._record(run, step_ended(self._clock.now(), step_id, State.FAILED, text))

    def _broke_off(self, run: _Run, error: BaseException) -> None:
        """The journal cannot be written any more: nobody who watches shall wait for an end that will not be told."""
        state, now = self._feed.run(run.id), self._clock.now()
        if state is None:
            return  # nothing was begun
        text = error.message if isinstance(error, UserError) else Message.of("executor.defect", error=repr(error))
        for step in state.steps.values():
            if step.state is State.PENDING:
                self._feed.emit(run.id, step_ended(now, step.id, State.CANCELLED, Message.of("executor.not_begun")))
            elif not step.state.ended:
                self._feed.emit(run.id, step_ended(now, step.id, State.UNKNOWN, text))
        self._feed.emit(run.id, run_ended(now, State.UNKNOWN))

    async def _watch_stop(self, run: _Run) -> None:
        """Another process may ask for a stop through the journal."""
        while not run.stopping:
            await self._clock.sleep(_STOP_POLL)
            try:
                asked = await self._journal.stop_asked(run.id)
            except UserError:
                continue  # busy for a moment
            if asked:
                self.stop(run.id)

    async def _record(self, run: _Run, event: Event) -> None:
        """Journal first, then everyone else; neither without the other. What is only of the moment is not journalled.

        Texts of others (engine, git, cluster) may hold a secret that was handed out: they are masked here. What a recovery reads is not.
        """
        texts = {name: self._redact(value) for name, value in event.data.items() if name.startswith(_TOLD) and isinstance(value, str)}
        event = replace(event, data={**event.data, **texts})

        async def write() -> None:
            await self._journal.append(run.id, event)
            self._feed.emit(run.id, event)

        if event.what is What.PROGRESS:
            self._feed.emit(run.id, event)
        else:
            await to_its_end(write())

    # ---- builds --------------------------------------------------------------------------------------------------------------------------

    async def _build(self, run: _Run, name: str) -> Built | None:
        step = build_step_id(name)

        async def ask(message: Message) -> bool:
            return await self._ask(run, step, message, agreed=run.consent.large_context)

        async def begun(record: BuildRun) -> None:
            await self._record(run, intent(self._clock.now(), step, "build", number=record.number, tag=record.tag))

        def turn() -> None:
            why = self._left_out(run, step)
            if why is not None:
                raise _LeftOut(why)

        try:
            shown = self._shown(run, step)
            built = await self._builds.run(run.report.plan, name, run.id, self._by, begun, ask, shown, turn)
        except _LeftOut as error:
            await self._end(run, step, State.SKIPPED, error.why)
            return None
        except asyncio.CancelledError:
            why = "executor.declined" if step in run.declined else "executor.build_cancelled"
            await self._end(run, step, State.CANCELLED, Message.of(why))
            raise
        except UserError as error:
            await self._end(run, step, State.FAILED, error.message)
            return None
        await self._record(run, outcome(
            self._clock.now(), step, "build", "ok", tag=built.tag, number=built.number, digest=built.digest, commit=built.commit,
            repository=built.repository))
        await self._end(run, step, State.DONE, Message.of("executor.built", tag=built.tag))
        build = self._catalog.build(name)
        if build is not None:
            self._builds.changed(build)
        return built

    async def _ask(self, run: _Run, step: str, message: Message, *, agreed: bool) -> bool:
        """Put a question to whoever watches the run, and wait; `agreed`: yes was said beforehand. False: nobody can be asked. Raises
        CancelledError after a no."""
        if agreed:
            await self._record(run, answer(self._clock.now(), step, message, self._by, yes=True, asked=False))
            return True
        if not run.consent.asks:
            return False
        waiting = run.questions[step] = asyncio.get_running_loop().create_future()
        try:
            await self._record(run, question(self._clock.now(), step, message))
            yes = await waiting
        finally:
            del run.questions[step]
        await self._record(run, answer(self._clock.now(), step, message, self._by, yes=yes))
        if not yes:
            run.declined.add(step)
            raise asyncio.CancelledError  # a no is the Stop of this one step
        return True

    def _shown(self, run: _Run, step: str) -> Callable[[float | None, Message], None]:
        """A progress callback that may be called from any thread."""
        tell = latest_on_the_loop(partial(self._feed.emit, run.id))
        return lambda fraction, message: tell(progress(self._clock.now(), step, fraction, message))

    async def _end(self, run: _Run, step: str, state: State, message: Message | None) -> None:
        policy = run.report.plan.failure_policy(step)
        if not state.good and state not in (State.CANCELLED, State.SKIPPED) and policy is not OnFailure.CONTINUE:
            run.halted = run.halted or step  # at once: somebody may be waiting for the place that is free now
            run.put_back = run.put_back or policy is OnFailure.UNDO
        await self._record(run, step_ended(self._clock.now(), step, state, message))

    # ---- order ---------------------------------------------------------------------------------------------------------------------------

    async def _turn(self, run: _Run, step: str) -> Message | None:
        """Wait for all that a step needs; says why it is left out, None when it may begin."""
        waiting = [run.steps[other] for other in run.needs[step].all()]
        if waiting:
            await asyncio.wait(waiting)
        return self._left_out(run, step)

    def _left_out(self, run: _Run, step: str) -> Message | None:
        return left_out(run.needs[step], self._feed.run(run.id) or RunState(run.id), run.halted)

    async def _guarded(self, run: _Run, step: str, act: Work) -> Built | None:
        """A step that breaks is a failure like others: what the plan says of failures holds."""
        try:
            return await act()
        except Exception as error:
            await self._end(run, step, State.FAILED, Message.of("executor.defect", error=repr(error)))
            raise

    async def _pause(self, run: _Run, pause: Pause) -> None:
        """A person looks whether to go on."""
        try:
            why = await self._turn(run, pause.id)
            if why is not None:
                await self._end(run, pause.id, State.SKIPPED, why)
                return
            text = Message.of("executor.pause", text=pause.text) if pause.text else Message.of("executor.pause_silent")
            if not await self._ask(run, pause.id, text, agreed=run.consent.go_on):
                await self._end(run, pause.id, State.FAILED, Message.of("executor.nobody_asked"))
                return
        except asyncio.CancelledError:
            why = Message.of("executor.declined" if pause.id in run.declined else "executor.not_begun")
            await self._end(run, pause.id, State.CANCELLED, why)
            raise
        await self._end(run, pause.id, State.DONE, None)

    async def _put_back(self, run: _Run) -> None:
        """After a failure: put back what the run has changed, as far as it can be. Its consent holds for that too."""
        run.finished = True
        self._set_active()
        try:
            plan = await self._undo.plan(run.id)
            report = await self._preflight.check(plan)
            report = await self._preflight.rest(report)
            if not run.stopping:
                await self.wait(self.start(report, replace(run.consent, confirmed=True)))
        except UserError as error:
            self._feed.notify(self._clock.now(), Message.of("executor.not_put_back", text=str(error)))

    # ---- rollouts ------------------------------------------------------------------------------------------------------------------------

    async def _rollout(self, run: _Run, step: WorkloadStep, gate: asyncio.Semaphore) -> None:
        recorder = Recorder(run.id, step.id, lambda event: self._record(run, event), self._clock)
        try:
            state, message = State.SKIPPED, await self._turn(run, step.id)
            if message is None:
                async with gate:  # its end is told before the next one begins: a failure may let nothing more begin
                    state, message = await self._change(run, step, recorder)
                    await self._end(run, step.id, state, message)
            else:
                await self._end(run, step.id, state, message)
        except asyncio.CancelledError:
            await self._end(run, step.id, *recorder.stopped())
            raise
        if state.good:
            self._planner.went_well(step)

    async def _change(self, run: _Run, step: WorkloadStep, recorder: Recorder) -> tuple[State, Message]:
        why = self._left_out(run, step.id)
        if why is not None:
            return State.SKIPPED, why
        try:
            return await self._rollouts.run(step, run.report, self._built(run, step), recorder)
        except UserError as error:
            return State.FAILED, error.message

    async def _job(self, run: _Run, key: WorkloadKey) -> None:
        """Start a job of a CronJob and follow it."""
        step = job_step_id(key)
        recorder = Recorder(run.id, step, lambda event: self._record(run, event), self._clock)
        try:
            state, message = await self._jobs.run(key, recorder)
        except asyncio.CancelledError:
            ended, text = recorder.stopped()
            made = recorder.answer is not None and ended is State.CANCELLED
            await self._end(run, step, ended, Message.of("job.goes_on") if made else text)
            raise
        except UserError as error:
            state, message = State.FAILED, error.message
        await self._end(run, step, state, message)

    @staticmethod
    def _built(run: _Run, step: WorkloadStep) -> dict[str, Built]:
        """What the builds of a step made, once they have all ended well."""
        made = {name: run.steps[build_step_id(name)].result() for name in step.builds()}
        return {name: built for name, built in made.items() if built is not None}

    def runs_on(self, key: WorkloadKey) -> str | None:
        """The run that is at work on a workload."""
        working = (run for run in self._runs.values() if not run.finished)
        return next((run.id for run in working if any(step.key == key for step in run.report.plan.steps)), None)
