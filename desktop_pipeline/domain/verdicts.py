"""Causes of failure that only events tell, and how long each cause must stand before it is the verdict.

The table of causes is in docs/guide/running.md. Reasons and texts of events are those of the kubelet and the controllers of Kubernetes
(kubernetes/pkg/kubelet/events/event.go, pkg/controller); they are no promised interface, so an event only ever names a cause: nothing
is called done because of one, and where events may not be read the deadlines decide.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import ContainerState, Kind, Pod, PodTrouble, Trouble, Workload, pod_trouble

GRACE = {Trouble.IMAGE: 4.0, Trouble.CONFIG: 10.0, Trouble.CRASH: 3.0, Trouble.OOM: 3.0}
"""Seconds for which a cause that does not heal must stand before it is the verdict, by kind."""
SECOND_PULL = 25.0
"""The same for an image that is not there: the node asks a second time after 10 to 16 s, and it may have been pushed by then."""
HEALING = 60.0
"""Seconds for causes that may heal by themselves: a registry that does not answer, a quota, the first crash, a pod that was evicted."""
SLOW_HEALING = {Trouble.UNSCHEDULABLE: 180.0, Trouble.VOLUME: 120.0, Trouble.SANDBOX: 120.0}
"""The same where it takes longer: an autoscaler brings a node in one to three minutes, a disk must leave its former node first."""
NEVER = float("inf")
"""Failing probes are never a verdict: a slow start looks the same. The cluster's deadline or our limit ends them, with their cause."""
STUCK = 3.0
"""Seconds for which a new pod must not have changed before its events are asked for."""

_MOUNT = frozenset({"FailedMount", "FailedAttachVolume", "FailedMapVolume"})
_SANDBOX = frozenset({"FailedCreatePodSandBox"})
_GOES_ON = frozenset({"Pulling", "Pulled", "Created", "Started"})
"""What a pod does after its volumes were mounted and its network was made."""
_PROBES = frozenset({"Unhealthy", "ProbeError"})
_KINDS = ("startup", "liveness", "readiness")
_CREATING = frozenset({"ContainerCreating", "PodInitializing"})
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class EventSeen:
    """An event of Kubernetes about one object. `container`: the one it is about, '' = none; `at`: when it last happened, in seconds since
    1970, 0 = not known; `about`: kind and name of the object, such as `Pod web-5c7d-x2k4q`."""

    reason: str
    text: str
    warning: bool = True
    container: str = ""
    at: float = 0.0
    count: int = 1
    about: str = ""


Told = Mapping[str, Sequence[EventSeen]]
"""Events by the uid of what they are about, oldest first."""


def grace(trouble: PodTrouble) -> float:
    """Seconds for which a cause must stand before it is the verdict; NEVER where it alone is none."""
    if trouble.kind is Trouble.PROBE:
        return NEVER
    if not trouble.final:
        return SLOW_HEALING.get(trouble.kind, HEALING)
    return SECOND_PULL if trouble.message.code == "verdict.image_absent" else GRACE[trouble.kind]


def troubles(workload: Workload, pods: Iterable[Pod], told: Told) -> list[PodTrouble]:
    """What stands in the way: of the new pods `pods`, and of pods that the cluster refuses to make."""
    found = [trouble for pod in pods if not pod.ready and (trouble := trouble_of(pod, told.get(pod.uid, ())))]
    refused = workload.replica_failure or refusal(workload, told.get(workload.uid, ()))
    if refused:
        found.append(PodTrouble(Trouble.REFUSED, Message.of("pod.refused", text=refused), final=False))
    return found


def trouble_of(pod: Pod, events: Sequence[EventSeen] = ()) -> PodTrouble | None:
    """Why a pod does not become ready, by its status and its events. A container that crashed and runs again is no cause."""
    trouble = pod_trouble(pod)
    if trouble is None or _runs(pod, trouble):
        return _by_events(pod, events)
    return refined(trouble, pod, events)


def refined(trouble: PodTrouble, pod: Pod, events: Sequence[EventSeen]) -> PodTrouble:
    """A crash that the cluster itself brought about says which probe failed; everything else is as it was."""
    state = next((state for state in pod.containers if state.name == trouble.container), None)
    message = _killed(state, events) if trouble.kind is Trouble.CRASH and state is not None else None
    return trouble if message is None else replace(trouble, message=message)


