"""One rollout: the guarded change of a workload, and following it to its end."""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, replace

from desktop_pipeline.domain.drift import renewed
from desktop_pipeline.domain.errors import Unreachable, UserError
from desktop_pipeline.domain.following import Follow, Memory, judge
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import Resolved, WorkloadPatch, WorkloadStep, make_patch, may_arrive, reached, stuck_pods
from desktop_pipeline.domain.recovery import Found
from desktop_pipeline.domain.runs import Event, State, Value, intent, outcome, progress
from desktop_pipeline.domain.workloads import Kind, Phase, Pod, Workload, rollout_status
from desktop_pipeline.domain.workspace import Pinning
from desktop_pipeline.services import already_there
from desktop_pipeline.services.builds import Built
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.cluster_ports import Cluster, PatchResult, PatchVerdict, PodChanged, PodEvent, PodRemoved, PodsSynced
from desktop_pipeline.services.inventory import Inventory, Link
from desktop_pipeline.services.kept_ports import Logs, LogWriter
from desktop_pipeline.services.ports import Clock, World
from desktop_pipeline.services.preflight import Report, refusal
from desktop_pipeline.services.tasks import TaskHost, to_its_end
from desktop_pipeline.services.undo_images import running_now, write_what_goes_back
from desktop_pipeline.services.witness import Witness

_LOOK = 0.25
_LAST_WORDS = 5.0
"""Seconds that a failed rollout waits at most for its events and logs."""
_ASK = 2.0
_ASLEEP = 10.0
"""A gap of so many seconds between two looks means that this computer slept."""
_UNKNOWN_FOR = 90.0
"""Seconds for which a change without an answer is asked for before the step is called unknown."""
_BUSY_TRIES = 5
_SHORTEST_WAIT, _LONGEST_WAIT = 1.0, 30.0
"""Seconds between two questions to a cluster that does not answer; its watch may tell sooner that it is back."""


_BEGINS = ("patch", "job")
"""Acts with which a step begins."""


class Recorder:
    """Writes the events of one step. `answer` is what the cluster said to the change so far; None before anything was sent. `turn` is
    called right before the act that begins it, and may raise so that it does not begin; `wrote` right after a change is known to be made,
    with the images before and after by container."""

    def __init__(
        self, run_id: str, step: str, record: Callable[[Event], Awaitable[None]], clock: Clock, turn: Callable[[], None] = lambda: None,
        wrote: Callable[[Mapping[str, tuple[str, str]]], None] = lambda images: None,
    ) -> None:
        self.run_id, self.step, self.wrote, self._turn = run_id, step, wrote, turn
        self.answer: PatchResult | None = None
        self.unsent = False
        """The last request did not even leave: the link is lost."""
        self._record, self._clock = record, clock

    async def intent(self, act: str, **data: Value) -> None:
        if act in _BEGINS:  # much time may have gone by since it was its turn
            self._turn()
        await self._record(intent(self._clock.now(), self.step, act, **data))

    async def outcome(self, act: str, result: str, **data: Value) -> None:
        await self._record(outcome(self._clock.now(), self.step, act, result, **data))

    async def show(self, fraction: float | None, message: Message) -> None:
        await self._record(progress(self._clock.now(), self.step, fraction, message))

    def stopped(self) -> tuple[State, Message]:
        """How the step ends when it is stopped now."""
        verdict = self.answer.verdict if self.answer is not None else None
        if verdict is PatchVerdict.UNKNOWN:
            return State.UNKNOWN, Message.of("rollouts.unknown")
        return State.CANCELLED, Message.of("executor.cluster_goes_on" if verdict is PatchVerdict.APPLIED else "executor.not_begun")


