"""The containers of a workload's pods as rows for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from desktop_pipeline.domain.messages import Message
from desktop_pipeline.domain.workloads import ContainerState, Kind, Pod, Workload, pod_trouble


@dataclass(frozen=True, slots=True)
class ContainerRow:
    """One container of a pod. `container` is '' while a pod has none yet; `new`: whether the pod is of the newest template."""

    pod: str
    uid: str
    container: str
    new: bool
    state: Message
    bad: bool = False
    ready: bool = False
    restarts: int = 0
    node: str = ""
    created: float | None = None
    has_log: bool = False
    has_previous: bool = False
    """Whether it was restarted, so that there is the log of the time before."""


def newest_revisions(workload: Workload, pods: Iterable[Pod]) -> frozenset[str]:
    """The revisions of pods that were made from the newest template, as far as it can be told from outside.

    A Deployment does not say the hash of its newest ReplicaSet: it is that of the newest pod whose images and run are those of the
    template. Where no pod has these images though there are pods of the template, a webhook gave them others (a mirror): then the run
    alone tells. A Job has one template only.
    """
    if workload.key.kind is Kind.JOB:
        return frozenset(pod.revision for pod in pods)
    if workload.key.kind is Kind.STATEFUL_SET:
        return frozenset(pod.revision for pod in pods if pod.is_new)
    if workload.key.kind is Kind.DAEMON_SET and workload.revision:
        return frozenset((workload.revision,))
    images = {container.name: container.image for container in workload.containers}
    of_run = [pod for pod in pods if pod.run == workload.run]
    same = [pod for pod in of_run if all(pod.images.get(name) == image for name, image in images.items())]
    made = workload.updated > 0 and workload.observed_generation >= workload.generation
    newest = max(same or (of_run if made else ()), key=lambda pod: (pod.created or 0.0, pod.name), default=None)
    return frozenset((newest.revision,)) if newest is not None else frozenset()


def container_rows(workload: Workload, pods: Iterable[Pod]) -> tuple[ContainerRow, ...]:
    """New pods first, the youngest first; of each its containers, then init containers that are not through."""
    known = tuple(pods)
    revisions = newest_revisions(workload, known)
    rows: list[ContainerRow] = []
    for pod in sorted(known, key=lambda pod: (pod.revision not in revisions, -(pod.created or 0.0), pod.name)):
        rows += _rows_of(pod, pod.revision in revisions)
    return tuple(rows)


def _rows_of(pod: Pod, new: bool) -> list[ContainerRow]:
    whole = ContainerRow(pod.name, pod.uid, "", new, Message.of("podrow.no_container"), node=pod.node, created=pod.created)
    shown = [state for state in pod.containers if not (state.init and state.terminated and state.exit_code == 0)]
    if not shown:
        trouble = pod_trouble(pod)
        return [replace(whole, state=trouble.message, bad=True) if trouble is not None else whole]
    rows = []
    for state in sorted(shown, key=lambda state: state.init):
        trouble = pod_trouble(replace(pod, containers=(state,)))
        message = Message.of("podrow.stopping") if pod.deleting else trouble.message if trouble is not None else state_message(state)
        rows.append(replace(
            whole, container=state.name, state=message, bad=trouble is not None, ready=state.ready, restarts=state.restarts,
            has_log=started(state), has_previous=state.restarts > 0))
    return rows


def started(state: ContainerState) -> bool:
    """Whether the container ran at any time, so that it can have a log."""
    return not state.waiting or state.restarts > 0 or bool(state.last_terminated)


def runs(state: ContainerState) -> bool:
    return not state.waiting and not state.terminated


def state_message(state: ContainerState) -> Message:
    """What a container does, where nothing is wrong with it."""
    if state.waiting == "PodInitializing":
        return Message.of("podrow.waits_init")
    if state.waiting in ("ContainerCreating", ""):
        if state.terminated:
            return Message.of("podrow.ended")
        if state.waiting:
            return Message.of("podrow.starting")
        return Message.of("podrow.runs" if state.ready else "podrow.init" if state.init else "podrow.not_ready")
    return Message.of("podrow.waiting", reason=state.waiting)


def short_names(workload: Workload, pods: Iterable[str]) -> dict[str, str]:
    """Pods as they are called before each line of their merged logs: the end of the name, as far as that tells them apart."""
    names = set(pods)
    ends = {name: name.rpartition("-")[2] for name in names}
    if workload.key.kind is Kind.STATEFUL_SET or len(set(ends.values())) < len(names):
        return {name: name for name in names}
    return ends
