"""One rollout: the guarded change of a workload, and following it to its end."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Mapping

from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.following import Follow, Memory, judge
from desktop_pipeline.domain.messages import Message, render
from desktop_pipeline.domain.plans import Resolved, WorkloadPatch, WorkloadStep, make_patch, stuck_pods
from desktop_pipeline.domain.runs import Event, State, Value, intent, outcome, progress
from desktop_pipeline.domain.workloads import Kind, Phase, Pod, PodTrouble, Trouble, Workload, rollout_status
from desktop_pipeline.domain.workspace import Pinning
from desktop_pipeline.services.builds import Built
from desktop_pipeline.services.catalog import Catalog
from desktop_pipeline.services.inventory import Inventory, Link
from desktop_pipeline.services.ports import (
    Clock,
    Cluster,
    Logs,
    PatchResult,
    PatchVerdict,
    PodChanged,
    PodEvent,
    PodRemoved,
    PodsSynced,
    World,
)
from desktop_pipeline.services.preflight import Report, refusal
from desktop_pipeline.services.tasks import TaskHost

_LOOK = 0.25
_UNKNOWN_FOR = 90.0
"""Seconds for which a change without an answer is asked for before the step is called unknown."""
_BUSY_TRIES = 5
_TAIL = 40


class Recorder:
    """Writes the events of one step. `changed` tells whether the cluster was told anything."""

    def __init__(self, run_id: str, step: str, record: Callable[[Event], Awaitable[None]], clock: Clock) -> None:
        self.run_id, self.step, self.changed = run_id, step, False
        self._record, self._clock = record, clock

    async def intent(self, act: str, **data: Value) -> None:
        await self._record(intent(self._clock.now(), self.step, act, **data))

    async def outcome(self, act: str, result: str, **data: Value) -> None:
        await self._record(outcome(self._clock.now(), self.step, act, result, **data))

    async def show(self, fraction: float | None, message: Message) -> None:
        await self._record(progress(self._clock.now(), self.step, fraction, message))


class Rollouts:
    """Changes workloads and follows them."""

    def __init__(self, catalog: Catalog, inventory: Inventory, world: World, logs: Logs, tasks: TaskHost, clock: Clock) -> None:
        self._catalog, self._inventory, self._world = catalog, inventory, world
        self._logs, self._tasks, self._clock = logs, tasks, clock

    async def run(self, step: WorkloadStep, report: Report, built: Mapping[str, Built], recorder: Recorder) -> tuple[State, Message]:
        """Change the workload of a step and follow it. Raises UserError when it cannot be asked at all."""
        cluster = self._world.cluster(step.key.cluster)
        self._inventory.open(step.key.cluster, step.key.namespace)
        live = await cluster.get(step.key)
        if live is None:
            return State.FAILED, Message.of("drift.gone", workload=step.key.name)
        patch = self._patch(step, report, built, recorder.run_id, live)
        if patch is None:
            return State.DONE, Message.of("preflight.already_there")
        result = await self._send(cluster, step, patch, recorder)
        if result.verdict is PatchVerdict.UNKNOWN:
            return State.UNKNOWN, result.message or Message.of("rollouts.unknown")
        if result.verdict is not PatchVerdict.APPLIED or result.workload is None:
            return State.FAILED, refusal(step, result)
        self._inventory.note(result.workload)
        limits, now = self._catalog.workspace.limits, result.workload
        changed = {change.container for change in patch.changes}
        images = tuple((container.name, container.image) for container in now.containers if container.name in changed)
        settle = max(limits.settle_seconds, now.min_ready_seconds)
        follow = Follow(recorder.run_id, now.uid, now.generation, images, self._clock.now(), limits.rollout_seconds, settle)
        return await self._follow(cluster, step, now, follow, report.repairs.get(step.id, ()), recorder)

    def _patch(self, step: WorkloadStep, report: Report, built: Mapping[str, Built], run_id: str, live: Workload) -> WorkloadPatch | None:
        resolved: dict[str, Resolved] = {}
        pinning: dict[str, Pinning] = {}
        for row in step.rows:
            where = (step.id, row.container)
            resolved[row.container] = Resolved(built[row.build].tag, built[row.build].digest) if row.build else report.resolved[where]
            pinning[row.container] = report.pinning.get(where, Pinning.DIGEST)
        cause = f"Desktop Pipeline {run_id}: " + ", ".join(f"{name} {image.tag}" for name, image in resolved.items())
        return make_patch(step, live, resolved, pinning, run_id, cause)

    # ---- the change ----------------------------------------------------------------------------------------------------------------------

    async def _send(self, cluster: Cluster, step: WorkloadStep, patch: WorkloadPatch, recorder: Recorder) -> PatchResult:
        """Send the change once intent is on the disk. Once sent it is not cancelled but waited for: the port has a time limit."""
        changes = json.dumps([[change.container, change.old, change.new, change.pull_policy] for change in patch.changes])
        await recorder.intent("patch", uid=patch.uid, changes=changes)
        recorder.changed = True
        sending = self._tasks.start(self._patch_to_the_end(cluster, patch, recorder), f"patch {step.id}")
        try:
            result = await asyncio.shield(sending)
        except asyncio.CancelledError:
            await asyncio.wait([sending])
            if not sending.cancelled() and sending.exception() is None:
                await self._note(sending.result(), recorder)
            raise
        await self._note(result, recorder)
        return result

    async def _note(self, result: PatchResult, recorder: Recorder) -> None:
        verdict = result.verdict
        recorder.changed = verdict in (PatchVerdict.APPLIED, PatchVerdict.UNKNOWN)
        said = {PatchVerdict.APPLIED: "ok", PatchVerdict.UNKNOWN: "unknown"}.get(verdict, "failed")
        generation = result.workload.generation if result.workload else 0
        text = render(result.message) if result.message else ""
        await recorder.outcome("patch", said, verdict=verdict.value, generation=generation, said=text)

    async def _patch_to_the_end(self, cluster: Cluster, patch: WorkloadPatch, recorder: Recorder) -> PatchResult:
        """Send until there is an answer. The guards make a second try harmless: it is refused when the first one was applied."""
        begun, tries = self._clock.now(), 0
        sent_before = False
        while True:
            tries += 1
            try:
                result = await cluster.patch(patch)
            except UserError as error:
                result = PatchResult(PatchVerdict.UNKNOWN if sent_before else PatchVerdict.BUSY, error.message)
            ours = result.workload is not None and result.workload.run == patch.run and result.workload.step == patch.step
            if result.verdict is PatchVerdict.DRIFT and sent_before and ours:
                return PatchResult(PatchVerdict.APPLIED, workload=result.workload)
            if result.verdict is PatchVerdict.BUSY and tries < _BUSY_TRIES:
                await self._clock.sleep(min(5.0, 0.5 * 2**tries))
                continue
            if result.verdict is PatchVerdict.UNKNOWN and self._clock.now() - begun < _UNKNOWN_FOR:
                sent_before = True
                await recorder.show(None, Message.of("rollouts.no_answer"))
                await self._clock.sleep(1.0)
                continue
            return result

    # ---- following -----------------------------------------------------------------------------------------------------------------------

    async def _follow(
        self, cluster: Cluster, step: WorkloadStep, workload: Workload, follow: Follow, repairs: tuple[str, ...], recorder: Recorder
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

        log = self._logs.writer(f"{recorder.run_id}/{step.id}")
        watch = self._tasks.start(self._watch_pods(cluster, workload, take), f"pods of {step.id}")
        repair = self._tasks.start(self._repair(cluster, step, repairs, recorder), f"repair {step.id}") if repairs else None
        memory, shown = Memory(), Message.of("rollout.not_seen")
        try:
            await recorder.intent("watch")
            while True:
                facts = self._inventory.facts(step.key.cluster, step.key.namespace)
                lost = facts.link is Link.LOST
                known = facts.link is Link.LIVE and step.key.kind in facts.synced and step.key.kind not in facts.forbidden
                now = facts.workloads.get(step.key) or (None if known else workload)
                memory, verdict = judge(follow, memory, now, pods.values(), self._clock.now())
                if verdict.message != shown:
                    shown = verdict.message
                    log.write(render(shown))
                message = Message.of("rollouts.link_lost") if lost and verdict.state is None else shown
                await recorder.show(verdict.fraction, message)
                if verdict.state is not None:
                    if verdict.state in (State.FAILED, State.TIMED_OUT):
                        await self._explain(cluster, step, verdict.trouble, log.write)
                    log.write(f"{verdict.state.value}: {render(verdict.message)}")
                    return verdict.state, verdict.message
                await self._clock.sleep(_LOOK)
        finally:
            log.close()
            ending = [task for task in (watch, repair) if task is not None]
            for task in ending:
                task.cancel()
            await asyncio.wait(ending)

    async def _watch_pods(self, cluster: Cluster, workload: Workload, take: Callable[[PodEvent], None]) -> None:
        if workload.key.kind is Kind.CRON_JOB:
            return
        while True:
            try:
                await cluster.watch_pods(workload, take)
            except UserError:
                await self._clock.sleep(2.0)

    async def _repair(self, cluster: Cluster, step: WorkloadStep, named: tuple[str, ...], recorder: Recorder) -> None:
        """Delete the broken pods of the former revision that keep a StatefulSet from moving on: those that pre-flight named, no other."""
        left = set(named)
        while left:
            live = await cluster.get(step.key)
            if live is None:
                return
            if live.observed_generation >= live.generation and rollout_status(live).phase is Phase.WAIT:
                pods = await cluster.pods(live)
                for name in stuck_pods(live, [(pod.name, pod.ready, pod.is_new) for pod in pods if not pod.deleting]):
                    pod = next(item for item in pods if item.name == name)
                    if name in left:
                        await recorder.intent("delete-pod", pod=name, uid=pod.uid)
                        await cluster.delete_pod(step.key.namespace, name, pod.uid)
                        await recorder.outcome("delete-pod", "ok", pod=name)
                left -= {pod.name for pod in pods if pod.is_new or pod.ready} | (left - {pod.name for pod in pods})
            await self._clock.sleep(1.0)

    async def _explain(self, cluster: Cluster, step: WorkloadStep, trouble: PodTrouble | None, write: Callable[[str], None]) -> None:
        """Put the end of the crashed container's log and its events into the step's log."""
        if trouble is None or not trouble.pod:
            return
        try:
            live = await cluster.get(step.key)
            pods = await cluster.pods(live) if live else ()
            pod = next((item for item in pods if item.name == trouble.pod), None)
            for text in await cluster.warnings(step.key.namespace, pod.uid) if pod else ():
                write(f"event: {text}")
            if trouble.container and trouble.kind in (Trouble.CRASH, Trouble.OOM, Trouble.FAILED):
                text = await cluster.log_tail(step.key.namespace, trouble.pod, trouble.container, _TAIL)
                if not text:
                    text = await cluster.log_tail(step.key.namespace, trouble.pod, trouble.container, _TAIL, previous=True)
                write(f"--- last lines of {trouble.pod}/{trouble.container}")
                for line in text.splitlines():
                    write(line)
        except UserError as error:
            write(f"(the log could not be had: {error})")