def refusal(workload: Workload, events: Sequence[EventSeen]) -> str:
    """Why the cluster refuses to make pods of a StatefulSet or DaemonSet since its last change, '' where it does not.

    A Deployment has a condition for that. What was refused before our change, and what was followed by a pod, does not count.
    """
    if workload.key.kind not in (Kind.STATEFUL_SET, Kind.DAEMON_SET) or workload.current >= workload.replicas:
        return ""
    for event in sorted(events, key=lambda item: (item.at, item.reason == "SuccessfulCreate"), reverse=True):
        if event.reason == "SuccessfulCreate" or event.at < int(workload.changed_at or 0.0):
            return ""
        if event.reason == "FailedCreate":
            return _clip(event.text.split(" failed error: ")[-1].removeprefix("Error creating: "))
    return ""


def looks_stuck(pod: Pod, unchanged: float) -> bool:
    """Whether the events of a new pod should be asked for: its status does not say why it is not ready, or why it crashed. Seconds."""
    if pod.ready or pod.deleting:
        return False
    trouble = pod_trouble(pod)
    if trouble is not None and not _runs(pod, trouble):
        return trouble.kind is Trouble.CRASH
    return unchanged >= STUCK or any(state.terminated and not state.init for state in pod.containers)


def lacks_pods(workload: Workload) -> bool:
    """Whether the events of the workload itself may say why there are too few pods: only of kinds without a condition for it."""
    return workload.key.kind in (Kind.STATEFUL_SET, Kind.DAEMON_SET) and workload.current < workload.replicas


def _by_events(pod: Pod, events: Sequence[EventSeen]) -> PodTrouble | None:
    if pod.deleting:
        return None
    if all(state.waiting in _CREATING for state in pod.containers):
        return _before_the_start(pod, events)
    for state in pod.containers:
        runs = not state.waiting and not state.terminated
        message = _failing_probe(state, events) if runs and not state.ready else None
        if state.terminated and not state.init:
            message = _killed(state, events)  # it went calmly, as it was told to: the end itself says nothing
        if message is not None:
            return PodTrouble(Trouble.PROBE, message, state.name, pod.name, final=False)
    return None


def _before_the_start(pod: Pod, events: Sequence[EventSeen]) -> PodTrouble | None:
    """A volume or the network, if the pod did not get on since: what failed once while it was mounted is often there a second later."""
    went_on = max((event.at for event in events if event.reason in _GOES_ON), default=float("-inf"))
    for event in reversed(events):
        if event.at <= went_on:
            return None
        if event.reason in _MOUNT:
            return PodTrouble(Trouble.VOLUME, Message.of("verdict.volume", text=_clip(event.text)), "", pod.name, final=False)
        if event.reason in _SANDBOX:
            return PodTrouble(Trouble.SANDBOX, Message.of("verdict.sandbox", text=_clip(event.text)), "", pod.name, final=False)
    return None


def _failing_probe(state: ContainerState, events: Sequence[EventSeen]) -> Message | None:
    for event in reversed(events):
        kind = _probe(event)
        if kind and event.container in ("", state.name):
            return Message.of(f"verdict.{kind}", container=state.name, why=_why(event))
    return None


def _killed(state: ContainerState, events: Sequence[EventSeen]) -> Message | None:
    """The probe for which the cluster ended a container: `Container main failed liveness probe, will be restarted`."""
    for event in reversed(events):
        kind = next((kind for kind in ("startup", "liveness") if f"failed {kind} probe" in event.text), "")
        if event.reason == "Killing" and kind and state.name in (event.container, event.text.split(" ")[1]):
            why = next((_why(item) for item in reversed(events) if _probe(item) == kind and item.container in ("", state.name)), "")
            return Message.of(f"verdict.killed_{kind}", container=state.name, why=why, restarts=state.restarts)
    return None


def _probe(event: EventSeen) -> str:
    """Which probe an event says failed: `Readiness probe failed: …`, `Liveness probe errored: …`; '' when it is another event."""
    return next((kind for kind in _KINDS if event.text.lower().startswith(f"{kind} probe")), "") if event.reason in _PROBES else ""


def _why(event: EventSeen) -> str:
    """What a probe said, with ": " before it; '' when it said nothing, as a command often does."""
    said = _clip(event.text.partition(":")[2])
    return f": {said}" if said else ""


def _clip(text: str) -> str:
    """One line: the output of a probe may be a page."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else line[: _LONGEST - 1] + "…"


def _runs(pod: Pod, trouble: PodTrouble) -> bool:
    """Whether the container that crashed before runs again: a restart alone is no failure."""
    if trouble.kind not in (Trouble.CRASH, Trouble.OOM):
        return False
    state = next(state for state in pod.containers if state.name == trouble.container)
    return not state.waiting and not state.terminated