class Rollouts:
    """Changes workloads and follows them."""

    def __init__(self, catalog: Catalog, inventory: Inventory, world: World, logs: Logs, tasks: TaskHost, clock: Clock) -> None:
        self._catalog, self._inventory, self._world = catalog, inventory, world
        self._logs, self._tasks, self._clock = logs, tasks, clock

    async def run(self, step: WorkloadStep, report: Report, built: Mapping[str, Built], recorder: Recorder) -> tuple[State, Message]:
        """Change the workload of a step and follow it. Raises UserError when it cannot be asked at all."""
        limit = step.time_limit or report.plan.time_limit
        self._inventory.open(step.key.cluster, step.key.namespace)
        cluster, live = await self._reached(step, limit or self._catalog.workspace.limits.rollout_seconds, recorder)
        if live is None:
            return State.FAILED, Message.of("drift.gone", workload=step.key.name)
        patch = await self._patch(cluster, step, report, built, recorder.run_id, live)
        if patch is None:
            return await self._already_there(step, live, report, recorder, limit)
        log = self._logs.writer(f"{recorder.run_id}/{step.id}")  # one that cannot be written is found out before the change
        try:
            write_what_goes_back(step, log)
            repairs = report.repairs.get(step.id, ())
            result = await self._send(cluster, patch, recorder, json.dumps(repairs), await running_now(cluster, live), live.run)
            for warning in result.warnings:
                log.write(f"the cluster warns: {warning}")
            if result.verdict is PatchVerdict.UNKNOWN:
                return State.UNKNOWN, result.message or Message.of("rollouts.unknown")
            if result.verdict is PatchVerdict.DRIFT and result.workload is not None and await self._meanwhile(
                    cluster, step, report, built, recorder.run_id, result.workload):
                return await self._there(step, result.workload, report, recorder, limit, log)
            if result.verdict is not PatchVerdict.APPLIED or result.workload is None:
                return State.FAILED, refusal(step, result)
            before, images = {change.container: change.old for change in patch.changes}, result.images(patch)
            recorder.wrote({name: (before[name], image) for name, image in images})
            self._inventory.note(result.workload)
            follow = self._what_to_follow(patch.run, result.workload, result.workload.generation, images, limit)
            return await self._follow(step, result.workload, follow, repairs, recorder, log)
        finally:
            log.close()

    async def _already_there(
        self, step: WorkloadStep, live: Workload, report: Report, recorder: Recorder, limit: float
    ) -> tuple[State, Message]:
        """Nothing is to be changed; there is no log where nothing is to be followed either."""
        if may_arrive(step, live):
            return State.UNKNOWN, Message.of("undo.may_arrive", workload=step.key.name)
        if rollout_status(live).phase not in (Phase.WAIT, Phase.FAILED):
            return State.DONE, Message.of("preflight.already_there")
        log = self._logs.writer(f"{recorder.run_id}/{step.id}")
        try:
            return await self._there(step, live, report, recorder, limit, log)
        finally:
            log.close()

    async def _there(
        self, step: WorkloadStep, live: Workload, report: Report, recorder: Recorder, limit: float, log: LogWriter
    ) -> tuple[State, Message]:
        """A rollout that is not over yet, whoever began it, is followed: it may be what failed."""
        log.write(render(Message.of("preflight.already_there")))
        if rollout_status(live).phase not in (Phase.WAIT, Phase.FAILED):
            return State.DONE, Message.of("preflight.already_there")
        follow = self._what_to_follow(live.run, live, live.generation, (), limit)
        return await self._follow(step, live, follow, report.repairs.get(step.id, ()), recorder, log)

    async def go_on(self, step: WorkloadStep, made: Found, report: Report, recorder: Recorder) -> tuple[State, Message]:
        """Follow a change that was made before the program died. Its time begins anew. Raises UserError when it cannot be asked at all, but
        for a lost link: the change was made."""
        limit = step.time_limit or report.plan.time_limit
        self._inventory.open(step.key.cluster, step.key.namespace)
        try:
            _, live = await self._reached(step, limit or self._catalog.workspace.limits.rollout_seconds, recorder)
        except Unreachable:
            return State.TIMED_OUT, Message.of("rollouts.link_lost")
        if live is None:
            return State.FAILED, Message.of("follow.gone")
        log = self._logs.writer(f"{recorder.run_id}/{step.id}")
        try:
            log.write("The program was ended in the middle of this; the change had been made, and is followed again.")
            before = {row.container: row.expect for row in step.rows}
            recorder.wrote({name: (before.get(name, ""), image) for name, image in made.images})
            self._inventory.note(live)  # what is kept of it may be older than the change
            generation = made.generation or live.generation
            if not made.generation:  # its answer was never written
                became = json.dumps([list(item) for item in made.images])
                await recorder.outcome("patch", "ok", verdict=PatchVerdict.APPLIED.value, generation=generation, became=became)
            follow = self._what_to_follow(recorder.run_id, live, generation, made.images, limit)
            return await self._follow(step, live, replace(follow, uid=made.uid), made.repairs, recorder, log)
        finally:
            log.close()

    async def _reached(self, step: WorkloadStep, limit: float, recorder: Recorder) -> tuple[Cluster, Workload | None]:
        """The cluster, and the workload as it is now. A link lost in the middle of a run is waited for as long as a rollout may take:
        nothing was changed here yet. Raises Unreachable afterwards, and what else is wrong at once."""
        begun, wait = self._clock.now(), _SHORTEST_WAIT
        while True:
            try:
                cluster = await cluster_meant(self._world, self._catalog, step.key.cluster)
                return cluster, await cluster.get(step.key)
            except Unreachable:
                if self._clock.now() - begun > limit:
                    raise
            await recorder.show(None, Message.of("rollouts.link_lost"))
            again = self._clock.now() + wait
            wait = min(_LONGEST_WAIT, wait * 2)
            await self._clock.sleep(_SHORTEST_WAIT)  # the watch may not know yet that the link is lost
            while self._clock.now() < again and not self._live_again(step):
                await self._clock.sleep(_LOOK)

    def _live_again(self, step: WorkloadStep) -> bool:
        return self._inventory.facts(step.key.cluster, step.key.namespace).link is Link.LIVE

    def _what_to_follow(
        self, run: str, workload: Workload, generation: int, images: tuple[tuple[str, str], ...], limit: float
    ) -> Follow:
        limits = self._catalog.workspace.limits
        settle = max(limits.settle_seconds, workload.min_ready_seconds)
        return Follow(run, workload.uid, generation, images, self._clock.now(), limit or limits.rollout_seconds, settle)

    async def _meanwhile(
        self, cluster: Cluster, step: WorkloadStep, report: Report, built: Mapping[str, Built], run_id: str, live: Workload
    ) -> bool:
        """Whether somebody has brought what the step wants in the moment before its patch, which was refused for that."""
        try:
            return await self._patch(cluster, step, report, built, run_id, live) is None
        except UserError:
            return False

    @staticmethod
    async def _patch(
        cluster: Cluster, step: WorkloadStep, report: Report, built: Mapping[str, Built], run_id: str, live: Workload
    ) -> WorkloadPatch | None:
        resolved: dict[str, Resolved] = {}
        pinning: dict[str, Pinning] = {}
        for row in step.rows:
            where = (step.id, row.container)
            if row.restore:
                resolved[row.container] = Resolved(row.tag)
                continue
            resolved[row.container] = Resolved(built[row.build].tag, built[row.build].digest) if row.build else report.resolved[where]
            pinning[row.container] = report.pinning.get(where, Pinning.DIGEST)
        resolved = await already_there.look(cluster, step, live, resolved)
        step = renewed(step, live, reached(step, live, resolved, pinning), report.plan.drift)  # pauses and waves may have taken long
        what = f"Desktop Pipeline {run_id}: " + (f"undo of {report.plan.undoes}: " if report.plan.undoes else "")
        cause = what + ", ".join(f"{name} {image.tag}" for name, image in resolved.items())
        return make_patch(step, live, resolved, pinning, run_id, cause)

    # ---- the change ----------------------------------------------------------------------------------------------------------------------

    async def _send(
        self, cluster: Cluster, patch: WorkloadPatch, recorder: Recorder, repairs: str, running: str, guard: str
    ) -> PatchResult:
        """Make the change once intent is on the disk; the outcome is written whatever happens."""
        changes = json.dumps([
            [change.container, change.old, change.new, change.old_policy, change.pull_policy] for change in patch.changes])
        try:
            await recorder.intent(
                "patch", uid=patch.uid, changes=changes, repairs=repairs, running=running, generation=patch.generation, guard=guard)
            return await self._until_answered(cluster, patch, recorder)
        finally:
            await self._note(recorder, patch)

    @staticmethod
    async def _note(recorder: Recorder, patch: WorkloadPatch) -> None:
        answer = recorder.answer
        if answer is None:
            await recorder.outcome("patch", "cancelled", verdict="not-sent")
            return
        said = {PatchVerdict.APPLIED: "ok", PatchVerdict.UNKNOWN: "unknown"}.get(answer.verdict, "failed")
        generation = answer.workload.generation if answer.workload else 0
        text = render(answer.message) if answer.message else ""
        there = {item.name: item.image for item in answer.workload.containers} if answer.workload and said == "ok" else {}
        became = list({**there, **dict(answer.images(patch))}.items())
        await recorder.outcome("patch", said, verdict=answer.verdict.value, generation=generation, said=text, became=json.dumps(became))

    async def _until_answered(self, cluster: Cluster, patch: WorkloadPatch, recorder: Recorder) -> PatchResult:
        """Send until there is an answer. The guards make a second try harmless: it is refused when the first one was applied.

        When this is cancelled a request that is out is waited for (the port has a time limit), and nothing more is sent.
        """
        begun, tries = self._clock.now(), 0
        while True:
            tries += 1
            answer = await to_its_end(self._ask(cluster, patch, recorder))
            if recorder.unsent and self._clock.now() - begun < self._catalog.workspace.limits.rollout_seconds:
                await recorder.show(None, Message.of("rollouts.link_lost"))
                await self._clock.sleep(min(_LONGEST_WAIT, 0.5 * 2**tries))
            elif answer.verdict is PatchVerdict.BUSY and tries < _BUSY_TRIES:
                await self._clock.sleep(min(5.0, 0.5 * 2**tries))
            elif answer.verdict is PatchVerdict.UNKNOWN and answer.message != _gone(patch) and self._clock.now() - begun < _UNKNOWN_FOR:
                await recorder.show(None, Message.of("rollouts.no_answer"))
                await self._clock.sleep(1.0)
            else:
                return answer

    @staticmethod
    async def _ask(cluster: Cluster, patch: WorkloadPatch, recorder: Recorder) -> PatchResult:
        """Send once, and keep the answer in the recorder."""
        before, recorder.answer, recorder.unsent = recorder.answer, PatchResult(PatchVerdict.UNKNOWN), False
        try:
            answer = await cluster.patch(patch)
        except UserError as error:
            answer, recorder.unsent = PatchResult(PatchVerdict.BUSY, error.message), isinstance(error, Unreachable)
        lost = before is not None and before.verdict is PatchVerdict.UNKNOWN
        if lost and (answer.verdict is PatchVerdict.GONE or (answer.workload is not None and answer.workload.uid != patch.uid)):
            answer = PatchResult(PatchVerdict.UNKNOWN, _gone(patch))  # it may have been changed before it went
        elif lost or answer.verdict is PatchVerdict.DRIFT:
            answer = _after_a_lost_one(patch, answer)  # of this program, or of one that died before it could read it
        recorder.answer = answer
        return answer

    # ---- following -----------------------------------------------------------------------------------------------------------------------

    async def _follow(
        self, step: WorkloadStep, workload: Workload, follow: Follow, repairs: tuple[str, ...], recorder: Recorder, log: LogWriter
    ) -> tuple[State, Message]:
        pods: dict[str, Pod] = {}

        def take(event: PodEvent) -> None:
            if isinstance(event, PodsSynced):
                pods.clear()
                pods.update((pod.name, pod) for pod in event.pods)
            elif isinstance(event, PodChanged):
                pods[event.pod.name] = event.pod
            elif isinstance(event, PodRemoved):
                pods.pop(event.name, None)

        witness = Witness(lambda: self._world.cluster(step.key.cluster), workload, follow.run, self._clock, log.write)
        watch = self._tasks.start(self._watch_pods(workload, take), f"pods of {step.id}")
        asking = self._tasks.start(witness.watch(), f"events of {step.id}")
        repair = self._tasks.start(self._repair(step, repairs, recorder), f"repair {step.id}") if repairs else None
        eyes, memory, shown = _Eyes(workload, self._clock.now()), Memory(), Message.of("rollout.not_seen")
        try:
            await recorder.intent("watch")
            while True:
                if repair is not None and repair.done() and (error := repair.result()) is not None:
                    log.write(f"{State.FAILED.value}: {error}")
                    raise error
                await self._see(eyes)
                if eyes.lost:
                    await recorder.show(None, Message.of("rollouts.link_lost"))
                    if eyes.lost_for > follow.limit:
                        return State.TIMED_OUT, Message.of("rollouts.link_lost")
                    await self._clock.sleep(_LOOK)
                    continue
                memory, verdict = judge(follow, memory, eyes.workload, pods.values(), eyes.at - eyes.blind, witness.told)
                witness.look(eyes.workload, pods.values(), verdict.trouble)
                if verdict.message != shown:
                    if verdict.message.code != shown.code or verdict.message.code != "follow.settling":  # its seconds are no news
                        log.write(render(verdict.message))
                    shown = verdict.message
                await recorder.show(verdict.fraction, shown)
                if verdict.state is not None:
                    message = verdict.message
                    if verdict.state in (State.FAILED, State.TIMED_OUT):
                        asking.cancel()
                        with contextlib.suppress(TimeoutError):  # it counts as failed now: others wait for that
                            async with asyncio.timeout(_LAST_WORDS):
                                message = await witness.verdict(eyes.workload or workload, verdict.trouble) or message
                    if verdict.beside is not None and verdict.beside != message:
                        log.write(render(verdict.beside))
                    log.write(f"{verdict.state.value}: {render(message)}")
                    return verdict.state, message
                await self._clock.sleep(_LOOK)
        finally:
            ending = [task for task in (watch, asking, repair) if task is not None]
            for task in ending:
                task.cancel()
            await asyncio.wait(ending)

    async def _see(self, eyes: _Eyes) -> None:
        """Look at the workload: by the watch of its app map, or by asking for it where its kind may not be listed."""
        key, at = eyes.first.key, self._clock.now()
        facts = self._inventory.facts(key.cluster, key.namespace)
        lost = facts.link is Link.LOST
        if key.kind in facts.forbidden:
            lost = eyes.lost
            if at - eyes.asked >= _ASK:
                eyes.asked = at
                try:
                    eyes.workload, lost = await self._world.cluster(key.cluster).get(key), False
                except UserError:
                    lost = True
        elif not lost:
            known = facts.link is Link.LIVE and key.kind in facts.synced
            eyes.workload = facts.workloads.get(key) or (None if known else eyes.first)
        eyes.looked(at, lost)

    async def _watch_pods(self, workload: Workload, take: Callable[[PodEvent], None]) -> None:
        if workload.key.kind is Kind.CRON_JOB:
            return
        while True:
            try:
                await self._world.cluster(workload.key.cluster).watch_pods(workload, take)
            except UserError:
                await self._clock.sleep(2.0)

    async def _repair(self, step: WorkloadStep, named: tuple[str, ...], recorder: Recorder) -> UserError | None:
        """What kept the repair from its end, if anything: who follows the rollout would wait in vain."""
        try:
            await self._delete_stuck(step, named, recorder)
        except UserError as error:
            return error
        return None

    async def _delete_stuck(self, step: WorkloadStep, named: tuple[str, ...], recorder: Recorder) -> None:
        """Delete the broken pods of the former revision that keep a StatefulSet from moving on: those that pre-flight named, no other.

        Raises UserError: of the journal, `rollouts.not_repaired`, and what the port raises except Unreachable.
        """
        left = set(named)
        while left:
            cluster = self._world.cluster(step.key.cluster)
            try:
                live = await cluster.get(step.key)
                if live is None:
                    return
                if live.observed_generation >= live.generation and rollout_status(live).phase is Phase.WAIT:
                    pods = await cluster.pods(live)
                    for name in stuck_pods(live, [(pod.name, pod.ready, pod.is_new) for pod in pods if not pod.deleting]):
                        if name in left:
                            await self._delete(cluster, step, next(pod for pod in pods if pod.name == name), recorder)
                    left -= {pod.name for pod in pods if pod.is_new or pod.ready} | (left - {pod.name for pod in pods})
            except Unreachable:
                pass  # the link may be cut for a while: it is tried again
            await self._clock.sleep(1.0)

    @staticmethod
    async def _delete(cluster: Cluster, step: WorkloadStep, pod: Pod, recorder: Recorder) -> None:
        """Delete one pod; the outcome is written whatever happens. Raises Unreachable, `rollouts.not_repaired`, errors of the journal."""
        await recorder.intent("delete-pod", pod=pod.name, uid=pod.uid)
        result, said = "unknown", ""
        try:
            await cluster.delete_pod(step.key.namespace, pod.name, pod.uid)
            result = "ok"
        except UserError as error:
            result, said = "unknown" if isinstance(error, Unreachable) else "failed", str(error)
            if isinstance(error, Unreachable):
                raise
            raise UserError("rollouts.not_repaired", pod=pod.name, text=said) from error
        finally:
            await recorder.outcome("delete-pod", result, pod=pod.name, said=said)


