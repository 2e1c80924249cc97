"""One run at work: its steps side by side in their order, each act written to the journal before and after."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Coroutine, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial
from typing import Any

from desktop_pipeline.domain.builds import BuildRun
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import OnFailure, Pause, build_step_id, job_step_id, left_out, needs, not_over, policy_after
from desktop_pipeline.domain.plans import WorkloadStep
from desktop_pipeline.domain.recovery import Fate, Found
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
    step_defined,
    step_ended,
    stop_asked,
    verdict,
)
from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.services.builds import Built, LeftOut
from desktop_pipeline.services.cluster_ports import PatchResult, PatchVerdict
from desktop_pipeline.services.crew import Consent, Crew
from desktop_pipeline.services.from_threads import latest_on_the_loop
from desktop_pipeline.services.preflight import Report
from desktop_pipeline.services.rollouts import Recorder
from desktop_pipeline.services.run_steps import built_of, definitions
from desktop_pipeline.services.tasks import to_its_end

_TOLD = ("message.", "said")
"""Beginnings of the names of an event's data that are texts for people."""

Work = Callable[[], Awaitable[Built | None]]


class RunAtWork:
    """Does the steps of a plan. `found`: what a recovery knows of steps that were begun by a program that died."""

    def __init__(self, crew: Crew, run_id: str, report: Report, consent: Consent, found: Mapping[str, Found] | None = None) -> None:
        self._crew, self.id, self.report, self.consent = crew, run_id, report, consent
        self.found: Mapping[str, Found] = found or {}
        self.needs = needs(report.plan)
        self.stopping = self.finished = self.put_back = self.broken = False
        """`put_back`: what was changed is to be put back after the end."""
        self.kept: frozenset[WorkloadKey] = frozenset()
        """Workloads that are kept for the undo which is being prepared."""
        self.undo = ""
        self.not_put_back: Message | None = None
        """The run that puts it back, or why there is none; known when `closed` is set."""
        self.closed = asyncio.Event()
        self.end: RunState | None = None
        """Its own end, once that is written. It is known when `closed` is set; None then: it never will be."""
        self.task: asyncio.Task[RunState] | None = None
        self.opened = asyncio.Event()
        """The journal has it, so that it cannot be lost any more; or it will not begin."""
        self._steps: dict[str, asyncio.Task[Built | None]] = {}
        self._halted = ""
        """The step whose failure lets nothing more begin."""
        self._questions: dict[str, asyncio.Future[bool]] = {}
        """By step: those that nobody has answered yet."""
        self._declined: set[str] = set()
        self._skipped: set[str] = set()

    @property
    def over(self) -> bool:
        """Nothing of it is at work any more, and nothing is put back after it."""
        return self.finished and (self.task is None or self.task.done())

    def state(self) -> RunState:
        return self._crew.feed.run(self.id) or RunState(self.id)

    def busy(self) -> frozenset[WorkloadKey]:
        """Workloads that it is at work on, or is still going to be."""
        if self.finished:
            return frozenset()
        return frozenset(step.key for step in self.report.plan.steps)

    # ---- from outside --------------------------------------------------------------------------------------------------------------------

    def stop(self) -> None:
        """Drop what is pending, interrupt builds, end the waiting for rollouts. The cluster goes on with what it was told."""
        if not self.stopping:
            self.stopping = True
            for task in self._steps.values():
                task.cancel()

    def skip(self, step: str) -> bool:
        """Leave out a step that has not begun; False when it has."""
        known, task = self.state().steps.get(step), self._steps.get(step)
        if known is None or task is None or known.state is not State.PENDING or task.done():
            return False
        self._skipped.add(step)
        task.cancel()
        return True

    def answer(self, step: str, *, yes: bool) -> None:
        """Answer the open question of a step; no stops this step. Without one (answered, stopped meanwhile) nothing happens."""
        waiting = self._questions.get(step)
        if waiting is not None and not waiting.done():
            waiting.set_result(yes)

    def let_go(self, task: asyncio.Task[RunState]) -> None:
        """It is over, however it ended: nobody waits for it any more."""
        self.opened.set()
        self.closed.set()

    # ---- from its beginning to its end ---------------------------------------------------------------------------------------------------

    async def do(self) -> None:
        """Define the steps and do them, each to its end. When this is cancelled it stops, and still writes their ends."""
        await self._define()
        plan = self.report.plan
        limit = plan.concurrency or self._crew.catalog.workspace.limits.rollouts
        gates = {cluster: asyncio.Semaphore(limit) for cluster in dict.fromkeys(step.key.cluster for step in plan.steps)}
        work: dict[str, Work] = {build_step_id(name): partial(self._build, name) for name in plan.builds()}
        work.update((step.id, partial(self._rollout, step, gates[step.key.cluster])) for step in plan.steps)
        work.update((pause.id, partial(self._pause, pause)) for pause in plan.pauses)
        work.update((job_step_id(key), partial(self._job, key)) for key in plan.start_jobs)
        for name, act in work.items():
            kept = self._ended_before(name)
            self._steps[name] = self._crew.tasks.start(kept() if kept is not None else self._guarded(name, act), name)
        if self.stopping:
            for task in self._steps.values():
                task.cancel()
        try:
            await asyncio.wait(self._steps.values()) if self._steps else None
        except asyncio.CancelledError:
            self.stop()
            await asyncio.wait(self._steps.values())
        await self._finish()

    async def _define(self) -> None:
        for step_id, left in self.report.left_out.items():
            await self.record(step_defined(self._crew.clock.now(), step_id, left.kind, left.title))
            await self._end(step_id, State.SKIPPED, left.why)
        known = self.state().steps
        for event in definitions(self.id, self.report, self._crew.clock.now()):
            if event.step not in known:
                await self.record(event)

    def _ended_before(self, step: str) -> Callable[[], Coroutine[Any, Any, Built | None]] | None:
        """What stands for a step that ended before the program died; a failure counts for the rest as if it were of now, also one that is
        only known to come: nothing else was checked."""
        known, found = self.state().steps.get(step), self.found.get(step)
        if known is None or not known.state.ended:
            if found is not None and found.fate is Fate.UNKNOWN:
                self._count_failure(step, State.UNKNOWN)
            return None
        self._count_failure(step, known.state)
        built = built_of(found)

        async def kept() -> Built | None:
            return built

        return kept

    async def _finish(self) -> None:
        if self.stopping:
            await self.record(stop_asked(self._crew.clock.now()))
        for step_id, task in self._steps.items():
            await self._close_step(step_id, task)
        for built in [task.result() for task in self._steps.values() if not task.cancelled() and task.exception() is None]:
            if built is not None and not self.stopping:
                await self._crew.builds.look_back(built)

    async def close(self) -> RunState:
        """Write the end of the run."""
        await self.record(run_ended(self._crew.clock.now(), verdict(self.state().steps.values())))
        return self.state()

    async def _close_step(self, step_id: str, task: asyncio.Task[Built | None]) -> None:
        """Give a step that was cancelled before it began, or that broke, its end."""
        step = self.state().steps[step_id]
        if step.state.ended:
            return
        if not task.cancelled():
            await self._end(step_id, State.FAILED, Message.of("executor.defect", error=repr(task.exception())))
        elif step_id in self._skipped:
            await self._end(step_id, State.SKIPPED, Message.of("executor.skipped", by=self._crew.by))
        else:
            begun = step.state is not State.PENDING
            goes_on = "executor.build_cancelled" if step.kind is StepKind.BUILD else "executor.cluster_goes_on"
            await self._end(step_id, State.CANCELLED, Message.of(goes_on if begun else "executor.not_begun"))

    def broke_off(self, error: BaseException) -> None:
        """The journal cannot be written any more: nobody who watches shall wait for an end that will not be told."""
        state, now = self._crew.feed.run(self.id), self._crew.clock.now()
        if state is None:
            return  # nothing was begun
        text = error.message if isinstance(error, UserError) else Message.of("executor.defect", error=repr(error))
        for step in state.steps.values():
            if step.state is State.PENDING:
                self._crew.feed.emit(self.id, step_ended(now, step.id, State.CANCELLED, Message.of("executor.not_begun")))
            elif not step.state.ended:
                self._crew.feed.emit(self.id, step_ended(now, step.id, State.UNKNOWN, text))
        self._crew.feed.emit(self.id, run_ended(now, State.UNKNOWN))

    async def record(self, event: Event) -> None:
        """Journal first, then everyone else; neither without the other. What is only of the moment is not journalled.

        Texts of others (engine, git, cluster) may hold a secret that was handed out: they are masked here. What a recovery reads is not.
        """
        event = self._masked(event)

        async def write() -> None:
            await self._crew.journal.append(self.id, event)
            self._crew.feed.emit(self.id, event)

        if event.what is What.PROGRESS:
            self._crew.feed.emit(self.id, event)
        else:
            await to_its_end(write())

    def _masked(self, event: Event) -> Event:
        redact = self._crew.redact
        texts = {name: redact(value) for name, value in event.data.items() if name.startswith(_TOLD) and isinstance(value, str)}
        return replace(event, data={**event.data, **texts})

    # ---- questions and ends --------------------------------------------------------------------------------------------------------------

    async def _ask(self, step: str, message: Message, *, agreed: bool) -> bool:
        """Put a question to whoever watches the run, and wait; `agreed`: yes was said beforehand. False: nobody can be asked. Raises
        CancelledError after a no."""
        now, by = self._crew.clock.now, self._crew.by
        if agreed:
            await self.record(answer(now(), step, message, by, yes=True, asked=False))
            return True
        if not self.consent.asks:
            return False
        waiting = self._questions[step] = asyncio.get_running_loop().create_future()
        try:
            await self.record(question(now(), step, message))
            yes = await waiting
        finally:
            del self._questions[step]
        await self.record(answer(now(), step, message, by, yes=yes))
        if not yes:
            self._declined.add(step)
            raise asyncio.CancelledError  # a no is the Stop of this one step
        return True

    def _shown(self, step: str) -> Callable[[float | None, Message], None]:
        """A progress callback that may be called from any thread."""
        tell = latest_on_the_loop(partial(self._crew.feed.emit, self.id))
        return lambda fraction, message: tell(self._masked(progress(self._crew.clock.now(), step, fraction, message)))

    async def _end(self, step: str, state: State, message: Message | None) -> None:
        """Write the end of a step, once: a stop that comes while it is written changes nothing about it."""
        if self.state().steps[step].state.ended:
            return
        if state in (State.SKIPPED, State.CANCELLED, State.FAILED) and self._may_arrive(step):
            state, message = State.UNKNOWN, Message.of("rollouts.unknown")
        self._count_failure(step, state)
        await self.record(step_ended(self._crew.clock.now(), step, state, message))

    def _may_arrive(self, step: str) -> bool:
        """Whether a change that was sent before the program died, and had no effect so far, may still have one; what the cluster has
        answered since would stand against it too."""
        found = self.found.get(step)
        return found is not None and found.sent and self.state().steps[step].data.get("verdict") not in ("applied", "drift", "gone")

    def _count_failure(self, step: str, state: State) -> None:
        policy = policy_after(self.report.plan, step, state)
        if policy is not OnFailure.CONTINUE:
            self._halted = self._halted or step  # at once: somebody may be waiting for the place that is free now
            self.put_back = self.put_back or policy is OnFailure.UNDO

    # ---- order ---------------------------------------------------------------------------------------------------------------------------

    async def _turn(self, step: str) -> Message | None:
        """Wait for all that a step needs; says why it is left out, None when it may begin."""
        while waiting := not_over(self.needs, step, lambda other: self._steps[other].done()):
            await asyncio.wait([self._steps[other] for other in waiting])
        return self._left_out(step)

    def _left_out(self, step: str) -> Message | None:
        return left_out(self.needs[step], self.state(), self._halted)

    def _still_its_turn(self, step: str) -> None:
        """Raises LeftOut where it is not any more."""
        why = self._left_out(step)
        if why is not None:
            raise LeftOut(why)

    async def _guarded(self, step: str, act: Work) -> Built | None:
        """A step that breaks is a failure like others: what the plan says of failures holds."""
        try:
            return await act()
        except Exception as error:
            await self._end(step, State.FAILED, Message.of("executor.defect", error=repr(error)))
            raise

    def _not_begun(self, step: str) -> tuple[State, Message]:
        """The end of a step that was cancelled before it did anything."""
        if step in self._skipped:
            return State.SKIPPED, Message.of("executor.skipped", by=self._crew.by)
        return State.CANCELLED, Message.of("executor.declined" if step in self._declined else "executor.not_begun")

    async def _pause(self, pause: Pause) -> None:
        """A person looks whether to go on."""
        try:
            why = await self._turn(pause.id)
            if why is not None:
                await self._end(pause.id, State.SKIPPED, why)
                return
            text = Message.of("executor.pause", text=pause.text) if pause.text else Message.of("executor.pause_silent")
            if not await self._ask(pause.id, text, agreed=self.consent.go_on):
                await self._end(pause.id, State.FAILED, Message.of("executor.nobody_asked"))
                return
        except asyncio.CancelledError:
            await self._end(pause.id, *self._not_begun(pause.id))
            raise
        await self._end(pause.id, State.DONE, None)

    # ---- builds --------------------------------------------------------------------------------------------------------------------------

    async def _build(self, name: str) -> Built | None:
        step = build_step_id(name)
        found = self.found.get(step)
        built = built_of(found) if found is not None and found.fate is Fate.MADE else None
        try:
            if built is not None:
                told = await self._crew.builds.found_made(name, self.report.plan, self.id, built)
                if told is not None:
                    self._crew.feed.notify(self._crew.clock.now(), told)
        except UserError as error:
            await self._end(step, State.FAILED, error.message)
            return None
        if built is None:
            built = await self._built_now(name, step, found)
            if built is None:
                return None
        await to_its_end(self._tell_built(step, built))
        build = self._crew.catalog.build(name)
        if build is not None:
            self._crew.builds.changed(build)
        return built

    async def _tell_built(self, step: str, built: Built) -> None:
        """Outcome and end of a build, both or none: the image is there, whatever comes now."""
        await self.record(outcome(
            self._crew.clock.now(), step, "build", "ok", tag=built.tag, number=built.number, digest=built.digest, commit=built.commit,
            repository=built.repository))
        await self._end(step, State.DONE, Message.of("executor.built", tag=built.tag))

    async def _built_now(self, name: str, step: str, found: Found | None) -> Built | None:
        """Run a build; None when it ended without an image, and that is written. Raises CancelledError after a stop."""
        turn, numbers = partial(self._still_its_turn, step), 0

        async def ask(message: Message) -> bool:
            return await self._ask(step, message, agreed=self.consent.large_context)

        async def begun(record: BuildRun) -> None:
            nonlocal numbers
            if not numbers:  # a second one is needed where the tag was taken meanwhile: that is not another beginning
                turn()
            numbers += 1
            await self.record(intent(self._crew.clock.now(), step, "build", number=record.number, tag=record.tag))

        again = (found.number, found.tag) if found is not None and found.tag else None
        try:
            return await self._crew.builds.run(
                self.report.plan, name, self.id, self._crew.by, begun, ask, self._shown(step), turn, again)
        except LeftOut as error:
            await self._end(step, State.SKIPPED, error.why)
        except asyncio.CancelledError:
            begun_already = self.state().steps[step].stage
            cancelled = State.CANCELLED, Message.of("executor.build_cancelled")
            await self._end(step, *(cancelled if begun_already and step not in self._declined else self._not_begun(step)))
            raise
        except UserError as error:
            await self._end(step, State.FAILED, error.message)
        return None

    # ---- rollouts and jobs ---------------------------------------------------------------------------------------------------------------

    def _recorder(self, step: str, key: WorkloadKey) -> Recorder:
        wrote = partial(self._crew.planner.wrote, key)
        return Recorder(self.id, step, self.record, self._crew.clock, partial(self._still_its_turn, step), wrote)

    async def _rollout(self, step: WorkloadStep, gate: asyncio.Semaphore) -> None:
        recorder, made = self._recorder(step.id, step.key), self._made(step.id)
        if made is not None:
            recorder.answer = PatchResult(PatchVerdict.APPLIED)
        try:
            state, message = State.SKIPPED, None if made else await self._turn(step.id)
            if message is None:
                async with gate:  # its end is told before the next one begins: a failure may let nothing more begin
                    state, message = await self._change(step, recorder, made)
                    await self._end(step.id, state, message)
            else:
                await self._end(step.id, state, message)
        except asyncio.CancelledError:
            await self._end(step.id, *(recorder.stopped() if recorder.answer is not None else self._not_begun(step.id)))
            raise
        if state.good:
            self._crew.planner.went_well(step)

    def _made(self, step: str) -> Found | None:
        """What is known of a change that was made before the program died."""
        found = self.found.get(step)
        return found if found is not None and found.fate is Fate.MADE else None

    async def _change(self, step: WorkloadStep, recorder: Recorder, made: Found | None) -> tuple[State, Message]:
        why = None if made else self._left_out(step.id)
        if why is not None:
            return State.SKIPPED, why
        try:
            async with self._alone(step.key):
                if made is not None:
                    return await self._crew.rollouts.go_on(step, made, self.report, recorder)
                return await self._crew.rollouts.run(step, self.report, self._built(step), recorder)
        except LeftOut as error:
            return State.SKIPPED, error.why
        except UserError as error:
            elsewhere = made is not None and error.code == "run.active_elsewhere"  # it was made, and is not looked at
            return State.UNKNOWN if elsewhere else State.FAILED, error.message

    @asynccontextmanager
    async def _alone(self, key: WorkloadKey) -> AsyncIterator[None]:
        """No other program of this profile changes the workload at the same time. Raises UserError `run.active_elsewhere`."""
        name = f"workload {key}"
        if not await self._crew.locks.take(name):
            raise UserError("run.active_elsewhere", workload=key.name)
        try:
            yield
        finally:
            self._crew.locks.give(name)

    async def _job(self, key: WorkloadKey) -> None:
        """Start a job of a CronJob and follow it; rollouts and other jobs of the CronJob may be at work beside it."""
        step = job_step_id(key)
        recorder = self._recorder(step, key)
        try:
            state, message = await self._crew.jobs.run(key, recorder, self.found.get(step))
        except asyncio.CancelledError:
            ended, text = recorder.stopped() if recorder.answer is not None else self._not_begun(step)
            made = recorder.answer is not None and ended is State.CANCELLED
            await self._end(step, ended, Message.of("job.goes_on") if made else text)
            raise
        except LeftOut as error:
            state, message = State.SKIPPED, error.why
        except UserError as error:
            state, message = State.FAILED, error.message
        await self._end(step, state, message)

    def _built(self, step: WorkloadStep) -> dict[str, Built]:
        """What the builds of a step made, once they have all ended well."""
        made = {name: self._steps[build_step_id(name)].result() for name in step.builds()}
        return {name: built for name, built in made.items() if built is not None}
