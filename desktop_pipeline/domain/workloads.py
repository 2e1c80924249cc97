"""Workloads and their containers as the cluster shows them, and what their rollout status means for each kind."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import NamedTuple

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.surroundings import PodNeeds


class Kind(StrEnum):
    DEPLOYMENT = "Deployment"
    STATEFUL_SET = "StatefulSet"
    DAEMON_SET = "DaemonSet"
    CRON_JOB = "CronJob"
    JOB = "Job"


class WorkloadKey(NamedTuple):
    cluster: str
    namespace: str
    kind: Kind
    name: str

    def __str__(self) -> str:
        return f"{self.cluster}/{self.namespace}/{self.kind.value}/{self.name}"


class RowKey(NamedTuple):
    """One container of one workload."""

    workload: WorkloadKey
    container: str

    def __str__(self) -> str:
        return f"{self.workload}/{self.container}"


class Group(StrEnum):
    """Where a container stands in the pod template; native sidecars are init containers that keep running."""

    MAIN = "containers"
    INIT = "initContainers"


@dataclass(frozen=True, slots=True)
class Container:
    name: str
    image: str
    group: Group = Group.MAIN
    sidecar: bool = False
    pull_policy: str = ""
    changed_by: str = field(default="", compare=False)
    """Field manager that last wrote this image, '' = not known; `changed_at` in epoch seconds."""
    changed_at: float | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Workload:
    """One workload, with the fields of its spec and status that we need. Counts are pods; times are seconds or epoch seconds."""

    key: WorkloadKey
    uid: str
    containers: tuple[Container, ...] = ()
    generation: int = 0
    observed_generation: int = 0
    replicas: int = 1
    """Wanted pods; of a DaemonSet the desired number, of a CronJob 0."""
    current: int = 0
    updated: int = 0
    ready: int = 0
    available: int = 0
    paused: bool = False
    suspended: bool = False
    on_delete: bool = False
    ordered: bool = True
    """StatefulSet: pods are replaced one after another (OrderedReady)."""
    partition: int = 0
    min_ready_seconds: float = 0.0
    update_revision: str = ""
    current_revision: str = ""
    deadline_exceeded: str = ""
    replica_failure: str = ""
    active_jobs: int = 0
    job_end: str = ""
    """Job: `complete` or `failed`, '' while it is not over."""
    job_text: str = ""
    """Job: why it failed, in the cluster's words."""
    jobs_vanish: bool = False
    """CronJob: its jobs may be removed as soon as they end, by a history limit of 0 or a short time to live."""
    deleting: bool = False
    owner: str = ""
    managed_by: str = ""
    changed_by: str = ""
    """Field manager that last wrote an image; a program, never a person."""
    changed_at: float | None = None
    run: str = ""
    """Our run annotation on the pod template, '' when it was not set by us."""
    step: str = ""
    selector: str = ""
    """Label selector of its pods, as the API takes it."""
    revision: str = ""
    """Deployment: number of the newest ReplicaSet. DaemonSet: template generation."""
    resource_version: str = ""
    needs: PodNeeds = field(default_factory=PodNeeds, compare=False)

    def container(self, name: str) -> Container | None:
        """The container or init container of this name."""
        return next((container for container in self.containers if container.name == name), None)


class Phase(StrEnum):
    """Where a rollout is."""

    WAIT = "wait"
    DONE = "done"
    FAILED = "failed"
    PAUSED = "paused"
    MANUAL = "manual"
    NONE = "none"
    """Nothing to roll out: CronJob, Job, zero replicas, all pods held back by the partition."""


@dataclass(frozen=True, slots=True)
class Rollout:
    phase: Phase
    message: Message
    fraction: float = 0.0


def rollout_status(workload: Workload, generation: int = 0) -> Rollout:
    """Where the rollout of a workload is, by the rules of its kind. `generation`: the one our patch made (0 = the present one).

    The conditions are those of `kubectl rollout status`, but a StatefulSet's pods must be available (minReadySeconds), not just ready.
    DONE is not final: new pods have to be watched for a settle time.
    """
    kind = workload.key.kind
    if workload.deleting:
        return Rollout(Phase.FAILED, Message.of("rollout.deleting"))
    if kind is Kind.CRON_JOB:
        return Rollout(Phase.NONE, Message.of("rollout.next_job"), 1.0)
    if kind is Kind.JOB:
        return Rollout(Phase.NONE, Message.of("rollout.job"), 1.0)
    if workload.observed_generation < max(generation, workload.generation):
        return Rollout(Phase.WAIT, Message.of("rollout.not_seen"))
    return _deployment(workload) if kind is Kind.DEPLOYMENT else _set(workload)


def _fraction(workload: Workload, want: int) -> float:
    """Each new pod counts when it is there and once more when it is available. Old ones that still serve count nothing, and a rollout that
    waits for something is never all done."""
    old = max(0, workload.current - workload.updated)
    new = min(workload.updated, max(0, workload.available - old))
    return 0.99 if want <= 0 else min(0.99, (workload.updated + new) / (2 * want))