async def cluster_meant(world: World, catalog: Catalog, cluster_id: str) -> Cluster:
    """The cluster to act in, asked for again right before: its binding may have changed since pre-flight.

    Raises UserError `preflight.other_cluster`, and what the port raises.
    """
    cluster, meant = world.cluster(cluster_id), catalog.workspace.cluster(cluster_id)
    if meant is None or meant.is_at(await cluster.identity()) is False:
        raise UserError("preflight.other_cluster", cluster=cluster_id)
    return cluster


def _after_a_lost_one(patch: WorkloadPatch, answer: PatchResult) -> PatchResult:
    """What an answer means when an earlier one was lost: only the object itself tells whether the change was made."""
    workload = answer.workload
    if answer.verdict is PatchVerdict.DRIFT and workload is not None:
        ours = (workload.run, workload.step) == (patch.run, patch.step)
        return PatchResult(PatchVerdict.APPLIED, None, workload, answer.warnings, late=True) if ours else answer
    return answer if answer.verdict is PatchVerdict.APPLIED else PatchResult(PatchVerdict.UNKNOWN, answer.message)


def _gone(patch: WorkloadPatch) -> Message:
    return Message.of("rollouts.gone_unknown", workload=patch.key.name)


@dataclass(slots=True)
class _Eyes:
    """What is seen of a workload while it is followed. Times in epoch seconds, `blind` and `lost_for` in seconds.

    `blind`: how long nothing was seen, because the link was cut or this computer slept; no verdict may rest on that time.
    """

    first: Workload
    at: float
    workload: Workload | None = None
    lost: bool = False
    lost_for: float = 0.0
    blind: float = 0.0
    asked: float = 0.0

    def looked(self, at: float, lost: bool) -> None:
        gap = max(0.0, at - self.at)
        asleep = gap > _ASLEEP
        self.blind += gap if lost or asleep else 0.0
        self.lost_for = 0.0 if not lost else self.lost_for + (0.0 if asleep else gap)
        self.at, self.lost = at, lost
