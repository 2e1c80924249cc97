"""What the services need from a Kubernetes cluster. The rules of `ports.py` hold here too."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.plans import WorkloadPatch, made_images
from desktop_pipeline.domain.surroundings import Budget, Node, Quota
from desktop_pipeline.domain.verdicts import EventSeen
from desktop_pipeline.domain.workloads import Kind, Pod, Workload, WorkloadKey
from desktop_pipeline.services.pod_ports import PodLogs
from desktop_pipeline.services.ports import Login


@dataclass(frozen=True, slots=True)
class Synced:
    """A whole list of one kind: what is not in it is gone."""

    kind: Kind
    workloads: tuple[Workload, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    workload: Workload


@dataclass(frozen=True, slots=True)
class Removed:
    key: WorkloadKey


@dataclass(frozen=True, slots=True)
class Lost:
    """The link is cut or refused; the watch goes on trying with back-off. What was seen stays, with its age."""

    message: Message


@dataclass(frozen=True, slots=True)
class Forbidden:
    """This kind may not be listed here; the other kinds work."""

    kind: Kind
    message: Message


InventoryEvent = Synced | Changed | Removed | Lost | Forbidden


@dataclass(frozen=True, slots=True)
class PodsSynced:
    pods: tuple[Pod, ...]


@dataclass(frozen=True, slots=True)
class PodChanged:
    pod: Pod


@dataclass(frozen=True, slots=True)
class PodRemoved:
    name: str


PodEvent = PodsSynced | PodChanged | PodRemoved


class PatchVerdict(StrEnum):
    APPLIED = "applied"
    DRIFT = "drift"
    """Refused by the API server: uid, container names or images are not as expected."""
    INVALID = "invalid"
    """Refused by validation, admission or quota."""
    FORBIDDEN = "forbidden"
    GONE = "gone"
    BUSY = "busy"
    """Conflict or too many requests: nothing changed, may be tried again."""
    UNKNOWN = "unknown"
    """No answer: it may be applied later."""


@dataclass(frozen=True, slots=True)
class PatchResult:
    """`workload`: the object as returned (APPLIED), or as it is now (DRIFT); `message` says what the server said. `late`: an answer before
    this one was lost, so that the change is older than `workload`."""

    verdict: PatchVerdict
    message: Message | None = None
    workload: Workload | None = None
    warnings: tuple[str, ...] = ()
    late: bool = False

    def images(self, patch: WorkloadPatch) -> tuple[tuple[str, str], ...]:
        """By container those that the change made; () where there was none."""
        if self.workload is None or self.verdict is not PatchVerdict.APPLIED:
            return ()
        return made_images(patch.asked(), patch.generation if self.late else 0, self.workload)


@dataclass(frozen=True, slots=True)
class Access:
    """One question of "may I?": verb and resource such as `patch`, `apps`, `deployments`."""

    verb: str
    group: str
    resource: str
    subresource: str = ""


@dataclass(frozen=True, slots=True)
class PullSecret:
    """What a pull secret of a namespace holds: logins by host of registry. `found` False: there is none of this name."""

    name: str
    found: bool = True
    logins: Mapping[str, Login] = field(default_factory=dict)


class Cluster(PodLogs, Protocol):
    """One Kubernetes cluster through one context of a kubeconfig. Workload keys carry the cluster's id."""

    async def identity(self) -> str:
        """The uid of the kube-system namespace, or `ca:` and the hash of the cluster's CA where that may not be read."""

    async def namespaces(self) -> tuple[str, ...]:
        """Raises Refused `cluster.forbidden` where listing them is not allowed."""

    async def watch(self, namespace: str, on: Callable[[InventoryEvent], None]) -> None:
        """Report the namespace's workloads for ever: a list of each kind, then each change; after a cut it goes on by itself."""

    async def get(self, key: WorkloadKey) -> Workload | None:
        """The workload as it is now; None when it is not there."""

    async def patch(self, patch: WorkloadPatch, *, dry_run: bool = False) -> PatchResult:
        """One JSON patch that tests uid, container names and old images. Never raises for an answer; `dry_run` changes nothing.

        Raises Unreachable only when the request was surely not sent.
        """

    async def start_job(self, key: WorkloadKey, uid: str, name: str, run: str, *, dry_run: bool = False) -> None:
        """Make a job of a CronJob's template now, as `kubectl create job --from` does. `run` is noted on it: asking again with the same
        name and run is harmless, there is one job. `get` with kind JOB and that name follows it, `pods` are its pods.

        Raises UserError `cluster.gone` where there is no such CronJob with that uid (any more), `cluster.job_exists` where another job has
        the name, Refused `cluster.forbidden`, UserError `cluster.invalid` (validation, admission, quota), Unreachable where there is no
        answer: the job may be made later. `dry_run` makes none.
        """

    async def pods(self, workload: Workload) -> tuple[Pod, ...]: ...

    async def watch_pods(self, workload: Workload, on: Callable[[PodEvent], None]) -> None:
        """Report the workload's pods for ever, as `watch` does."""

    async def delete_pod(self, namespace: str, name: str, uid: str) -> None:
        """Delete this pod if it is still the one with this uid; a pod already gone is no error."""

    async def may(self, namespace: str, questions: tuple[Access, ...]) -> Mapping[Access, bool]: ...

    async def nodes(self) -> tuple[Node, ...]:
        """All nodes. Raises Refused `cluster.forbidden` where they may not be listed."""

    async def quotas(self, namespace: str) -> tuple[Quota, ...]:
        """Quotas of a namespace that count all of its pods. Raises Refused `cluster.forbidden`."""

    async def budgets(self, namespace: str) -> tuple[Budget, ...]:
        """Disruption budgets of a namespace that choose pods by labels alone. Raises Refused `cluster.forbidden`."""

    async def pull_secret(self, namespace: str, name: str) -> PullSecret:
        """The logins in a pull secret. Raises Refused `cluster.forbidden` where secrets may not be read."""

    async def log_tail(self, namespace: str, pod: str, container: str, lines: int, previous: bool = False) -> str:
        """The last lines of a container's log; '' when there is none yet."""

    async def events_of(self, namespace: str, uid: str) -> tuple[EventSeen, ...]:
        """All events about one object, oldest first. Raises Refused `cluster.forbidden` where they may not be read."""

    async def close(self) -> None: ...
