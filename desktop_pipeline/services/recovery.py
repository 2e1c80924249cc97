"""Recovery: runs whose program died. Registry and cluster are asked what really happened; then a run goes on, or is ended as it stands."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from desktop_pipeline.domain.acts import Acts, acts_by_step
from desktop_pipeline.domain.builds import LABEL
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.history import interrupted, last_word
from desktop_pipeline.domain.images import ImageRef
from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.order import build_step_id, job_step_id, needs
from desktop_pipeline.domain.plans import Plan, job_name
from desktop_pipeline.domain.recovery import Fate, Found, as_it_stands, ended, of_build, of_job, of_rollout, puts_back, rest_of
from desktop_pipeline.domain.runs import Event, RunState, State, fold, outcome, run_ended, step_ended, verdict
from desktop_pipeline.domain.undo import to_put_back
from desktop_pipeline.domain.workloads import Kind, WorkloadKey
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.feed import Area, Feed
from desktop_pipeline.services.kept_ports import Journal, RunHeader
from desktop_pipeline.services.kept_runs import is_live, plan_of
from desktop_pipeline.services.planner import Planner
from desktop_pipeline.services.ports import Clock, World
from desktop_pipeline.services.rollouts import cluster_meant
from desktop_pipeline.services.tags import Tags
from desktop_pipeline.services.tasks import together

_SHOWN, _LOOK = 50, 2.0
"""How many of the newest runs are looked at even if they have ended, and the seconds between two looks."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A run without an end that nobody is at work on. `plan` is all of it, `rest` what is still to be done (for pre-flight), `events` how
    many the journal had when this was found out, `patches` what it will say of the changes, by id of step, once the run has gone on."""

    plan: Plan
    state: RunState
    found: Mapping[str, Found]
    rest: Plan
    events: int
    patches: Mapping[str, Acts]

    @property
    def puts_back(self) -> bool:
        """Whether an undo of what the run has changed is known to follow."""
        return puts_back(self.plan, self.state, self.found)

    def told(self) -> tuple[Message, ...]:
        """What is to be known before it goes on, besides what is still to be done: what was done already, and that an undo follows."""
        made = []
        for step, found in self.found.items():
            title = self.state.steps[step].title if step in self.state.steps else step
            if found.fate is Fate.MADE and found.digest:
                made.append(Message.of("recovery.built_already", build=title, tag=found.tag))
            elif found.fate is Fate.MADE:
                made.append(Message.of("recovery.only_followed", step=title))
        return (*(self._goes_back() if self.puts_back else ()), *made)

    def _goes_back(self) -> tuple[Message, ...]:
        made = []
        for step in to_put_back(self.plan, self.patches):
            sure = self.patches[step.id].result == "ok"
            made.append(Message.of("recovery.goes_back" if sure else "recovery.may_go_back", step=step.key.name))
        return Message.of("recovery.puts_back"), *made

    def count(self, *fates: Fate) -> int:
        return sum(item.fate in fates for item in self.found.values())


def _outcome(at: float, step: str, found: Found) -> Event:
    if found.fate is Fate.MADE:
        became = json.dumps([list(image) for image in found.images])
        return outcome(at, step, "patch", "ok", generation=found.generation, became=became)
    return outcome(at, step, "patch", "unknown" if found.sent else "cancelled")


def _images(made: Acts) -> dict[str, tuple[str, str]]:
    """By container: from → to."""
    return {item.container: (item.before, item.after) for item in made.written()}


class Recovery:
    """Finds interrupted runs and what became of their steps."""

    def __init__(
        self, journal: Journal, catalog: Catalog, world: World, tags: Tags, feed: Feed, clock: Clock, planner: Planner
    ) -> None:
        """`planner` is told of workloads on which others are at work, of what interrupted runs may have written, and of each rollout that
        proves to be done when a run is ended as it stands."""
        self._journal, self._catalog, self._world = journal, catalog, world
        self._tags, self._feed, self._clock, self._planner = tags, feed, clock, planner
        self._dead: tuple[RunState, ...] = ()
        self._kept: dict[str, RunState] = {}
        """The same by id: what is not at work does not change."""
        self._begun = clock.now()
        self._told: set[str] = set()
        """Runs of other processes that ended since then, and of which all was told."""
        self._mine: Callable[[str], bool] = lambda run_id: False
        self._unreadable: set[str] = set()
        """Runs of which was told that they are damaged."""
        self._targets: dict[str, frozenset[WorkloadKey]] = {}
        """Workloads of runs of other processes that are at work, by run."""

    def dead(self) -> tuple[RunState, ...]:
        """The interrupted runs as they were seen last, newest first, as their journal tells them."""
        return self._dead

    async def watch(self, mine: Callable[[str], bool]) -> None:
        """Show what other programs of this profile are at work on, and what was interrupted, for ever; nobody else is asked.

        `mine` says whether a run is of this program: what it does is known without the journal.
        """
        self._mine = mine
        while True:
            with contextlib.suppress(UserError):  # busy, or broken for a while: whoever writes into it says so
                await self.show()
            await self._clock.sleep(_LOOK)

    async def show(self) -> None:
        """Look once. The feed is told where something is new."""
        dead, written = [], list[tuple[str, tuple[Event, ...], RunState | None]]()
        headers = await self._headers()
        await self._tell_elsewhere(headers)
        for header in headers:
            known = self._feed.run(header.id)
            over = header.ended is not None and (known is None or known.state.value == header.state)
            missed = header.ended is not None and header.ended >= self._begun and header.id not in self._told
            if self._mine(header.id) or (over and not missed):
                continue
            kept = self._kept.get(header.id)
            if kept is not None and header.ended is None and not header.live:
                dead.append(kept)  # nobody writes into it
                continue
            try:
                events = await self._journal.events(header.id)
                state = fold(header.id, events)
            except (UserError, ValueError) as error:
                self._tell_unreadable(header, error)
                continue
            if header.ended is None and not header.live:
                state = interrupted(state, last_word(events))
                written.append((header.id, events, None))
            else:  # of another process
                written.append((header.id, events, state))
            if known != state:
                self._feed.show(state)
            if state.interrupted:
                dead.append(state)
        for run_id, events, state_of_other in reversed(written):  # as they came one after the other
            told = await self._tell_written(run_id, events, state_of_other)
            if told and state_of_other is not None and state_of_other.ended is not None:
                self._told.add(run_id)
        self._kept = {state.id: state for state in dead}
        if tuple(dead) != self._dead:
            self._dead = tuple(dead)
            self._feed.publish(Area.RUN, "")

    async def _tell_elsewhere(self, headers: tuple[RunHeader, ...]) -> None:
        live = [header for header in headers if header.live and header.ended is None and not self._mine(header.id)]
        targets = {header.id: self._targets.get(header.id) or await self._targets_of(header) for header in live}
        self._targets = targets
        self._planner.at_work(elsewhere=frozenset(key for keys in targets.values() for key in keys))

    async def _tell_written(self, run_id: str, events: tuple[Event, ...], state: RunState | None) -> bool:
        """A program may have ended between a change and the next writing of the choices, which know of it; and a run of another process is
        not somebody else's. `state`: of the latter, with what went well. False: its plan cannot be read now."""
        acts = acts_by_step(events, "patch")
        well = {name for name, step in state.steps.items() if step.state.good} if state is not None else set[str]()
        try:
            plan = await self._journal.plan(run_id) if acts or well else None
        except UserError:  # who wants to go on with it is told
            return False
        for step in plan.steps if plan is not None else ():
            made = acts.get(step.id)
            if made is not None and made.intent is not None and made.counts:
                self._planner.perhaps_wrote(run_id, step.key, _images(made), made.intent.at)
            if step.id in well:
                self._planner.went_well_elsewhere(step)
        return True

    async def _targets_of(self, header: RunHeader) -> frozenset[WorkloadKey]:
        try:
            plan = await self._journal.plan(header.id)
        except UserError as error:
            self._tell_unreadable(header, error)
            return frozenset()
        return frozenset(step.key for step in plan.steps) if plan is not None else frozenset()

    def _tell_unreadable(self, header: RunHeader, error: UserError | ValueError) -> None:
        """One run that is damaged must not hide the others: it is told of once. Raises what is wrong with more than this run."""
        if isinstance(error, UserError) and error.code != "journal.broken":
            raise error
        reason = error.message.argument("reason") if isinstance(error, UserError) else str(error)
        if header.id not in self._unreadable:
            self._unreadable.add(header.id)
            message = Message.of("recovery.unreadable", run=header.id, title=header.title, reason=reason)
            self._feed.notify(self._clock.now(), message)

    async def _headers(self) -> tuple[RunHeader, ...]:
        """The newest runs, all others without an end, and those that had none when they were shown last; newest first."""
        found = {header.id: header for header in await self._journal.runs(_SHOWN)}
        for header in await self._journal.unended():
            found.setdefault(header.id, header)
        for run in self._feed.runs():
            if not run.state.ended and run.id not in found and not self._mine(run.id):
                gone = await self._journal.header(run.id)
                if gone is not None:
                    found[run.id] = gone
        return tuple(sorted(found.values(), key=lambda header: header.started, reverse=True))

    async def look(self, run_id: str) -> Recovered:
        """Find out what became of the steps of an interrupted run.

        Raises UserError `run.unknown`, `recovery.live` while a program is at work on it, `recovery.ended`, and Unreachable (and what else
        the ports raise) when registry or cluster cannot be asked: without them nothing can be told.
        """
        plan = await plan_of(self._journal, run_id)
        if await is_live(self._journal, run_id):
            raise UserError("recovery.live", run=run_id)
        events = await self._journal.events(run_id)
        state = fold(run_id, events)
        if state.state.ended:
            raise UserError("recovery.ended", run=run_id)
        found = await self._found(run_id, plan, state, events)
        told = [_outcome(0.0, step, item) for step, item in found.items() if item.uid and item.fate is Fate.MADE and not item.generation]
        return Recovered(plan, state, found, rest_of(plan, state, found), len(events), acts_by_step([*events, *told], "patch"))

    async def _found(self, run_id: str, plan: Plan, state: RunState, events: tuple[Event, ...]) -> dict[str, Found]:
        found: dict[str, Found] = {}
        acts = {act: acts_by_step(events, act) for act in ("patch", "job", "build")}
        asked = []
        for step in needs(plan):
            known = state.steps.get(step)
            if known is not None and known.state.ended:
                found[step] = ended(acts["build"].get(step, Acts()))
            else:
                asked.append(step)
        keys = {step.id: step.key for step in plan.steps}
        jobs = {job_step_id(key): key for key in plan.start_jobs}
        builds = {build_step_id(name): name for name in plan.builds()}

        async def ask(step: str) -> Found:
            if step in keys:
                return await self._rollout(run_id, step, keys[step], acts["patch"].get(step, Acts()))
            if step in jobs:
                return await self._job(run_id, jobs[step], acts["job"].get(step, Acts()))
            if step in builds:
                return await self._build(run_id, plan, builds[step], acts["build"].get(step, Acts()))
            return Found(Fate.AGAIN)  # a pause

        found.update(zip(asked, await together([ask(step) for step in asked]), strict=True))
        return found

    async def _rollout(self, run_id: str, step: str, key: WorkloadKey, acts: Acts) -> Found:
        if acts.intent is None:
            return of_rollout(acts, None, run_id, step)
        live = await (await cluster_meant(self._world, self._catalog, key.cluster)).get(key)
        settle = max(self._catalog.workspace.limits.settle_seconds, live.min_ready_seconds) if live is not None else 0.0
        changed = live.changed_at if live is not None else None
        return of_rollout(acts, live, run_id, step, settled=changed is not None and self._clock.now() - changed > settle)

    async def _job(self, run_id: str, key: WorkloadKey, acts: Acts) -> Found:
        if acts.intent is None:
            return Found(Fate.AGAIN)
        cluster = await cluster_meant(self._world, self._catalog, key.cluster)
        live, job = await cluster.get(key), WorkloadKey(key.cluster, key.namespace, Kind.JOB, job_name(key.name, run_id))
        there = await cluster.get(job) is not None
        return of_job(acts, there=there, vanish=live is None or live.jobs_vanish)

    async def _build(self, run_id: str, plan: Plan, name: str, acts: Acts) -> Found:
        build = self._catalog.build_for(plan, name)
        if acts.intent is None or build is None:
            return Found(Fate.AGAIN)
        repository, tag = build.repository(self._catalog.workspace), acts.intent.text("tag")
        image = ImageRef.parse(repository)
        digest = await self._tags.resolve(image, tag)
        place = self._tags.place(image)
        info = await self._world.registry(place.registry).image(place.path, digest) if digest else None
        labels = info.labels if info is not None else {}
        return of_build(acts, (digest, labels) if digest else None, (LABEL + "run", run_id), repository)

    async def finish(self, recovered: Recovered, by: str) -> RunState:
        """End a run as it stands: what was made stays, nothing more is begun; rows that are done return to their start values, as after any
        run. Raises UserError `recovery.changed`, `journal.run_held`."""
        run_id = recovered.state.id
        with await self._journal.resume(run_id):
            if len(await self._journal.events(run_id)) != recovered.events:
                raise UserError("recovery.changed", run=run_id)
            state, now = recovered.state, self._clock.now()
            events = []
            for step, end in as_it_stands(state, recovered.found).items():
                found = recovered.found.get(step)
                if found is not None and found.digest and end is State.DONE:
                    events.append(outcome(now, step, "build", "ok", tag=found.tag, number=found.number, digest=found.digest,
                                          commit=found.commit, repository=found.repository))
                elif found is not None and found.uid:  # a change, or the intent of one: an undo has to know which
                    events.append(_outcome(now, step, found))
                events.append(step_ended(now, step, end, Message.of(f"recovery.{end.value}", by=by)))
            for event in events:
                await self._journal.append(run_id, event)
            state = fold(run_id, await self._journal.events(run_id))
            await self._journal.append(run_id, run_ended(now, verdict(state.steps.values())))
        state = fold(run_id, await self._journal.events(run_id))
        for rollout in recovered.plan.steps:
            known = state.steps.get(rollout.id)
            made, found = recovered.patches.get(rollout.id), recovered.found.get(rollout.id)
            if made is not None and found is not None and found.fate is Fate.MADE:
                self._planner.wrote(rollout.key, _images(made))
            if known is not None and known.state.good:
                self._planner.went_well(rollout)
        self._feed.show(state)
        self._kept = {}
        await self.show()
        return state