def _at_rest(workload: Workload) -> bool:
    """Whether a StatefulSet has no change under way; of other kinds that is not known.

    With OnDelete the revisions never become equal again.
    """
    return bool(workload.update_revision) and workload.update_revision == workload.current_revision


def _updated(workload: Workload) -> int:
    """Pods made from the newest template."""
    return workload.replicas if _at_rest(workload) else workload.updated


def replaced(workload: Workload) -> bool:
    """Whether the controller has seen the newest template and no pod that it should replace is left; they may not be available yet."""
    if workload.observed_generation < workload.generation:
        return False
    old_left = workload.key.kind is Kind.DEPLOYMENT and workload.current > workload.updated
    return _updated(workload) >= workload.replicas - workload.partition and not old_left


def _deployment(workload: Workload) -> Rollout:
    want, fraction = workload.replicas, _fraction(workload, workload.replicas)
    if workload.paused and not replaced(workload):
        return Rollout(Phase.PAUSED, Message.of("rollout.paused"), fraction)
    if workload.deadline_exceeded:
        return Rollout(Phase.FAILED, Message.of("rollout.deadline", text=workload.deadline_exceeded), fraction)
    if want == 0:
        return Rollout(Phase.NONE, Message.of("rollout.zero"), 1.0)
    if workload.updated < want:
        return Rollout(Phase.WAIT, Message.of("rollout.updated", n=workload.updated, want=want), fraction)
    if workload.current > workload.updated:
        return Rollout(Phase.WAIT, Message.of("rollout.old_left", n=workload.current - workload.updated), fraction)
    if workload.available < want:
        return Rollout(Phase.WAIT, Message.of("rollout.available", n=workload.available, want=want), fraction)
    return Rollout(Phase.DONE, Message.of("rollout.done", n=want), 1.0)


def _set(workload: Workload) -> Rollout:
    """A StatefulSet; a DaemonSet is one without partition and revisions."""
    replicas, fraction = workload.replicas, _fraction(workload, workload.replicas)
    if replicas == 0:
        return Rollout(Phase.NONE, Message.of("rollout.zero"), 1.0)
    at_rest, updated, want = _at_rest(workload), _updated(workload), replicas - workload.partition
    if not at_rest and want <= 0:
        return Rollout(Phase.NONE, Message.of("rollout.partition", n=updated, held=replicas - updated), 1.0)
    if workload.on_delete and updated < replicas:
        return Rollout(Phase.MANUAL, Message.of("rollout.on_delete", n=updated, want=replicas), fraction)
    if updated < want:
        return Rollout(Phase.WAIT, Message.of("rollout.updated", n=updated, want=want), fraction)
    if workload.available < replicas:
        return Rollout(Phase.WAIT, Message.of("rollout.available", n=workload.available, want=replicas), fraction)
    if workload.partition and not at_rest:
        return Rollout(Phase.DONE, Message.of("rollout.partition", n=updated, held=replicas - updated), 1.0)
    return Rollout(Phase.DONE, Message.of("rollout.done", n=replicas), 1.0)


class Status(StrEnum):
    """The badge of a workload."""

    RUNNING = "running"
    UPDATING = "updating"
    DEGRADED = "degraded"
    FAILED = "failed"
    PAUSED = "paused"
    MANUAL = "manual"
    STOPPED = "stopped"
    SUSPENDED = "suspended"
    SCHEDULED = "scheduled"
    JOB = "job"
    DELETING = "deleting"


def status(workload: Workload) -> Status:
    """The word on the badge of a workload. DEGRADED: all pods are of the newest template, not all of them available."""
    if workload.deleting:
        return Status.DELETING
    if workload.key.kind is Kind.JOB:
        return Status.JOB
    if workload.key.kind is Kind.CRON_JOB:
        return Status.SUSPENDED if workload.suspended else Status.SCHEDULED
    rollout = rollout_status(workload)
    if rollout.phase is Phase.DONE:
        return Status.RUNNING
    if rollout.phase is Phase.NONE:
        return Status.STOPPED if workload.replicas == 0 else Status.MANUAL
    if rollout.phase is Phase.WAIT:
        return Status.DEGRADED if replaced(workload) else Status.UPDATING
    return {Phase.FAILED: Status.FAILED, Phase.PAUSED: Status.PAUSED}.get(rollout.phase, Status.MANUAL)


@dataclass(frozen=True, slots=True)
class ContainerState:
    """State of one container of a pod. `waiting` and `terminated` are the reasons the kubelet gives ('' = not in that state)."""

    name: str
    image_id: str = ""
    ready: bool = False
    restarts: int = 0
    waiting: str = ""
    terminated: str = ""
    exit_code: int = 0
    last_terminated: str = ""
    last_exit_code: int = 0
    message: str = ""
    init: bool = False


