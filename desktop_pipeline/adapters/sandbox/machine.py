"""Workloads and pods of a sandbox cluster as they change, and the snapshots of them that the ports speak of."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace

from desktop_pipeline.domain.surroundings import PodNeeds
from desktop_pipeline.domain.workloads import Container, ContainerState, Group, Kind, Pod, Workload, WorkloadKey

RESOURCES: dict[Kind, tuple[str, str]] = {
    Kind.DEPLOYMENT: ("apps", "deployments"), Kind.STATEFUL_SET: ("apps", "statefulsets"), Kind.DAEMON_SET: ("apps", "daemonsets"),
    Kind.CRON_JOB: ("batch", "cronjobs"), Kind.JOB: ("batch", "jobs"),
}
"""API group and resource of each kind."""


@dataclass(frozen=True, slots=True)
class Template:
    """A pod template. `revision` ties pods to it."""

    containers: tuple[Container, ...]
    run: str = ""
    step: str = ""
    revision: str = ""


@dataclass(slots=True, eq=False)
class SimPod:
    """A pod. `states` by container name; `starts` counts the starts of each container."""

    owner: SimWorkload
    name: str
    uid: str
    template: Template
    created: float
    node: str = "node-1"
    ordinal: int = 0
    phase: str = "Pending"
    ready_since: float | None = None
    deleting: bool = False
    gone: bool = False
    unschedulable: str = ""
    states: dict[str, ContainerState] = field(default_factory=dict)
    starts: dict[str, int] = field(default_factory=dict)

    def ready(self) -> bool:
        """Every container that keeps running is ready."""
        return self.phase == "Running" and all(
            self.states[spec.name].ready for spec in self.template.containers if spec.group is Group.MAIN or spec.sidecar)

    def available(self, now: float) -> bool:
        return not self.deleting and self.ready_since is not None and now - self.ready_since >= self.owner.min_ready

    @property
    def new(self) -> bool:
        return self.template.revision == self.owner.template.revision

    def snapshot(self) -> Pod:
        stateful = self.owner.kind is Kind.STATEFUL_SET
        return Pod(
            name=self.name, uid=self.uid, phase=self.phase, ready=self.ready_since is not None, ready_since=self.ready_since,
            deleting=self.deleting, revision=self.template.revision, is_new=self.new if stateful else True, run=self.template.run,
            containers=tuple(self.states[spec.name] for spec in self.template.containers), unschedulable=self.unschedulable,
            images={spec.name: spec.image for spec in self.template.containers}, node=self.node, created=self.created)


@dataclass(slots=True, eq=False)
class SimWorkload:
    """A workload with its pods. Durations in seconds of the sandbox's time."""

    namespace: str
    kind: Kind
    name: str
    uid: str
    template: Template
    replicas: int = 1
    paused: bool = False
    suspended: bool = False
    on_delete: bool = False
    ordered: bool = True
    partition: int = 0
    min_ready: float = 0.0
    deadline: float = 60.0
    """Seconds without progress until ProgressDeadlineExceeded (Deployments)."""
    quota: str = ""
    """When not empty, no pod can be created, for this reason."""
    unschedulable: str = ""
    unmountable: str = ""
    """When not empty, new pods wait for a volume, for this reason; only their events tell."""
    managed_by: str = ""
    owner: str = ""
    needs: PodNeeds = field(default_factory=PodNeeds)
    generation: int = 1
    observed: int = 1
    number: int = 1
    changed_by: str = ""
    changed_at: float | None = None
    deleting: bool = False
    deadline_text: str = ""
    cause: str = ""
    """The annotation kubernetes.io/change-cause."""
    current_revision: str = ""
    held: Template | None = None
    """StatefulSet: the template of `current_revision`."""
    active_jobs: int = 0
    jobs_vanish: bool = False
    """CronJob: its history limits are 0."""
    made_by: str = ""
    """Job: the run that made it."""
    job_end: str = ""
    job_text: str = ""
    pods: list[SimPod] = field(default_factory=list)
    revisions: dict[str, int] = field(default_factory=dict)
    progress_at: float = 0.0
    """When the rollout last made progress."""
    progress_mark: tuple[int, ...] = ()
    sync_due: bool = False
    last: Workload | None = None
    version: int = 0

    def alive(self) -> list[SimPod]:
        return [pod for pod in self.pods if not pod.deleting]

    def set_template(self, containers: tuple[Container, ...], run: str = "", step: str = "") -> None:
        """Take a new pod template; one that was there before keeps its name and gets a higher number, as ReplicaSets do."""
        text = repr(([replace(item, changed_by="", changed_at=None) for item in containers], run, step))
        short = hashlib.sha256(text.encode()).hexdigest()[:10]
        if self.kind is Kind.DAEMON_SET:
            self.number += bool(self.template.revision) and self.template.revision != short
            revision = str(self.number)
        else:
            revision = f"{self.name}-{short}" if self.kind is Kind.STATEFUL_SET else short
        if revision != self.template.revision:
            self.revisions[revision] = max(self.revisions.values(), default=0) + 1
        self.template = Template(containers, run, step, revision)

    def snapshot(self, cluster: str, now: float) -> Workload:
        alive, ordered_kind = self.alive(), self.kind is Kind.STATEFUL_SET
        fixed = self.kind in (Kind.CRON_JOB, Kind.JOB)
        return Workload(
            key=WorkloadKey(cluster, self.namespace, self.kind, self.name), uid=self.uid, containers=self.template.containers,
            generation=self.generation, observed_generation=self.generation if fixed else self.observed,
            replicas=0 if self.kind is Kind.CRON_JOB else self.replicas, current=0 if fixed else len(alive),
            updated=0 if fixed else sum(pod.new for pod in alive), ready=0 if fixed else sum(pod.ready_since is not None for pod in alive),
            available=0 if fixed else sum(pod.available(now) for pod in alive), paused=self.paused, suspended=self.suspended,
            on_delete=self.on_delete, ordered=self.ordered, partition=self.partition, min_ready_seconds=self.min_ready,
            update_revision=self.template.revision if ordered_kind else "", current_revision=self.current_revision if ordered_kind else "",
            deadline_exceeded=self.deadline_text,
            replica_failure=self.quota if self.kind is Kind.DEPLOYMENT and len(alive) < self.replicas else "", active_jobs=self.active_jobs,
            jobs_vanish=self.jobs_vanish, job_end=self.job_end, job_text=self.job_text, deleting=self.deleting,
            owner=self.owner, managed_by=self.managed_by, changed_by=self.changed_by, changed_at=self.changed_at,
            run=self.template.run, step=self.template.step, selector="" if fixed else f"app={self.name}",
            revision=self._revision(), resource_version=str(self.version), needs=self.needs)

    def _revision(self) -> str:
        if self.kind is Kind.DEPLOYMENT:
            return str(self.revisions.get(self.template.revision, 1))
        return self.template.revision if self.kind is Kind.DAEMON_SET else ""
