"""Runs plans: builds and rollouts side by side, each act written to the journal before and after, Stop at any time."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import time
from contextlib import AbstractContextManager
from dataclasses import replace

from desktop_pipeline.domain.builds import Build
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import Plan
from desktop_pipeline.domain.recipes import with_recipe
from desktop_pipeline.domain.recovery import with_expectations
from desktop_pipeline.domain.runs import RunState, resumed, started
from desktop_pipeline.domain.task_rules import refuse_passwords
from desktop_pipeline.domain.workloads import WorkloadKey
from desktop_pipeline.services.crew import Consent, Crew, PutBack
from desktop_pipeline.services.ports import URGENT
from desktop_pipeline.services.preflight import Preflight, Report, guards_of
from desktop_pipeline.services.recovery import Recovered
from desktop_pipeline.services.run_at_work import RunAtWork
from desktop_pipeline.services.undo import Undo

__all__ = ["Consent", "Executor"]
_STOP_POLL = 1.0
"""Seconds between two looks whether another process asks for a stop."""


class Executor:
    """Starts runs, follows them and stops them. There is one path for the Run button, Batch, plan files and single builds."""

    def __init__(self, crew: Crew, preflight: Preflight, undo: Undo) -> None:
        self._crew, self._preflight, self._undo = crew, preflight, undo
        self._runs: dict[str, RunAtWork] = {}

    # ---- start and stop ------------------------------------------------------------------------------------------------------------------

    def new_id(self) -> str:
        """An id for a run that is about to begin."""
        return time.strftime("%Y%m%d-%H%M%S-", time.gmtime(self._crew.clock.now())) + secrets.token_hex(3)

    def start(self, report: Report, consent: Consent, run_id: str = "") -> str:
        """Begin a run and return its id: a new one, unless `run_id` was taken from `new_id` before.

        The protection that counts is that of the workspace now, not that of the moment of the report. Raises UserError `run.blocked`,
        `run.read_only`, `run.unconfirmed`, `run.name_not_typed`, `run.pauses` or `run.active`, `build.password` or `builds.bad_recipe`
        of a recipe, and what `order.needs` raises, all before any change and before anything is recorded.
        """
        return self._begin_checked(report, consent, run_id)

    def may_start(self, report: Report, consent: Consent) -> None:
        """For whoever gives something up for a run: raises what `start` would raise now."""
        self._refuse(report, consent, elsewhere=not report.plan.undoes)

    def _begin_checked(self, report: Report, consent: Consent, run_id: str, free: frozenset[WorkloadKey] = frozenset()) -> str:
        self._refuse(report, consent, free, elsewhere=not report.plan.undoes)
        run = RunAtWork(self._crew, run_id or self.new_id(), report, consent)
        if report.plan.undoes:  # what was undone is not to be run again by the next batch
            for step in report.plan.steps:
                self._crew.planner.reset(step.key, tuple(row.container for row in step.rows))
        return self._begin(run, None)

    async def check_rest(self, recovered: Recovered) -> Report:
        """Pre-flight of what an interrupted run has still to do; where only the following is left, nothing is asked. An undo that is known
        to follow needs the consent that its workloads ask for."""
        rest = recovered.rest
        report = await self._preflight.check(rest) if rest.targets() or rest.builds() else Report(rest)
        return report.and_for(guards_of(recovered.plan, self._crew.catalog.workspace) if recovered.puts_back else None)

    async def less_blocked(self, report: Report) -> Report:
        """The same without what cannot run, which the run records as skipped; it may be all that was left. What an undo needs is still
        asked for."""
        plan, left = report.without_blocked()
        if plan.targets() or plan.builds():
            return await self._preflight.rest(report)
        return Report(plan, left_out=left).and_for(report.besides)

    def resume(self, recovered: Recovered, report: Report, consent: Consent) -> str:
        """Go on with a run whose program died, and return its id. `report` is that of `check_rest`.

        Raises what `start` raises; the run ends at once, with nothing done, when another program went on with it meanwhile.
        """
        self._refuse(report, consent, elsewhere=False)
        plan = with_expectations(recovered.plan, report.plan)
        run = RunAtWork(self._crew, recovered.state.id, replace(report, plan=plan), consent, recovered.found)
        return self._begin(run, recovered)

    def _begin(self, run: RunAtWork, recovered: Recovered | None) -> str:
        self._runs[run.id] = run
        self._set_active()
        run.task = self._crew.tasks.start(self._execute(run, recovered), f"run {run.id}")
        run.task.add_done_callback(run.let_go)  # also where it broke, or was cancelled before it was let begin
        return run.id

    def _refuse(self, report: Report, consent: Consent, free: frozenset[WorkloadKey] = frozenset(), *, elsewhere: bool) -> None:
        """`free`: workloads that are kept for this very run. `elsewhere`: look at runs of other processes, too. What is known of those may
        be a moment old: the very run that is resumed or undone may still be among them."""
        red = report.red()
        if red:
            raise UserError("run.blocked", n=len(red))
        if report.plan.pauses and not (consent.asks or consent.go_on):
            raise UserError("run.pauses")
        for name, recipe in report.plan.recipes.items():  # the journal keeps the whole plan
            refuse_passwords(with_recipe(Build(name, "", "", ""), recipe).tasks)
        guards = guards_of(report.plan, self._crew.catalog.workspace)
        if guards.closed:
            raise UserError("run.read_only")
        missing = [name for name in (*report.names, *guards.names) if name not in consent.names]
        if missing:
            raise UserError("run.name_not_typed", name=missing[0])
        if (report.confirm or guards.confirm) and not consent.confirmed:
            raise UserError("run.unconfirmed")
        planner = self._crew.planner
        for step in report.plan.steps:
            if step.key in (planner.active if elsewhere else planner.ours) - free:
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

    async def begun(self, run_id: str) -> None:
        """Wait until the journal has a run of this program. Raises UserError where it could not begin, as with a journal that cannot be
        written."""
        run = self._runs.get(run_id)
        if run is not None and run.task is not None:
            await run.opened.wait()
            if run.broken or run.task.cancelled():
                await asyncio.shield(run.task)

    async def ended(self, run_id: str) -> RunState:
        """The state of a run after its own end: what is put back after it may still be at work (`put_back`). Raises what `wait` raises."""
        run = self._runs.get(run_id)
        if run is None or run.task is None:
            raise UserError("run.unknown", run=run_id)
        await run.closed.wait()
        return run.end or await self.wait(run_id)

    def put_back(self, run_id: str) -> PutBack | None:
        """What came after the end of a run that is to be put back after a failure; None for every other."""
        run = self._runs.get(run_id)
        if run is None or not (run.undo or run.not_put_back):
            return None
        return PutBack(run.undo, run.not_put_back)

    def stop(self, run_id: str) -> None:
        """Drop what is pending, interrupt builds, end the waiting for rollouts. The cluster goes on with what it was told."""
        run = self._runs.get(run_id)
        if run is None:  # of another program: asked for through the journal
            self._crew.tasks.start(self._crew.journal.ask_stop(run_id), f"ask for a stop of {run_id}")
        elif not run.over:
            run.stop()
            if run.undo:  # what is left of it
                self.stop(run.undo)

    def skip(self, run_id: str, step: str) -> None:
        """Leave out a step that has not begun yet. Raises UserError `run.unknown` or `run.begun`."""
        run = self._runs.get(run_id)
        if run is None or run.over:
            raise UserError("run.unknown", run=run_id)
        if not run.skip(step):
            raise UserError("run.begun")

    def answer(self, run_id: str, step: str, *, yes: bool) -> None:
        """Answer the open question of a step; no stops this step. Without one (answered, stopped meanwhile) nothing happens."""
        run = self._runs.get(run_id)
        if run is not None:
            run.answer(step, yes=yes)

    async def stop_all(self) -> None:
        """Stop all runs and wait until each has written its end."""
        tasks = [run.task for run in self._runs.values() if run.task is not None and not run.task.done()]
        for run_id in self.active_runs():
            self.stop(run_id)
        if tasks:
            await asyncio.wait(tasks)

    def knows(self, run_id: str) -> bool:
        """Whether this program is at work on a run, or was."""
        run = self._runs.get(run_id)
        return run is not None and not run.broken

    def active_runs(self) -> tuple[str, ...]:
        """Runs that are not over yet, and those after which something is put back."""
        return tuple(run.id for run in self._runs.values() if not run.over)

    def runs_on(self, key: WorkloadKey) -> str | None:
        """The run that is at work on a workload."""
        return next((run.id for run in self._runs.values() if key in run.busy()), None)

    def _set_active(self) -> None:
        busy = frozenset(key for run in self._runs.values() for key in run.busy())
        self._preflight.active = busy
        self._crew.planner.at_work(ours=busy.union(*(run.kept for run in self._runs.values())))

    # ---- a run ---------------------------------------------------------------------------------------------------------------------------

    async def _execute(self, run: RunAtWork, recovered: Recovered | None) -> RunState:
        URGENT.set(True)  # of this run's own tasks: it may change things half way, so it does not wait to try a lost link again
        try:
            asked = await self._crew.journal.stops(run.id) if recovered is not None else 0  # before others can see it at work
            with await self._held(run, recovered):
                await self._open(run, recovered)
                watch = self._crew.tasks.start(self._watch_stop(run, asked), f"stop of {run.id}")
                try:
                    await run.do()
                    if run.put_back:
                        await self._put_back(run)
                finally:
                    watch.cancel()
                state = run.end = await run.close()  # only now: a program that dies before leaves a run that is resumed, and its undo
                run.closed.set()
            await self._to_the_end_of(run)
            return state
        except BaseException as error:
            run.broken = True
            run.broke_off(error)
            raise
        finally:
            run.finished = True
            run.opened.set()
            self._set_active()

    async def _held(self, run: RunAtWork, recovered: Recovered | None) -> AbstractContextManager[None]:
        """The lock of a run, whose beginning is written."""
        journal, plan = self._crew.journal, run.report.plan
        if recovered is not None:
            return await journal.resume(run.id)
        return await journal.create(run.id, plan, plan.title or plan.named(), self._crew.by, self._crew.clock.now())

    async def _open(self, run: RunAtWork, recovered: Recovered | None) -> None:
        """Tell that it begins, or goes on. Raises UserError `recovery.changed` where another program went on with it meanwhile."""
        now, by, plan = self._crew.clock.now(), self._crew.by, run.report.plan
        run.opened.set()
        if recovered is None:
            await run.record(started(now, plan.title or plan.named(), by, ""))
            return
        if len(await self._crew.journal.events(run.id)) != recovered.events:
            raise UserError("recovery.changed", run=run.id)
        self._crew.feed.show(recovered.state)
        await run.record(resumed(now, by))

    async def _watch_stop(self, run: RunAtWork, asked: int) -> None:
        """Another process may ask for a stop through the journal. `asked`: how often that was done before."""
        while not run.stopping:
            with contextlib.suppress(UserError):  # busy for a moment
                if await self._crew.journal.stops(run.id) > asked:
                    run.stop()
            await self._crew.clock.sleep(_STOP_POLL)

    async def _put_back(self, run: RunAtWork) -> None:
        """After a failure: begin to put back what the run has changed, as far as it can be. Its consent holds for that too. Where there is
        nothing that can be, or where it is stopped before, that is told."""
        run.kept, run.finished = run.busy(), True  # nobody else begins something there before the undo has them
        self._set_active()
        try:
            report = await self._check_undo(run)
            if run.stopping:
                self._not_put_back(run, Message.of("executor.undo_stopped", run=run.id))
            elif report.red():  # of every step
                causes = "; ".join(render(found.message) for found in report.red())
                self._not_put_back(run, Message.of("executor.not_put_back", text=causes))
            else:
                run.undo = self._begin_checked(report, replace(run.consent, confirmed=True), "", run.kept)
                await self._runs[run.undo].opened.wait()
        except UserError as error:
            self._not_put_back(run, Message.of("executor.not_put_back", text=str(error)))
        finally:
            run.kept = frozenset()
            self._set_active()

    async def _check_undo(self, run: RunAtWork) -> Report:
        """Pre-flight of the undo, as far as it comes before a stop. Raises what `Undo.plan` raises."""
        plan = await self._undo.plan(run.id)
        report = Report(plan) if run.stopping else await self._preflight.check(plan)
        return report if run.stopping else await self._preflight.rest(report)

    async def _to_the_end_of(self, run: RunAtWork) -> None:
        try:
            await self.wait(run.undo) if run.undo else None
        except UserError as error:
            self._not_put_back(run, Message.of("executor.not_put_back", text=str(error)))

    def _not_put_back(self, run: RunAtWork, why: Message) -> None:
        run.not_put_back = why
        self._crew.feed.notify(self._crew.clock.now(), run.not_put_back)