@dataclass(frozen=True, slots=True)
class Pod:
    name: str
    uid: str
    phase: str = ""
    ready: bool = False
    ready_since: float | None = None
    deleting: bool = False
    revision: str = ""
    """Value that ties it to a template: pod-template-hash, controller-revision-hash or pod-template-generation."""
    is_new: bool = True
    """StatefulSet: whether its revision is the newest of its workload; True for the other kinds."""
    run: str = ""
    """Our run annotation, which the pod got from its template: new pods of a run carry its id."""
    containers: tuple[ContainerState, ...] = ()
    unschedulable: str = ""
    reason: str = ""
    images: dict[str, str] = field(default_factory=dict)
    """Image of each container as its spec names it."""
    node: str = ""
    created: float | None = None


class Trouble(StrEnum):
    IMAGE = "image"
    CONFIG = "config"
    CRASH = "crash"
    OOM = "oom"
    UNSCHEDULABLE = "unschedulable"
    FAILED = "failed"
    REFUSED = "refused"
    """The cluster refuses to make pods: quota, policy."""
    VOLUME = "volume"
    SANDBOX = "sandbox"
    """The node cannot make the pod's network or its other surroundings."""
    PROBE = "probe"


@dataclass(frozen=True, slots=True)
class PodTrouble:
    kind: Trouble
    message: Message
    container: str = ""
    pod: str = ""
    final: bool = True
    """False for causes that may heal by themselves (network, autoscaler): show at once, fail after a grace time."""


_IMAGE_REASONS = frozenset({"ErrImagePull", "ImagePullBackOff", "InvalidImageName", "ErrImageNeverPull", "ImageInspectError",
                            "RegistryUnavailable", "SignatureValidationFailed"})
_CONFIG_REASONS = frozenset({"CreateContainerConfigError", "CreateContainerError", "RunContainerError", "StartError",
                             "ContainerCannotRun"})
_FINAL_IMAGE_REASONS = frozenset({"InvalidImageName", "ErrImageNeverPull", "SignatureValidationFailed"})
_ABSENT_WORDS = ("not found",)
_DENIED_WORDS = ("401 Unauthorized", "403 Forbidden", "authorization failed", "pull access denied", "insufficient_scope", "no basic auth",
                 "denied")
_BAD_NAME_WORDS = ("invalid reference", "couldn't parse")


def pod_trouble(pod: Pod) -> PodTrouble | None:
    """Why a pod will not become ready, as far as its status says; None while nothing speaks against it or it is being deleted.

    A volume that cannot be mounted, a failing probe and a quota stand in events only: see `verdicts`.
    """
    if pod.deleting:
        return None
    if pod.phase == "Failed":
        return PodTrouble(Trouble.FAILED, Message.of("pod.failed", pod=pod.name, text=pod.reason), "", pod.name, final=False)
    for state in sorted(pod.containers, key=lambda item: not item.init):
        trouble = _container_trouble(pod, state)
        if trouble is not None:
            return trouble
    if pod.unschedulable:
        return PodTrouble(Trouble.UNSCHEDULABLE, Message.of("pod.unschedulable", text=pod.unschedulable), "", pod.name, final=False)
    return None


def _container_trouble(pod: Pod, state: ContainerState) -> PodTrouble | None:
    if state.waiting in _IMAGE_REASONS:
        text = state.message.split(": ErrImagePull: ")[-1] or state.waiting
        denied = any(word in text for word in _DENIED_WORDS)
        absent = not denied and any(word in text for word in _ABSENT_WORDS)
        final = state.waiting in _FINAL_IMAGE_REASONS or denied or absent or any(word in text for word in _BAD_NAME_WORDS)
        plain = "verdict.image_denied" if denied else "verdict.image_absent" if absent else ""
        message = (Message.of(plain, container=state.name, text=text) if plain and state.waiting not in _FINAL_IMAGE_REASONS
                   else Message.of("pod.image", container=state.name, reason=state.waiting, text=text))
        return PodTrouble(Trouble.IMAGE, message, state.name, pod.name, final)
    reason, code = (state.terminated, state.exit_code) if state.terminated else (state.last_terminated, state.last_exit_code)
    runs = not state.waiting and not state.terminated
    config = next((item for item in (state.waiting, reason) if item in _CONFIG_REASONS), "")
    if config and not runs:
        message = Message.of("pod.config", container=state.name, text=state.message or config)
        return PodTrouble(Trouble.CONFIG, message, state.name, pod.name)
    if reason == "OOMKilled":
        which = "verdict.init_oom" if state.init else "pod.oom"
        return PodTrouble(Trouble.OOM, Message.of(which, container=state.name), state.name, pod.name)
    if reason and (code != 0 or (state.restarts > 0 and not state.init)):
        which = "verdict.init_crash" if state.init else "pod.crash"
        message = Message.of(which, container=state.name, code=code, restarts=state.restarts)
        return PodTrouble(Trouble.CRASH, message, state.name, pod.name, final=state.restarts > 0 or state.init)
    return None
