"""The inside of a sandbox cluster: its workloads and pods, moved along the timeline, and who is told about it."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Collection
from dataclasses import replace

from desktop_pipeline.adapters.sandbox.controllers import step
from desktop_pipeline.adapters.sandbox.kubelet import Kubelet
from desktop_pipeline.adapters.sandbox.machine import SimPod, SimWorkload, Template
from desktop_pipeline.adapters.sandbox.registry import Shelf
from desktop_pipeline.adapters.sandbox.timeline import Timeline
from desktop_pipeline.domain.errors import UserError
from desktop_pipeline.domain.images import LATEST, ImageRef
from desktop_pipeline.domain.surroundings import Budget, Node, Quota
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import Container, Kind, Workload
from desktop_pipeline.services.cluster_ports import Changed, InventoryEvent, PodChanged, PodEvent, PodRemoved, PullSecret, Removed

_SEE, _SYNC = 0.12, 0.03
"""Seconds until a controller sees a change of a spec, and of a pod."""
_JOB_TRIES = 2
_EVENTS = 1000
"""So many events a cluster keeps."""
_LETTERS = "bcdfghjklmnpqrstvwxz2456789"


def defaulted(container: Container) -> Container:
    """With the pull policy that the API server writes at creation: Always for `latest`, else IfNotPresent."""
    if container.pull_policy:
        return container
    try:
        reference = ImageRef.parse(container.image)
    except UserError:
        return container
    latest = not reference.digest and reference.tag in ("", LATEST)
    return replace(container, pull_policy="Always" if latest else "IfNotPresent")


class Engine:
    """State of a cluster. Everything here happens at once; call `play` of the timeline first."""

    def __init__(self, cluster: str, timeline: Timeline, shelf: Shelf) -> None:
        self.cluster, self.timeline = cluster, timeline
        self.kubelet = Kubelet(timeline, shelf, self._pod_changed, self.event)
        self.workloads: dict[tuple[str, Kind, str], SimWorkload] = {}
        self.namespaces: set[str] = set()
        self.events: dict[tuple[str, str, str, str], EventSeen] = {}
        """Events by namespace, uid, reason and text, the one that happened last at the end."""
        self.version = 1000
        self.nodes = 3
        self.node_facts: tuple[Node, ...] = ()
        """Instead of so many nodes for linux/amd64."""
        self.quotas: dict[str, tuple[Quota, ...]] = {}
        self.budgets: dict[str, tuple[Budget, ...]] = {}
        self.secrets: dict[tuple[str, str], PullSecret] = {}
        self._serial = itertools.count(1)
        self._listeners: list[tuple[str, Callable[[InventoryEvent], None]]] = []
        self._pod_listeners: list[tuple[SimWorkload, Callable[[PodEvent], None]]] = []
        self.identity = self.uid("kube-system")

    # ---- who listens -----------------------------------------------------------------------------------------------

    def listen(self, namespace: str, on: Callable[[InventoryEvent], None]) -> Callable[[], None]:
        """Tell of each change in a namespace; the returned function ends it."""
        entry = (namespace, on)
        self._listeners.append(entry)
        return lambda: self._listeners.remove(entry)

    def listen_pods(self, workload: SimWorkload, on: Callable[[PodEvent], None]) -> Callable[[], None]:
        entry = (workload, on)
        self._pod_listeners.append(entry)
        return lambda: self._pod_listeners.remove(entry)

    def _tell(self, namespace: str, event: InventoryEvent) -> None:
        for wanted, on in tuple(self._listeners):
            if wanted == namespace:
                on(event)

    def _tell_pods(self, workload: SimWorkload, event: PodEvent) -> None:
        for wanted, on in tuple(self._pod_listeners):
            if wanted is workload:
                on(event)

    # ---- workloads -------------------------------------------------------------------------------------------------

    def uid(self, *parts: object) -> str:
        text = hashlib.sha256(repr((self.cluster, next(self._serial), parts)).encode()).hexdigest()
        return f"{text[:8]}-{text[8:12]}-4{text[13:16]}-a{text[17:20]}-{text[20:32]}"

    def add(self, workload: SimWorkload, containers: tuple[Container, ...], settled: bool = True) -> SimWorkload:
        """Put a workload into the cluster, with its pods as they are after a while, or (not `settled`) from the start."""
        workload.uid = workload.uid or self.uid(workload.name)
        workload.set_template(tuple(defaulted(container) for container in containers))
        self.namespaces.add(workload.namespace)
        self.workloads[workload.namespace, workload.kind, workload.name] = workload
        workload.progress_at = self.timeline.now()
        workload.current_revision, workload.held = workload.template.revision, workload.template
        if settled and workload.kind is not Kind.CRON_JOB:
            for ordinal in range(workload.replicas):
                pod = self._make_pod(workload, workload.template, ordinal)
                self.kubelet.settle(pod)
        self.changed(workload)
        self.spec_changed(workload)
        return workload

    def snapshot(self, workload: SimWorkload) -> Workload:
        return workload.snapshot(self.cluster, self.timeline.now())

    def changed(self, workload: SimWorkload) -> None:
        """Tell of a workload if it looks different from what was told last, and is still there."""
        if self.workloads.get((workload.namespace, workload.kind, workload.name)) is not workload:
            return
        now = self.snapshot(workload)
        if workload.last is not None and replace(now, resource_version=workload.last.resource_version) == workload.last:
            return
        self.version += 1
        workload.version = self.version
        workload.last = replace(now, resource_version=str(self.version))
        self._tell(workload.namespace, Changed(workload.last))

    def spec_changed(self, workload: SimWorkload) -> None:
        """The controller will see a new spec in a moment."""
        if workload.kind is Kind.DEPLOYMENT:
            workload.progress_at, workload.progress_mark, workload.deadline_text = self.timeline.now(), (), ""
            self._watch_deadline(workload)
        self.timeline.after(_SEE, lambda: self._sync(workload))

    def set_containers(
        self, workload: SimWorkload, containers: tuple[Container, ...], run: str = "", step_id: str = "", by: str = ""
    ) -> None:
        """Write a new pod template; nothing happens when it is the same."""
        if (containers, run, step_id) == (workload.template.containers, workload.template.run, workload.template.step):
            return
        before = {item.name: item for item in workload.template.containers}
        by, now = by or workload.changed_by, self.timeline.now()
        containers = tuple(
            item if before.get(item.name) == item else replace(item, changed_by=by, changed_at=now) for item in containers)
        workload.set_template(containers, run, step_id)
        workload.generation += 1
        workload.changed_by, workload.changed_at = by, now
        self.changed(workload)
        if workload.kind is Kind.STATEFUL_SET:
            for pod in workload.pods:  # which of them are new is another question now
                self._tell_pods(workload, PodChanged(pod.snapshot()))
        self.spec_changed(workload)

    def remove(self, workload: SimWorkload) -> None:
        """Take a workload away, with its pods."""
        self.workloads.pop((workload.namespace, workload.kind, workload.name), None)
        workload.deleting = True
        for pod in workload.alive():
            self.delete_pod(pod)
        if workload.last is not None:
            self._tell(workload.namespace, Removed(workload.last.key))

    def nudge(self, workload: SimWorkload) -> None:
        """Let the controller look at a workload soon; once however often it is asked for."""
        if not workload.sync_due:
            workload.sync_due = True
            self.timeline.after(_SYNC, lambda: self._sync(workload))

    def _sync(self, workload: SimWorkload) -> None:
        workload.sync_due = False
        step(workload, self.timeline.now(), self._create, self.delete_pod)
        self.changed(workload)

    def _watch_deadline(self, workload: SimWorkload) -> None:
        generation = workload.generation

        def look() -> None:
            if workload.generation != generation or workload.deadline_text or workload.paused or not workload.progress_mark:
                return
            _, updated, available, count = workload.progress_mark
            if updated >= workload.replicas and available >= workload.replicas and count == updated:
                return
            left = workload.deadline - (self.timeline.now() - workload.progress_at) * self.timeline.speed
            if left > 0.01:
                self.timeline.after(left, look)
                return
            workload.deadline_text = f'ReplicaSet "{workload.name}-{workload.template.revision}" has timed out progressing.'
            self.changed(workload)

        self.timeline.after(workload.deadline, look)

    # ---- pods ------------------------------------------------------------------------------------------------------

    def _create(self, workload: SimWorkload, template: Template, ordinal: int) -> bool:
        if workload.quota:
            self.event(workload.namespace, workload.uid, "FailedCreate", f"Error creating: {workload.quota}")
            return False
        pod = self._make_pod(workload, template, ordinal)
        self.kubelet.start(pod)
        self._pod_changed(pod)
        return True

    def _make_pod(self, workload: SimWorkload, template: Template, ordinal: int) -> SimPod:
        number = next(self._serial)
        if workload.kind is Kind.STATEFUL_SET:
            name = f"{workload.name}-{ordinal}"
        else:
            seed = hashlib.sha256(f"{self.cluster}/{number}".encode()).digest()
            tail = "".join(_LETTERS[byte % len(_LETTERS)] for byte in seed[:5])
            name = f"{workload.name}-{template.revision}-{tail}" if workload.kind is Kind.DEPLOYMENT else f"{workload.name}-{tail}"
        node = ordinal if workload.kind is Kind.DAEMON_SET else number % self.nodes
        pod = SimPod(workload, name, self.uid(name), template, self.timeline.now(), f"node-{node + 1}", ordinal)
        workload.pods.append(pod)
        self.event(workload.namespace, workload.uid, "SuccessfulCreate", f"Created pod: {name}", warning=False)
        return pod

    def delete_pod(self, pod: SimPod) -> None:
        """End a pod as `kubectl delete pod` does; its controller makes another."""
        def gone() -> None:
            pod.owner.pods.remove(pod)
            self._tell_pods(pod.owner, PodRemoved(pod.name))
            self.nudge(pod.owner)

        self.kubelet.stop(pod, gone)

    def _pod_changed(self, pod: SimPod) -> None:
        self._tell_pods(pod.owner, PodChanged(pod.snapshot()))
        self.nudge(pod.owner)
        if pod.owner.min_ready and pod.ready_since is not None:
            self.timeline.after(pod.owner.min_ready * self.timeline.speed + 0.01, lambda: self._sync(pod.owner))

    def find_pod(self, namespace: str, name: str) -> SimPod | None:
        return next((pod for (where, _, _), workload in self.workloads.items() if where == namespace
                     for pod in workload.pods if pod.name == name), None)

    def run_job(self, workload: SimWorkload) -> None:
        """Let a CronJob start a job now: one pod that ends by itself after some seconds."""
        if not self._create(workload, workload.template, 0):
            return
        pod = workload.pods[-1]
        workload.active_jobs += 1
        self.changed(workload)

        def look() -> None:
            if pod.phase in ("Succeeded", "Failed") or pod.gone:
                workload.active_jobs = max(0, workload.active_jobs - 1)
                self.changed(workload)
                self.timeline.after(10.0, lambda: self.delete_pod(pod))
            else:
                self.timeline.after(1.0, look)

        self.timeline.after(1.0, look)

    def start_job(self, cron_job: SimWorkload, name: str, run: str) -> None:
        """Make a job of a CronJob's template by hand; its pod is tried three times. The CronJob does not count it among its active ones."""
        job = SimWorkload(
            cron_job.namespace, Kind.JOB, name, self.uid(name), cron_job.template, owner=f"CronJob/{cron_job.name}", made_by=run)
        self.workloads[job.namespace, job.kind, job.name] = job
        self._create(job, job.template, 0)

        def look() -> None:
            pod = job.pods[0] if job.pods else None
            if pod is not None and pod.phase != "Succeeded" and all(state.restarts < _JOB_TRIES for state in pod.states.values()):
                self.timeline.after(0.2, look)
                return
            done = pod is not None and pod.phase == "Succeeded"
            job.job_end, job.job_text = ("complete", "") if done else ("failed", "Job has reached the specified backoff limit")
            self.changed(job)
            if cron_job.jobs_vanish:
                self.remove(job)

        self.timeline.after(0.2, look)

    def event(self, namespace: str, uid: str, reason: str, text: str, container: str = "", *, warning: bool = True) -> None:
        """Write an event about an object; the same one again counts up. Times are exact: a real controller tries again, and then its events
        are later ones."""
        key = (namespace, uid, reason, text)
        before = self.events.pop(key, None)
        about, count = (before.about, before.count + 1) if before else (self._called(namespace, uid), 1)
        self.events[key] = EventSeen(reason, text, warning, container, self.timeline.now(), count, about)
        while len(self.events) > _EVENTS:
            del self.events[next(iter(self.events))]

    def _called(self, namespace: str, uid: str) -> str:
        for (where, kind, name), workload in self.workloads.items():
            if where == namespace:
                if workload.uid == uid:
                    return f"{kind.value} {name}"
                for pod in workload.pods:
                    if pod.uid == uid:
                        return f"Pod {pod.name}"
        return "Pod"

    def events_about(self, namespace: str, uids: Collection[str]) -> tuple[EventSeen, ...]:
        """Those about some objects, oldest first."""
        return tuple(event for (where, uid, _, _), event in self.events.items() if where == namespace and uid in uids)
