"""The controllers of a sandbox cluster: what each kind of workload does next. One step per call, as those of Kubernetes.

The rules are those of Kubernetes 1.34: rolling update of Deployments with 25 % surge and unavailable, ordered StatefulSets that never
replace a broken pod by themselves, one DaemonSet pod at a time.
"""

from __future__ import annotations

import math
from collections.abc import Callable

from desktop_pipeline.adapters.sandbox.machine import SimPod, SimWorkload, Template
from desktop_pipeline.domain.workloads import Kind

Create = Callable[[SimWorkload, Template, int], bool]
"""Make a pod of a template with an ordinal (or node number); False when it is not allowed to."""
Delete = Callable[[SimPod], None]


def step(workload: SimWorkload, now: float, create: Create, delete: Delete) -> None:
    """Do what is to be done next for a workload, and take note of its generation."""
    if workload.kind in (Kind.CRON_JOB, Kind.JOB):
        return
    workload.observed = workload.generation
    if workload.deleting:
        for pod in workload.alive():
            delete(pod)
        return
    if workload.kind is Kind.DEPLOYMENT:
        _deployment(workload, now, create, delete)
    elif workload.kind is Kind.STATEFUL_SET:
        _stateful_set(workload, create, delete)
    else:
        _daemon_set(workload, create, delete)


def _deployment(workload: SimWorkload, now: float, create: Create, delete: Delete) -> None:
    want, alive = workload.replicas, workload.alive()
    new, old = [pod for pod in alive if pod.new], [pod for pod in alive if not pod.new]
    if workload.paused:
        shown = old or new  # a paused one is still scaled
        for _ in range(want - len(alive)):
            create(workload, shown[0].template if shown else workload.template, 0)
        return
    surge, unavailable = math.ceil(want * 0.25), math.floor(want * 0.25)
    while len(new) < want and len(new) + len(old) < want + max(1, surge):
        if not create(workload, workload.template, 0):
            break
        new = [pod for pod in workload.alive() if pod.new]
    for pod in new[want:]:
        delete(pod)
    spare = len(new) + len(old) - (want - unavailable) - sum(not pod.available(now) for pod in new)
    for pod in [pod for pod in old if not pod.available(now)][: max(0, spare)]:
        delete(pod)
        old.remove(pod)
    ready = sum(pod.available(now) for pod in [*new, *old])
    for pod in [pod for pod in old if pod.available(now)][: max(0, ready - (want - unavailable))]:
        delete(pod)
    _deadline(workload, now)


def _deadline(workload: SimWorkload, now: float) -> None:
    """Progress is any change of the counts; a rollout that is done has no deadline."""
    alive = workload.alive()
    mark = (workload.generation, sum(pod.new for pod in alive), sum(pod.available(now) for pod in alive), len(alive))
    finished = mark[1] >= workload.replicas and mark[2] >= workload.replicas and len(alive) == mark[1]
    if mark != workload.progress_mark:
        workload.progress_mark, workload.progress_at = mark, now
    if finished:
        workload.deadline_text = ""


def _stateful_set(workload: SimWorkload, create: Create, delete: Delete) -> None:
    slots: dict[int, SimPod] = {pod.ordinal: pod for pod in workload.pods}  # an ending pod still holds its place
    for ordinal, pod in slots.items():
        if ordinal >= workload.replicas:
            delete(pod)
    for ordinal in range(workload.replicas):
        pod_now = slots.get(ordinal)
        if pod_now is None:
            held = workload.held if ordinal < workload.partition else None
            create(workload, held or workload.template, ordinal)
        if workload.ordered and (pod_now is None or pod_now.deleting or pod_now.ready_since is None):
            return  # a broken pod stops everything behind it, also its own replacement
    if not workload.on_delete:
        for ordinal in range(workload.replicas - 1, workload.partition - 1, -1):
            pod_now = slots.get(ordinal)
            if pod_now is None or pod_now.deleting:
                return
            if not pod_now.new:
                delete(pod_now)
                return
            if pod_now.ready_since is None:
                return
        if all(pod.new and pod.ready_since is not None for pod in slots.values()):
            workload.current_revision, workload.held = workload.template.revision, workload.template


def _daemon_set(workload: SimWorkload, create: Create, delete: Delete) -> None:
    slots = {pod.ordinal: pod for pod in workload.pods}
    for node in range(workload.replicas):
        if node not in slots:
            create(workload, workload.template, node)
    if workload.on_delete:
        return
    old = [pod for pod in workload.alive() if not pod.new]
    for pod in [pod for pod in old if pod.ready_since is None]:
        delete(pod)
    waiting = any(pod.deleting or pod.ready_since is None for pod in workload.pods) or len(slots) < workload.replicas
    steady = [pod for pod in old if pod.ready_since is not None]
    if steady and not waiting:
        delete(steady[0])
